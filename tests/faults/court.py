"""Moderation while it storms: people report, checkers hold and reject, moderators decide, authors appeal."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image as Pixels

from imagora import wiring
from imagora.generation.providers.port import ImageRequest
from imagora.media.processing import Processor
from imagora.moderation.case import Case
from imagora.moderation.checkers.port import CheckerDown, Finding, Image
from imagora.moderation.listing import case_of
from imagora.wiring import media_parts
from tests.faults.books import Books
from tests.faults.lab import Lab
from tests.integration.moderation.looker import Looker, finding, processor_with
from tests.integration.painter import draw
from tests.integration.security.cast import moderator
from tests.integration.stack import Person

_SCORES = {48: 0.4, 50: 0.7, 52: 0.9}
"""What the checker sees in a picture of this width: enough to label, to hold, to reject it."""
SIDES = (*_SCORES, 54)
"""The last one is the width of pictures that the checker can't look at while it storms."""
_AGAINST = ("reject", "warn")
_MOST_STRIKES = 2
"""Decisions against one author at most: a third would mute them, and they have more to do."""
_SETTLED = (403, 404, 409)
"""Answers to who was too late, or asked again for what had been done: it is somebody else's, gone, or decided."""


@dataclass
class Court:
    """A checker, two who report and two who judge."""

    lab: Lab
    pick: random.Random
    calm: bool = False
    against: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.reporters = [self.lab.stack.person() for _ in range(2)]
        self.judges = [moderator(self.lab.stack) for _ in range(2)]
        self._looker = Looker()
        self._looker.says = self._says
        wiring.processor = self._processor  # type: ignore[assignment]

    def report(self, post_id: str) -> None:
        body = {"post_id": post_id, "reason": "spam"}
        told = self.lab.client(self.pick.choice(self.reporters))("POST", "/v1/reports", body)
        assert told.status == 201 or told.status in _SETTLED, told

    def judge(self) -> None:
        """Claim one of what waits, and decide it."""
        client = self.lab.client(self.pick.choice(self.judges))
        waiting = client("GET", "/v1/moderation/queue")["items"]
        if not waiting:
            return
        case = self.pick.choice(waiting)
        path = f"/v1/moderation/cases/{case['id']}"
        claimed = client("POST", f"{path}/claim")
        if claimed.status == 200:
            told = client("POST", f"{path}/decision", self._decision(case))
            assert told.status == 200 or told.status in _SETTLED, told
        else:
            assert claimed.status in _SETTLED, claimed

    def appeal(self, author: Person) -> None:
        """Against one decision that can be appealed, where there is one."""
        client = self.lab.client(author)
        decided = [one for one in client("GET", "/v1/me/moderation")["items"] if "appeal" in one["options"]]
        if decided:
            path = f"/v1/me/moderation/{self.pick.choice(decided)['case_id']}/appeal"
            told = client("POST", path, {"statement": "It is not."})
            assert told.status == 201 or told.status in _SETTLED, told

    def picture(self, side: int, seed: int) -> bytes:
        out = BytesIO()
        drawn = draw(ImageRequest("a lake", None, 256, 256, seed))
        Pixels.open(BytesIO(drawn)).resize((side, side)).save(out, "PNG")
        return out.getvalue()

    def _decision(self, case: dict[str, Any]) -> dict[str, Any]:
        owner = case.get("owner", {}).get("id", "")
        held = case["subject"]["kind"] == "media"
        action = self.pick.choice(("approve", "reject") if held else ("dismiss", "label", *_AGAINST))
        if action in _AGAINST:
            self.against[owner] += 1
            if self.against[owner] > _MOST_STRIKES:
                action = "approve"
        return {"action": action, "rule": "spam", "labels": ["gore"] if action == "label" else []}

    def _says(self, image: Image) -> Finding:
        if image.width == SIDES[-1] and not self.calm:
            raise CheckerDown("looker", "timeout")
        scored = _SCORES.get(image.width)
        return finding("looker", **({"sexual_explicit": scored} if scored else {}))

    def _processor(self) -> Processor:
        return processor_with(self._looker, processor=media_parts.processor())


def breaches(books: Books) -> Iterator[str]:
    """What is rejected is seen by nobody, and what was let out again, is; each thing has one case that waits.

    Beside that appeals wait: what was reported anew after a decision has a case of its own.
    """
    heads = {case.id: case for case in cases(books)}
    newest = {pk: item["case"] for (pk, sk), item in books.all.items() if pk.startswith("SUBJECT#") and sk == "CASE"}
    for pk, case_id in newest.items():
        case = heads[case_id]
        thing = {"post": books.posts, "media": books.media}.get(case.subject.kind, {}).get(case.subject.id, {})
        rejected = case.in_force is not None and case.in_force.action == "reject" and not case.waits
        if rejected and thing.get("status") in ("published", "ready"):
            yield f"{pk} was rejected and is {thing['status']}"
        if case.unfinished:
            yield f"what was decided of {pk} isn't carried out"
    waiting = Counter((case.subject.kind, case.subject.id) for case in heads.values() if case.waits and not case.appeal)
    yield from (f"{subject} waits in {number} cases" for subject, number in waiting.items() if number > 1)
    for media_id, one in books.media.items():
        if {"opinion", "again"} & one.keys():
            yield f"what checkers said of medium {media_id} isn't in its case"


def cases(books: Books) -> list[Case]:
    return [case_of(item) for _, sk, item in books.under("CASE#") if sk == "CASE"]
