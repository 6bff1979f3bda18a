"""A CloudFormation stack, brought to its template by a change set; CloudFormation itself goes back on failure."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.target import Refused, Say

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
"""Roles are made, and SAM's transform is expanded."""

STATEFUL = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool"}
"""What holds people's data: no deployment replaces or removes it."""

_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_LONGEST = 3600.0
"""Seconds that a stack may take; a distribution takes some five minutes."""


class StackFailed(Exception):
    """The stack could not be brought to its template; CloudFormation has gone back. The message lists the causes."""


@dataclass(frozen=True)
class Change:
    """One resource that a change set adds, modifies or removes."""

    action: str
    logical_id: str
    type: str
    replaces: bool

    def __str__(self) -> str:
        return f"{self.action.lower():<7}{' (replaced)' if self.replaces else ''} {self.logical_id} ({self.type})"


@dataclass(frozen=True)
class Stack:
    """One stack, by name."""

    cloudformation: Any
    name: str
    say: Say
    sleep: Callable[[float], None] = time.sleep

    def apply(self, template_url: str, declared: Mapping[str, Any], given: Mapping[str, str]) -> list[Change]:
        """Make the stack what the template says; answers what changed, nothing where nothing had to.

        declared: the template's Parameters. given: values that are set now; the others stay as they are, or get their
        default in a new stack. Raises Refused for a stack that is busy or broken, and for a change that would replace
        or remove what holds data; StackFailed where CloudFormation had to go back. Safe to repeat.
        """
        existing = self._expect_idle()
        change_set = self._propose(template_url, declared, given, existing)
        if change_set is None:
            self.say(f"{self.name}: nothing to change")
            return []
        changes = self._changes(change_set)
        for change in changes:
            self.say(f"{self.name}: {change}")
        self._expect_data_kept(change_set, changes)
        self.cloudformation.execute_change_set(ChangeSetName=change_set)
        self._await_end()
        return changes

    def outputs(self) -> dict[str, str]:
        """The stack's outputs; nothing where there is no stack."""
        found = self.describe()
        return {o["OutputKey"]: o["OutputValue"] for o in found.get("Outputs", [])} if found else {}

    def parameters(self) -> dict[str, str]:
        """The values that the stack was last deployed with; secret ones are stars."""
        found = self.describe()
        return {p["ParameterKey"]: p["ParameterValue"] for p in found.get("Parameters", [])} if found else {}

    def delete(self) -> None:
        """Remove the stack; what its template retains stays. Raises StackFailed. Safe to repeat."""
        if self.describe() is None:
            return
        self.cloudformation.delete_stack(StackName=self.name)
        self._await_end()

    def describe(self) -> dict[str, Any] | None:
        """The stack as CloudFormation has it; None for none, and for one that never came into being."""
        try:
            found = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
            return None
        return None if found["StackStatus"] in {"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"} else dict(found)

    def _expect_idle(self) -> dict[str, Any] | None:
        existing = self.describe()
        status = existing["StackStatus"] if existing else ""
        if status.endswith("_IN_PROGRESS"):
            raise Refused(f"{self.name} is {status}: another deployment is at it. Try again when it is done.")
        if status in {
            "ROLLBACK_COMPLETE",
            "ROLLBACK_FAILED",
            "CREATE_FAILED",
            "DELETE_FAILED",
            "UPDATE_ROLLBACK_FAILED",
        }:
            raise Refused(
                f"{self.name} is {status} and takes no change set. Look at its events in CloudFormation; a first "
                "deployment that failed is removed by `make destroy` and then made anew."
            )
        return existing

    def _propose(
        self,
        template_url: str,
        declared: Mapping[str, Any],
        given: Mapping[str, str],
        existing: Mapping[str, Any] | None,
    ) -> str | None:
        """The change set's ARN, None where it would change nothing."""
        known = {p["ParameterKey"] for p in existing.get("Parameters", [])} if existing else set()
        unknown = sorted(set(given) - set(declared))
        if unknown:
            raise Refused(f"The template has no parameter {', '.join(unknown)}. It has {', '.join(sorted(declared))}.")
        parameters: list[dict[str, Any]] = [{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()]
        parameters += [{"ParameterKey": k, "UsePreviousValue": True} for k in declared if k in known - set(given)]
        answer = self.cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{time.time_ns()}",
            ChangeSetType="UPDATE" if existing else "CREATE",
            TemplateURL=template_url,
            Parameters=parameters,
            Capabilities=CAPABILITIES,
            Tags=[{"Key": "imagora", "Value": self.name}],
        )
        return self._await_proposal(answer["Id"])

    def _await_proposal(self, change_set: str) -> str | None:
        for pause in _pauses():
            found = self.cloudformation.describe_change_set(ChangeSetName=change_set)
            if found["Status"] == "CREATE_COMPLETE":
                return change_set
            if found["Status"] == "FAILED":
                reason = found.get("StatusReason", "")
                self.cloudformation.delete_change_set(ChangeSetName=change_set)
                if any(words in reason for words in _UNCHANGED):
                    return None
                raise StackFailed(f"{self.name}: the template is refused: {reason}")
            self.sleep(pause)
        raise StackFailed(f"{self.name}: the change set did not get ready")

    def _changes(self, change_set: str) -> list[Change]:
        found: list[Change] = []
        token: dict[str, str] = {}
        while True:
            page = self.cloudformation.describe_change_set(ChangeSetName=change_set, **token)
            for entry in page.get("Changes", []):
                change = entry["ResourceChange"]
                found.append(
                    Change(
                        change["Action"],
                        change["LogicalResourceId"],
                        change["ResourceType"],
                        change.get("Replacement", "False") != "False",
                    )
                )
            if not page.get("NextToken"):
                return found
            token = {"NextToken": page["NextToken"]}

    def _expect_data_kept(self, change_set: str, changes: list[Change]) -> None:
        lost = [c for c in changes if c.type in STATEFUL and (c.action == "Remove" or c.replaces)]
        if lost:
            self.cloudformation.delete_change_set(ChangeSetName=change_set)
            raise Refused(f"This would replace or remove what holds data: {', '.join(c.logical_id for c in lost)}.")

    def _await_end(self) -> None:
        for pause in _pauses():
            found = self.describe()
            status = found["StackStatus"] if found else "DELETE_COMPLETE"
            if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"}:
                return
            if not status.endswith("_IN_PROGRESS"):
                raise StackFailed(f"{self.name} is {status}:\n" + "\n".join(self._causes()))
            self.sleep(pause)
        raise StackFailed(f"{self.name} is still at it after an hour")

    def _causes(self) -> list[str]:
        events = self.cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [e for e in events if e["ResourceStatus"].endswith("_FAILED")]
        return [f"  {e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}" for e in failed[:10]]


def _pauses() -> list[float]:
    """Seconds between looks: quick at first, then every five seconds, for an hour."""
    return [0.2] * 10 + [1.0] * 10 + [5.0] * round(_LONGEST / 5)
