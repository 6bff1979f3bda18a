"""Two faults at once, aimed: what is left undone is due, and the sweep finds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from imagora import wiring
from infra.local.pump import Faults
from tests.faults.audit import breaches
from tests.faults.cases import _WISH, _png
from tests.faults.lab import Lab
from tests.faults.plan import Aimed, Kind
from tests.faults.social_cases import crowded_post
from tests.integration.stack import Person

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _as_before(lab: Lab) -> Iterator[None]:
    before = lab.checkpoint()
    yield
    lab.put_back(before)


@contextmanager
def deaf(lab: Lab) -> Iterator[None]:
    """The stream's records are lost."""

    def change(delivery, event):  # type: ignore[no-untyped-def]
        return {**event, "Records": []} if delivery.function.id == "RelayStream" else event

    with lab.stack.pump.with_faults(Faults(change=change)):
        yield


def wait(lab: Lab, *, minutes: int) -> list[str]:
    for _ in range(minutes):
        lab.pass_time()
    return breaches(lab, records_lost=True)


def test_a_post_whose_record_is_lost_reaches_its_followers(lab: Lab) -> None:
    ann, fan = lab.stack.person(), lab.stack.person()
    fan.follow(ann)
    lab.drain()
    with deaf(lab):
        post = ann.post("hello")["id"]
        lab.drain()
    assert fan.home() == []
    assert wait(lab, minutes=6) == []
    assert fan.home() == [post]


def test_a_follow_whose_record_is_lost_is_filled(lab: Lab) -> None:
    ann, fan = lab.stack.person(), lab.stack.person()
    post = ann.post("hello")["id"]
    lab.drain()
    with deaf(lab):
        fan.follow(ann)
        lab.drain()
    assert wait(lab, minutes=6) == []
    assert fan.home() == [post]


def test_what_was_drawn_of_a_cancelled_job_goes_though_the_record_is_lost(lab: Lab) -> None:
    ann = lab.stack.person()
    lab.painter.plan.extend([lambda: None, lambda: _cancel(ann, job)])
    job = ann("POST", "/v1/generations", {**_WISH, "count": 2})["id"]
    assert lab.stack.pump.step()  # the relay
    with deaf(lab):
        lab.drain()
    assert ann.generation(job)["status"] == "cancelled"
    assert wait(lab, minutes=3) == []
    assert ann.generation(job)["media"] == []


def _cancel(person: Person, job: str) -> None:
    assert person("POST", f"/v1/generations/{job}/cancel").status == 200


def test_a_picture_that_is_drawn_after_its_job_was_cancelled_goes(lab: Lab) -> None:
    """The worker's last look at its job is just before; then it adds the medium."""
    ann = lab.stack.person()
    job = ann("POST", "/v1/generations", _WISH)["id"]
    store = type(wiring.media_store())
    add = store.add

    def late(self, *args, **options):  # type: ignore[no-untyped-def]
        _cancel(ann, job)
        lab.stack.pump.step()  # its record, and the message: nothing is there yet to be taken away
        lab.stack.pump.step()
        return add(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "add", late)
        lab.drain()
    assert wait(lab, minutes=3) == []
    assert ann.generation(job)["media"] == []
    assert lab.objects() == set()


def test_pictures_of_a_deleted_post_go_though_its_process_died_and_its_record_is_lost(lab: Lab) -> None:
    ann = lab.stack.person()
    media = lab.stack.upload(ann, _png())
    lab.drain()
    post = ann.post("look", media)["id"]
    lab.drain()
    dying = Aimed(Kind.DIE_AFTER, process="API", operation="TransactWriteItems")
    with deaf(lab), lab.injector.planning(dying):
        assert lab.request("DELETE", f"/v1/posts/{post}", None, token=ann.token, key=None) is None
        lab.drain()
    assert lab.objects() != set()
    assert wait(lab, minutes=11) == []
    assert lab.objects() == set()
    assert "card" not in (lab.stack.item(f"POST#{post}", "POST") or {})


def test_a_job_is_final_in_time_and_nothing_gets_ready_uncharged_afterwards(lab: Lab) -> None:
    ann = lab.stack.person()
    job = ann("POST", "/v1/generations", {**_WISH, "count": 2})["id"]
    while ann.generation(job)["status"] != "moderating":
        assert lab.stack.pump.step()
    held_back = {name: bodies for name, bodies in lab.queued().items() if bodies}
    media_queue = next(name for name in held_back if "edia" in name)
    late = lab.take(media_queue)  # one object's event comes much later
    began = lab.clock.seconds
    lab.pass_time(50)  # the schedule knows nothing of when a job was asked for
    while ann.generation(job)["status"] == "moderating":
        lab.pass_time()
    assert lab.clock.seconds - began <= 300
    lab.give(media_queue, late)
    lab.drain()
    assert breaches(lab) == []


def test_a_job_that_the_sweep_failed_at_is_looked_at_a_minute_later(lab: Lab) -> None:
    ann = lab.stack.person()
    lab.drain()
    with deaf(lab):
        job = ann("POST", "/v1/generations", _WISH)["id"]
        lab.drain()
        with lab.injector.planning(
            Aimed(Kind.OUTAGE, process="SweepStalled", seam="table", target="JOB", writes_only=False)
        ):
            lab.pass_time(61)
    assert ann.generation(job)["status"] == "queued"
    assert wait(lab, minutes=2) == []
    assert ann.generation(job)["status"] == "succeeded"


