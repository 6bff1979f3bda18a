"""The samples in events/ against the handlers: each is understood, and does nothing where the table is empty."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from imagora import wiring
from imagora.kernel.messages import (
    AccountChanged,
    AccountDeleted,
    CameBack,
    CaseSettled,
    Deliver,
    Delivery,
    Erase,
    FeedPage,
    Followed,
    FollowMade,
    FollowRequested,
    Generate,
    Happening,
    Inspect,
    JobDrawn,
    JobEnded,
    JobFinished,
    JudgeAgain,
    Liked,
    LookAgain,
    MediaSettled,
    PostEdited,
    PostEnded,
    PostGone,
    PostOut,
    PostPublished,
    Reposted,
    RepostMade,
    Retraction,
    Settle,
    Spread,
    TallyChanged,
    TermsChanged,
    Trace,
    Unreposted,
    WebhookDisabled,
    WentAway,
)
from imagora.media.notifications import objects_created
from imagora.pipeline.relay import Change, _change, messages_of
from infra.local.pump.handlers import LambdaContext
from infra.local.pump.mappings import FunctionSpec

ROOT = Path(__file__).parents[2]
SAMPLES = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "events").glob("*.json"))}
ACCEPTS: dict[str, Any] = {
    "generate_image": Generate,
    "process_media": Inspect,
    "settle_media": Settle,
    "split_fanout": Spread,
    "fan_out_page": Delivery,
    "erase_content": Erase,
    "deliver_webhook": Deliver,
    "record_activity": Happening,
}
MEANS: dict[str, type] = {
    "generate_image.one": Generate,
    "generate_image.slow": Generate,
    "process_media.look_again": LookAgain,
    "process_media.trace": Trace,
    "settle_media.one": MediaSettled,
    "settle_media.job": JobDrawn,
    "split_fanout.one": PostPublished,
    "split_fanout.onward": PostPublished,
    "split_fanout.follow": Followed,
    "split_fanout.repost": Reposted,
    "split_fanout.unrepost": Unreposted,
    "split_fanout.away": WentAway,
    "split_fanout.back": CameBack,
    "fan_out_page.one": FeedPage,
    "fan_out_page.mark": FeedPage,
    "fan_out_page.repost": FeedPage,
    "fan_out_page.retraction": Retraction,
    "erase_content.post": PostEnded,
    "erase_content.job": JobEnded,
    "erase_content.account": AccountDeleted,
    "deliver_webhook.one": Deliver,
    "record_activity.webhook_disabled": WebhookDisabled,
    "record_activity.post_out": PostOut,
    "record_activity.post_edited": PostEdited,
    "record_activity.post_gone": PostGone,
    "record_activity.like": Liked,
    "record_activity.repost": RepostMade,
    "record_activity.follow": FollowMade,
    "record_activity.follow_requested": FollowRequested,
    "record_activity.job_finished": JobFinished,
    "record_activity.account": AccountChanged,
    "record_activity.tally": TallyChanged,
    "record_activity.terms": TermsChanged,
    "record_activity.case": CaseSettled,
    "record_activity.judge_again": JudgeAgain,
}
ROUTES = {
    "relay_stream.job_queued": [("generation", "generate_image.one")],
    "relay_stream.job_waits": [("slow", "generate_image.slow")],
    "relay_stream.media_ready": [("settlement", "settle_media.one")],
    "relay_stream.media_terms": [("activity", "record_activity.terms")],
    "relay_stream.media_judged": [("settlement", "settle_media.one")],
    "relay_stream.post_published": [("fanout", "split_fanout.one")],
    "relay_stream.post_deleted": [("erasure", "erase_content.post"), ("activity", "record_activity.post_gone")],
    "relay_stream.post_edited": [("activity", "record_activity.post_edited")],
    "relay_stream.account_created": [("activity", "record_activity.account")],
    "relay_stream.account_deleted": [("erasure", "erase_content.account"), ("activity", "record_activity.account")],
    "relay_stream.follow_created": [("fanout", "split_fanout.follow"), ("activity", "record_activity.follow")],
    "relay_stream.follow_requested": [("activity", "record_activity.follow_requested")],
    "relay_stream.like_made": [("activity", "record_activity.like")],
    "relay_stream.repost_made": [("fanout", "split_fanout.repost"), ("activity", "record_activity.repost")],
    "relay_stream.repost_undone": [("fanout", "split_fanout.unrepost")],
    "relay_stream.tally_changed": [("activity", "record_activity.tally")],
    "relay_stream.case_decided": [("activity", "record_activity.case")],
    "relay_stream.job_succeeded": [("activity", "record_activity.job_finished")],
    "relay_stream.reader_away": [("fanout", "split_fanout.away")],
    "relay_stream.reader_back": [("fanout", "split_fanout.back")],
    "relay_stream.delivery_announced": [("webhook", "deliver_webhook.one")],
    "relay_stream.webhook_disabled": [("activity", "record_activity.webhook_disabled")],
    "relay_stream.ttl_remove": [],
}


def message(name: str) -> Any:
    """The sample's message, decoded as its function does."""
    return msgspec.json.decode(SAMPLES[name]["Records"][0]["body"], type=ACCEPTS[name.partition(".")[0]])


@pytest.mark.parametrize("name", MEANS)
def test_a_sample_decodes_as_the_message_that_its_function_takes(name: str) -> None:
    body = SAMPLES[name]["Records"][0]["body"]
    assert type(message(name)) is MEANS[name]
    assert msgspec.json.encode(message(name)).decode() == body


