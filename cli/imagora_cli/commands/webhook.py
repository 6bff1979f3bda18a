"""A webhook of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from rich.text import Text

from imagora_cli.command import Imagora, command
from imagora_cli.hygiene import neutral_line


@click.group("webhook")
def webhook() -> None:
    """Have your own server told what becomes of your jobs."""


@webhook.add_command
@command("set")
@click.argument("url")
@click.option("--event", "events", multiple=True, required=True, help="What to be told of; may be given several times.")
def set_webhook(imagora: Imagora, *, url: str, events: tuple[str, ...]) -> None:
    """Have events sent to URL. The secret that signs them is shown this once."""
    imagora.api.require_session()
    made = imagora.api.put("/v1/me/webhook", {"url": url, "events": list(events)})
    imagora.screen.answer(made, _shown(made))


@webhook.add_command
@command("show")
def show_webhook(imagora: Imagora) -> None:
    """Show where events are sent."""
    imagora.api.require_session()
    found = imagora.api.get("/v1/me/webhook")
    imagora.screen.answer(found, _shown(found))


@webhook.add_command
@command("delete")
def delete_webhook(imagora: Imagora) -> None:
    """Have no more events sent."""
    imagora.api.require_session()
    imagora.api.delete("/v1/me/webhook")
    imagora.screen.done("No more events are sent.")


def _shown(document: Mapping[str, Any]) -> Text:
    if not document.get("url"):
        return Text("No webhook is set.")
    line = Text(neutral_line(f"{', '.join(map(str, document['events']))} → {document['url']}"))
    if document.get("secret"):
        line.append(neutral_line(f"\nSecret, shown this once: {document['secret']}"), style="bold")
    return line
