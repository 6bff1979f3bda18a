"""How far a job is: its stage and its percent, from what it and its pictures record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.generation.cancelling import stays
from imagora.generation.models import FINAL, TRANSITIONS, Job, Size, Status
from imagora.generation.stages import DRAWN, Stage, drawn, percent_of, stage_of
from imagora.kernel.ids import AccountId, JobId, MediaId
from imagora.media.models import Media
from imagora.media.models import Status as MediaStatus

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def job(status: Status = "queued", **more: object) -> Job:
    plain = Job(
        id=JobId("J"), owner=AccountId("A"), status=status, prompt="a lake", style=None, size=Size(256, 256), count=4,
        seed=7, provider="painter", model="1", credits=4, period="2026-11",
        media=tuple(MediaId(name) for name in "abcd"), progress=0, attempts=0, created_at=NOW,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def picture(status: MediaStatus, name: str = "a") -> Media:
    return Media(
        id=MediaId(name), owner=AccountId("A"), status=status, origin="generated", key="k", created_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "media", "stage"),
    [
        (job(), [], "waiting"),
        (job(lane="slow"), [], "waiting"),
        (job(attempts=1), [], "retrying"),
        (job(attempts=1, waits_until=NOW + timedelta(hours=1)), [], "waiting"),
        (job("running", attempts=1), [picture("ready")], "drawing"),
        (job("moderating"), [], "checking"),
        (job("moderating"), [picture("ready"), picture("processing")], "checking"),
        (job("moderating"), [picture("ready"), picture("rejected")], "finishing"),
    ],
)
def test_stage_is_what_happens_now(one: Job, media: list[Media], stage: Stage) -> None:
    assert stage_of(one, media) == stage


def test_every_status_has_a_stage_until_it_is_final() -> None:
    for status in TRANSITIONS:
        stage = stage_of(job(status), [picture("ready")])
        assert (stage is None) == (status in FINAL)
        assert stage is None or stage in get_args(Stage)


@given(st.integers(1, 4), st.lists(st.integers(0, 4), min_size=2, max_size=6))
def test_percent_only_grows_with_what_is_done(count: int, done: list[int]) -> None:
    told = [drawn(min(one, count), count) for one in sorted(done)]
    settled = [percent_of(job("moderating", count=count), [picture("ready")] * min(one, count)) for one in sorted(done)]
    assert told == sorted(told)
    assert settled == sorted(settled)
    assert max(told) < DRAWN <= min(settled)
    assert max(settled) < 100


@pytest.mark.parametrize(
    ("one", "media", "kept"),
    [
        (job("running", bound=(0,)), picture("ready"), True),
        (job("running", bound=(0,)), picture("held"), True),
        (job("running", bound=(0,)), picture("rejected"), False),
        (job("running", bound=(0,)), picture("removed"), False),
        (job("running", bound=(0,)), None, True),
        (job("queued", bound=(0,)), None, False),
        (job("moderating", bound=(0,)), None, False),
        (job("running", bound=(1, 2)), picture("ready"), False),
        (job("running"), None, False),
    ],
)
def test_what_was_paid_for_stays_when_its_job_is_cancelled(one: Job, media: Media | None, kept: bool) -> None:
    assert stays(one, 0, media) == kept


def test_only_of_a_cancelled_job_pictures_are_kept() -> None:
    assert job("cancelled", bound=(1, 3)).kept == {"b", "d"}
    assert job("failed", bound=(1, 3)).kept == frozenset()
