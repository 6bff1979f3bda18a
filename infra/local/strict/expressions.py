"""Expressions as DynamoDB takes them: every placeholder defined and used, no reserved word bare, not too long.

Sources: Amazon DynamoDB Developer Guide, "Expressions", "Reserved words in DynamoDB", "Quotas" (expression length,
operators, operands).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from infra.local.strict.refusal import Invalid

SIZE_LIMIT = 4_096
"""Bytes of one expression."""

OPERAND_LIMIT = 100
"""Operands of one IN."""

OPERATOR_LIMIT = 300

EXPRESSIONS = (
    "KeyConditionExpression",
    "ProjectionExpression",
    "FilterExpression",
    "UpdateExpression",
    "ConditionExpression",
)
_TOKEN = re.compile(r"\s*(?P<token>#[A-Za-z0-9_\-]+|:[A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|\d+|<>|<=|>=|[^\s])")
_WORDS = {"AND", "OR", "NOT", "IN", "BETWEEN"}
_CLAUSES = {"SET", "REMOVE", "ADD", "DELETE"}
_FUNCTIONS = {
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "size",
    "if_not_exists",
    "list_append",
}
_OPERATORS = {"=", "<>", "<", "<=", ">", ">=", "AND", "OR", "NOT", "IN", "BETWEEN", "+", "-"}


@cache
def reserved_words() -> frozenset[str]:
    """AWS's 573 reserved words, in capitals; moto carries the list."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    return frozenset(word.upper() for word in ReservedKeywords.get_reserved_keywords())


@dataclass(frozen=True)
class Expression:
    """One expression taken apart: document paths as written (`#a.b[1]`), placeholders, bare names, operators."""

    text: str
    tokens: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    names: frozenset[str]
    values: frozenset[str]
    bare: tuple[str, ...]

    @property
    def operators(self) -> int:
        return sum(token.upper() in _OPERATORS for token in self.tokens)


@lru_cache(maxsize=2_000)
def parse(text: str, *, update: bool = False) -> Expression:
    """Take an expression apart. Its grammar is moto's business; this needs its names, values and paths."""
    tokens = tuple(match["token"] for match in _TOKEN.finditer(text.strip()))
    paths = tuple(_paths(tokens, update=update))
    bare = tuple(part for path in paths for part in path if part[0] not in "#[")
    return Expression(
        text,
        tokens,
        paths,
        frozenset(token for token in tokens if token[0] == "#"),
        frozenset(token for token in tokens if token[0] == ":"),
        bare,
    )


def _paths(tokens: tuple[str, ...], *, update: bool) -> Iterator[tuple[str, ...]]:
    place = 0
    while place < len(tokens):
        if not _starts_path(tokens, place, update=update):
            place += 1
            continue
        path = [tokens[place]]
        place += 1
        while place < len(tokens) and tokens[place] in {".", "["}:
            if tokens[place] == ".":
                path.append(tokens[place + 1] if place + 1 < len(tokens) else "")
                place += 2
            else:
                path.append(f"[{tokens[place + 1]}]" if place + 1 < len(tokens) else "[]")
                place += 3
        yield tuple(part for part in path if part)


def _starts_path(tokens: tuple[str, ...], place: int, *, update: bool) -> bool:
    token = tokens[place]
    if token[0] == "#":
        return True
    if not (token[0].isalpha() or token[0] == "_"):
        return False
    called = place + 1 < len(tokens) and tokens[place + 1] == "("
    if token in _FUNCTIONS and called:
        return False
    return token.upper() not in (_CLAUSES if update else _WORDS)


def check_expressions(request: Mapping[str, Any]) -> None:
    """Raise Invalid for what DynamoDB refuses of a request's expressions and placeholders."""
    names: Mapping[str, str] = _placeholders(request, "ExpressionAttributeNames", "#")
    values: Mapping[str, Any] = _placeholders(request, "ExpressionAttributeValues", ":")
    given = {kind: str(request[kind]) for kind in EXPRESSIONS if request.get(kind) is not None}
    if not given:
        for kind, placeholders in (("ExpressionAttributeNames", names), ("ExpressionAttributeValues", values)):
            if placeholders:
                raise Invalid(f"{kind} can only be specified when using expressions")
    used_names: set[str] = set()
    used_values: set[str] = set()
    for kind, text in given.items():
        expression = _check_one(kind, text, names, values)
        used_names |= expression.names
        used_values |= expression.values
    _refuse_unused("ExpressionAttributeNames", set(names) - used_names)
    _refuse_unused("ExpressionAttributeValues", set(values) - used_values)


