"""The text models on the wire: what they are asked, how what comes is read, against a double on loopback."""

from __future__ import annotations

from base64 import b64encode

import botocore.session
import msgspec
import pytest
from botocore.parsers import create_parser
from botocore.stub import Stubber
from botocore.validate import ParamValidator

from imagora.assist.models import LIMITS, AssistUnsupported, Pictured, Said, Suggestion, Wish
from imagora.assist.outcomes import OUTCOMES
from imagora.assist.port import AssistError, Brief
from imagora.assist.text_models.instructions import schema
from imagora.assist.text_models.modelled import Modelled, prompt_of
from imagora.assist.text_models.openai import OpenAiResponses
from imagora.assist.text_models.prices import NOTHING
from imagora.kernel.refusals import BEDROCK_CODES, OPENAI_CODES
from tests.integration.assist.conftest import assistant
from tests.integration.assist.rows import GOOD, QUESTIONS, Row, answering, converse, failures_of, response
from tests.integration.checkers.provider import Provider, js

PICTURE = b"RIFF....WEBPVP8 "
PROVIDERS = ("openai", "bedrock")


def brief(task: str = "draft", **about: object) -> Brief:
    wish = Wish(task, "we walked to the lighthouse", **about)  # type: ignore[arg-type]
    return Brief(wish, person="f" * 64, seconds=20.0)


def pictured(task: str = "alt_text") -> Brief:
    picture = Pictured("A lighthouse.", "a lighthouse at dusk")
    return Brief(Wish(task, media_id="x"), picture, lambda: (PICTURE, "image/webp"))  # type: ignore[arg-type]


def bedrock_model() -> botocore.model.ServiceModel:
    return botocore.session.get_session().get_service_model("bedrock-runtime")


def test_openai_is_asked_as_documented(double: Provider) -> None:
    double.answers(js(200, response()))
    made = assistant("openai", double).assist(brief(tone="calm", language="de"))
    [asked] = double.questions
    assert asked.path == "/v1/responses"
    assert asked.headers["authorization"] == "Bearer sk-test"
    sent = asked.json
    instructions = sent.pop("instructions")
    assert "lighthouse" not in instructions
    assert sent == {
        "model": "gpt-5.4-mini",
        "input": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "input_text",
                        "text": '{"text":"we walked to the lighthouse","tone":"calm","language":"de"}',
                    }
                ],
            }
        ],
        "text": {
            "format": {
                "type": "json_schema",
                "name": "suggestions",
                "schema": schema(ask_first=False),
                "strict": True,
            }
        },
        "max_output_tokens": 4_000,
        "store": False,
        "reasoning": {"effort": "low"},
        "safety_identifier": "f" * 64,
    }
    assert made.suggestions == (Suggestion("A walk to the lighthouse.", "It says what matters."),)
    assert (made.tokens_in, made.tokens_out) == (410, 60)


def test_bedrock_is_asked_as_documented(double: Provider) -> None:
    double.answers(js(200, converse()))
    made = assistant("bedrock", double).assist(brief())
    [asked] = double.questions
    assert asked.path == "/model/global.amazon.nova-2-lite-v1%3A0/converse"
    assert "/eu-central-1/bedrock/aws4_request" in asked.headers["authorization"]
    sent = asked.json
    assert sent["messages"] == [{"role": "user", "content": [{"text": '{"text":"we walked to the lighthouse"}'}]}]
    assert sent["toolConfig"]["toolChoice"] == {"tool": {"name": "suggestions"}}
    [tool] = sent["toolConfig"]["tools"]
    assert set(tool["toolSpec"]["inputSchema"]["json"]) == {"type", "properties", "required"}
    assert sent["inferenceConfig"] == {"maxTokens": 4_000}
    assert made.suggestions == (Suggestion("A walk to the lighthouse.", "It says what matters."),)
    assert (made.tokens_in, made.tokens_out) == (410, 60)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_questions_are_asked_for_and_read_when_asked_first(provider: str, double: Provider) -> None:
    double.answers(answering(provider, QUESTIONS))
    made = assistant(provider, double).assist(brief(ask_first=True, answers=(Said("Where?", "At the sea"),)))
    assert made.questions == tuple(QUESTIONS["questions"])
    assert made.suggestions == ()
    assert b"At the sea" in double.questions[0].body


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_picture_is_looked_at(provider: str, double: Provider) -> None:
    double.answers(answering(provider, GOOD))
    assistant(provider, double).assist(pictured())
    sent = double.questions[0].json
    encoded = b64encode(PICTURE).decode()
    if provider == "openai":
        assert sent["input"][0]["content"][1] == {
            "type": "input_image", "image_url": f"data:image/webp;base64,{encoded}", "detail": "auto",
        }  # fmt: skip
    else:
        assert sent["messages"][0]["content"][1] == {"image": {"format": "webp", "source": {"bytes": encoded}}}


def test_a_picture_that_cannot_be_looked_at_is_not_described(double: Provider) -> None:
    gone = Brief(Wish("alt_text", media_id="x"), Pictured("A lighthouse."))
    with pytest.raises(AssistUnsupported):
        assistant("openai", double).assist(gone)
    assert double.questions == []


def test_server_of_ones_own_needs_no_key_and_hears_nothing_that_only_openai_knows(double: Provider) -> None:
    double.answers(js(200, {"output": response()["output"]}))
    own = Modelled(OpenAiResponses(lambda: "", double.url, "qwen3-vl"), NOTHING)
    assert own.assist(brief()).suggestions
    assert "authorization" not in double.questions[0].headers
    assert "reasoning" not in double.questions[0].json


