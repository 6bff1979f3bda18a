"""The rehearsal, scene by scene: the commands of docs/operations.md, and after each what must be true."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from infra.deploy.interpreter import running
from infra.rehearsal.account import Account
from infra.rehearsal.check import Promises
from infra.rehearsal.checkout import Checkout, Ran
from infra.rehearsal.losses import LOSSES

STAGE = "rehearsal"
_HANDLER = "functions/sweep_stalled/handler.py"


class Failed(Exception):
    """The rehearsal found something that must not be; the message says what."""


@dataclass
class Rehearsal:
    """One run through all scenes, in one account, from one checkout."""

    account: Account
    checkout: Checkout
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """All scenes in order. Raises Failed at the first thing that is wrong."""
        for scene in (
            self.a_first_deployment,
            self.the_same_again,
            self.one_function_changed,
            self.back_to_the_release_before,
            self.a_failure_half_way,
            self.a_change_that_would_lose_data,
            self.a_dead_letter_moved_back,
            self.lost_items_restored,
            self.secrets_rotated,
            self.losses_are_noticed,
            self.removal,
        ):
            with self._timed(scene.__name__.replace("_", " ")):
                scene()

    def a_first_deployment(self) -> None:
        self.account.client("apigateway").update_account(
            patchOperations=[
                {"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::123456789012:role/l"}
            ]
        )
        self._good(self._deploy())
        self._nothing_broken()
        counts = self._promises().counted()
        print("  checked: " + ", ".join(f"{count} {kind.removeprefix('AWS::')}" for kind, count in counts.items()))

    def the_same_again(self) -> None:
        before = self._state()
        ran = self._good(self._deploy())
        if ran.said.count("nothing to change") != 3 or self._state() != before:
            raise Failed(f"a second deployment changed something:\n{ran.said}")

    def one_function_changed(self) -> None:
        before = self._state()
        self.checkout.write(_HANDLER, self.checkout.read(_HANDLER) + "\n# changed\n")
        ran = self._good(self._deploy())
        changed = re.findall(r"^imagora-\S+: (?:add|modify|remove)\b.*$", ran.said, re.MULTILINE)
        if len(changed) != 1 or "SweepStalled (AWS::Lambda::Function)" not in changed[0]:
            raise Failed(f"one function was changed, and the deployment changed {changed}")
        after = self._state()
        if {k for k in {*before, *after} if before.get(k) != after.get(k)} != {
            "code of imagora-rehearsal-sweep-stalled"
        }:
            raise Failed(f"more than one function changed: {before} {after}")
        self._nothing_broken()

    def back_to_the_release_before(self) -> None:
        listed = self._good(self.checkout.make_target("releases", stage=STAGE)).said
        releases = re.findall(r"^([0-9a-f]{12})  first deployed \S+(  \(current\))?$", listed, re.MULTILINE)
        earlier = [release for release, current in releases if not current]
        if len(releases) != 2 or len(earlier) != 1:
            raise Failed(f"there should be two releases: {listed}")
        self._good(self.checkout.make_target("deploy", stage=STAGE, release=earlier[0]))
        self.checkout.write(_HANDLER, self.checkout.read(_HANDLER).removesuffix("\n# changed\n"))
        self._nothing_broken()

    def a_failure_half_way(self) -> None:
        """CloudFormation goes back by itself, and the command says why it stopped."""
        self.account.engine.breaks = lambda logical_id: logical_id == "SettleMedia"
        ran = self.checkout.make_target("deploy", stage=STAGE, params="LogLevel=DEBUG")
        if ran.code == 0 or "UPDATE_ROLLBACK_COMPLETE" not in ran.said or "SettleMedia" not in ran.said:
            raise Failed(f"a failing stack should stop the deployment, and say why:\n{ran.said}")
        self._nothing_broken()
        self._good(self._deploy())

    def a_change_that_would_lose_data(self) -> None:
        before, template = self._state(), self.checkout.read("template.yaml")
        self.checkout.write("template.yaml", template.replace("TableName: !Sub imagora-${Stage}", "TableName: other"))
        ran = self._deploy()
        self.checkout.write("template.yaml", template)
        if ran.code == 0 or "would replace or remove what holds data: Table" not in ran.said:
            raise Failed(f"replacing the table should be refused:\n{ran.said}")
        if self._state() != before:
            raise Failed("a refused deployment changed something")

    def a_dead_letter_moved_back(self) -> None:
        sqs = self.account.client("sqs")
        dead, alive = (f"imagora-{STAGE}-media{end}" for end in ("-dead", ""))
        before = self._waiting(alive)  # S3 told the queue that it may
        for number in range(12):
            sqs.send_message(
                QueueUrl=sqs.get_queue_url(QueueName=dead)["QueueUrl"], MessageBody=json.dumps({"number": number})
            )
        ran = self._good(self.checkout.make_target("redrive", stage=STAGE, queue="media"))
        after = (self._waiting(dead), self._waiting(alive) - before)
        if after != (0, 12) or "12 messages" not in ran.said:
            raise Failed(f"twelve messages should have moved: {after} {ran.said}")

    def lost_items_restored(self) -> None:
        """A table as it was, and what is missing copied back; what stands there by now is left alone."""
        dynamodb, table = self.account.client("dynamodb"), f"imagora-{STAGE}"
        names = ["POST#1", "POST#2", "USER#1"]
        for name in names:
            dynamodb.put_item(TableName=table, Item={"PK": {"S": name}, "SK": {"S": "X"}, "text": {"S": "before"}})
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        said = self._good(self.checkout.make_target("restore", stage=STAGE, at=moment)).said
        restored = re.findall(rf"restored: ({table}-\d+)", said)[0]
        for name in names[1:]:
            dynamodb.delete_item(TableName=table, Key={"PK": {"S": name}, "SK": {"S": "X"}})
        dynamodb.put_item(TableName=table, Item={"PK": {"S": "POST#1"}, "SK": {"S": "X"}, "text": {"S": "after"}})
        variables = {"from": restored, "prefix": "POST#"}
        said = self._good(self.checkout.make_target("restore", stage=STAGE, **variables)).said
        found = {i["PK"]["S"]: i["text"]["S"] for i in dynamodb.scan(TableName=table)["Items"]}
        if found != {"POST#1": "after", "POST#2": "before"} or "2 items looked at, 1 written, 1 left" not in said:
            raise Failed(f"restored otherwise than promised: {found} {said}")
        dynamodb.delete_table(TableName=restored)

    def secrets_rotated(self) -> None:
        """A new edge secret: the API takes both, then the edge sends the new one."""
        before = self._keys()
        self._good(self.checkout.make_target("rotate", stage=STAGE, name="edge"))
        rotated = self._keys()
        if rotated["edge"] == before["edge"] or rotated["edge_previous"] != before["edge"]:
            raise Failed("the edge's secret was not rotated as promised")
        ran = self._good(self._deploy())
        if "imagora-rehearsal-edge: modify  Distribution" not in ran.said:
            raise Failed(f"the edge should have taken up the new secret:\n{ran.said}")
        self._nothing_broken()

    def losses_are_noticed(self) -> None:
        """The check itself is checked: where all was well, each loss must have a finding that names it."""
        self._nothing_broken()
        for lose, _ in LOSSES.values():
            lose(self.account.client, STAGE)
        found = self._promises().broken()
        unnoticed = [what for what, (_, named) in LOSSES.items() if not any(named in finding for finding in found)]
        if unnoticed:
            raise Failed(f"nobody noticed: {', '.join(unnoticed)}; found was:\n  " + "\n  ".join(found))
        print(f"  {len(LOSSES)} losses, each noticed")

    def removal(self) -> None:
        refused = self.checkout.make_target("destroy", stage=STAGE)
        if refused.code == 0:
            raise Failed("a removal that nobody confirmed should be refused")
        self._good(self.checkout.make_target("destroy", stage=STAGE, confirm=STAGE))
        client = self.account.client
        left = {
            "functions": client("lambda").list_functions()["Functions"],
            "APIs": client("apigateway").get_rest_apis()["items"],
            "queues": client("sqs").list_queues().get("QueueUrls", []),
            "alarms": client("cloudwatch").describe_alarms()["MetricAlarms"],
        }
        if any(left.values()):
            raise Failed(f"a removal left {left}")
        kept = {b["Name"] for b in client("s3").list_buckets()["Buckets"]}
        if client("dynamodb").list_tables()["TableNames"] != [f"imagora-{STAGE}"]:
            raise Failed("a removal took the table")
        if kept != {f"imagora-{STAGE}-123456789012", f"imagora-{STAGE}-artefacts-123456789012"}:
            raise Failed(f"a removal should keep pictures and releases: {kept}")
        self._keys()

    def _deploy(self) -> Ran:
        return self.checkout.make_target("deploy", stage=STAGE)

    def _good(self, ran: Ran) -> Ran:
        if ran.code != 0:
            raise Failed(f"the command failed:\n{ran.said[-6000:]}")
        return ran

    def _promises(self) -> Promises:
        return Promises(self.checkout.root, STAGE, self.account.client, running())

    def _nothing_broken(self) -> None:
        broken = self._promises().broken()
        if broken:
            raise Failed("promised, but not so:\n  " + "\n  ".join(broken))

    def _keys(self) -> dict[str, Any]:
        found = self.account.client("ssm").get_parameter(Name=f"/imagora/{STAGE}/keys", WithDecryption=True)
        return dict(json.loads(found["Parameter"]["Value"]))

    def _waiting(self, queue: str) -> int:
        sqs = self.account.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(found["Attributes"]["ApproximateNumberOfMessages"])

    def _state(self) -> dict[str, str]:
        """What a deployment that changes nothing leaves as it is, word for word."""
        client = self.account.client
        found: dict[str, str] = {}
        for function in client("lambda").list_functions()["Functions"]:
            found[f"code of {function['FunctionName']}"] = function["CodeSha256"]
            settings = {
                k: v for k, v in function.items() if k not in {"CodeSha256", "LastModified", "RevisionId", "CodeSize"}
            }
            found[f"settings of {function['FunctionName']}"] = json.dumps(settings, sort_keys=True)
        for api in client("apigateway").get_rest_apis()["items"]:
            found["gateway"] = str(len(client("apigateway").get_deployments(restApiId=api["id"])["items"]))
        outputs = client("cloudformation").describe_stacks(StackName=f"imagora-{STAGE}-edge")["Stacks"][0]["Outputs"]
        distribution = {o["OutputKey"]: o["OutputValue"] for o in outputs}["DistributionId"]
        found["edge"] = client("cloudfront").get_distribution(Id=distribution)["ETag"]
        return found

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started
        print(f"  ok  {name} ({self.seconds[name]:.0f} s)", flush=True)


Scene = Callable[[], None]
