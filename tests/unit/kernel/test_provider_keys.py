"""Keys of providers: kept for five minutes, read again when one was refused, but not again and again."""

from __future__ import annotations

import time

import pytest

from imagora.kernel.keys import ProviderKeys


class Secret:
    def __init__(self) -> None:
        self.text, self.reads = '{"openai": "sk-old"}', 0

    def __call__(self) -> str:
        self.reads += 1
        return self.text


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_key_is_kept_for_five_minutes(clock: list[float]) -> None:
    secret = Secret()
    keys = ProviderKeys(secret)
    assert [keys.of("openai"), keys.of("openai"), keys.of("other"), secret.reads] == ["sk-old", "sk-old", "", 1]
    secret.text = '{"openai": "sk-new"}'
    clock[0] += 301
    assert (keys.of("openai"), secret.reads) == ("sk-new", 2)


def test_a_refused_key_is_read_again_but_not_again_and_again(clock: list[float]) -> None:
    secret = Secret()
    keys = ProviderKeys(secret)
    assert keys.of("openai") == "sk-old"
    clock[0] += 60
    secret.text = '{"openai": "sk-new"}'
    assert (keys.renewed("openai"), keys.of("openai"), secret.reads) == ("sk-new", "sk-new", 2)
    assert [keys.renewed("openai") for _ in range(3)] == ["sk-new"] * 3
    assert secret.reads == 2
    clock[0] += 11
    keys.renewed("openai")
    assert secret.reads == 3


def test_no_key_shows_in_what_is_printed() -> None:
    keys = ProviderKeys(Secret())
    keys.of("openai")
    assert "sk-" not in repr(keys)
