"""The samples in events/: shaped as AWS sends them to the function that their name says."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import unquote_plus

import pytest

from imagora.kernel.ids import is_id
from infra.local.pump.filters import RecordFilter
from tests.bars.packages import EVENTS
from tests.contract.expanded_template import FUNCTIONS, MAPPINGS, QUEUES, ROOT, mapped_function, snake, target, text_of


def function_of(name: str) -> str:
    return name.partition(".")[0]


SAMPLES = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "events").glob("*.json"))}
ACCOUNT = "123456789012"
KINDS = {
    "generate_image": {"generate": {"job_id", "slow", "since"}},
    "process_media": {"look_again": {"media_id", "attempt"}, "trace": {"media_id", "case_id", "round"}},
    "settle_media": {"media": {"media_id"}, "job": {"job_id"}},
    "split_fanout": {
        "post": {"post_id", "author_id", "position", "after", "mark"},
        "follow": {"follower_id", "followee_id"},
        "repost": {"post_id", "author_id", "by", "position", "quote", "quote_author", "after", "mark"},
        "unrepost": {"post_id", "by", "position", "after"},
        "away": {"reader_id", "after"},
        "back": {"reader_id", "after", "fill"},
    },
    "fan_out_page": {
        "page": {
            "post_id",
            "author_id",
            "position",
            "followers",
            "mark",
            "quote",
            "quote_author",
            "answers",
            "by",
        },
        "retraction": {"position", "followers"},
    },
    "erase_content": {"job": {"job_id"}, "account": {"account_id"}, "post": {"post_id", "media_ids"}},
    "deliver_webhook": {"deliver": {"account_id", "event_id"}},
    "record_activity": {
        "post_out": {"post_id"},
        "post_edited": {"post_id"},
        "post_gone": {"post_id", "position", "text", "told"},
        "like": {"post_id", "by"},
        "repost_made": {"post_id", "by"},
        "follow_made": {"follower", "followee"},
        "follow_requested": {"follower", "target"},
        "job_finished": {"job_id"},
        "webhook_disabled": {"account_id", "event_id"},
        "account": {"account_id"},
        "tally": {"post_id"},
        "terms": {"media_id", "after"},
        "case": {"case_id"},
        "judge_again": {"subject_kind", "subject_id"},
    },
}
FROM_THE_BUCKET = {"process_media": "incoming", "check_provenance": "checks"}
NOTIFICATIONS = {f"{function}.{what}" for function in FROM_THE_BUCKET for what in ("object_created", "test_event")}
SQS_SAMPLES = [n for n in SAMPLES if function_of(n) in {**KINDS, **FROM_THE_BUCKET}]
STREAM_SAMPLES = [n for n in SAMPLES if n.startswith("relay_stream.")]


def records(name: str) -> list[dict[str, Any]]:
    return SAMPLES[name]["Records"]  # type: ignore[no-any-return]


def bodies(name: str) -> list[dict[str, Any]]:
    return [json.loads(record["body"]) for record in records(name)]


def in_account(text: str) -> str:
    return text.replace("${Stage}", "dev").replace("${AWS::AccountId}", ACCOUNT)


_NO_IDS = {
    "v", "kind", "mark", "fill", "text", "told", "subject_kind", "attempt", "round", "slow", "since", "event_id",
}  # fmt: skip


def ids_in(body: dict[str, Any]) -> list[str]:
    """Every id of a message: all that it holds but its version, kinds, marks, text and events; lists of ids, too."""
    values = [value for field, value in body.items() if field not in _NO_IDS and value is not None]
    return [i for value in values for i in (value if isinstance(value, list) else [value])]


def test_every_sample_is_named_after_a_function_and_every_function_has_one() -> None:
    assert {function_of(name) for name in SAMPLES} == {snake(name) for name in FUNCTIONS}
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in SAMPLES)


def test_every_cold_start_is_counted_with_a_sample() -> None:
    assert set(EVENTS) == set(FUNCTIONS)
    assert set(EVENTS.values()) <= set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_ulids_are_valid_when_they_look_like_one(name: str) -> None:
    found = re.findall(r"(?<![0-9A-Za-z])01[0-9A-Z]{20,}", json.dumps(SAMPLES[name]).replace("%2F", "/"))
    assert [ulid for ulid in found if not is_id(ulid)] == []
    assert found or name.endswith((".tick", ".test_event"))


@pytest.mark.parametrize("name", SQS_SAMPLES)
def test_messages_come_from_the_functions_own_queue_when_it_reads_one(name: str) -> None:
    queues = [target(m["EventSourceArn"]) for m in MAPPINGS.values() if snake(mapped_function(m)) == function_of(name)]
    expected = {in_account(text_of(QUEUES[queue]["QueueName"])) for queue in queues}
    assert {r["eventSourceARN"].split(":")[-1] for r in records(name)} <= expected
    assert [hashlib.md5(r["body"].encode()).hexdigest() for r in records(name)] == [  # noqa: S324
        r["md5OfBody"] for r in records(name)
    ]


@pytest.mark.parametrize("name", [n for n in SQS_SAMPLES if n not in NOTIFICATIONS])
def test_messages_carry_version_kind_and_ids_when_we_send_them(name: str) -> None:
    for body in bodies(name):
        assert body["v"] == 1
        assert set(body) - {"v", "kind"} == KINDS[function_of(name)][body["kind"]]
        assert [value for value in ids_in(body) if not is_id(value)] == []


@pytest.mark.parametrize(("function", "folder"), FROM_THE_BUCKET.items())
def test_object_created_names_an_exact_version_when_the_key_is_quoted_twice(function: str, folder: str) -> None:
    (body,) = bodies(f"{function}.object_created")
    stored = body["Records"][0]["s3"]["object"]
    prefix, *ids = unquote_plus(stored["key"]).split("/")
    assert "/" not in stored["key"]
    assert prefix == folder
    assert ids
    assert all(map(is_id, ids))
    assert stored["versionId"]


@pytest.mark.parametrize("function", FROM_THE_BUCKET)
def test_test_event_has_no_records_when_s3_checks_the_queue(function: str) -> None:
    (body,) = bodies(f"{function}.test_event")
    assert body["Event"] == "s3:TestEvent"
    assert "Records" not in body


@pytest.mark.parametrize("name", STREAM_SAMPLES)
def test_stream_records_are_consistent_when_read_by_keys_or_images(name: str) -> None:
    wanted = {"INSERT": {"NewImage"}, "MODIFY": {"NewImage", "OldImage"}, "REMOVE": {"OldImage"}}
    for record in records(name):
        change = record["dynamodb"]
        images = {"NewImage", "OldImage"} & set(change)
        assert images == wanted[record["eventName"]]
        assert all(change[image][key] == change["Keys"][key] for image in images for key in ("PK", "SK"))
        assert set(change["Keys"]) == {"PK", "SK"}
        assert f":{ACCOUNT}:table/imagora-dev/stream/" in record["eventSourceARN"]


@pytest.mark.parametrize("name", STREAM_SAMPLES)
def test_stream_records_pass_the_filter_of_the_template(name: str) -> None:
    (stream,) = [m for m in MAPPINGS.values() if target(m["EventSourceArn"]) == "Table"]
    passes = RecordFilter(stream["FilterCriteria"]).matches
    assert [passes(record) for record in records(name)] == [name != "relay_stream.ttl_remove"]


def test_ttl_removal_is_told_from_our_own_deletion_by_who_made_it() -> None:
    made_by = {name: [r.get("userIdentity", {}).get("principalId") for r in records(name)] for name in STREAM_SAMPLES}
    assert [name for name, who in made_by.items() if who == ["dynamodb.amazonaws.com"]] == ["relay_stream.ttl_remove"]


def test_tick_is_a_scheduled_event() -> None:
    for tick in (SAMPLES["sweep_stalled.tick"], SAMPLES["reconcile_counts.tick"]):
        assert (tick["source"], tick["detail-type"], tick["detail"]) == ("aws.events", "Scheduled Event", {})