def test_nobody_is_asked_at_openai_without_a_key() -> None:
    with pytest.raises(AssistError) as refused:
        OpenAiResponses(lambda: "").complete(prompt_of(brief(), "mark"))
    assert refused.value.code == "credentials"


def test_a_hashtag_is_a_hashtag(double: Provider) -> None:
    tags = [{"text": "#sea", "rationale": ""}, {"text": "Once upon a time a dragon", "rationale": ""}]
    double.answers(js(200, response({"suggestions": tags})), js(200, response({"suggestions": tags[1:]})))
    asking = assistant("openai", double)
    assert [one.text for one in asking.assist(brief("hashtags")).suggestions] == ["#sea"]
    with pytest.raises(AssistError) as other:
        asking.assist(brief("hashtags"))
    assert other.value.code == "garbled"


def test_openais_own_types_take_what_the_double_says_and_what_we_ask(double: Provider) -> None:
    """Required fields and literals of the SDK's models, by pydantic; the request by the SDK's typed dictionaries."""
    responses = pytest.importorskip("openai.types.responses")
    pydantic = pytest.importorskip("pydantic")
    said = responses.Response.model_validate(response(), strict=True)
    assert said.output_text == msgspec.json.encode(GOOD).decode().replace('":', '": ').replace(',"', ', "')
    assert said.usage.output_tokens == 60
    double.answers(js(200, response()))
    assistant("openai", double).assist(pictured())
    sent = double.questions[0].json
    known = responses.response_create_params.ResponseCreateParamsNonStreaming
    assert set(sent) <= set(known.__annotations__) | set(
        responses.response_create_params.ResponseCreateParamsBase.__annotations__
    )
    pydantic.TypeAdapter(responses.ResponseInputParam).validate_python(sent["input"])
    pydantic.TypeAdapter(responses.ResponseTextConfigParam).validate_python(sent["text"])


@pytest.mark.parametrize("ask_first", [False, True])
def test_botocores_own_model_takes_what_we_ask(double: Provider, ask_first: bool) -> None:
    double.answers(js(200, converse(QUESTIONS if ask_first else GOOD)))
    asked = pictured("hashtags") if not ask_first else brief(ask_first=True)
    if not ask_first:
        double.answers(js(200, converse({"suggestions": [{"text": "#sea", "rationale": ""}]})))
    assistant("bedrock", double).assist(asked)
    sent = double.questions[0].json
    for block in sent["messages"][0]["content"]:
        if "image" in block:
            block["image"]["source"]["bytes"] = b64encode(b"x")  # on the wire base 64, for the SDK bytes
    shape = bedrock_model().operation_model("Converse").input_shape
    report = ParamValidator().validate({"modelId": "m", **sent}, shape)
    assert not report.has_errors(), report.generate_report()
    assert set(sent) <= set(shape.members)


def test_botocores_own_parser_reads_what_the_double_says() -> None:
    """The Stubber holds the double's answer to the service's model, and the SDK's parser reads the same of it."""
    client = botocore.session.get_session().create_client(
        "bedrock-runtime", "eu-central-1", aws_access_key_id="x", aws_secret_access_key="y"
    )
    with Stubber(client) as stubber:
        stubber.add_response("converse", converse())
        read = client.converse(modelId="m", messages=[{"role": "user", "content": [{"text": "{}"}]}])
    assert read["output"]["message"]["content"][1]["toolUse"]["input"] == GOOD
    parser = create_parser("rest-json")
    raw = {"status_code": 200, "headers": {}, "body": msgspec.json.encode(converse())}
    parsed = parser.parse(raw, bedrock_model().operation_model("Converse").output_shape)
    assert parsed["stopReason"] == "tool_use"
    assert parsed["usage"]["outputTokens"] == 60


def test_every_stop_and_every_error_of_bedrocks_model_has_a_meaning() -> None:
    model = bedrock_model()
    declared = {shape.name for shape in model.operation_model("Converse").error_shapes}
    assert declared <= set(BEDROCK_CODES)
    assert {*BEDROCK_CODES.values(), *OPENAI_CODES.values()} <= set(OUTCOMES)
    from imagora.assist.text_models.bedrock import _STOPS

    assert set(model.shape_for("StopReason").enum) == set(_STOPS) | {"end_turn", "tool_use", "stop_sequence"}


def test_every_error_of_openais_own_response_has_a_meaning_or_is_about_a_picture() -> None:
    responses = pytest.importorskip("openai.types.responses")
    codes = set(responses.ResponseError.model_fields["code"].annotation.__args__)
    about_us = {code for code in codes if "image" in code} | {"data_residency_mismatch", "vector_store_timeout"}
    assert codes - about_us <= set(OPENAI_CODES)


def test_each_failure_is_what_the_table_says(provider: str, double: Provider, row: Row) -> None:
    double.answers(getattr(row, provider))
    asked = brief()
    if row.code == "timed_out":
        asked = Brief(asked.wish, person=asked.person, seconds=0.3)
    with pytest.raises(AssistError) as raised:
        assistant(provider, double).assist(asked)
    assert (raised.value.code, raised.value.retry_after) == (row.code, row.retry_after)
    assert row.code in OUTCOMES
    assert "lighthouse" not in f"{raised.value} {raised.value.reason}"
    assert len(double.questions) == 1


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"row", "provider"} <= set(metafunc.fixturenames):
        pairs = [(name, row) for name in PROVIDERS for row in failures_of(name)]
        metafunc.parametrize(("provider", "row"), pairs, ids=[f"{name}-{row.name}" for name, row in pairs])


def test_every_task_has_an_instruction_of_its_own() -> None:
    told = {task: prompt_of(pictured(task), "mark").instructions for task in LIMITS}
    assert len(set(told.values())) == len(LIMITS)
