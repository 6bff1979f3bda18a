"""CloudFormation's API over the engine: change sets, stacks, events. Templates come from a bucket, SAM is expanded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from infra.rehearsal.engine import Change, Engine, StackState, short

REGION = "us-east-1"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_PAGE = 20
"""Changes in one answer: small, so that the deployment has to turn pages."""


class FormationError(Exception):
    """A refusal in CloudFormation's words."""

    code = "ValidationError"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass
class ChangeSet:
    stack: str
    template: dict[str, Any]
    parameters: dict[str, str]
    changes: list[Change]
    reason: str = ""


@dataclass
class CloudFormation:
    """The account's CloudFormation."""

    engine: Engine
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)

    def call(self, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one operation. Raises FormationError."""
        handler = {
            "CreateChangeSet": self._propose,
            "DescribeChangeSet": self._describe_change_set,
            "ExecuteChangeSet": self._execute,
            "DeleteChangeSet": self._forget,
            "DescribeStacks": self._describe,
            "DescribeStackEvents": self._events,
            "DescribeStackResources": self._resources,
            "DeleteStack": self._delete,
        }.get(operation)
        if handler is None:
            raise FormationError(f"{operation} is not rehearsed")
        return handler(given)

    def _propose(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if not {"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"} <= set(given.get("Capabilities", [])):
            raise FormationError("Requires capabilities : [CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND]")
        name = given["StackName"]
        exists = name in self.engine.stacks
        if exists != (given.get("ChangeSetType", "UPDATE") == "UPDATE"):
            raise FormationError(f"Stack [{name}] {'already exists' if exists else 'does not exist'}")
        stack = self.engine.stacks.setdefault(name, StackState(name))
        arn = f"arn:aws:cloudformation:us-east-1:123456789012:changeSet/{name}/{given['ChangeSetName']}"
        source = self._read(given["TemplateURL"])
        parameters = _parameters(source, given.get("Parameters", []), stack)
        proposed = ChangeSet(name, {}, parameters, [])
        try:
            proposed.template = expanded(source, parameters)
            proposed.changes = self.engine.changes(stack, proposed.template, parameters)
            if not proposed.changes and proposed.template.get("Outputs") == stack.template.get("Outputs"):
                proposed.reason = "The submitted information didn't contain changes."
        except Exception as error:
            proposed.reason = short(str(error))
        self.change_sets[arn] = proposed
        return {"Id": arn, "StackId": name}

    def _describe_change_set(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = self._find(given)
        start = int(given.get("NextToken") or 0)
        page = found.changes[start : start + _PAGE]
        more = {"NextToken": str(start + _PAGE)} if len(found.changes) > start + _PAGE else {}
        return {
            "StackName": found.stack,
            "Status": "FAILED" if found.reason else "CREATE_COMPLETE",
            **({"StatusReason": found.reason} if found.reason else {}),
            "Changes": [
                {
                    "Type": "Resource",
                    "ResourceChange": {
                        "Action": change.action,
                        "LogicalResourceId": change.logical_id,
                        "ResourceType": change.type,
                        **({"Replacement": str(change.replaces)} if change.action == "Modify" else {}),
                    },
                }
                for change in page
            ],
            **more,
        }

    def _execute(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = self._find(given)
        self.engine.apply(self.engine.stacks[found.stack], found.template, found.parameters)
        return {}

    def _forget(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self.change_sets.pop(given["ChangeSetName"], None)
        return {}

    def _describe(self, given: Mapping[str, Any]) -> dict[str, Any]:
        stack = self._stack(given)
        secret = {k for k, p in stack.template.get("Parameters", {}).items() if str(p.get("NoEcho")).lower() == "true"}
        told = {k: "****" if k in secret else v for k, v in stack.parameters.items()}
        return {
            "Stacks": [
                {
                    "StackId": stack.name,
                    "StackName": stack.name,
                    "CreationTime": _NOW,
                    "StackStatus": stack.status,
                    "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in told.items()],
                    "Outputs": [{"OutputKey": k, "OutputValue": v} for k, v in stack.outputs.items()],
                }
            ]
        }

    def _events(self, given: Mapping[str, Any]) -> dict[str, Any]:
        stack = self._stack(given)
        told = [
            {
                "StackId": stack.name,
                "EventId": str(number),
                "StackName": stack.name,
                "Timestamp": _NOW,
                "LogicalResourceId": name,
                "ResourceStatus": status,
                "ResourceStatusReason": reason,
            }
            for number, (name, status, reason) in enumerate(stack.events)
        ]
        return {"StackEvents": told}

    def _resources(self, given: Mapping[str, Any]) -> dict[str, Any]:
        stack = self._stack(given)
        told = [
            {
                "LogicalResourceId": name,
                "PhysicalResourceId": made.physical_id,
                "ResourceType": made.type,
                "Timestamp": _NOW,
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for name, made in stack.made.items()
        ]
        return {"StackResources": told}

    def _delete(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if given["StackName"] in self.engine.stacks:
            self.engine.delete(self.engine.stacks[given["StackName"]])
        return {}

    def _stack(self, given: Mapping[str, Any]) -> StackState:
        stack = self.engine.stacks.get(given["StackName"])
        if stack is None:
            raise FormationError(f"Stack with id {given['StackName']} does not exist")
        return stack

    def _find(self, given: Mapping[str, Any]) -> ChangeSet:
        found = self.change_sets.get(given["ChangeSetName"])
        if found is None:
            raise FormationError(f"ChangeSet [{given['ChangeSetName']}] does not exist")
        return found

    def _read(self, url: str) -> dict[str, Any]:
        """The template from its bucket; the address has to be that of an object in S3."""
        address = urlsplit(url)
        bucket, _, rest = str(address.hostname).partition(".")
        if not rest.startswith("s3.") or not rest.endswith("amazonaws.com"):
            raise FormationError(f"S3 error: {url} is no object's address")
        body = self.engine.clients("s3").get_object(Bucket=bucket, Key=address.path.lstrip("/"))["Body"].read()
        return dict(json.loads(body))


def _parameters(template: Mapping[str, Any], given: list[Mapping[str, Any]], stack: StackState) -> dict[str, str]:
    declared = template.get("Parameters", {})
    values = {name: str(d["Default"]) for name, d in declared.items() if "Default" in d}
    for entry in given:
        name = entry["ParameterKey"]
        if name not in declared:
            raise FormationError(f"Parameters: [{name}] do not exist in the template")
        previous = str(entry.get("UsePreviousValue", "")).lower() == "true"
        values[name] = stack.parameters[name] if previous else str(entry.get("ParameterValue", ""))
    missing = sorted(set(declared) - set(values))
    if missing:
        raise FormationError(f"Parameters: [{', '.join(missing)}] must have values")
    wrong = [n for n, d in declared.items() if "AllowedValues" in d and values[n] not in map(str, d["AllowedValues"])]
    if wrong:
        raise FormationError(f"Parameter '{wrong[0]}' must be one of AllowedValues")
    return values


def expanded(source: dict[str, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
    """What AWS's own transform makes of a SAM template: the same library does it here."""
    if "Transform" not in source:
        return source
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.arn_generator import ArnGenerator
    from samtranslator.translator.translator import Translator

    ArnGenerator.BOTO_SESSION_REGION_NAME = REGION
    translator = Translator(None, Parser(), boto_session=SimpleNamespace(region_name=REGION))
    return dict(translator.translate(source, parameter_values=dict(parameters), get_managed_policy_map=dict))
