"""Stacks as CloudFormation keeps them: what a change set would change, the change itself, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from infra.rehearsal import making
from infra.rehearsal.making import Clients, Made
from infra.rehearsal.values import Unresolved, Values, mentioned

REPLACING = {
    "AWS::DynamoDB::Table": {"TableName", "KeySchema"},
    "AWS::S3::Bucket": {"BucketName"},
    "AWS::SQS::Queue": {"QueueName"},
    "AWS::Cognito::UserPool": {"Schema", "UsernameConfiguration"},
    "AWS::Lambda::Function": {"FunctionName"},
}
"""Properties that AWS changes only by making another resource (CloudFormation's reference, "Update requires")."""


@dataclass(frozen=True)
class Change:
    action: str
    logical_id: str
    type: str
    replaces: bool = False


@dataclass
class StackState:
    """One stack: its template and parameters as last applied, what it made, and what happened."""

    name: str
    status: str = "REVIEW_IN_PROGRESS"
    template: dict[str, Any] = field(default_factory=lambda: {"Resources": {}})
    parameters: dict[str, str] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Engine:
    """All stacks of the account."""

    clients: Clients
    pseudo: Mapping[str, str]
    stacks: dict[str, StackState] = field(default_factory=dict)
    breaks: Callable[[str], bool] = lambda _logical_id: False
    """Asked before each resource is made or changed: a rehearsed failure."""

    def changes(self, stack: StackState, template: Mapping[str, Any], parameters: Mapping[str, str]) -> list[Change]:
        """What would have to be done. Raises Unresolved, and ValueError for a type or parameter that isn't known."""
        values = self._values(stack, template, parameters)
        wanted = {k: r for k, r in template["Resources"].items() if values.holds(r)}
        unknown = sorted({r["Type"] for r in wanted.values() if not making.knows(r["Type"])})
        if unknown:
            raise ValueError(f"types that are not rehearsed: {', '.join(unknown)}")
        before, after = self._sketch(stack, stack.template, stack.parameters), self._sketch(stack, template, parameters)
        found = [Change("Add", k, r["Type"]) for k, r in wanted.items() if k not in stack.made]
        for name in wanted:
            if name in stack.made and before[name] != after[name]:
                kind = wanted[name]["Type"]
                differing = {p for p in {*before[name], *after[name]} if before[name].get(p) != after[name].get(p)}
                found.append(Change("Modify", name, kind, bool(differing & REPLACING.get(kind, set()))))
        found += [Change("Remove", k, m.type) for k, m in stack.made.items() if k not in wanted]
        return found

    def apply(self, stack: StackState, template: dict[str, Any], parameters: dict[str, str]) -> None:
        """Bring the stack to the template; on failure go back to where it was. Sets its status either way."""
        verb = "CREATE" if stack.status == "REVIEW_IN_PROGRESS" else "UPDATE"
        done: list[tuple[Change, Made | None]] = []
        try:
            self._bring(stack, template, parameters, done)
            stack.status = f"{verb}_COMPLETE"
        except Exception as error:
            stack.events.insert(0, (stack.name, f"{verb}_FAILED", str(error)))
            self._go_back(stack, done)
            stack.status = "ROLLBACK_COMPLETE" if verb == "CREATE" else "UPDATE_ROLLBACK_COMPLETE"

    def delete(self, stack: StackState) -> None:
        """Remove what the template doesn't retain, in the order in which nothing still needs it."""
        for name in reversed(self._ordered(stack.template, set(stack.made))):
            self._remove(stack, name)
        stack.status = "DELETE_COMPLETE"
        del self.stacks[stack.name]

    def _bring(
        self,
        stack: StackState,
        template: dict[str, Any],
        parameters: dict[str, str],
        done: list[tuple[Change, Made | None]],
    ) -> None:
        changes = {c.logical_id: c for c in self.changes(stack, template, parameters)}
        values = self._values(stack, template, parameters)
        for name in self._ordered(template, {n for n, c in changes.items() if c.action != "Remove"}):
            before = copy(stack.made.get(name))
            self._make(stack, changes[name], values.of(template["Resources"][name].get("Properties", {})))
            done.append((changes[name], before))
        outputs = template.get("Outputs", {})
        stack.outputs = {k: str(values.of(o["Value"])) for k, o in outputs.items() if values.holds(o)}
        gone = {n for n, c in changes.items() if c.action == "Remove"}
        for name in reversed(self._ordered(stack.template, gone)):
            self._remove(stack, name)
        stack.template, stack.parameters = template, dict(parameters)

    def _go_back(self, stack: StackState, done: list[tuple[Change, Made | None]]) -> None:
        """What was added goes, what was changed gets its earlier properties; newest first."""
        for change, before in reversed(done):
            if before is None:
                making.remove(self.clients, stack.made.pop(change.logical_id))
            else:
                current = stack.made[change.logical_id]
                stack.made[change.logical_id] = making.make(self.clients, change.type, before.properties, current)

    def _make(self, stack: StackState, change: Change, properties: dict[str, Any]) -> None:
        verb = "CREATE" if change.action == "Add" else "UPDATE"
        try:
            self._expect_possible(change)
            old = stack.made.get(change.logical_id)
            stack.made[change.logical_id] = making.make(self.clients, change.type, properties, old)
        except Exception as error:
            stack.events.insert(0, (change.logical_id, f"{verb}_FAILED", str(error)))
            raise
        stack.events.insert(0, (change.logical_id, f"{verb}_COMPLETE", ""))

    def _expect_possible(self, change: Change) -> None:
        if change.replaces:
            raise ValueError("replacing a resource is not rehearsed")
        if self.breaks(change.logical_id):
            raise ValueError("a rehearsed failure")

    def _remove(self, stack: StackState, name: str) -> None:
        resource = stack.template["Resources"].get(name, {})
        made = stack.made.pop(name)
        if resource.get("DeletionPolicy") != "Retain":
            making.remove(self.clients, made)
        stack.events.insert(0, (name, "DELETE_COMPLETE", ""))

    def _ordered(self, template: Mapping[str, Any], names: set[str]) -> list[str]:
        """Dependencies first. What the template doesn't have any more comes last."""
        graph: dict[str, set[str]] = {}
        for name, resource in template["Resources"].items():
            needs = {*mentioned(resource.get("Properties", {})), *_listed(resource.get("DependsOn", []))}
            graph[name] = needs & set(template["Resources"])
        ordered = [name for name in TopologicalSorter(graph).static_order() if name in names]
        return ordered + sorted(names - set(ordered))

    def _values(self, stack: StackState, template: Mapping[str, Any], parameters: Mapping[str, str]) -> Values:
        def reference(name: str, attribute: str | None) -> str:
            if name in self.pseudo and attribute is None:
                return self.pseudo[name]
            made = stack.made.get(name)
            if made is None or (attribute is not None and attribute not in made.attributes):
                raise Unresolved(f"{name}.{attribute or 'Ref'}")
            return made.physical_id if attribute is None else made.attributes[attribute]

        return Values(template, parameters, reference)

    def _sketch(
        self, stack: StackState, template: Mapping[str, Any], parameters: Mapping[str, str]
    ) -> dict[str, dict[str, Any]]:
        """Properties with references left as words: what can be compared before anything is made."""

        def word(name: str, attribute: str | None) -> str:
            return self.pseudo.get(name) or f"<{name}.{attribute}>"

        values = Values(template, parameters, word)
        found = {k: r for k, r in template["Resources"].items() if values.holds(r)}
        return {k: values.of(r.get("Properties", {})) for k, r in found.items()}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def short(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:300]
