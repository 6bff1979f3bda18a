"""The deployment's steps, one by one, against an account on this machine."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from infra import redrive, restore
from infra.deploy import packages, site
from infra.deploy.api import Api, ApiFailed
from infra.deploy.artefacts import Artefacts, json_bytes, zipped
from infra.deploy.releases import Release, Releases
from infra.deploy.settings import FILLED
from infra.deploy.stacks import Stack, StackFailed
from infra.deploy.target import Refused, Target
from infra.secret_keys import ensure_keys, read_keys, rotate

pytestmark = pytest.mark.slow

Clients = Callable[[str], Any]


@pytest.fixture
def artefacts(clients: Clients) -> Artefacts:
    made = Artefacts(clients("s3"), f"artefacts-{uuid4().hex[:8]}", "us-east-1")
    made.ensure()
    return made


@pytest.fixture
def named(clients: Clients) -> Stack:
    return Stack(clients("cloudformation"), f"stack-{uuid4().hex[:8]}", said.append, sleep=lambda _seconds: None)


said: list[str] = []


def template(name: str, **properties: Any) -> dict[str, Any]:
    return {
        "Parameters": {"Seconds": {"Type": "Number", "Default": 30}},
        "Resources": {
            "Queue": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"QueueName": name, "VisibilityTimeout": {"Ref": "Seconds"}, **properties},
            }
        },
        "Outputs": {"Url": {"Value": {"Ref": "Queue"}}},
    }


def apply(named: Stack, artefacts: Artefacts, body: dict[str, Any], **given: str) -> list[str]:
    key = artefacts.keep("templates", json_bytes(body), "json")
    return [str(change).strip() for change in named.apply(artefacts.url(key), body["Parameters"], given)]


class TestStack:
    def test_it_is_made_then_left_alone_then_changed(
        self, clients: Clients, named: Stack, artefacts: Artefacts
    ) -> None:
        body = template(named.name)
        assert apply(named, artefacts, body) == ["add     Queue (AWS::SQS::Queue)"]
        assert apply(named, artefacts, body) == []
        assert apply(named, artefacts, body, Seconds="60") == ["modify  Queue (AWS::SQS::Queue)"]
        assert apply(named, artefacts, body) == []  # a value once given stays
        assert named.parameters() == {"Seconds": "60"}
        url = named.outputs()["Url"]
        found = clients("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        assert found["Attributes"] == {"VisibilityTimeout": "60"}

    def test_a_failure_names_its_cause_and_leaves_things_as_they_were(self, named: Stack, artefacts: Artefacts) -> None:
        body = template(named.name)
        apply(named, artefacts, body)
        broken = template(named.name, MessageRetentionPeriod=120, NoSuchProperty=1)
        with pytest.raises(StackFailed, match=r"UPDATE_ROLLBACK_COMPLETE(.|\n)*Queue: .*NoSuchProperty"):
            apply(named, artefacts, broken)
        assert apply(named, artefacts, body) == []

    def test_a_first_deployment_that_failed_has_to_be_removed_first(self, named: Stack, artefacts: Artefacts) -> None:
        with pytest.raises(StackFailed):
            apply(named, artefacts, template(named.name, NoSuchProperty=1))
        with pytest.raises(Refused, match="make destroy"):
            apply(named, artefacts, template(named.name))
        named.delete()
        assert apply(named, artefacts, template(named.name)) == ["add     Queue (AWS::SQS::Queue)"]

    def test_what_holds_data_is_not_replaced(self, named: Stack, artefacts: Artefacts) -> None:
        body = template(named.name)
        name = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": named.name}}
        body["Resources"]["Bucket"] = name
        apply(named, artefacts, body)
        body["Resources"]["Bucket"] = {**name, "Properties": {"BucketName": f"{named.name}-b"}}
        with pytest.raises(Refused, match="holds data: Bucket"):
            apply(named, artefacts, body)
        del body["Resources"]["Bucket"]
        with pytest.raises(Refused, match="holds data: Bucket"):
            apply(named, artefacts, body)

    def test_a_parameter_that_nobody_knows_is_refused(self, named: Stack, artefacts: Artefacts) -> None:
        with pytest.raises(Refused, match="no parameter Sconds"):
            apply(named, artefacts, template(named.name), Sconds="60")


class TestReleases:
    def test_an_earlier_one_is_found_and_an_unknown_one_refused(self, artefacts: Artefacts) -> None:
        releases, first, second = Releases(artefacts), Release("a", "b", "c", "d"), Release("a", "b", "c", "e")
        assert releases.current() is None
        releases.record(first)
        releases.record(second)
        releases.record(second)
        assert releases.current() == second.id
        assert releases.find(first.id) == first
        assert {release_id for _, release_id in releases.listed()} == {first.id, second.id}
        with pytest.raises(Refused):
            releases.find("0" * 12)


class TestApi:
    def test_what_chalice_ships_has_its_bytecode(self, artefacts: Artefacts, monkeypatch: pytest.MonkeyPatch) -> None:
        """A function's folder is read-only: without bytecode every cold start compiles the API anew."""
        shipped: set[str] = set()
        settings = "".join((packages.ROOT / name).read_text() for name in FILLED)
        values = dict.fromkeys(re.findall(r"\$\{(\w+)\}", settings), "1")
        values |= {"Stage": "production", "UserPoolArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/a"}

        def package_instead(api: Api, project: Path, values: Mapping[str, str], command: str) -> None:
            assert command == "deploy"
            subprocess.run(  # noqa: S603 - the venv's own chalice
                [Path(sys.executable).with_name("chalice"), "package", "--stage", "production", "out"],
                cwd=project, env=api._environment(project, values), check=True, capture_output=True,
            )  # fmt: skip
            with zipfile.ZipFile(project / "out/deployment.zip") as archive:
                shipped.update(archive.namelist())

        monkeypatch.setattr(Api, "_run_chalice", package_instead)
        project = packages.api(packages.ROOT / "web/index.html")
        with pytest.raises(ApiFailed, match="names no REST API"):
            Api(Target("production", "us-east-1", None), artefacts, said.append).deploy(project, values)

        sources = {name for name in shipped if name.startswith(("app.py", "chalicelib/", "chalice/app"))}
        compiled = {Path(importlib.util.cache_from_source(name)).as_posix() for name in sources if name.endswith(".py")}
        assert {"chalicelib/resource.py", "chalicelib/page.html"} <= sources
        assert compiled <= shipped


