"""A body goes into Lambda's answer as the runtime client would have written it, whichever client that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import verbatim

BODY = '{"text":"a \\"quote\\", a \\\\ and a line\\nbreak, é and 🦀","n":1}'


class RawJSON:
    """simplejson's mark for what is JSON already."""

    def __init__(self, encoded_json: str) -> None:
        self.encoded_json = encoded_json


def write(answer: dict[str, Any]) -> str:
    """As the client writes an answer: what is marked goes out as it is."""
    members = [
        f"{json.dumps(name)}: {value.encoded_json if isinstance(value, RawJSON) else json.dumps(value)}"
        for name, value in answer.items()
    ]
    return "{" + ", ".join(members) + "}"


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    verbatim._verbatim.cache_clear()
    yield
    verbatim._verbatim.cache_clear()


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Any:
    def have(**members: Any) -> None:
        monkeypatch.setitem(verbatim.sys.modules, verbatim._CLIENT, SimpleNamespace(**members))

    return have


def test_the_runtime_client_writes_the_same_answer_with_less_work(runtime: Any) -> None:
    runtime(json=SimpleNamespace(RawJSON=RawJSON), to_json=write)
    given = verbatim.text(BODY)
    assert isinstance(given, RawJSON)
    assert json.loads(write({"statusCode": 200, "body": given})) == {"statusCode": 200, "body": BODY}


@pytest.mark.parametrize("to_json", [json.dumps, lambda answer: json.dumps(answer, default=lambda _: "something else")])
def test_a_client_that_writes_otherwise_gets_text(runtime: Any, to_json: Any) -> None:
    runtime(json=SimpleNamespace(RawJSON=RawJSON), to_json=to_json)
    assert verbatim.text(BODY) == BODY


def test_outside_lambda_and_with_another_encoder_the_body_is_text(runtime: Any) -> None:
    assert verbatim.text(BODY) == BODY
    verbatim._verbatim.cache_clear()
    runtime(json=json, to_json=json.dumps)
    assert verbatim.text(BODY) == BODY
