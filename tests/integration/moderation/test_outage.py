"""A checker that is down for an hour: nothing passes, nothing is lost, all are judged when it is back."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.kernel.messages import LookAgain
from imagora.moderation.checkers.port import CheckerDown, CheckerRefused, Finding, Image
from tests.integration.moderation.court import Court, waiting_cases
from tests.integration.moderation.looker import Looker, finding, processor_with
from tests.integration.stack import Stack

pytestmark = pytest.mark.slow


@pytest.fixture
def looker(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Looker:
    made = Looker()
    with_it = processor_with(made, hold_unseen=True)
    monkeypatch.setattr(wiring, "processor", lambda: with_it)
    return made


def small(number: int) -> bytes:
    """A picture of 32 pixels that is like no other."""
    dice = np.random.default_rng(number)
    out = BytesIO()
    coarse = Pillow.fromarray(dice.integers(0, 256, (8, 8, 3), dtype=np.uint8))
    coarse.resize((32, 32), Pillow.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def down(_: Image) -> Finding:
    raise CheckerDown("looker", "timeout")


def by_digest(image: Image) -> Finding:
    """One picture in five is rejected, one in five held, one labelled: by its digest, so that it is always the same."""
    scores = ({"sexual_explicit": 0.99}, {"sexual_explicit": 0.7}, {"sexual_explicit": 0.4}, {}, {})
    return finding("looker", **scores[int(image.digest[:8], 16) % 5])


@pytest.mark.parametrize("uploads", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_an_hour_without_a_checker_lets_nothing_pass_and_loses_nothing(
    court: Court, looker: Looker, uploads: int
) -> None:
    stack, ann = court.stack, court.ann
    looker.says = down
    media = [stack.upload(ann, small(number)) for number in range(uploads)]
    posts = [ann.post(f"picture {number}", *media[number::10][:4])["id"] for number in range(10)]
    for minute in (0, 4, 20, 58):
        with stack.later(minutes=minute):
            stack.sweep()
        assert statuses(media) == {"held": uploads}, minute
        assert {court.bob("GET", f"/v1/posts/{post}").status for post in posts} == {404}
    tries = Counter(looker.asked)
    looker.says = by_digest
    for minute in (75, 86, 97):  # checked again, told to the cases, carried out
        with stack.later(minutes=minute):
            for _ in range(1 + uploads // 400):
                stack.sweep()
    _judged(court, media, looker, tries)


def _judged(court: Court, media: list[str], looker: Looker, tries: Counter[str]) -> None:
    found = [wiring.media_store().get(MediaId(one)) for one in media]
    verdicts = {one.digest: int(one.digest[:8], 16) % 5 for one in found if one is not None}
    wanted = {"rejected": (0,), "held": (1,), "ready": (2, 3, 4)}
    assert len(verdicts) == len(media)
    assert {one.id for one in found if one and verdicts[one.digest] not in wanted.get(one.status, ())} == set()
    assert all(one.opinion == "" and one.again is None for one in found if one is not None)
    afterwards = Counter({digest: looker.asked[digest] - tries[digest] for digest in tries})
    assert set(afterwards.values()) == {1}  # each once, when it is back
    items = [court.stack.item(f"MEDIA#{one}", "MEDIA") or {} for one in media]
    assert not [item for item in items if "GSI2PK" in item]
    assert all(bool(item.get("labels")) == (verdicts[item["digest"]] == 2) for item in items)
    own = {one["subject"]["id"]: one["action"] for one in court.own()}
    assert own == {
        one.id: {0: "reject", 2: "label"}[verdicts[one.digest]]
        for one in found
        if one is not None and verdicts[one.digest] in (0, 2)
    }
    waiting = waiting_cases(court.judge).keys()
    assert waiting & set(media) == {one.id for one in found if one is not None and one.status == "held"}
    asked = [tries[digest] for digest in tries]
    print(  # noqa: T201 - the drill's figures
        f"{len(media)} uploads in an hour without a checker: 0 passed, 0 lost; each asked about {min(asked)} to "
        f"{max(asked)} times meanwhile, and once afterwards: {statuses(media)}"
    )


def statuses(media: list[str]) -> dict[str, int]:
    ids = [MediaId(one) for one in media]
    found = [
        one
        for start in range(0, len(ids), 100)
        for one in wiring.media_store().batch(ids[start : start + 100]).values()
    ]
    return dict(Counter(one.status for one in found))


def held(court: Court, looker: Looker) -> str:
    """A picture about which the checker gave no answer."""
    looker.says = down
    media = court.stack.upload(court.ann, small(1_000))
    court.stack.drain()
    assert court.ann.media(media)["status"] == "held"
    return media


def test_what_waits_for_a_checker_says_so_in_the_queue_and_a_person_may_be_faster(court: Court, looker: Looker) -> None:
    stack = court.stack
    media = held(court, looker)
    case = court.waiting(media)
    assert case["checks"][0]["evidence"] == {"looker": "no answer: timeout"}
    court.decide(case["id"], "approve", rule=None)
    assert court.ann.media(media)["status"] == "ready"
    asked = sum(looker.asked.values())
    looker.scores(sexual_explicit=0.99)
    wiring.processor().look_again(MediaId(media), 0)
    with stack.later(hours=1):
        stack.sweep()
    assert (court.ann.media(media)["status"], sum(looker.asked.values())) == ("ready", asked)


def test_of_two_messages_one_asks_again_and_a_picture_that_is_claimed_waits(court: Court, looker: Looker) -> None:
    stack = court.stack
    media = held(court, looker)
    case = court.waiting(media)["id"]
    court.claim(case)
    looker.says = lambda image: finding("looker")
    for _ in range(2):
        wiring.queues()["media"].send([LookAgain(media_id=MediaId(media), attempt=0)])
    stack.drain(redeliver=True)
    assert (sum(looker.asked.values()), court.ann.media(media)["status"]) == (2, "held")
    assert court.judge("DELETE", f"/v1/moderation/cases/{case}/claim").status == 204
    with stack.later(minutes=11):
        stack.sweep()
    assert court.ann.media(media)["status"] == "ready"
    assert not court.waits(media)


def test_what_a_person_reported_meanwhile_is_not_let_out_by_a_checker(court: Court, looker: Looker) -> None:
    stack = court.stack
    media = held(court, looker)
    court.report("nonconsensual_intimate", by=court.ann, media_id=media)
    looker.says = lambda image: finding("looker")
    with stack.later(minutes=3):
        stack.sweep()
    assert court.ann.media(media)["status"] == "held"
    assert court.waits(media)


def test_a_checker_that_refuses_one_picture_is_not_asked_about_it_again(
    court: Court, looker: Looker, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = court.stack

    def refuses(reason: str) -> Any:
        def says(_: Image) -> Finding:
            raise CheckerRefused("looker", reason)

        return says

    looker.says = refuses("rejected")
    media = stack.upload(court.ann, small(2_000))
    stack.drain()
    assert "again" not in (stack.item(f"MEDIA#{media}", "MEDIA") or {})
    assert "CheckerRefusals" not in capsys.readouterr().out
    looker.says = refuses("quota")
    other = stack.upload(court.ann, small(2_001))
    stack.drain()
    assert (stack.item(f"MEDIA#{other}", "MEDIA") or {})["again"] == 0
    assert "CheckerRefusals" in capsys.readouterr().out
    assert court.waits(media)
    assert court.waits(other)


def test_after_three_days_without_an_answer_only_a_person_decides(
    court: Court, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imagora.media.processing.MOST_TRIES", 1)
    stack = court.stack
    media = held(court, looker)
    for minutes in (3, 9, 30):
        with stack.later(minutes=minutes):
            stack.sweep()
    item = stack.item(f"MEDIA#{media}", "MEDIA") or {}
    assert (item["status"], "again" in item, "GSI2PK" in item) == ("held", False, False)
    assert court.waits(media)