def test_every_message_has_a_sample() -> None:
    of_the_bucket = {"process_media.object_created", "process_media.test_event"}
    queued = {name for name in SAMPLES if name.partition(".")[0] in ACCEPTS} - of_the_bucket
    assert queued == set(MEANS)
    assert {kind for union in (Inspect, Settle, Spread, Delivery, Erase, Happening) for kind in union.__args__} <= set(
        MEANS.values()
    )
    assert {name for name in SAMPLES if name.startswith("relay_stream.")} == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_a_change_calls_for_the_messages_that_the_other_samples_hold(name: str) -> None:
    (record,) = SAMPLES[name]["Records"]
    assert messages_of(_change(record["dynamodb"])) == [(queue, message(other)) for queue, other in ROUTES[name]]


@pytest.mark.parametrize("name", [name for name in ROUTES if ROUTES[name] and name != "relay_stream.repost_undone"])
def test_a_write_that_changes_no_status_calls_for_nothing(name: str) -> None:
    (record,) = SAMPLES[name]["Records"]
    change = _change(record["dynamodb"])
    assert messages_of(Change(change.new, change.new)) == []


def test_an_object_is_named_by_its_plain_key() -> None:
    (created,) = objects_created(SAMPLES["process_media.object_created"]["Records"][0]["body"])
    assert created.key == "incoming/01M7YNAYM0ZQQ463A0QNBXXTP1/01M817QPK8E8E9A9DDWBN8J0YK"
    assert created.version == "096fKKXTRTtl3on89fVO.nfljtsv6qko"
    assert objects_created(SAMPLES["process_media.test_event"]["Records"][0]["body"]) == []


# The handlers themselves, with services that hold nothing


class Empty:
    """A botocore client of services in which nothing is stored: reads find nothing, writes are refused or vanish."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.written: list[str] = []

    def get_item(self, **_: Any) -> dict[str, Any]:
        return {}

    def query(self, **_: Any) -> dict[str, Any]:
        return {"Items": []}

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        return {"Responses": {}}

    def batch_write_item(self, **asked: Any) -> dict[str, Any]:
        self.written.append(str(asked))
        return {}

    def delete_objects(self, **asked: Any) -> dict[str, Any]:
        self.written.append(str(asked["Delete"]["Objects"]))
        return {}

    def delete_object(self, **asked: Any) -> dict[str, Any]:
        self.written.append(asked["Key"])
        return {}

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        self.sent += [f"{QueueUrl} {entry['MessageBody']}" for entry in Entries]
        return {}


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Empty]:
    """Everything is wired anew, onto services that hold nothing."""
    for name in ("STAGE", "TABLE", "BUCKET"):
        monkeypatch.setenv(f"IMAGORA_{name}", "local")
    for name in (
        "GENERATION",
        "SLOW",
        "MEDIA",
        "SETTLEMENT",
        "FANOUT",
        "FANOUT_PAGE",
        "ERASURE",
        "ACTIVITY",
        "WEBHOOK",
    ):
        monkeypatch.setenv(f"IMAGORA_{name}_QUEUE", name.lower())
    services = Empty()
    wiring.forget()
    monkeypatch.setattr(wiring.aws, "client", lambda _: services)
    for service in ("dynamodb", "sqs"):
        monkeypatch.setattr(wiring.aws, service, lambda: services)
    monkeypatch.setattr(wiring, "connected", lambda: None)
    yield services
    monkeypatch.undo()
    wiring.forget()


def run(folder: str, event: Any) -> Any:
    path = ROOT / "functions" / folder / "handler.py"
    spec = importlib.util.spec_from_file_location(f"handler_of_{folder}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function = FunctionSpec(folder, folder, "handler.handle", timeout=30, memory=128, environment={})
    return module.handle(json.loads(json.dumps(event)), LambdaContext(function))


BY_THE_CLOCK = {"sweep_stalled.tick": {"swept": 0}}
WRITES_BLINDLY = {
    "generate_image.one": "generate_image.one",
    "generate_image.slow": "generate_image.one",
    "fan_out_page.mark": "fan_out_page.one",
    "split_fanout.repost": "split_fanout.one",
    "split_fanout.unrepost": "split_fanout.one",
    "reconcile_counts.tick": "sweep_stalled.tick",
}
"""These begin with a conditional write; what they do without their items is shown by the integration
tests. Each with one of its function's samples that does nothing."""


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in WRITES_BLINDLY])
def test_a_handler_takes_its_sample_when_nothing_is_stored(name: str, empty: Empty) -> None:
    answer = run(name.partition(".")[0], SAMPLES[name])
    assert answer == BY_THE_CLOCK.get(name, {"batchItemFailures": []})
    expected = [f"{queue} {SAMPLES[other]['Records'][0]['body']}" for queue, other in ROUTES.get(name, [])]
    assert empty.sent == expected


@pytest.mark.parametrize("name", [name for name in MEANS if not name.startswith("generate_image.")])
def test_what_can_not_be_read_is_told_and_the_rest_is_done(name: str, empty: Empty) -> None:
    folder = name.partition(".")[0]
    (good,) = SAMPLES[WRITES_BLINDLY.get(name, name)]["Records"]
    broken = {**good, "messageId": "broken", "body": '{"kind": "unheard-of"}'}
    assert run(folder, {"Records": [good, broken]}) == {"batchItemFailures": [{"itemIdentifier": "broken"}]}
    assert empty.sent == []
