"""A webhook of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.command import Imagora, command
from imagora_cli.hygiene import neutral_line
from imagora_cli.views.words import counted

_EVENTS = ("generation.succeeded", "generation.blocked", "generation.failed", "generation.cancelled")


@click.group("webhook")
def webhook() -> None:
    """Have your own server told what becomes of your jobs."""


@webhook.add_command
@command("set")
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    default=_EVENTS,
    help="What to be told of, such as generation.failed; all if left out.",
)
def set_webhook(imagora: Imagora, *, url: str, events: tuple[str, ...]) -> None:
    """Have events posted to URL. The secret that signs them is shown this once."""
    imagora.api.require_session()
    made = imagora.api.put("/v1/me/webhook", {"url": url, "events": list(events)})
    imagora.screen.answer(made, _shown(made))


@webhook.add_command
@command("show")
def show_webhook(imagora: Imagora) -> None:
    """Show where events are posted to, and how the newest delivery went."""
    imagora.api.require_session()
    found = imagora.api.get("/v1/me/webhook")
    imagora.screen.answer(found, _shown(found))


@webhook.add_command
@command("delete")
def delete_webhook(imagora: Imagora) -> None:
    """Have no more events posted."""
    imagora.api.require_session()
    imagora.api.delete("/v1/me/webhook")
    imagora.screen.done("No more events are posted.")


def _shown(hook: Mapping[str, Any]) -> RenderableType:
    return Group(*(Text(neutral_line(line)) for line in _lines(hook)))


def _lines(hook: Mapping[str, Any]) -> Iterator[str]:
    yield f"{hook['url']}  {hook.get('status', 'active')}"
    yield ", ".join(map(str, hook["events"]))
    if hook.get("secret"):
        yield f"Secret, shown this once: {hook['secret']}"
    if hook.get("failing_since"):
        yield f"No delivery has arrived since {hook['failing_since']}."
    last = hook.get("last_delivery")
    if last:
        why = last.get("reason") or last.get("code") or ""
        yield f"Newest: {last['event']} {last['status']} after {counted(int(last['attempts']), 'try', 'tries')} {why}"
