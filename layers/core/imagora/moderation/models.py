"""What a rule is, what a check answers, and how a refusal reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from imagora.kernel.errors import DomainError

if TYPE_CHECKING:
    from imagora.moderation.events import Judge

Use = Literal["prompt", "text"]
"""What is being judged: a prompt for a picture, or a text that others will read."""


class Wording(msgspec.Struct, frozen=True, gc=False):
    """One rule in one language: what it is called, what it asks, what happens to what breaks it."""

    title: str
    text: str
    consequence: str


class Rule(msgspec.Struct, frozen=True, gc=False):
    """One rule of the house. `code` is stable and public: reports, decisions and refusals name it.

    `matched_in`: where the built-in word rules look for it by themselves; empty where only people judge. `urgent`: a
    report of it is looked at before all others, and needs no account. `label`: what stands on posts that break it and
    stay. `help`: addresses of help and of sources, shown beside that label.
    """

    code: str
    en: Wording
    de: Wording
    matched_in: frozenset[Use]
    urgent: bool = False
    label: str | None = None
    help: tuple[str, ...] = ()

    def wording(self, language: str) -> Wording:
        """The wording in a language given as a BCP 47 tag (`de-AT`); English where we have no other."""
        return self.de if language.lower().split("-")[0] == "de" else self.en


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What the word rules say of one text. `rule` is a code of the rulebook, None where nothing matched."""

    allowed: bool
    rule: str | None
    detail: str


class Refused(DomainError):
    """One of the rules doesn't allow this. `rule` is its code; `judge` who says so, None for the word rules."""

    code: ClassVar[str] = "refused"

    use: ClassVar[Use] = "text"

    def __init__(self, detail: str = "", *, rule: str, text: str = "", judge: Judge | None = None) -> None:
        super().__init__(detail)
        self.rule = rule
        self.text = text  # for the author's own list of decisions; in no answer and no log
        self.judge = judge

    def members(self) -> dict[str, object]:
        return {"rule": self.rule}


class PromptBlocked(Refused):
    """One of the rules doesn't allow this prompt. It cost nothing; change it and try again."""

    code = "prompt_blocked"
    use = "prompt"


class TextBlocked(Refused):
    """One of the rules doesn't allow this text. Nothing was published; change it and try again."""

    code = "text_blocked"
