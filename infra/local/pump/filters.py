"""Event-source filters: which records reach a function at all.

The pattern language is that of Lambda's event source mappings (FilterCriteria, a part of EventBridge's):
lists of values are alternatives, keys beside each other must all match, several filters are alternatives.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_ABSENT = object()

Test = Callable[[Any, Any], bool]


class BadFilter(ValueError):
    """The pattern is not one that Lambda would accept; the mapping could never be created in the cloud."""


class RecordFilter:
    """The FilterCriteria of one mapping. Without filters every record passes.

    A pattern is parsed and checked once, here: an unknown operator raises BadFilter before any event flows.
    """

    def __init__(self, criteria: Mapping[str, Any] | None) -> None:
        filters = (criteria or {}).get("Filters") or []
        self._patterns = [_parse_pattern(entry.get("Pattern", "{}")) for entry in filters]

    def matches(self, record: Mapping[str, Any]) -> bool:
        return not self._patterns or any(_matches(pattern, record) for pattern in self._patterns)

    def matches_message(self, record: Mapping[str, Any]) -> bool:
        """Whether an SQS record passes: a pattern for a JSON body sees the body parsed, a plain one sees text.

        A body of the other kind does not match, as in the cloud.
        """
        if not self._patterns:
            return True
        parsed = {**record, "body": _json_or_text(record.get("body", ""))}
        return any(_matches(pattern, parsed) for pattern in self._patterns)


def _json_or_text(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def _parse_pattern(pattern: str | Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        parsed = json.loads(pattern) if isinstance(pattern, str) else pattern
    except ValueError as error:
        raise BadFilter(f"a filter pattern is not JSON: {pattern!r}") from error
    if not isinstance(parsed, Mapping):
        raise BadFilter(f"a filter pattern must be a JSON object: {pattern!r}")
    _check(parsed)
    return parsed


def _check(pattern: Mapping[str, Any]) -> None:
    for key, rule in pattern.items():
        if key == "$or":
            if not isinstance(rule, list) or not rule or not all(isinstance(part, Mapping) for part in rule):
                raise BadFilter("$or takes a list of patterns")
            for part in rule:
                _check(part)
        elif isinstance(rule, Mapping):
            _check(rule)
        elif isinstance(rule, list) and rule:
            for alternative in rule:
                _check_alternative(key, alternative)
        else:
            raise BadFilter(f"the values of {key!r} must stand in a list")


def _check_alternative(key: str, alternative: object) -> None:
    if not isinstance(alternative, Mapping):
        return
    if len(alternative) != 1 or next(iter(alternative)) not in _OPERATORS:
        raise BadFilter(f"unknown comparison for {key!r}: {dict(alternative)!r}")
    operator, operand = next(iter(alternative.items()))
    if operator == "numeric" and not _is_numeric_rule(operand):
        raise BadFilter(f"numeric takes pairs of a comparison and a number: {operand!r}")


def _is_numeric_rule(operand: object) -> bool:
    if not isinstance(operand, list) or not operand or len(operand) % 2:
        return False
    pairs = zip(operand[::2], operand[1::2], strict=True)
    return all(sign in _COMPARISONS and _is_number(number) for sign, number in pairs)


def _matches(pattern: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, list):
        return any(_matches(pattern, element) for element in value)
    fields = value if isinstance(value, Mapping) else {}
    return all(_matches_key(key, rule, fields) for key, rule in pattern.items())


def _matches_key(key: str, rule: Any, fields: Mapping[str, Any]) -> bool:
    if key == "$or":
        return any(_matches(part, fields) for part in rule)
    value = fields.get(key, _ABSENT)
    if isinstance(rule, Mapping):
        return _matches(rule, value)
    candidates: Sequence[Any] = value if isinstance(value, list) and value else [value]
    return any(_matches_alternative(rule_part, candidate) for rule_part in rule for candidate in candidates)


def _matches_alternative(alternative: Any, value: Any) -> bool:
    if isinstance(alternative, Mapping):
        operator, operand = next(iter(alternative.items()))
        return _OPERATORS[operator](operand, value)
    return _equals(alternative, value)


def _equals(expected: Any, value: Any) -> bool:
    """JSON equality: true is not 1, but 1 is 1.0."""
    return isinstance(expected, bool) == isinstance(value, bool) and bool(expected == value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _exists(operand: Any, value: Any) -> bool:
    """`exists` looks at leaves only: an object in the field's place does not count."""
    there = value is not _ABSENT and not isinstance(value, Mapping)
    return there == bool(operand)


def _prefix(operand: Any, value: Any) -> bool:
    if isinstance(operand, Mapping):
        operand = str(operand["equals-ignore-case"]).casefold()
        value = value.casefold() if isinstance(value, str) else value
    return isinstance(value, str) and value.startswith(operand)


def _suffix(operand: Any, value: Any) -> bool:
    if isinstance(operand, Mapping):
        operand = str(operand["equals-ignore-case"]).casefold()
        value = value.casefold() if isinstance(value, str) else value
    return isinstance(value, str) and value.endswith(operand)


def _equals_ignore_case(operand: Any, value: Any) -> bool:
    return isinstance(value, str) and value.casefold() == str(operand).casefold()


def _anything_but(operand: Any, value: Any) -> bool:
    """The field is there, and is none of these values (or does not begin or end so)."""
    if value is _ABSENT or isinstance(value, Mapping):
        return False
    refused = operand if isinstance(operand, list) else [operand]
    return not any(_matches_alternative(rule, value) for rule in refused)


def _numeric(operand: Any, value: Any) -> bool:
    if not _is_number(value):
        return False
    pairs = zip(operand[::2], operand[1::2], strict=True)
    return all(_COMPARISONS[sign](value, number) for sign, number in pairs)


_COMPARISONS: dict[str, Test] = {
    "=": lambda value, number: bool(value == number),
    "<": lambda value, number: bool(value < number),
    "<=": lambda value, number: bool(value <= number),
    ">": lambda value, number: bool(value > number),
    ">=": lambda value, number: bool(value >= number),
}

_OPERATORS: dict[str, Test] = {
    "exists": _exists,
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "anything-but": _anything_but,
    "numeric": _numeric,
}
