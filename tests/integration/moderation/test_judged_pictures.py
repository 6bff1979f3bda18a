"""Pictures that a checker looks at: let out, labelled, held, rejected; and what their people see of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image as Pillow

from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.moderation.checkers.port import CheckerDown
from tests.corpus.pictures import Picture
from tests.integration.moderation.court import Court
from tests.integration.moderation.looker import Looker, finding, processor_with
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow

HOUSES = Picture("heldout", "streets", 3)


def png(picture: Picture | Pillow.Image = HOUSES) -> bytes:
    out = BytesIO()
    (picture.draw() if isinstance(picture, Picture) else picture).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def looker(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Looker:
    """The instance's checker; nothing that it lets pass waits for a person."""
    made = Looker()
    with_it = processor_with(made, hold_unseen=True)
    monkeypatch.setattr(wiring, "processor", lambda: with_it)
    return made


def posted(stack: Stack, person: Person, data: bytes) -> tuple[str, str]:
    """A post with an uploaded picture, judged; ids of the picture and the post."""
    media = stack.upload(person, data)
    post = person.post("look", media)["id"]
    stack.drain(redeliver=True)
    return media, post


def labels(person: Person, post: str) -> list[dict[str, Any]]:
    """But for what says that others of these tests posted the same picture."""
    found = person("GET", f"/v1/posts/{post}")["labels"]
    return [label for label in found if label["value"] != "looks_like"]


def test_what_a_checker_lets_pass_is_out_also_where_unseen_uploads_are_held(court: Court, looker: Looker) -> None:
    media, post = posted(court.stack, court.ann, png())
    assert court.ann.media(media)["status"] == "ready"
    assert (labels(court.bob, post), court.own(), sum(looker.asked.values())) == ([], [], 1)


def test_a_label_of_a_checker_stands_on_every_post_that_shows_the_picture(court: Court, looker: Looker) -> None:
    stack, ann = court.stack, court.ann
    looker.scores(sexual_explicit=0.4567)
    media, first = posted(stack, ann, png())
    second = ann.post("again", media)["id"]
    stack.drain(redeliver=True)
    for post in (first, second):
        assert labels(court.bob, post) == [{"value": "nudity", "source": "ai", "confidence": 0.457}]
    (mine,) = court.own()
    assert (mine["action"], mine["rule"], mine["labels"], mine["options"]) == (
        "label", "sexual_explicit", ["nudity"], ["appeal"],
    )  # fmt: skip
    assert mine["judged_by"] == {
        "kind": "ai", "provider": "looker", "model": "eyes", "version": "7", "scores": {"sexual_explicit": 0.4567},
    }  # fmt: skip
    court.appeal(mine["case_id"])
    court.decide(mine["case_id"], "approve")
    assert [labels(court.bob, post) for post in (first, second)] == [[], []]
    third = ann.post("once more", media)["id"]
    assert labels(court.bob, third) == []


def test_what_a_checker_doubts_waits_for_a_person_with_what_it_said(court: Court, looker: Looker) -> None:
    stack = court.stack
    looker.scores(sexual_explicit=0.7)
    media, post = posted(stack, court.ann, png())
    assert court.ann.media(media)["status"] == "held"
    case = court.waiting(media)
    (check,) = case["checks"]
    assert (check["verdict"], check["rule"], check["evidence"]) == ("hold", "sexual_explicit", {"Nudity": 97.123})
    assert check["judge"]["scores"] == {"sexual_explicit": 0.7}
    assert stack.item(f"MEDIA#{media}", "MEDIA").keys().isdisjoint({"opinion", "again", "GSI2PK"})  # type: ignore[union-attr]
    court.decide(case["id"], "approve", rule=None)
    assert court.bob("GET", f"/v1/posts/{post}").status == 200


