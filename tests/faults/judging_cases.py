"""Use cases of pictures that checkers look at: labelled, held, rejected, judged again, gone with every copy.

The checker's mind is in a picture's size, so that it is always the same, and no picture of another case means anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.media.processing import Processor
from imagora.moderation.checkers.port import CheckerDown, Finding, Image
from imagora.wiring import media_parts
from tests.corpus.pictures import Picture
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab
from tests.integration.moderation.looker import Looker, finding, processor_with
from tests.integration.security.cast import moderator
from tests.integration.stack import Person

_LABELLED, _HELD, _REJECTED, _UNSEEN = 48, 50, 52, 54
_RULE = "nonconsensual_intimate"
_SCORES = {
    _LABELLED: {"sexual_explicit": 0.4},
    _HELD: {"sexual_explicit": 0.7},
    _REJECTED: {"minors_sexual": 0.9},
}


@dataclass
class _Checker:
    """Down for pictures of one size, until it is back."""

    down: bool = True
    known: bool = True
    looker: Looker = field(default_factory=Looker)

    def __post_init__(self) -> None:
        self.looker.says = self._says

    def _says(self, image: Image) -> Finding:
        if image.width == _UNSEEN and self.down:
            raise CheckerDown("looker", "timeout")
        return finding("looker", **(_SCORES.get(image.width, {}) if self.known else {}))

    def processor(self) -> Processor:
        return processor_with(self.looker, processor=media_parts.processor())


_checker = _Checker()


def _at_work() -> None:
    _checker.down = _checker.known = True
    wiring.processor = _checker.processor  # type: ignore[assignment]


def _picture(side: int, number: int = 1) -> bytes:
    out = BytesIO()
    Picture("tuned", "clouds", number).draw().resize((side, side)).save(out, "PNG")
    return out.getvalue()


def _ann(lab: Lab) -> World:
    _at_work()
    ann = lab.stack.person()
    lab.drain()
    return {"ann": ann}


def _upload(side: int) -> Callable[[Lab, World], None]:
    def act(lab: Lab, world: World) -> None:
        world["media"] = lab.stack.upload(world["ann"], _picture(side))
        lab.drain()

    return act


def _waiting_for_the_checker(lab: Lab) -> World:
    world = _ann(lab)
    _upload(_UNSEEN)(lab, world)
    return world


def _comes_back(lab: Lab, world: World) -> None:
    _checker.down = False
    lab.pass_time(130)


def _is(media: str, case: str, *, labels: bool = False) -> Expect:
    """The picture and its one case."""

    def expect(lab: Lab, world: World) -> str | None:
        if "media" not in world:
            return "nothing was uploaded"
        item = lab.stack.item(f"MEDIA#{world['media']}", "MEDIA") or {"status": "missing"}
        cases = [one["status"] for one in lab.items() if one["SK"] == "CASE" and one["PK"].startswith("CASE#")]
        found = (item["status"], cases, "labels" in item, item.keys() & {"opinion", "again"})
        return None if found == (media, [case], labels, set()) else f"found: {found}"

    return expect


def _published(lab: Lab, person: Person, data: bytes) -> tuple[str, str]:
    media = lab.stack.upload(person, data)
    lab.drain()
    post = person.post("look", media)["id"]
    lab.drain()
    return media, post


def _copied(lab: Lab) -> World:
    """Ann's picture, a copy of it by Bob, and an urgent report."""
    _at_work()
    ann, bob, judge = lab.stack.person(), lab.stack.person(), moderator(lab.stack)
    (media, post), (copy, other) = (_published(lab, one, _picture(64, 4)) for one in (ann, bob))
    told = lab.stack.api("POST", "/v1/reports/urgent", {"media_id": media, "reason": _RULE})
    assert told.status == 201, told
    lab.drain()
    (waiting,) = judge("GET", "/v1/moderation/queue")["items"]
    return {"judge": judge, "case": waiting["id"], "media": [media, copy], "posts": [post, other]}


def _take_away(lab: Lab, world: World) -> None:
    path = f"/v1/moderation/cases/{world['case']}"
    for step, body in (("claim", None), ("decision", {"action": "reject", "rule": _RULE})):
        reply = lab.client(world["judge"])("POST", f"{path}/{step}", body)
        assert reply.status in (200, 409), reply
    lab.drain()


def _nothing_left(lab: Lab, world: World) -> str | None:
    media = [(lab.stack.item(f"MEDIA#{one}", "MEDIA") or {}).get("status") for one in world["media"]]
    posts = [(lab.stack.item(f"POST#{one}", "POST") or {}).get("status") for one in world["posts"]]
    listed = any(one["PK"].startswith("BLOCKED#sha256#") for one in lab.items())
    found = wiring.works().find(wiring.works().views_of(MediaId(world["media"][0]))[:1])
    wrong = {*media, *posts} != {"rejected"} or not listed or found
    return f"media {media}, posts {posts}, listed {listed}, found {len(found)}" if wrong else None


def _shown_before_the_rule(lab: Lab) -> World:
    """Published while the checker saw nothing in it; handed over by a re-check."""
    world = _ann(lab)
    _checker.known = False
    world["media"], world["post"] = _published(lab, world["ann"], _picture(_REJECTED))
    _checker.known = True
    wiring.rechecking().look(MediaId(world["media"]))
    return world


def _swept(lab: Lab, world: World) -> None:
    lab.pass_time(60)


JUDGING = [
    Case("judge a shown picture again", _shown_before_the_rule, _swept, _is("rejected", "decided")),
    Case("label an upload", _ann, _upload(_LABELLED), _is("ready", "decided", labels=True)),
    Case("hold an upload", _ann, _upload(_HELD), _is("held", "open")),
    Case("reject an upload, and list it", _ann, _upload(_REJECTED), _is("rejected", "decided")),
    Case("judge a held upload when its checker is back", _waiting_for_the_checker, _comes_back, _is("ready", "closed")),
    Case("take a picture away with every copy", _copied, _take_away, _nothing_left),
]