def _placeholders(request: Mapping[str, Any], kind: str, sign: str) -> Mapping[str, Any]:
    given: Mapping[str, Any] | None = request.get(kind)
    if given is None:
        return {}
    if not given:
        raise Invalid(f"{kind} must not be empty")
    for placeholder in given:
        if not placeholder.startswith(sign) or not re.fullmatch(r"[A-Za-z0-9_\-]+", placeholder[1:]):
            raise Invalid(f'{kind} contains invalid key: Syntax error; key: "{placeholder}"')
    return given


def _refuse_unused(kind: str, unused: set[str]) -> None:
    if unused:
        raise Invalid(f"Value provided in {kind} unused in expressions: keys: {{{', '.join(sorted(unused))}}}")


def _check_one(kind: str, text: str, names: Mapping[str, str], values: Mapping[str, Any]) -> Expression:
    if not text.strip():
        raise Invalid(f"Invalid {kind}: The expression can not be empty;")
    size = len(text.encode())
    if size > SIZE_LIMIT:
        raise Invalid(f"Invalid {kind}: Expression size has exceeded the maximum allowed size; expression size: {size}")
    expression = parse(text, update=kind == "UpdateExpression")
    for name in sorted(expression.names - set(names)):
        raise Invalid(
            f"Invalid {kind}: An expression attribute name used in the document path is not defined; "
            f"attribute name: {name}"
        )
    for value in sorted(expression.values - set(values)):
        raise Invalid(
            f"Invalid {kind}: An expression attribute value used in expression is not defined; attribute value: {value}"
        )
    for word in expression.bare:
        if word.upper() in reserved_words():
            raise Invalid(f"Invalid {kind}: Attribute name is a reserved keyword; reserved keyword: {word}")
    _check_counts(kind, expression)
    return expression


def _check_counts(kind: str, expression: Expression) -> None:
    if expression.operators > OPERATOR_LIMIT:
        raise Invalid(
            f"Invalid {kind}: The expression contains too many operators; operator count: {expression.operators}"
        )
    for place, token in enumerate(expression.tokens):
        if token.upper() == "IN" and expression.tokens[place + 1 : place + 2] == ("(",):
            inside = expression.tokens[place + 2 :]
            operands = inside[: inside.index(")")].count(",") + 1 if ")" in inside else 0
            if operands > OPERAND_LIMIT:
                raise Invalid(
                    f"Invalid {kind}: The IN operator is provided with too many operands; "
                    f"number of operands: {operands}"
                )


def resolved(paths: tuple[tuple[str, ...], ...], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Document paths with their placeholders replaced."""
    return [tuple(names.get(part, part) for part in path) for path in paths]


def update_targets(text: str, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The paths that an update changes: before each `=` of SET, and all of REMOVE, ADD and DELETE."""
    tokens = parse(text, update=True).tokens
    targets: list[tuple[str, ...]] = []
    clause: list[str] = []
    kind = ""
    for token in (*tokens, "SET"):
        if token.upper() in _CLAUSES:
            targets += _clause_targets(kind, clause)
            kind, clause = token.upper(), []
        else:
            clause.append(token)
    return resolved(tuple(targets), names)


def _clause_targets(kind: str, tokens: list[str]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    depth = 0
    for mark in [*tokens, ","]:
        depth += (mark == "(") - (mark == ")")
        if mark != "," or depth:
            part.append(mark)
            continue
        head = part[: part.index("=")] if kind == "SET" and "=" in part else part
        first = next(iter(_paths(tuple(head), update=True)), None)
        if first:
            yield first
        part = []
