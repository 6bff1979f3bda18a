"""Prompts that were held because no checker could look are judged when it is back; their pictures follow from that."""

from __future__ import annotations

from typing import Any

import pytest

from imagora.wiring import judge_parts
from tests.integration.checkers.test_openai_wire import moderation, result
from tests.integration.moderation.court import Court
from tests.integration.moderation.reader import CLEAN, HATE, OUTAGES, UNSURE, TextReader

pytestmark = pytest.mark.slow

PICTURE = moderation(result(image=True))


@pytest.fixture(params=[False, True], ids=["newcomer", "good_standing"])
def picture(openai: TextReader, court: Court, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Drawn while the checker of texts is down."""
    monkeypatch.setattr(court.stack.painter, "source_type", "trainedAlgorithmicMedia")
    monkeypatch.setattr(judge_parts, "_good_standing", lambda _: request.param)
    judge_parts.screening.cache_clear()
    openai.says(OUTAGES["broken"])
    (drawn,) = court.stack.generate(court.ann)["media"]
    assert drawn["status"] == "held"
    return str(drawn["id"])


def _item(court: Court, media: str) -> dict[str, Any]:
    return court.stack.item(f"MEDIA#{media}", "MEDIA") or {}


def _look_later(court: Court, *, minutes: int = 20) -> None:
    """Asked again, told to the case, carried out."""
    for minute in (minutes, minutes + 11, minutes + 22):
        with court.stack.later(minutes=minute):
            court.stack.sweep()
            court.stack.drain()


def test_while_the_checker_is_down_nothing_goes_out_and_no_picture_is_paid_for(
    openai: TextReader, court: Court, picture: str
) -> None:
    openai.says(OUTAGES["broken"])
    asked = len(openai.asked)
    _look_later(court, minutes=3)
    assert _item(court, picture)["again"] > 0
    assert _item(court, picture)["status"] == "held"
    assert all(isinstance(one[0], str) for one in openai.asked[asked:])
    (check,) = court.waiting(picture)["checks"]
    assert (check["verdict"], [*check["evidence"]]) == ("hold", ["openai"])


@pytest.mark.parametrize(
    ("answer", "status", "rule"), [(CLEAN, "ready", None), (HATE, "rejected", "hate_slurs"), (UNSURE, "held", None)]
)
def test_a_held_prompt_is_judged_when_the_checker_is_back(
    openai: TextReader, court: Court, picture: str, answer: bytes, status: str, rule: str | None
) -> None:
    openai.is_back(answer, PICTURE)
    judge_parts.image_judge.cache_clear()
    _look_later(court)
    assert _item(court, picture)["status"] == status
    assert not {"again", "opinion"} & _item(court, picture).keys()
    assert court.waits(picture) == (status == "held")
    assert [one["rule"] for one in court.own()] == ([rule] if rule else [])
    assert not any("text" in one for one in court.own()), "no case keeps the words"
