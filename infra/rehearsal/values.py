"""CloudFormation's intrinsic functions, worked out against resources that exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]+)\}")
_NOTHING = object()


class Unresolved(Exception):
    """The template refers to something that is neither a parameter nor a resource that exists."""


@dataclass(frozen=True)
class Values:
    """Resolves parts of one template. `reference(logical id, attribute or None)` says what a resource answers to."""

    template: Mapping[str, Any]
    parameters: Mapping[str, str]
    reference: Callable[[str, str | None], str]

    def of(self, part: Any) -> Any:
        """The part with every intrinsic function worked out; what is `AWS::NoValue` is gone."""
        if isinstance(part, list):
            return [value for value in map(self.of, part) if value is not _NOTHING]
        if not isinstance(part, dict):
            return part
        if len(part) == 1:
            name, given = next(iter(part.items()))
            if name == "Ref":
                return self._ref(given)
            if name.startswith("Fn::"):
                return self._function(name, given)
        resolved = {key: self.of(value) for key, value in part.items()}
        return {key: value for key, value in resolved.items() if value is not _NOTHING}

    def holds(self, part: Mapping[str, Any]) -> bool:
        """Whether a resource or output exists under these parameters."""
        return "Condition" not in part or self._condition({"Condition": part["Condition"]})

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        return self.parameters[name] if name in self.parameters else self.reference(name, None)

    def _function(self, name: str, given: Any) -> Any:
        if name == "Fn::GetAtt":
            target, _, attribute = ".".join(given).partition(".") if isinstance(given, list) else given.partition(".")
            return self.reference(target, attribute)
        if name == "Fn::Sub":
            return self._sub(given)
        if name == "Fn::If":
            return self.of(given[1] if self._condition({"Condition": given[0]}) else given[2])
        if name == "Fn::Join":
            return given[0].join(self.of(given[1]))
        raise Unresolved(f"{name} is not rehearsed")

    def _sub(self, text: str) -> str:
        def replaced(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            target, _, attribute = name.partition(".")
            return str(self.reference(target, attribute) if attribute else self._ref(name))

        return _PLACEHOLDER.sub(replaced, text)

    def _condition(self, part: Mapping[str, Any]) -> bool:
        name, given = next(iter(part.items()))
        if name == "Condition":
            return self._condition(self.template["Conditions"][given])
        if name == "Fn::Equals":
            return bool(self.of(given[0]) == self.of(given[1]))
        if name == "Fn::Not":
            return not self._condition(given[0])
        raise Unresolved(f"{name} is not rehearsed")


def mentioned(part: Any) -> Iterator[str]:
    """The names that a part of a template refers to, resources and parameters alike."""
    if isinstance(part, list):
        for inner in part:
            yield from mentioned(inner)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "Ref":
                yield value
            elif key == "Fn::GetAtt":
                yield value[0] if isinstance(value, list) else value.partition(".")[0]
            elif key == "Fn::Sub":
                yield from (name.partition(".")[0] for _, name in _PLACEHOLDER.findall(value))
            else:
                yield from mentioned(value)
