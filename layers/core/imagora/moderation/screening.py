"""What comes in is read before it is stored: texts that others will see, and prompts for pictures.

The word rules read everything. On an instance that names a checker of texts, the judge is asked, too: synchronously,
within its checkers' time limits, before anything is written. Without one, it is asked only about texts in which the
word rules saw a sign, so that the others cost nothing more.

What is to be judged again, since a checker was down, is noted before it is stored: what nobody stored is forgotten
then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId
from imagora.moderation.models import PromptBlocked, Refused, TextBlocked, Use
from imagora.moderation.policy import Policy, told

if TYPE_CHECKING:
    from datetime import datetime

    from imagora.moderation.checkers.judge import Judge, Ruling
    from imagora.moderation.checkers.port import Text
    from imagora.moderation.events import Checked, Subject
    from imagora.moderation.findings import Judgement

Thread = Callable[[], tuple[str, ...]]
"""What was written before, oldest first: asked for only where a checker reads it."""

GoodStanding = Callable[[AccountId], bool]
"""Whether an account's texts go out while a checker is down: see `standing`."""

Wait = Callable[["Subject", float | None], None]
"""Have something judged (again), not before so many seconds."""


Alarm = Callable[[str, str], None]
"""Tell the operator of a checker (its provider, and why) that waiting doesn't mend."""


class Unchecked(Unavailable):
    """Our checks can't be reached at the moment, so nothing was changed. Try again shortly."""

    def retry_after(self) -> int | None:
        return 30


class Clearance(msgspec.Struct, frozen=True):
    """What isn't refused: the labels that stand on it (value and confidence), and why it is held, where it is."""

    labels: tuple[tuple[str, float], ...] = ()
    held: Judgement | None = None


CLEAR = Clearance()


def no_thread() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Screening:
    """`asks`: whether this instance has a checker of texts besides its own words."""

    policy: Policy
    judge: Callable[[], Judge[Text]]
    asks: bool
    good_standing: GoodStanding
    wait: Wait
    alarm: Alarm

    def text(self, text: str, about: Subject, owner: AccountId, thread: Thread = no_thread) -> Clearance:
        """Read a text that can wait for a moderator: what is held may be stored, and is shown to nobody.

        While a checker is down, texts of accounts in good standing go out and others are held; all of them are judged
        when it is back. Raises TextBlocked.
        """
        ruling = self._ruling(text, "text", thread)
        if ruling is None:
            return CLEAR
        if _unseen(ruling):
            self.wait(about, ruling.retry_after)
        return self._cleared(ruling, owner)

    def words(
        self, text: str, about: Subject, owner: AccountId, *, thread: Thread = no_thread, newcomer: bool = False
    ) -> Clearance:
        """Read a text that can't wait, such as a name, a description, an edit: what would be held is refused.

        `newcomer`: a name at sign-up, which a checker that is down doesn't keep out. Raises TextBlocked, and Unchecked
        where a checker is down and the account isn't in good standing.
        """
        ruling = self._ruling(text, "text", thread)
        if ruling is None:
            return CLEAR
        cleared = self._cleared(ruling, owner, newcomer=newcomer)
        if cleared.held is not None and cleared.held.rule is None:
            raise Unchecked
        if cleared.held is not None and cleared.held.rule:
            raise _refused("text", cleared.held.rule, text, ruling)
        if ruling.recheck:
            self.wait(about, ruling.retry_after)
        return cleared

    def prompt(self, prompt: str, owner: AccountId, now: datetime) -> Checked | None:
        """Read a prompt: what its pictures have to answer for, `hold` or `label`; None where that is nothing.

        So what a checker is unsure of may be drawn, and a moderator looks at what came of it. The same for whatever is
        asked for while a checker is down, whoever asks: what comes of a prompt are pictures, and those are held then.
        The prompt is kept (`text`), so that it is judged when the checker is back. Raises PromptBlocked.
        """
        ruling = self._ruling(prompt, "prompt", no_thread)
        cleared = CLEAR if ruling is None else self._cleared(ruling, owner, trusting=False)
        if ruling is None or cleared == CLEAR:
            return None
        from imagora.moderation.findings import checked_of

        checked = checked_of(ruling, now, held=cleared.held)
        unseen = checked.verdict == "hold" and checked.rule is None
        return msgspec.structs.replace(checked, text=prompt) if unseen else checked

    def prompt_again(self, prompt: str, now: datetime) -> tuple[Checked, float | None]:
        """Judge a prompt that was held because nobody could look: what its pictures have to answer for, if anything.

        Where a checker is still down: the same, and how many seconds to wait for at least. Nothing is refused.
        """
        from imagora.moderation.checkers.port import Text
        from imagora.moderation.findings import checked_of, judgement_of

        ruling = self.judge().judge(Text(prompt, use="prompt"))
        self._ring(ruling)
        checked = checked_of(ruling, now, held=None if ruling.action == "label" else judgement_of(ruling))
        own_fault = all(outage.reason == "rejected" for outage in ruling.outages)
        unseen = ruling.action == "hold" and ruling.rule is None and not own_fault
        return checked, (ruling.retry_after or 0.0) if unseen else None

    def again(self, text: str, thread: tuple[str, ...]) -> Ruling:
        """Judge what was read before, by all that is known now. Nothing is refused, nothing is noted."""
        from imagora.moderation.checkers.port import Text

        ruling = self.judge().judge(Text(text, thread=thread))
        self._ring(ruling)
        return ruling

    def _ruling(self, text: str, use: Use, thread: Thread) -> Ruling | None:
        """What the judge says; None where there is nothing to ask it."""
        breach, signs = self.policy.look(text, use)
        if breach is not None:
            raise _refused(use, breach, text)
        if not (self.asks or signs):
            return None
        from imagora.moderation.checkers.port import Text

        before = thread() if self.asks else ()
        ruling = self.judge().judge(Text(text, thread=before, use=use), good_standing=True)
        self._ring(ruling)
        if ruling.action == "reject" and ruling.rule:
            raise _refused(use, ruling.rule, text, ruling)
        return ruling

    def _ring(self, ruling: Ruling) -> None:
        for outage in ruling.outages:
            if outage.alarm and outage.reason != "rejected":  # that one is about this very text
                self.alarm(outage.provider, outage.reason)

    def _cleared(self, ruling: Ruling, owner: AccountId, *, newcomer: bool = False, trusting: bool = True) -> Clearance:
        from imagora.moderation.findings import judgement_of

        labels = tuple((found.value, round(found.confidence, 2)) for found in ruling.labels)
        if ruling.action == "hold":
            return Clearance(labels, judgement_of(ruling))
        if ruling.recheck and not newcomer and not (trusting and self.good_standing(owner)):
            return Clearance(labels, msgspec.structs.replace(judgement_of(ruling), verdict="hold", rule=None))
        return Clearance(labels)


def _unseen(ruling: Ruling) -> bool:
    """Whether a checker that is down may still find something."""
    return ruling.recheck or (ruling.action == "hold" and ruling.rule is None)


def _refused(use: Use, rule: str, text: str, ruling: Ruling | None = None) -> Refused:
    from imagora.moderation.findings import judge_of

    kind = PromptBlocked if use == "prompt" else TextBlocked
    return kind(told(rule), rule=rule, text=text, judge=judge_of(ruling) if ruling is not None else None)
