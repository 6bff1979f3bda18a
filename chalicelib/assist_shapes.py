"""The shapes of the co-pilot."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.shapes import Shape

Task = Literal["ideas", "draft", "rewrite", "alt_text", "hashtags", "improve_prompt", "illustrate", "quiz"]


class Answered(Struct, frozen=True):
    """A question that the co-pilot asked, up to 300 characters, and what the person says to it, up to 500."""

    question: str
    answer: str


class AssistDraft(Struct, frozen=True, kw_only=True):
    """What the co-pilot is to help with. `text`: the person's own words, `media_id`: a picture that they may see.

    `alt_text` needs a picture, `hashtags` a text or a picture, `ideas` nothing, the others a text (or answers).
    `language`: a tag, such as `de`; the text's own language without it. `ask_first`: questions instead of suggestions.
    """

    task: Task
    text: Annotated[str, Meta(description="up to 2,000 characters")] = ""
    media_id: str | None = None
    tone: Annotated[str, Meta(description="up to 40 characters")] = ""
    language: Annotated[str, Meta(description="a language tag")] | None = None
    ask_first: bool = False
    answers: Annotated[list[Answered], Meta(max_length=5)] = msgspec.field(default_factory=list)


class AssistSuggestion(Shape, kw_only=True):
    """A text to take over, within the limits of where it goes, and why it is proposed."""

    text: str
    rationale: str | UnsetType = UNSET


class Advice(Shape, kw_only=True):
    """Suggestions and who made them. `questions`: where `ask_first` was said; `suggestions` is empty then."""

    suggestions: list[AssistSuggestion]
    questions: list[str] | UnsetType = UNSET
    provider: str
    model: str
