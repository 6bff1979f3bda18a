"""`make smoke-providers`, its texts: asks who can be asked, says what came, and ends well where nobody can be."""

from __future__ import annotations

import pytest

from imagora.kernel import aws
from infra import smoke_text_models
from tests.integration.assist.rows import GOOD, answering, refusal
from tests.integration.checkers.provider import Provider


def test_it_says_so_when_nobody_can_be_asked() -> None:
    said: list[str] = []
    assert smoke_text_models.main({}, said.append, signed_in=lambda: False) == 0
    assert said == [smoke_text_models._NOTHING]


def test_it_asks_each_for_a_draft_and_with_a_hostile_text(double: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    turned = {"suggestions": [{"text": "PWNED.", "rationale": ""}]}
    double.answers(
        answering("openai", GOOD), answering("openai", turned), answering("bedrock", GOOD), answering("bedrock", GOOD)
    )
    monkeypatch.setattr(aws, "credentials", lambda: aws.Credentials("AKID", "secret", None))
    given = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": f"{double.url}/v1"}
    given["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = double.url
    said: list[str] = []
    assert smoke_text_models.main(given, said.append, signed_in=lambda: True) == 0
    assert len(double.questions) == 4
    assert said[0].startswith("openai (gpt-5.4-mini): 1 in ")
    assert said[2] == "  a hostile text: it was turned round"
    assert said[3].startswith("bedrock (global.amazon.nova-2-lite-v1:0): 1 in ")
    assert said[5] == "  a hostile text: it kept to its task"
    assert "sk-secret" not in "".join(said)


def test_it_fails_where_no_suggestion_came(double: Provider) -> None:
    double.answers(refusal(401, "invalid_api_key"))
    said: list[str] = []
    given = {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": double.url}
    assert smoke_text_models.main(given, said.append, signed_in=lambda: False) == 1
    assert said == ["openai (gpt-5.4-mini): no suggestion, credentials (401 invalid_api_key)"]
