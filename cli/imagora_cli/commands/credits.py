"""What one has left to spend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.command import Imagora, command
from imagora_cli.hygiene import neutral_line
from imagora_cli.paging import list_options, told
from imagora_cli.views.words import ago, counted


@command("credits")
@list_options
def credits(imagora: Imagora, *, limit: int, cursor: str | None, pages: int) -> None:  # noqa: A001
    """Show your plan, what is left of its credits, and what became of the others, newest first."""
    imagora.api.require_session()
    told(imagora.screen, _pages(imagora, limit, cursor, pages), _account)


def _pages(imagora: Imagora, limit: int, cursor: str | None, count: int) -> Any:
    """The ledger's pages: its cursor stands inside `ledger`."""
    for _ in range(count):
        page = imagora.api.get("/v1/me/credits", limit=limit, cursor=cursor)
        yield page
        cursor = page["ledger"].get("cursor")
        if not cursor:
            return


def _account(page: Mapping[str, Any]) -> RenderableType:
    granted, used, reserved = int(page["granted"]), int(page["used"]), int(page["reserved"])
    head = Text(
        neutral_line(f"Plan {page['plan']}: {granted - used - reserved:,} of {counted(granted, 'credit')} left")
    )
    head.append(neutral_line(f", {used:,} used, {reserved:,} reserved, until {page['period_ends_at']}"), style="dim")
    return Group(head, *map(_entry, page["ledger"]["items"]))


def _entry(entry: Mapping[str, Any]) -> Text:
    line = Text(f"{neutral_line(str(entry['kind'])):<8} {int(entry['credits']):>6,}")
    about = neutral_line(str(entry.get("generation_id", "")))
    return line.append(f"  {ago(str(entry['created_at'])):<10} {about}", style="dim")
