"""Secrets, signatures, and when a delivery is tried again."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from imagora.kernel.ids import AccountId, JobId
from imagora.webhooks import signatures
from imagora.webhooks.models import (
    EVENTS,
    JITTER,
    LONGEST_DELAY,
    PATIENCE,
    WAITS,
    Hook,
    event_id,
    event_of,
    next_wait,
)
from imagora.webhooks.signatures import Seed, SigningKeys

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACCOUNT = AccountId("01M7YNAYM0ZQQ463A0QNBXXTP1")
PAGE = Path(__file__).resolve().parents[3] / "docs" / "webhooks.md"


def test_signature_is_the_one_of_the_specifications_example() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signatures.headers(
        [secret], event_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=1_614_265_330, body=b'{"test": 2432232314}'
    )
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_signatures_stand_side_by_side_when_two_secrets_sign() -> None:
    both = signatures.headers([b"new", b"old"], event_id="e", at=1, body=b"{}")["webhook-signature"].split(" ")
    assert both == [
        signatures.headers([one], event_id="e", at=1, body=b"{}")["webhook-signature"] for one in (b"new", b"old")
    ]


def test_secret_is_derived_from_key_account_and_salt() -> None:
    keys = SigningKeys(lambda: json.dumps({"1": "a", "2": "b"}))
    seed = keys.new_seed()
    secret = keys.secret(ACCOUNT, seed)
    assert (seed.key, len(secret), len(seed.salt)) == ("2", 32, 32)
    assert keys.secret(ACCOUNT, seed) == secret
    others = [Seed("1", seed.salt), Seed("2", keys.new_seed().salt)]
    assert secret not in [keys.secret(ACCOUNT, other) for other in others]
    assert keys.secret(AccountId("01M7YNAYM0ZQQ463A0QNBXXTP2"), seed) != secret
    assert signatures.shown(secret) == "whsec_" + base64.b64encode(secret).decode()
    assert "b" not in repr(keys).removeprefix("SigningKeys(…)")


def test_key_that_came_with_a_rotation_is_found_when_what_is_kept_lacks_it() -> None:
    parameter = {"1": "a"}
    keys = SigningKeys(lambda: json.dumps(parameter))
    keys.secret(ACCOUNT, Seed("1", "s"))
    parameter["2"] = "b"
    assert keys.secret(ACCOUNT, Seed("2", "s"))
    with pytest.raises(KeyError):
        keys.secret(ACCOUNT, Seed("3", "s"))


def test_event_of_a_job_is_named_by_how_it_ended_and_its_id_by_nothing_else() -> None:
    assert [event_of(status) for status in ("succeeded", "blocked", "failed", "cancelled")] == list(EVENTS)
    assert [event_of(status) for status in ("queued", "running", "moderating")] == [None] * 3
    job = JobId("01M817QNM0BT69J0H0FBXEPW90")
    assert event_id(job, "generation.failed") == "01M817QNM0BT69J0H0FBXEPW90-failed"
    assert not any("." in event_id(job, event) for event in EVENTS)


@pytest.mark.parametrize("attempts", range(1, len(WAITS) + 1))
def test_wait_grows_and_keeps_its_jitter_within_bounds(attempts: int) -> None:
    base = WAITS[attempts - 1]
    waits = [next_wait(attempts) or 0 for _ in range(50)]
    assert all(base * (1 - JITTER) <= wait <= base * (1 + JITTER) + 1 for wait in waits)
    assert len(set(waits)) > 1


def test_tries_end_within_the_time_that_is_promised() -> None:
    assert next_wait(len(WAITS) + 1) is None
    assert timedelta(seconds=sum(WAITS) * (1 + JITTER)) < PATIENCE
    assert list(WAITS) == sorted(WAITS)
    assert WAITS[0] < LONGEST_DELAY


@pytest.mark.parametrize(("asked_for", "least", "most"), [(120.0, 120, 120), (1e9, 3_600, 3_600), (1.0, 4, 7)])
def test_receiver_that_asks_for_time_gets_it_up_to_an_hour(asked_for: float, least: int, most: int) -> None:
    assert least <= (next_wait(1, asked_for=asked_for) or 0) <= most


def test_secret_before_signs_for_a_day_beside_the_new_one() -> None:
    hook = Hook(
        ACCOUNT, "https://example.org", EVENTS, Seed("1", "new"), NOW, Seed("1", "old"), NOW + timedelta(hours=24)
    )
    assert hook.seeds(NOW + timedelta(hours=23)) == [Seed("1", "new"), Seed("1", "old")]
    assert hook.seeds(NOW + timedelta(hours=24)) == [Seed("1", "new")]


def _sample() -> dict[str, Any]:
    """The receiver's code that the page shows."""
    text = PAGE.read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - our own page
    return names


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"body": b'{"type":"generation.failed"}'}, False),
        ({"webhook-id": "another"}, False),
        ({"webhook-timestamp": "1763812801"}, False),
        ({"webhook-signature": "v1,bm9uZQ=="}, False),
        ({"webhook-signature": ""}, False),
        ({"now": 1_763_812_800 + 400}, False),
        ({"now": 1_763_812_800 - 400}, False),
    ],
)
def test_code_on_the_page_takes_what_we_sign_and_nothing_else(change: dict[str, Any], good: bool) -> None:
    secret, body = b"s" * 32, b'{"type":"generation.succeeded"}'
    headers = signatures.headers([b"o" * 32, secret], event_id="e-1", at=1_763_812_800, body=body)
    given = {**headers, **{name: value for name, value in change.items() if name in headers}}
    verified = _sample()["is_genuine"](
        signatures.shown(secret), given, change.get("body", body), now=change.get("now", 1_763_812_800)
    )
    assert verified is good