class TestSite:
    def test_what_the_page_loads_may_come_ahead_of_it(self, clients: Clients, artefacts: Artefacts) -> None:
        s3, bucket = clients("s3"), artefacts.bucket
        files = {"index.html": b"1", "assets/a-abcdefgh.js": b"1", "robots.txt": b"1"}
        site.upload_assets(s3, bucket, zipped(files.items()), said.append)
        assert "assets/a-abcdefgh.js" in site._known(s3, bucket)
        assert "index.html" not in site._known(s3, bucket)
        assert site.upload(s3, bucket, zipped(files.items()), said.append) == ["robots.txt", "index.html"]
        site.empty(s3, bucket)

    def test_files_come_before_the_page_and_old_hashed_ones_stay(self, clients: Clients, artefacts: Artefacts) -> None:
        s3, bucket = clients("s3"), artefacts.bucket
        first = {"index.html": b"1", "assets/a-abcdefgh.js": b"1", "old.txt": b"1"}
        second = {"index.html": b"2", "assets/b-abcdefgh.js": b"2"}
        assert site.upload(s3, bucket, zipped(first.items()), said.append)[-1] == "index.html"
        assert site.upload(s3, bucket, zipped(first.items()), said.append) == []
        changed = site.upload(s3, bucket, zipped(second.items()), said.append)
        assert changed == ["assets/b-abcdefgh.js", "index.html", "old.txt"]
        page = s3.get_object(Bucket=bucket, Key="index.html")
        assert (page["CacheControl"], page["ContentType"]) == ("no-cache", "text/html; charset=utf-8")
        assert "immutable" in s3.head_object(Bucket=bucket, Key="assets/a-abcdefgh.js")["CacheControl"]