def test_a_claim_whose_answer_was_lost_is_still_the_workers(lab: Lab) -> None:
    ann = lab.stack.person()
    job = ann("POST", "/v1/generations", _WISH)["id"]
    with lab.injector.planning(Aimed(Kind.RETRIED, process="GenerateImage", target="JOB")) as writes:
        lab.drain()
    assert any(write.process == "GenerateImage" for write in writes)
    assert ann.generation(job)["status"] == "succeeded"
    assert (lab.stack.item(f"JOB#{job}", "JOB") or {})["attempts"] == 1


def test_a_picture_that_is_given_up_while_it_is_rendered_leaves_no_object(lab: Lab) -> None:
    ann = lab.stack.person()
    media = lab.stack.upload(ann, _png())
    processor = wiring.processor()
    move = type(processor.store).move

    def slow(self, media_id, frm, to, **changes):  # type: ignore[no-untyped-def]
        if to == "ready":
            from imagora.media.models import NOT_UPLOADED

            self.give_up(media_id, NOT_UPLOADED)
        return move(self, media_id, frm, to, **changes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(processor.store), "move", slow)
        lab.drain()
    assert ann.media(media)["status"] == "rejected"
    assert breaches(lab) == []


def test_a_write_without_any_answer_is_an_error_of_its_own(lab: Lab) -> None:
    from pynamodb.exceptions import UpdateError

    from imagora.kernel.ids import JobId

    ann = lab.stack.person()
    job = ann("POST", "/v1/generations", _WISH)["id"]

    def advance() -> None:
        jobs = wiring.job_store()
        waiting = jobs.get(JobId(job))
        assert waiting is not None
        with pytest.raises(UpdateError):
            jobs.advance(waiting, progress=10, now=lab.clock())

    with lab.injector.planning(Aimed(Kind.LOST, process="Worker")):
        assert lab.act("Worker", advance)
    lab.drain()


def _reposted(lab: Lab) -> tuple[Person, Person, str]:
    """A reposter, a fan of theirs, and what is to be passed on."""
    ann, fan, author = lab.stack.person(), lab.stack.person(), lab.stack.author()
    fan.follow(ann)
    post = lab.stack.publish(author, "hello").id
    lab.drain()
    return ann, fan, post


def _later(lab: Lab, *, minutes: int) -> list[str]:
    """What is wrong once so much time has passed at one go."""
    lab.pass_time(60 * minutes)
    return breaches(lab, records_lost=True)


def test_a_repost_whose_record_is_lost_reaches_its_followers(lab: Lab) -> None:
    ann, fan, post = _reposted(lab)
    with deaf(lab):
        assert ann("PUT", f"/v1/posts/{post}/repost").status == 204
        lab.drain()
    assert fan.home() == []
    assert _later(lab, minutes=6) == []
    assert fan.home() == [post]


def test_a_repost_whose_end_is_lost_leaves_its_followers(lab: Lab) -> None:
    ann, fan, post = _reposted(lab)
    assert ann("PUT", f"/v1/posts/{post}/repost").status == 204
    lab.drain()
    assert fan.home() == [post]
    with deaf(lab):
        assert ann("DELETE", f"/v1/posts/{post}/repost").status == 204
        lab.drain()
    assert _later(lab, minutes=6) == []
    assert (fan.home(), lab.stack.partition(f"REPOSTS#{post}")) == ([], [])


def test_what_waits_beside_a_contended_post_is_folded_though_its_record_is_lost(lab: Lab) -> None:
    world = crowded_post(lab)
    with deaf(lab):
        assert world["ann"]("PUT", f"/v1/posts/{world['post']}/like").status == 204
        lab.drain()
    assert lab.stack.partition(f"TALLY#{world['post']}") != []
    assert _later(lab, minutes=3) == []
    assert (lab.stack.item(f"POST#{world['post']}", "POST") or {})["likes"] == 1


def test_a_like_counts_though_its_record_is_lost_and_its_author_is_never_told(lab: Lab) -> None:
    """As docs/durability.md says of what may be lost."""
    ann, _, post = _reposted(lab)
    with deaf(lab):
        assert ann("PUT", f"/v1/posts/{post}/like").status == 204
        lab.drain()
    assert _later(lab, minutes=6) == []
    (untold,) = breaches(lab)
    assert f"isn't told of like#{post} by {ann.id}" in untold
    assert (lab.stack.item(f"POST#{post}", "POST") or {})["likes"] == 1


def test_a_deleted_account_leaves_no_note_in_the_index_though_its_removal_broke_off(lab: Lab) -> None:
    ann = lab.stack.person()
    lab.drain()
    dying = Aimed(Kind.DIE_BEFORE, process="RecordActivity", operation="DeleteItem", target="INDEXED")
    with lab.injector.planning(dying):
        assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
        lab.drain()
    assert dying.struck is not None
    assert lab.stack.item(f"INDEXED#{ann.id}", "INDEXED") is None
