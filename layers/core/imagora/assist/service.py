"""The co-pilot's one use case: suggestions for a wish. Nothing is posted and nothing stored; only counters move."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final, Protocol

from imagora.assist.fitting import fitted, fitted_questions
from imagora.assist.models import (
    Advice,
    AssistRefused,
    AssistUnavailable,
    AssistUnsupported,
    CeilingReached,
    Suggestion,
    Wish,
    check,
)
from imagora.assist.outcomes import outcome_of
from imagora.assist.pictures import Pictures
from imagora.assist.port import Assistant, AssistError, Brief, Bytes, Reply, no_bytes
from imagora.kernel.errors import DomainError, RateLimited
from imagora.kernel.ids import AccountId

if TYPE_CHECKING:
    from imagora.moderation.policy import Policy
    from imagora.moderation.screening import Screening

_USED_UP: Final[Mapping[str, Callable[[int], DomainError]]] = {"spent": RateLimited, "ceiling": CeilingReached}
"""What a day's questions, or its money, that are used up mean to the person: to wait for so many seconds."""

_FEWEST_SECONDS = 2.0
"""With less than that left nobody else is asked."""


class Watch(Protocol):
    """Asks whoever is asked over the network: see `watching`."""

    def ask(self, assistant: Assistant, brief: Brief, account: AccountId) -> Reply: ...


@dataclass(frozen=True)
class CoPilot:
    """`assistants`: at least one, the first is asked first. `seconds`: that all of them together may take.

    `person`: an account as a keyed hash. `look`: fetches a rendition's bytes by its keys.
    """

    assistants: tuple[Assistant, ...]
    pictures: Callable[[], Pictures]
    policy: Policy
    screening: Screening
    watch: Callable[[], Watch]
    person: Callable[[AccountId], str]
    look: Callable[[tuple[str, ...]], Bytes]
    seconds: float = 12.0
    clock: Callable[[], float] = time.monotonic

    def assist(self, account: AccountId, wish: Wish) -> Advice:
        """Suggestions, or questions where the wish asks for those. Asking again is safe, and may be answered otherwise.

        Raises InvalidInput, MediaNotFound, MediaNotReady; AssistRefused for what breaks the rules or a model won't do;
        AssistUnsupported for what no assistant of this instance can do; AssistUnavailable while none can be reached;
        RateLimited for who asked models enough today, CeilingReached while the day's money for them is used up.
        """
        check(wish)
        self._require_decent(wish)
        until = self.clock() + self.seconds
        picture = self.pictures().see(account, wish.media_id) if wish.media_id is not None else None
        look = self.look(picture.keys) if picture is not None else no_bytes
        brief = Brief(wish, picture, look, self.person(account) if self._remote else "", self.seconds)
        return self._first_answer(brief, account, until)

    @property
    def _remote(self) -> bool:
        return any(assistant.remote for assistant in self.assistants)

    def _first_answer(self, brief: Brief, account: AccountId, until: float) -> Advice:
        down: AssistError | None = None
        unable: AssistUnsupported | None = None
        for assistant in self.assistants:
            left = until - self.clock()
            if assistant.remote and left < _FEWEST_SECONDS:
                continue
            try:
                return self._asked(assistant, _within(brief, left), account)
            except AssistUnsupported as error:
                unable = unable or error
            except AssistError as error:
                if outcome_of(error).final:
                    raise AssistRefused from error
                down = down or error
        if down is not None and down.code in _USED_UP:
            raise _USED_UP[down.code](ceil(_wait(down))) from down
        if down is not None or unable is None:
            raise AssistUnavailable(_wait(down)) from down
        raise unable

    def _asked(self, assistant: Assistant, brief: Brief, account: AccountId) -> Advice:
        reply = self.watch().ask(assistant, brief, account) if assistant.remote else assistant.assist(brief)
        wish = brief.wish
        suggestions = () if wish.ask_first else self._decent(fitted(wish.task, reply.suggestions))
        questions = self._decent_questions(reply.questions) if wish.ask_first else ()
        return Advice(suggestions, questions, assistant.name, assistant.model)

    def _require_decent(self, wish: Wish) -> None:
        """Nobody helps with what our own word rules refuse. It isn't kept: a draft isn't a post."""
        use = "prompt" if wish.task in ("improve_prompt", "illustrate") else "text"
        said = "\n".join(filter(None, [wish.written, wish.tone, *(one.question for one in wish.answers)]))
        rule, _ = self.policy.look(said, use)  # type: ignore[arg-type]
        if rule is not None and rule != "spam_links":  # links and tags are counted where a text is posted
            raise AssistRefused(rule=rule)

    def _decent(self, suggestions: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
        """Those that the judge of texts lets out. Together first, one by one only where that isn't clear."""
        kept = self._passing([suggestion.text for suggestion in suggestions])
        decent = tuple(one for one, passes in zip(suggestions, kept, strict=True) if passes)
        if not decent:
            raise AssistRefused
        return decent

    def _decent_questions(self, questions: tuple[str, ...]) -> tuple[str, ...]:
        fit = fitted_questions(questions)
        decent = tuple(one for one, passes in zip(fit, self._passing(list(fit)), strict=True) if passes)
        if not decent:
            raise AssistRefused
        return decent

    def _passing(self, texts: list[str]) -> list[bool]:
        if self._passes("\n\n".join(texts)):
            return [True] * len(texts)
        return [self._passes(text) for text in texts]

    def _passes(self, text: str) -> bool:
        """A checker that is down decides nothing here: whatever is posted is judged again then."""
        ruling = self.screening.again(text, ())
        return ruling.rule is None or ruling.action not in ("hold", "reject")


def _within(brief: Brief, seconds: float) -> Brief:
    return Brief(brief.wish, brief.picture, brief.look, brief.person, seconds)


def _wait(error: AssistError | None) -> float:
    if error is None:
        return 10.0
    outcome = outcome_of(error)
    return outcome.wait if error.retry_after is None or outcome.alarm else error.retry_after
