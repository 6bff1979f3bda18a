"""Suggestions made fit for where they go: clean text within its limits, none of them twice."""

from __future__ import annotations

from collections.abc import Iterable

from imagora.assist.models import LIMITS, QUESTIONS, RATIONALE, Limit, Suggestion, Task
from imagora.kernel import text as texts

_ELLIPSIS = "…"


def fitted(task: Task, suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Those that say something, each once, clipped at a word; hashtags that are too long are left out."""
    limit = LIMITS[task]
    found: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        text = texts.clean(suggestion.text, multiline=task != "hashtags")
        if task == "hashtags" and not limit.holds(text):
            continue
        text = clipped(text, limit)
        if text:
            rationale = clipped(texts.clean(suggestion.rationale, multiline=False), RATIONALE)
            found.setdefault(texts.fold(text), Suggestion(text, rationale))
    return tuple(found.values())[: limit.most]


def fitted_questions(questions: Iterable[str]) -> tuple[str, ...]:
    clean = (clipped(texts.clean(question, multiline=False), QUESTIONS) for question in questions)
    return tuple(dict.fromkeys(question for question in clean if question))[: QUESTIONS.most]


def clipped(text: str, limit: Limit) -> str:
    """The text, or as many of its words as fit, with an ellipsis. Of a single endless word, its beginning."""
    if limit.holds(text):
        return text
    room = Limit(
        limit.graphemes - 1, limit.octets - len(_ELLIPSIS.encode()), characters=limit.characters - len(_ELLIPSIS)
    )
    beginning = _beginning(text, room)
    at_word = beginning.rsplit(maxsplit=1)[0] if len(beginning.split()) > 1 else beginning
    return at_word.rstrip(" ,;:–-") + _ELLIPSIS


def _beginning(text: str, room: Limit) -> str:
    """The longest beginning that fits and doesn't end within a grapheme cluster."""
    short, long = 0, len(text)
    while short < long:
        middle = (short + long + 1) // 2
        if room.holds(text[:middle]):
            short = middle
        else:
            long = middle - 1
    while short and texts.graphemes(text[short - 1 : short + 1]) == 1 and len(text) > short:
        short -= 1
    return text[:short]
