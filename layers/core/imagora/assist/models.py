"""What the co-pilot is asked, and what it may answer. Pure data and limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from imagora.kernel import text as texts
from imagora.kernel.errors import DomainError, FieldError, InvalidInput, Unavailable

Task = Literal["ideas", "draft", "rewrite", "alt_text", "hashtags", "improve_prompt", "illustrate", "quiz"]

MAX_TEXT: Final = 2_000
MAX_TONE: Final = 40
MAX_ANSWERS: Final = 5
MAX_QUESTION: Final = 300
MAX_ANSWER: Final = 500
"""Characters that a request may have, as the picture's prompt has them."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


class AssistRefused(DomainError):
    """The co-pilot doesn't help with this. Say it in other words."""

    code = "assist_refused"

    def __init__(self, detail: str = "", *, rule: str | None = None) -> None:
        super().__init__(detail)
        self.rule = rule

    def members(self) -> dict[str, object]:
        return {"rule": self.rule} if self.rule else {}


class CeilingReached(DomainError):
    """What models may be paid in a day is used up, for this account or for the whole instance."""

    code = "ceiling_reached"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "What the co-pilot's models may be paid in a day is used up. Ask again after midnight UTC; until then you "
            "write without it."
        )
        self._seconds = seconds

    def retry_after(self) -> int | None:
        return self._seconds


class AssistUnsupported(DomainError):
    """This instance's co-pilot can't do that."""

    code = "assist_unsupported"


class MediaNotReady(DomainError):
    """This picture isn't ready yet. Ask again when its status is `ready`."""

    code = "media_not_ready"


class AssistUnavailable(Unavailable):
    """The co-pilot can't be reached at the moment. Try again shortly; nothing was changed."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = max(1, round(seconds))

    def retry_after(self) -> int | None:
        return self.seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """How long one suggestion may be: grapheme clusters, bytes of UTF-8, code points; how many there are at most."""

    graphemes: int
    octets: int
    most: int = 5
    characters: int = 10_000

    def holds(self, text: str) -> bool:
        return len(text) <= self.characters and texts.fits(text, self.graphemes, self.octets)


_POST: Final = Limit(300, 3_000)
_PROMPT: Final = Limit(2_000, 8_000, characters=2_000)

LIMITS: Final[dict[Task, Limit]] = {
    "ideas": _POST,
    "draft": _POST,
    "rewrite": _POST,
    "alt_text": Limit(1_000, 4_000, 3, characters=1_000),
    "hashtags": Limit(65, 513, 10),
    "improve_prompt": _PROMPT,
    "illustrate": _PROMPT,
    "quiz": _POST,
}
"""Those of the place where a suggestion goes: a post, a picture's description, a prompt, a tag with its sign."""

QUESTIONS: Final = Limit(300, 1_200)
RATIONALE: Final = Limit(300, 1_200)


@dataclass(frozen=True, slots=True)
class Said:
    """A question of the co-pilot, and the person's answer to it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks the co-pilot for, made clean. `language`: a BCP 47 tag, None where they didn't say.

    `ask_first`: to be asked questions instead of being given text; `answers`: what they answered to earlier ones.
    """

    task: Task
    text: str = ""
    media_id: str | None = None
    tone: str = ""
    language: str | None = None
    ask_first: bool = False
    answers: tuple[Said, ...] = ()

    @property
    def written(self) -> str:
        """All that the person wrote themselves."""
        return "\n".join([self.text, *(said.answer for said in self.answers)]).strip()


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture that the person may see. `keys`: of its renditions in the bucket, the largest first.

    `procedural`: the built-in generator made it, so that its prompt and style say what it shows.
    """

    alt: str
    prompt: str = ""
    style: str = ""
    procedural: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to take over, and why it is proposed, "" where that goes without saying."""

    text: str
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What came of it: suggestions, or questions where those were asked for; and who made them."""

    suggestions: tuple[Suggestion, ...]
    questions: tuple[str, ...]
    provider: str
    model: str


def check(wish: Wish) -> Wish:
    """The wish, if it can be answered at all. Raises InvalidInput with every field that is not as it must be."""
    errors = [*_too_long(wish), *_missing(wish)]
    if wish.language is not None and not _LANGUAGE.fullmatch(wish.language):
        errors.append(FieldError("language", "invalid", "This has to be a language tag, such as `de` or `en-GB`."))
    if errors:
        raise InvalidInput(*errors)
    return wish


def _too_long(wish: Wish) -> list[FieldError]:
    found = []
    if len(wish.text) > MAX_TEXT:
        found.append(FieldError("text", "length", f"A text has at most {MAX_TEXT:,} characters here."))
    if len(wish.tone) > MAX_TONE:
        found.append(FieldError("tone", "length", f"A tone has at most {MAX_TONE} characters."))
    if len(wish.answers) > MAX_ANSWERS:
        found.append(FieldError("answers", "length", f"At most {MAX_ANSWERS} answers."))
    for index, said in enumerate(wish.answers):
        if len(said.question) > MAX_QUESTION or len(said.answer) > MAX_ANSWER:
            sentence = f"A question has at most {MAX_QUESTION} characters, an answer {MAX_ANSWER}."
            found.append(FieldError(f"answers[{index}]", "length", sentence))
    return found


def _missing(wish: Wish) -> list[FieldError]:
    """What a task can't do without. Whoever asks to be asked first may have nothing yet, but the picture."""
    if wish.task == "alt_text" and wish.media_id is None:
        return [FieldError("media_id", "required", "Say which picture is to be described.")]
    if wish.ask_first or wish.written or wish.task in ("ideas", "alt_text"):
        return []
    if wish.task == "hashtags" and wish.media_id is not None:
        return []
    return [FieldError("text", "required", "Say in your own words what it is about.")]
