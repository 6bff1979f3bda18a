"""Lists by pages: how many, from where on, and where it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from rich.console import RenderableType

from imagora_cli.screen import Screen

Body = Callable[..., None]


def list_options(body: Body) -> Body:
    """`limit`, `cursor` and `pages` for a command that lists."""
    made = body
    for option in (
        click.option("--pages", type=click.IntRange(1, 100), default=1, help="How many pages, 1 to 100."),
        click.option("--cursor", help="Where to go on, from the end of an earlier list."),
        click.option("--limit", type=click.IntRange(1, 100), default=20, help="Items a page, 1 to 100."),
    ):
        made = option(made)
    return made


def told(screen: Screen, pages: Iterable[dict[str, Any]], view: Callable[[dict[str, Any]], RenderableType]) -> None:
    """Show pages as they come, and at the end how to go on; with `--json` each page as the API gave it, on a line."""
    cursor = None
    for page in pages:
        screen.answer(page, view(page))
        cursor = page.get("cursor")
    if cursor and not screen.json:
        screen.say(f"There is more: --cursor {cursor}", style="dim")
