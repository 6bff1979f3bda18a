"""Suggestions for what one is about to say."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.command import Imagora, command
from imagora_cli.hygiene import neutral, neutral_line
from imagora_cli.ids import ID

_TASKS = ("ideas", "draft", "rewrite", "alt_text", "hashtags", "improve_prompt", "illustrate", "quiz")


@command("assist")
@click.argument("task", type=click.Choice(_TASKS), metavar="TASK")
@click.argument("text", required=False)
@click.option("--media", "media_id", type=ID, help="A picture of yours, such as for alt_text.")
@click.option("--tone", help="Such as friendly, formal, funny.")
@click.option("--language", help="Such as en or de; the text's own if left out.")
def assist(imagora: Imagora, *, task: str, **given: str | None) -> None:
    """Have something suggested: nothing is posted by itself.

    TASK is ideas, draft, rewrite, alt_text, hashtags, improve_prompt, illustrate (a picture for a text) or quiz. TEXT
    is what it is about; `-` reads it from the input stream. A post that is made of a suggestion says so: give `imagora
    post --ai assisted`.
    """
    imagora.api.require_session()
    if given["text"] == "-":
        given["text"] = sys.stdin.read()
    body = {"task": task, **{name: value for name, value in given.items() if value is not None}}
    suggested = imagora.api.ask("/v1/drafts/assist", body)
    imagora.screen.answer(suggested, _suggestions(suggested))


def _suggestions(document: Mapping[str, Any]) -> RenderableType:
    lines: list[Text] = []
    for suggestion in document["suggestions"]:
        lines.append(Text(f"• {neutral(str(suggestion['text']))}"))
        if suggestion.get("rationale"):
            lines.append(Text(f"  {neutral_line(str(suggestion['rationale']))}", style="dim"))
    return Group(*lines, Text(neutral_line(f"{document['provider']} {document['model']}"), style="dim"))
