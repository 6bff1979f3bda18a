"""What the checkers say of a picture, and what that means for it. Needs the imaging layer where a checker does.

What the built-in generator drew needs no provider's look: it is made of shapes and colours that we know. The blocklist
is asked about every picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Final

import msgspec
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from imagora.kernel.clock import Clock, rfc3339
from imagora.media.models import Media
from imagora.media.renditions import Renditions
from imagora.moderation.case import CaseId
from imagora.moderation.checkers.judge import Judge, Ruling
from imagora.moderation.checkers.port import Finding, Image
from imagora.moderation.checkers.thresholds import SEVERITY
from imagora.moderation.events import Checked
from imagora.moderation.events import Judge as By
from imagora.moderation.findings import judge_in
from imagora.moderation.reporting import NO_CHECKER
from imagora.moderation.rulebook import CODES, rule

log = Logger(child=True)

WEBP: Final = "image/webp"
BLOCKLIST: Final = "blocklist"
MOST_EVIDENCE: Final = 20
"""So many of a checker's own words are kept."""

_FIRST_WAIT: Final = timedelta(minutes=2)
_LONGEST_WAIT: Final = timedelta(minutes=15)
MOST_TRIES: Final = 300
"""After three days without an answer only a person decides; they could all the time."""

_ALGORITHM: Final = "algorithmicMedia"
_OWN_FAULT: Final = "rejected"
"""Why a checker gave no answer, where asking again is of no use: it won't judge this very picture."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of a look at a picture.

    `follows`: the case that put it on the blocklist, where that decided. `again`: somebody was asked who couldn't
    answer, so it is to be looked at once more, in so much time at the least.
    """

    checked: Checked
    follows: CaseId | None = None
    again: timedelta | None = None


PromptAgain = Callable[[str], tuple[Checked, float | None]]
"""Judge a prompt that nobody could look at; and where that is still so, after how many seconds at the least again."""


@dataclass(frozen=True)
class Judging:
    """`hold_unseen`: uploads that no checker looked at wait for a moderator."""

    judge: Judge[Image]
    hold_unseen: bool
    now: Clock
    metrics: Metrics
    prompt_again: PromptAgain

    @cached_property
    def _lists(self) -> Judge[Image]:
        return Judge([checker for checker in self.judge.checkers if checker.floor])

    def look(self, media: Media, image: Image) -> Look:
        """Ask the checkers about a picture. Nothing is written; asking again is safe, and may cost money.

        Where its prompt is held because nobody could look at it, that is asked first; while still nobody can, the
        picture, which waits in any way, isn't looked at.
        """
        drawn = media.made_by is not None and media.made_by.source_type == _ALGORITHM
        asked, wait = (None, None) if drawn or not media.checked else self._its_prompt(media)
        if asked is not None and wait is not None:
            return Look(asked, again=timedelta(seconds=wait))
        ruling = (self._lists if drawn else self.judge).judge(image)
        self._alarm(ruling)
        unseen = media.origin == "upload" and self.hold_unseen and not ruling.looked
        if ruling.action == "allow" and unseen:
            return Look(Checked(at=rfc3339(self.now()), judge=NO_CHECKER, verdict="hold"))
        labels = ruling.labels if ruling.action == "label" else ()
        checked = Checked(
            at=rfc3339(self.now()),
            judge=_judge(ruling),
            verdict=ruling.action,
            rule=ruling.rule,
            labels=tuple(label.value for label in labels),
            sure={label.value: round(label.confidence, 3) for label in labels},
            evidence=_evidence(ruling),
        )
        if asked is not None:
            checked = _with_its_prompt(asked, checked)
        return Look(checked, _followed(ruling.by), _waits(ruling))

    def _its_prompt(self, media: Media) -> tuple[Checked, float | None]:
        """What was found in its prompt; judged now where nobody could look then, with how long to wait where they
        can't now. Without the prompt's words, which no case keeps."""
        asked = msgspec.json.decode(media.checked, type=Checked)
        words = asked.text or media.prompt
        asked = msgspec.structs.replace(asked, text="")
        if asked.verdict != "hold" or asked.rule is not None or not words:
            return asked, None
        return self.prompt_again(words)

    def _alarm(self, ruling: Ruling) -> None:
        """Tell the operator of what doesn't mend by waiting: a used-up quota, a wrong key, answers that are none."""
        for outage in ruling.outages:
            if outage.alarm and outage.reason != _OWN_FAULT:
                log.error("a checker needs its operator", provider=outage.provider, reason=outage.reason)
                self.metrics.add_metric(name="CheckerRefusals", unit=MetricUnit.Count, value=1)
                self.metrics.flush_metrics()


