"""Configuration, ids, time, keys, messages, retries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel import clock, config, retry
from imagora.kernel.errors import DomainError, InvalidInput, RateLimited
from imagora.kernel.ids import is_id, new_id, time_of
from imagora.kernel.keys import KeyRing
from imagora.kernel.messages import Erase, Generate, MediaSettled, PostPublished, Settle, Spread

CLOUD = {"IMAGORA_STAGE": "prod", "IMAGORA_TABLE": "imagora-prod"}
LOCAL = {"IMAGORA_STAGE": "local", "IMAGORA_TABLE": "imagora-local"}


def test_the_cloud_is_careful_and_the_laptop_generous() -> None:
    cloud, local = config.read(CLOUD), config.read(LOCAL)
    assert (cloud.uploads, cloud.signup, cloud.signups_per_minute, cloud.local) == ("hold", "invite", 20, False)
    assert (local.uploads, local.signup, local.signups_per_minute, local.local) == ("trust", "open", 200, True)
    assert (cloud.push_limit, cloud.daily_pictures, cloud.writes_per_minute) == (5_000, 50, 120)


def test_names_are_taken_apart() -> None:
    assert config.read({**CLOUD, "IMAGORA_IMAGE_PROVIDERS": "openai, procedural,"}).image_providers == (
        "openai", "procedural",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMAGORA_STAGE", ""),
        ("IMAGORA_TABLE", ""),
        ("IMAGORA_UPLOADS", "maybe"),
        ("IMAGORA_SIGNUP", "OPEN"),
        ("IMAGORA_PUSH_LIMIT", "-1"),
        ("IMAGORA_DORMANT_DAYS", "0"),
        ("IMAGORA_DAILY_PICTURES", "many"),
        ("IMAGORA_WRITES_PER_MINUTE", "1.5"),
    ],
)
def test_a_variable_that_means_nothing_is_named(name: str, value: str) -> None:
    with pytest.raises(config.Misconfigured, match=name):
        config.read({**CLOUD, name: value})


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_ids_carry_their_time_and_sort_by_it(moment: datetime) -> None:
    at = moment.replace(tzinfo=UTC)
    first, later = new_id(at), new_id(at + timedelta(milliseconds=2))
    assert is_id(first)
    assert abs(time_of(first) - at) < timedelta(milliseconds=2)
    assert first < later


@pytest.mark.parametrize(
    "text", ["", "x", "8" + "0" * 25, "0" * 25, "0" * 27, "01M7YVE8M0CW08D74FYX40WDI7", "0" * 26 + "\n"]
)
def test_what_is_no_id_is_told(text: str) -> None:
    assert not is_id(text)


def test_times_are_written_in_utc_and_milliseconds() -> None:
    east = datetime(2026, 11, 22, 10, 39, 7, 123_456, timezone(timedelta(hours=2)))
    assert clock.rfc3339(east) == "2026-11-22T08:39:07.123Z"
    assert clock.parse("2026-11-22T08:39:07.123Z") == east.replace(microsecond=123_000)
    assert clock.epoch(datetime(1970, 1, 2, tzinfo=UTC)) == 86_400


def test_pseudonyms_are_keyed_and_bound_to_their_purpose() -> None:
    ring, other = (KeyRing(lambda k=key: json.dumps({"cursor": ["c"], "identity": k})) for key in ("one", "two"))  # type: ignore[misc]
    assert ring.pseudonym("email", "a@b.c") == ring.pseudonym("email", "a@b.c")
    assert len({ring.pseudonym("email", "a"), ring.pseudonym("name", "a"), other.pseudonym("email", "a")}) == 3
    assert "one" not in repr(ring.current())


def test_keys_are_read_anew_after_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[int] = []

    def fetch() -> str:
        fetched.append(1)
        return json.dumps({"cursor": ["c"], "identity": str(len(fetched))})

    now = [1000.0]
    monkeypatch.setattr("imagora.kernel.keys.time.monotonic", lambda: now[0])
    ring = KeyRing(fetch)
    assert (ring.current().identity, ring.current().identity) == ("1", "1")
    now[0] += 301
    assert ring.current().identity == "2"


@pytest.mark.parametrize(
    ("message", "union"),
    [(Generate(job_id="j"), Generate), (MediaSettled(media_id="m"), Settle)],  # type: ignore[arg-type]
)
def test_messages_tell_their_kind_and_version(message: msgspec.Struct, union: type) -> None:
    encoded = json.loads(msgspec.json.encode(message))
    assert encoded["v"] == 1
    assert msgspec.json.decode(msgspec.json.encode(message), type=union) == message


@pytest.mark.parametrize("union", [Settle, Spread, Erase])
@pytest.mark.parametrize("body", [b"{}", b'{"kind":"unheard-of"}', b'{"kind":"post"}', b"[]", b"not json"])
def test_what_is_no_message_is_refused(union: type, body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(body, type=union)


def test_members_of_a_later_version_are_passed_over() -> None:
    body = b'{"kind":"post","v":1,"post_id":"p","author_id":"a","position":"x","colour":"blue"}'
    assert msgspec.json.decode(body, type=Spread) == PostPublished(post_id="p", author_id="a", position="x")  # type: ignore[arg-type]


def failing(times: int) -> Callable[[], str]:
    left = [times]

    def call() -> str:
        if left[0]:
            left[0] -= 1
            raise KeyError("not yet")
        return "done"

    return call


def test_retries_wait_longer_and_longer_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(retry.time, "sleep", waits.append)
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    assert retry.retrying(failing(3), on=KeyError) == "done"
    assert waits == [0.02, 0.04, 0.08]
    with pytest.raises(KeyError):
        retry.retrying(failing(6), on=KeyError)
    with pytest.raises(KeyError):
        retry.retrying(failing(1), on=OSError)


def test_errors_speak_for_themselves() -> None:
    class Full(DomainError):
        """The house is full.

        More for the reader of the code.
        """

        code = "full"

    assert (Full().detail, Full("No room.").detail) == ("The house is full.", "No room.")
    assert (RateLimited(7).retry_after(), Full().retry_after()) == (7, None)
    assert InvalidInput.of("a", "wrong", "It is.").members()["errors"][0].field == "a"  # type: ignore[index]