def test_what_a_checker_rejects_is_kept_for_an_appeal_that_brings_it_back(court: Court, looker: Looker) -> None:
    stack, ann = court.stack, court.ann
    looker.scores(sexual_explicit=0.99)
    media, post = posted(stack, ann, png())
    shown = ann.media(media)
    assert (shown["status"], shown["rejection"]["code"], "url" in shown) == ("rejected", "sexual_explicit", False)
    assert ann("GET", f"/v1/posts/{post}")["status"] == "rejected"
    assert court.bob("GET", f"/v1/posts/{post}").status == 404
    assert (len(stack.keys(f"withheld/{media}/")), stack.keys(f"quarantine/{media}/")) == (2, set())
    (mine,) = court.own()
    assert (mine["judged_by"]["kind"], mine["action"], mine["options"]) == ("ai", "reject", ["appeal"])
    assert (court.waits(media), _strikes(court)) == (False, 0)  # what a machine decides alone is no strike
    assert court.appeal(mine["case_id"]).status == 201
    (picture,) = court.waiting(media)["evidence"]["media"]
    assert httpx.get(picture["url"], verify=False).status_code == 200  # noqa: S501 - loopback
    court.decide(mine["case_id"], "approve")
    assert stack.api("GET", ann.media(media)["url"]).status == 200
    assert court.bob("GET", f"/v1/posts/{post}").status == 200
    assert stack.keys(f"withheld/{media}/") == set()


def _strikes(court: Court) -> int:
    return sum(item["SK"].startswith("STRIKE#") for item in court.stack.partition(f"USER#{court.ann.id}"))


def test_a_held_upload_that_a_moderator_rejects_counts_as_any_other(court: Court, looker: Looker) -> None:
    looker.scores(sexual_explicit=0.7)
    media, _ = posted(court.stack, court.ann, png())
    court.decide(court.waiting(media)["id"], "reject", rule="sexual_explicit")
    assert _strikes(court) == 1


def test_generated_pictures_of_the_built_in_generator_need_no_provider(court: Court, looker: Looker) -> None:
    looker.scores(sexual_explicit=0.99)
    job = court.stack.generate(court.ann)
    assert (job["status"], sum(looker.asked.values())) == ("succeeded", 0)


@pytest.fixture
def model(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The painter is a trained model now."""
    monkeypatch.setattr(stack.painter, "source_type", "trainedAlgorithmicMedia", raising=False)


@pytest.mark.usefixtures("model")
def test_pictures_of_a_model_are_judged_and_what_is_blocked_costs_nothing_and_can_come_back(
    court: Court, looker: Looker
) -> None:
    stack, ann = court.stack, court.ann
    looker.scores(violence_graphic=0.99)
    job = stack.generate(ann, 2)
    assert (job["status"], job["cost"]["credits"], job["error"]["retryable"]) == ("blocked", 0, False)
    assert stack.taken(ann) == 0
    assert sum(looker.asked.values()) == 2
    mine = court.own()
    assert [one["rule"] for one in mine] == ["violence_graphic"] * 2
    stack.drain(redeliver=True)
    media = mine[0]["subject"]["id"]
    court.appeal(mine[0]["case_id"])
    court.decide(mine[0]["case_id"], "approve")
    stack.drain(redeliver=True)
    assert ann.media(media)["status"] == "ready"
    assert ann.post("It was a sunset", media)["status"] == "published"


def test_two_deliveries_that_a_checker_judges_differently_leave_nothing_public(
    court: Court, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first dies after it wrote what it let pass; the second is held."""
    stack = court.stack
    media = stack.upload(court.ann, png())
    processor = wiring.processor()
    key, at_once = f"incoming/{court.ann.id}/{media}", processor.store.move
    with monkeypatch.context() as dying:
        dying.setattr(processor.store, "move", _dies)
        with pytest.raises(RuntimeError):
            processor.process(key, None)
    assert processor.store.move == at_once
    looker.says = _down
    stack.drain(redeliver=True)
    assert court.ann.media(media)["status"] == "held"
    made = wiring.media_store().get(MediaId(media))
    assert made is not None
    assert (stack.keys(f"media/{made.key}/"), len(stack.keys(f"quarantine/{media}/"))) == (set(), 2)


def _dies(*_: object, **__: object) -> None:
    raise RuntimeError("the process died")


def _down(_: object) -> Any:
    raise CheckerDown("looker", "timeout")


def test_a_second_provider_that_disagrees_leaves_it_to_a_person(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Looker("first"), Looker("second")
    first.scores(sexual_explicit=0.99)
    two = processor_with(first, second)
    monkeypatch.setattr(wiring, "processor", lambda: two)
    media, _ = posted(court.stack, court.ann, png())
    assert court.waiting(media)["checks"][0]["judge"]["provider"] == "first"
    second.says = lambda image: finding("second", sexual_explicit=0.8)
    media, _ = posted(court.stack, court.ann, png())
    assert court.ann.media(media)["status"] == "rejected"