def _with_its_prompt(asked: Checked, checked: Checked) -> Checked:
    """The graver of what was found in a picture and in its prompt; the labels of both. What a formula draws is none
    of what its prompt says."""
    if checked.verdict == asked.verdict == "label":
        labels = tuple(dict.fromkeys([*checked.labels, *asked.labels]))
        return msgspec.structs.replace(checked, labels=labels, sure=asked.sure | checked.sure)
    return asked if SEVERITY[asked.verdict] > SEVERITY[checked.verdict] else checked


def image_of(data: bytes, rendered: Renditions) -> Image:
    """A file that came, as the checkers see it: its full rendition, which is clean, and known by the file's digest."""
    hashes = tuple(view.coarse for view in rendered.orientations)
    return Image(rendered.full, WEBP, rendered.width, rendered.height, hashes, sha256(data).hexdigest())


def image_again(full: bytes, digest: str) -> Image:
    """The same of a full rendition that was kept."""
    from imagora.media import perceptual_hash, pixels

    picture = pixels.decode(full, declared=WEBP)
    return Image(full, WEBP, picture.width, picture.height, perceptual_hash.variants(picture), digest)


def tells(checked: Checked) -> bool:
    """Whether a look at a picture that is shown found something; on an instance without a checker nobody looked."""
    return checked.verdict != "allow" and not (checked.judge == NO_CHECKER and not checked.evidence)


def of_shown(checked: Checked) -> Checked:
    """What is done about a picture that is shown: what a checker is unsure of stays out until somebody has looked, but
    for rules whose reports are urgent."""
    unsure_of = checked.rule if checked.verdict == "hold" else None
    if unsure_of in CODES and unsure_of and rule(unsure_of).urgent:
        return msgspec.structs.replace(checked, verdict="reject")
    return checked


def wait_after(tries: int) -> timedelta:
    """How long a checker that gave no answer is left alone: 2, 4, 8, then 15 minutes."""
    return min(_FIRST_WAIT * (1 << min(tries, 10)), _LONGEST_WAIT)


def _waits(ruling: Ruling) -> timedelta | None:
    if ruling.action != "hold" or all(outage.reason == _OWN_FAULT for outage in ruling.outages):
        return None
    return timedelta(seconds=ruling.retry_after or 0)


def _judge(ruling: Ruling) -> By:
    """Whose finding decided; where nothing was found, who looked last."""
    looked = [found for found in ruling.findings if found.provider != BLOCKLIST]
    finding = ruling.by or (looked[-1] if looked and not ruling.outages else None)
    return NO_CHECKER if finding is None else judge_in(finding)


def _evidence(ruling: Ruling) -> dict[str, str | float]:
    said = dict(list(ruling.by.evidence.items())[:MOST_EVIDENCE]) if ruling.by is not None else {}
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in said.items()}
    return rounded | {outage.provider: f"no answer: {outage.reason}" for outage in ruling.outages}


def _followed(finding: Finding | None) -> CaseId | None:
    """The case that put the picture on the blocklist."""
    case = finding.evidence.get("case") if finding is not None and finding.provider == BLOCKLIST else None
    return CaseId(case) if isinstance(case, str) else None
