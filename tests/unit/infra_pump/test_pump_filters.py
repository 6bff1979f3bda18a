"""Event-source filters, pattern by pattern as Lambda documents them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.local.pump.filters import BadFilter, RecordFilter


def criteria(*patterns: dict[str, Any]) -> RecordFilter:
    return RecordFilter({"Filters": [{"Pattern": json.dumps(pattern)} for pattern in patterns]})


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (["ready"], "ready", True),
        (["ready", "held"], "held", True),
        (["ready"], "Ready", False),
        ([None], None, True),
        ([""], "", True),
        ([1], 1.0, True),
        ([1], True, False),
        ([True], True, True),
        (["b"], ["a", "b"], True),
        ([{"prefix": "JOB#"}], "JOB#1", True),
        ([{"prefix": "JOB#"}], "FEED#1", False),
        ([{"prefix": "JOB#"}], 7, False),
        ([{"prefix": {"equals-ignore-case": "job"}}], "JOB#1", True),
        ([{"suffix": ".webp"}], "full.webp", True),
        ([{"suffix": ".webp"}], "full.webp.exe", False),
        ([{"equals-ignore-case": "ready"}], "READY", True),
        ([{"anything-but": ["a", "b"]}], "c", True),
        ([{"anything-but": ["a", "b"]}], "b", False),
        ([{"anything-but": "a"}], "b", True),
        ([{"anything-but": {"prefix": "FEED#"}}], "POST#1", True),
        ([{"anything-but": {"prefix": "FEED#"}}], "FEED#1", False),
        ([{"exists": True}], "x", True),
        ([{"exists": False}], "x", False),
        ([{"exists": True}], {"nested": 1}, False),
        ([{"numeric": ["=", 5]}], 5, True),
        ([{"numeric": [">", 0, "<=", 5]}], 5, True),
        ([{"numeric": [">", 0, "<=", 5]}], 5.1, False),
        ([{"numeric": ["<", 5]}], "4", False),
        ([{"numeric": ["<", 5]}], True, False),
    ],
)
def test_a_rule_decides_by_the_value_of_its_field(rule: list[Any], value: Any, *, expected: bool) -> None:
    assert criteria({"field": rule}).matches({"field": value}) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ([{"exists": False}], True),
        ([{"exists": True}], False),
        ([{"anything-but": "a"}], False),
        ([None], False),
        ([{"prefix": ""}], False),
    ],
)
def test_a_rule_about_a_field_that_is_absent(rule: list[Any], *, expected: bool) -> None:
    assert criteria({"outer": {"field": rule}}).matches({"other": 1}) is expected


def test_fields_are_and_values_filters_and_dollar_or_are_or() -> None:
    both = criteria({"a": [1], "b": [2]})
    assert both.matches({"a": 1, "b": 2})
    assert not both.matches({"a": 1, "b": 3})
    either = criteria({"a": [1]}, {"b": [2]})
    assert either.matches({"a": 0, "b": 2})
    assert not either.matches({"a": 0, "b": 0})
    nested = criteria({"kind": ["x"], "$or": [{"a": [1]}, {"b": [2]}]})
    assert nested.matches({"kind": "x", "b": 2})
    assert not nested.matches({"kind": "x", "b": 1})
    assert not nested.matches({"kind": "y", "b": 2})


def test_stream_records_are_matched_by_key_prefix_also_when_they_have_no_new_image() -> None:
    keys = criteria({"dynamodb": {"Keys": {"PK": {"S": [{"prefix": "JOB#"}, {"prefix": "POST#"}]}}}})
    assert keys.matches({"eventName": "REMOVE", "dynamodb": {"Keys": {"PK": {"S": "POST#1"}}}})
    assert not keys.matches({"eventName": "INSERT", "dynamodb": {"Keys": {"PK": {"S": "FEED#1"}}}})


def test_a_message_body_is_matched_as_json_or_as_text_but_never_the_other_way() -> None:
    by_field = criteria({"body": {"kind": ["job"]}})
    assert by_field.matches_message({"body": '{"kind": "job"}'})
    assert not by_field.matches_message({"body": '{"kind": "post"}'})
    assert not by_field.matches_message({"body": "job"})
    by_text = criteria({"body": ["job"]})
    assert by_text.matches_message({"body": "job"})
    assert not by_text.matches_message({"body": '{"kind": "job"}'})


@pytest.mark.parametrize("nothing", [None, {}, {"Filters": []}])
def test_without_filters_everything_passes(nothing: Any) -> None:
    assert RecordFilter(nothing).matches({"a": 1})
    assert RecordFilter(nothing).matches_message({"body": "a"})


@pytest.mark.parametrize(
    "pattern",
    [
        "not json",
        "[]",
        '{"a": "bare"}',
        '{"a": []}',
        '{"a": [{"wildcard": "*"}]}',
        '{"a": [{"numeric": ["~", 1]}]}',
        '{"a": [{"numeric": ["<"]}]}',
        '{"a": [{"prefix": "x", "suffix": "y"}]}',
        '{"$or": {"a": [1]}}',
        '{"$or": [{"a": "bare"}]}',
    ],
)
def test_a_pattern_that_lambda_would_refuse_is_refused_at_once(pattern: str) -> None:
    with pytest.raises(BadFilter):
        RecordFilter({"Filters": [{"Pattern": pattern}]})