class TestRedrive:
    def test_every_message_moves_back_once(self, clients: Clients) -> None:
        sqs, stage = clients("sqs"), uuid4().hex[:8]
        dead, alive = (sqs.create_queue(QueueName=f"imagora-{stage}-media{end}")["QueueUrl"] for end in ("-dead", ""))
        bodies = {json.dumps({"n": number}) for number in range(23)}
        for body in bodies:
            sqs.send_message(QueueUrl=dead, MessageBody=body)
        assert redrive.redrive(sqs, stage, "media") == 23
        assert redrive.redrive(sqs, stage, "media") == 0
        found: set[str] = set()
        while received := sqs.receive_message(QueueUrl=alive, MaxNumberOfMessages=10).get("Messages"):
            found |= {message["Body"] for message in received}
        assert found == bodies

    def test_it_knows_every_queue_of_the_template(self) -> None:
        from tests.contract.expanded_template import WORK_QUEUES

        names = {queue["QueueName"]["Fn::Sub"].removeprefix("imagora-${Stage}-") for queue in WORK_QUEUES.values()}
        assert set(redrive.QUEUES) == names


class TestRestore:
    def test_what_is_missing_comes_back_and_what_is_there_stays(self, clients: Clients) -> None:
        dynamodb, stage = clients("dynamodb"), uuid4().hex[:8]
        live = f"imagora-{stage}"
        dynamodb.create_table(
            TableName=live,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        )
        dynamodb.update_continuous_backups(
            TableName=live, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        for name, extra in (("POST#1", {}), ("POST#2", {}), ("POST#3", {"expires_at": {"N": "1"}}), ("USER#1", {})):
            dynamodb.put_item(TableName=live, Item={"PK": {"S": name}, "SK": {"S": "X"}, "v": {"N": "1"}, **extra})
        restored = restore.restore(dynamodb, stage, datetime.now(UTC), sleep=lambda _seconds: None)
        for name in ("POST#1", "POST#3", "USER#1"):
            dynamodb.delete_item(TableName=live, Key={"PK": {"S": name}, "SK": {"S": "X"}})
        dynamodb.put_item(TableName=live, Item={"PK": {"S": "POST#2"}, "SK": {"S": "X"}, "v": {"N": "2"}})

        done = restore.copy(dynamodb, restored, live, prefix="POST#")

        assert (done.seen, done.written, done.left) == (2, 1, 1)
        found = {item["PK"]["S"]: item["v"]["N"] for item in dynamodb.scan(TableName=live)["Items"]}
        assert found == {"POST#1": "1", "POST#2": "2"}
        assert restore.copy(dynamodb, restored, live, prefix="POST#2", overwrite=True).written == 1
        assert dynamodb.get_item(TableName=live, Key={"PK": {"S": "POST#2"}, "SK": {"S": "X"}})["Item"]["v"] == {
            "N": "1"
        }


class TestKeys:
    def test_an_edge_is_added_to_keys_that_lack_one_and_nothing_else_changes(self, clients: Clients) -> None:
        ssm, stage = clients("ssm"), uuid4().hex[:8]
        ensure_keys(ssm, stage)
        before = read_keys(ssm, stage)
        ensure_keys(ssm, stage, edge=True)
        after = read_keys(ssm, stage)
        ensure_keys(ssm, stage, edge=True)
        assert {k: v for k, v in after.items() if k != "edge"} == before
        assert len(after["edge"]) >= 32
        assert read_keys(ssm, stage) == after

    def test_a_rotation_keeps_the_one_before(self, clients: Clients) -> None:
        ssm, stage = clients("ssm"), uuid4().hex[:8]
        ensure_keys(ssm, stage, edge=True)
        before = read_keys(ssm, stage)
        rotate(ssm, stage, "cursor")
        rotate(ssm, stage, "edge")
        after = read_keys(ssm, stage)
        assert after["cursor"][1] == before["cursor"][0] != after["cursor"][0]
        assert len(after["cursor"]) == 2
        assert after["edge_previous"] == before["edge"] != after["edge"]
        assert after["identity"] == before["identity"]
        with pytest.raises(ValueError, match="nothing else"):
            rotate(ssm, stage, "identity")
