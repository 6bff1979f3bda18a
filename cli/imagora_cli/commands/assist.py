"""Suggestions for what one is about to say."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.asking import ask_optional
from imagora_cli.command import Imagora, command
from imagora_cli.hygiene import neutral, neutral_line
from imagora_cli.ids import ID

_TASKS = ("ideas", "draft", "rewrite", "alt_text", "hashtags", "improve_prompt", "illustrate", "quiz")


@command("assist")
@click.argument("task", type=click.Choice(_TASKS), metavar="TASK")
@click.argument("text", required=False)
@click.option("--media", "media_id", type=ID, help="A picture, such as for alt_text.")
@click.option("--tone", help="Such as friendly, formal, funny.")
@click.option("--language", help="Such as en or de; the text's own if left out.")
@click.option("--ask-first", is_flag=True, help="Be asked a few things first; on a terminal you answer at once.")
@click.option(
    "--answer",
    "answers",
    type=(str, str),
    multiple=True,
    metavar="QUESTION ANSWER",
    help="Answer what was asked before.",
)
def assist(
    imagora: Imagora, *, task: str, text: str | None, answers: tuple[tuple[str, str], ...], **wish: str | bool | None
) -> None:
    """Have something suggested: nothing is posted by itself.

    TASK is ideas, draft, rewrite, alt_text, hashtags, improve_prompt, illustrate (a picture for a text) or quiz. TEXT
    is what it is about; `-` reads it from the input stream. A post that is made of a suggestion says so: give `imagora
    post --ai assisted`.
    """
    imagora.api.require_session()
    body: dict[str, Any] = {"task": task, "text": sys.stdin.read() if text == "-" else text, **wish}
    body["answers"] = [{"question": question, "answer": answer} for question, answer in answers]
    advice = _asked(imagora, body)
    if advice.get("questions") and imagora.screen.interactive:
        body["answers"] += list(_answers(imagora, advice["questions"]))
        advice = _asked(imagora, {**body, "ask_first": False})
    imagora.screen.answer(advice, _shown(advice))


def _asked(imagora: Imagora, body: Mapping[str, Any]) -> dict[str, Any]:
    return imagora.api.ask("/v1/drafts/assist", {name: value for name, value in body.items() if value})


def _answers(imagora: Imagora, questions: list[str]) -> Iterator[dict[str, str]]:
    """What the person says to each question; what they leave out isn't said."""
    for question in questions:
        said = ask_optional(imagora.screen, neutral_line(question))
        if said:
            yield {"question": question, "answer": said}


def _shown(document: Mapping[str, Any]) -> RenderableType:
    lines = [Text(f"? {neutral_line(str(question))}") for question in document.get("questions") or ()]
    for suggestion in document["suggestions"]:
        lines.append(Text(f"• {neutral(str(suggestion['text']))}"))
        if suggestion.get("rationale"):
            lines.append(Text(f"  {neutral_line(str(suggestion['rationale']))}", style="dim"))
    return Group(*lines, Text(neutral_line(f"{document['provider']} {document['model']}"), style="dim"))
