"""What becomes of a job when its provider answers in each of the ways of the table: end, credits, log line, alarm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from imagora import wiring
from imagora.generation.breaker import Breaker
from imagora.generation.models import MAX_ATTEMPTS
from imagora.generation.providers.offered import Offered
from imagora.generation.providers.port import ImageProvider
from imagora.kernel.ids import JobId
from tests.integration.checkers.provider import Provider, js
from tests.integration.image_providers.conftest import adapter
from tests.integration.image_providers.rows import (
    FAILURES,
    SUCCESSES,
    Row,
    Success,
    failures_of,
    openai_images,
    png,
    refusal,
)
from tests.integration.stack import Person, Reply, Stack

pytestmark = pytest.mark.slow

_FINE = js(200, openai_images(png(256, 256)))
_DOWN = refusal(500, None, kind="server_error")
_BLOCKED = refusal(400, "moderation_blocked")


@dataclass
class Studio:
    """The stack with real adapters that ask a double; the painter stands behind them, for who may fall back."""

    stack: Stack
    double: Provider
    monkeypatch: pytest.MonkeyPatch

    def offers(self, *providers: str | ImageProvider, seconds: float = 20.0) -> None:
        made = tuple(adapter(one, self.double) if isinstance(one, str) else one for one in providers)
        offered = Offered(made)
        asking, worker = wiring.generations(), wiring.worker()
        drawing = replace(worker.drawing, offered=offered, seconds=seconds)
        self.monkeypatch.setattr(wiring, "offered", lambda: offered)
        self.monkeypatch.setattr(wiring, "generations", lambda: replace(asking, offered=offered))
        self.monkeypatch.setattr(wiring, "worker", lambda: replace(worker, drawing=drawing))
        for one in made:
            self._forget(one.name)
        self.stack.painter.forget()  # earlier tests' jobs were drained with this one's sign-ups

    def _forget(self, name: str) -> None:
        self.stack.clients("dynamodb").delete_item(
            TableName=self.stack.environment["IMAGORA_TABLE"],
            Key={"PK": {"S": f"BREAKER#{name}"}, "SK": {"S": "BREAKER"}},
        )

    def ask(self, person: Person, **draft: Any) -> Reply:
        size = "256x256" if wiring.offered().default.name == "openai" else "1024x1024"
        made = person("POST", "/v1/generations", {"prompt": "a lighthouse at dusk", "size": size, **draft})
        assert made.status == 202, made
        return made

    def run(self, job: str, times: int = MAX_ATTEMPTS) -> None:
        """Have workers take the job again and again, without the pauses that the queue makes."""
        for _ in range(times):
            wiring.worker().run(JobId(job))

    def finished(self, person: Person, times: int = MAX_ATTEMPTS, **draft: Any) -> Any:
        job = self.ask(person, **draft)["id"]
        self.run(job, times)
        self.stack.drain()
        return person.generation(job)

    def breaker(self, name: str = "openai") -> Breaker:
        return wiring.breakers().state(name)


@pytest.fixture
def studio(stack: Stack, double: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    made = Studio(stack, double, monkeypatch)
    yield made
    for name in ("openai", "bedrock"):
        made._forget(name)


def _each_failure() -> Iterator[Any]:
    """Bedrock's take the way that OpenAI's take, once the wire is read: they can wait for the slow tests."""
    for row in failures_of("openai"):
        yield pytest.param("openai", row, id=f"openai-{row.name}")
    for row in failures_of("bedrock"):
        yield pytest.param("bedrock", row, id=f"bedrock-{row.name}", marks=pytest.mark.slow)


@pytest.mark.parametrize(("provider", "row"), list(_each_failure()))
def test_job_ends_as_the_table_says(
    studio: Studio,
    ann: Person,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    provider: str,
    row: Row,
) -> None:
    studio.offers(provider, studio.stack.painter, seconds=0.3 if row.code == "timed_out" else 20.0)
    studio.double.answers(getattr(row, provider))
    job = studio.ask(ann)["id"]
    capsys.readouterr()
    caplog.set_level("INFO")
    studio.run(job)
    written = capsys.readouterr().out
    done = ann.generation(job)
    assert (done["status"], done["error"]["code"], done["error"]["retryable"]) == (row.ends, row.code, row.retryable)
    assert (done["cost"], done["provider"], studio.stack.taken(ann)) == ({"credits": 0}, provider, 0)
    assert len(studio.double.questions) == row.calls
    told = [record for record in caplog.records if record.message == "the provider made no picture"]
    assert [(record.levelname, record.__dict__["outcome"], record.__dict__["provider"]) for record in told] == (
        [(row.level, row.code, provider)] * row.calls
    )
    assert written.count('"ProviderRefusals":') == (row.calls if row.alarm else 0)
    assert "lighthouse" not in written + "".join(str(record.__dict__) for record in told)
    assert studio.breaker(provider).failures == (row.calls if row.trips else 0)
    assert studio.stack.painter.requests == []


@pytest.mark.parametrize("provider", ["openai", "bedrock"])
@pytest.mark.parametrize("row", SUCCESSES, ids=lambda row: row.name)
def test_job_succeeds_as_the_table_says(
    studio: Studio,
    ann: Person,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    provider: str,
    row: Success,
) -> None:
    studio.offers(provider)
    studio.double.answers(*row.script(provider))
    caplog.set_level("INFO")
    done = studio.finished(ann, times=1, count=row.count)
    assert (done["status"], done["cost"], len(done["media"])) == ("succeeded", {"credits": row.good}, row.good)
    assert ("error" in done) == (row.good < row.count)
    assert len(studio.double.questions) == row.count
    assert studio.stack.taken(ann) == row.good
    told = [record.levelname for record in caplog.records if record.message == "the provider made no picture"]
    assert told == ["INFO"] * (row.count - row.good)
    assert '"ProviderRefusals":' not in capsys.readouterr().out
    assert studio.breaker(provider) == Breaker()


def test_table_has_every_outcome_that_there_is() -> None:
    from imagora.generation.providers.outcomes import OUTCOMES

    assert {row.code for row in FAILURES} == set(OUTCOMES)


def test_pictures_are_made_side_by_side_and_paid_for_once(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    studio.double.answers(_FINE)
    done = studio.finished(ann, times=1, count=4)
    assert (done["status"], done["cost"], len(done["media"])) == ("succeeded", {"credits": 4}, 4)
    assert done["media"][0]["ai"] == {
        "provider": "openai", "model": "gpt-image-2.5-flare", "source_type": "trainedAlgorithmicMedia",
        "prompt": "a lighthouse at dusk",
    }  # fmt: skip
    assert len(studio.double.questions) == 4
    people = {asked.json["safety_identifier"] for asked in studio.double.questions}
    assert len(people) == 1
    assert ann.id not in people
    assert all(len(person) == 64 for person in people)
    item = studio.stack.item(f"JOB#{done['id']}", "JOB")
    assert item is not None
    assert item["microdollars"] == 4 * (20 * 5 + 1_000 * 30)
    assert studio.breaker() == Breaker()


def test_partial_success_is_success_with_the_rest_given_back(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    studio.double.answers(_BLOCKED, _DOWN, _FINE)
    done = studio.finished(ann, times=1, count=4)
    assert (done["status"], done["cost"], len(done["media"])) == ("succeeded", {"credits": 2}, 2)
    assert done["error"]["code"] in ("blocked", "unavailable")
    assert studio.stack.taken(ann) == 2


def test_job_that_is_tried_again_succeeds_when_the_provider_is_back(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    studio.double.answers(_DOWN, _DOWN, _FINE)
    done = studio.finished(ann)
    assert (done["status"], done["cost"]) == ("succeeded", {"credits": 1})
    assert studio.breaker() == Breaker()


def test_queue_keeps_a_job_for_as_long_as_the_provider_asked(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    studio.double.answers(refusal(429, "rate_limit_exceeded", "Retry-After: 7"))
    job = studio.ask(ann)["id"]
    studio.run(job, times=1)
    item = studio.stack.item(f"JOB#{job}", "JOB")
    assert item is not None
    assert item["status"] == "queued"
    assert 7 <= item["wait"] <= 11


def test_job_ends_at_once_when_the_provider_wants_longer_than_it_has(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    studio.double.answers(refusal(429, "rate_limit_exceeded", "Retry-After: 600"))
    done = studio.finished(ann, times=1)
    assert (done["status"], done["error"]["code"], done["error"]["retryable"]) == ("failed", "throttled", True)


# Falling back


@pytest.mark.parametrize("answer", [refusal(429, "insufficient_quota"), refusal(401, None)])
def test_another_provider_makes_it_where_the_person_allowed_that(studio: Studio, ann: Person, answer: bytes) -> None:
    studio.offers("openai", studio.stack.painter)
    studio.double.answers(answer)
    done = studio.finished(ann, times=1, allow_fallback=True)
    assert (done["status"], done["provider"], done["cost"]) == ("succeeded", "painter", {"credits": 1})
    assert done["media"][0]["ai"]["provider"] == "painter"


def test_outage_falls_back_at_the_last_try(studio: Studio, ann: Person) -> None:
    studio.offers("openai", studio.stack.painter)
    studio.double.answers(_DOWN)
    done = studio.finished(ann, allow_fallback=True)
    assert (done["status"], done["provider"]) == ("succeeded", "painter")
    assert len(studio.double.questions) == 3


def test_what_was_blocked_never_falls_back(studio: Studio, ann: Person) -> None:
    studio.offers("openai", studio.stack.painter)
    studio.double.answers(_BLOCKED)
    done = studio.finished(ann, allow_fallback=True)
    assert (done["status"], studio.stack.painter.requests) == ("blocked", [])


# The breaker


def test_breaker_opens_probes_and_closes_for_all_workers(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    studio.double.answers(_DOWN)
    for _ in range(2):
        studio.finished(ann)
    assert studio.breaker().state == "open"
    asked = len(studio.double.questions)
    assert asked == 5
    left = studio.finished(ann)
    assert (left["status"], left["error"]["code"], left["error"]["retryable"]) == ("failed", "unavailable", True)
    assert len(studio.double.questions) == asked
    with studio.stack.later(seconds=20):
        studio.double.answers(_DOWN)
        studio.finished(ann, count=4)
        assert len(studio.double.questions) == asked + 1  # one probe, however many pictures
        assert studio.breaker().state == "open"
    with studio.stack.later(seconds=40):
        studio.double.answers(_FINE)
        assert studio.finished(ann, times=1, count=4)["status"] == "succeeded"
        assert len(studio.double.questions) == asked + 5
        assert studio.breaker() == Breaker()


def test_open_breaker_falls_back_at_once(studio: Studio, ann: Person) -> None:
    studio.offers("openai", studio.stack.painter)
    studio.double.answers(_DOWN)
    for _ in range(2):
        studio.finished(ann)
    done = studio.finished(ann, times=1, allow_fallback=True)
    assert (done["status"], done["provider"]) == ("succeeded", "painter")


def test_probe_goes_to_one_of_many_workers(studio: Studio) -> None:
    breakers = wiring.breakers()
    for _ in range(5):
        breakers.failed("openai", probe=False)
    with studio.stack.later(seconds=20):
        first, second = breakers.admit("openai"), breakers.admit("openai")
    assert (first.admitted, first.probe) == (True, True)
    assert not second.admitted


# Asking


def test_what_a_provider_cannot_do_is_refused_before_anything_is_spent(studio: Studio, ann: Person) -> None:
    studio.offers("openai", "bedrock")
    refusals = {
        "provider": {"provider": "crayon"},
        "size": {"provider": "bedrock", "size": "1000x1000"},
        "seed": {"provider": "openai", "seed": 7},
    }
    for field, draft in refusals.items():
        refused = ann("POST", "/v1/generations", {"prompt": "a lake", **draft})
        assert (refused.status, refused.code) == (422, "invalid_input")
        assert [error["field"] for error in refused["errors"]] == [field]
    assert "1344x768" in ann("POST", "/v1/generations", {"prompt": "x", **refusals["size"]})["errors"][0]["message"]
    assert studio.stack.taken(ann) == 0
    assert studio.double.questions == []


def test_options_say_what_there_is(studio: Studio) -> None:
    studio.offers("bedrock", "openai", studio.stack.painter)
    told = studio.stack.api("GET", "/v1/generations/options")
    assert (told.status, told["default"]) == (200, "bedrock")
    bedrock, openai, painter = told["providers"]
    assert (bedrock["model"], bedrock["seeds"], bedrock["credits"]) == ("stability.stable-image-core-v1:1", True, 1)
    assert (openai["name"], openai["multiple"], openai["source_type"]) == ("openai", 16, "trainedAlgorithmicMedia")
    assert painter["sizes"] == ["1024x1024", "256x256"]


def test_dry_run_says_the_price_and_spends_nothing(studio: Studio, ann: Person) -> None:
    studio.offers("openai")
    dry = ann("POST", "/v1/generations?dry_run=true", {"prompt": "a lake", "count": 3}, key="dry")
    assert (dry.status, dry.body) == (200, {"cost": {"credits": 3}, "balance": 100, "would": "run"})
    studio.ask(ann, count=4)
    studio.ask(ann, count=3)
    dry = ann("POST", "/v1/generations?dry_run=true", {"prompt": "a lake", "count": 3})
    assert dry.body == {
        "cost": {"credits": 3}, "balance": 93, "would": "refuse", "reason": "daily_pictures_exhausted",
    }  # fmt: skip
    assert len(ann("GET", "/v1/generations")["items"]) == 2
    assert ann("POST", "/v1/generations?dry_run=1", {"prompt": "a lake"}).status == 422


@pytest.mark.parametrize("wish", [{"prompt": "naked child"}, {"prompt": "a child", "style": "naked child"}])
def test_dry_run_says_that_a_prompt_would_be_refused_and_keeps_no_case(
    studio: Studio, ann: Person, wish: dict[str, str]
) -> None:
    studio.offers("openai")
    dry = ann("POST", "/v1/generations?dry_run=true", wish)
    assert (dry.status, dry["would"], dry["reason"]) == (200, "refuse", "prompt_blocked")
    assert ann("GET", "/v1/me/moderation")["items"] == []
    assert ann("POST", "/v1/generations", wish)["code"] == "prompt_blocked"
