"""The local services in a process of their own, told what to do over its standard input.

A test may so stop them as a person or a power cut does, and never shares moto's state with another test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

ROOT = Path(__file__).parents[3]
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from infra.local.translate import translate  # noqa: E402 - the child process has no other way to find it

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: test}
  Origin: {Type: String, Default: "http://127.0.0.1:8000"}
Globals:
  Function:
    Runtime: python3.13
    Handler: handler.handle
    Environment:
      Variables:
        IMAGORA_TABLE: !Ref Table
        IMAGORA_QUEUE: !Ref Queue
        IMAGORA_USER_POOL_ID: !Ref Pool
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub things-${Stage}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: PK, AttributeType: S}
        - {AttributeName: SK, AttributeType: S}
        - {AttributeName: G, AttributeType: S}
      KeySchema: [{AttributeName: PK, KeyType: HASH}, {AttributeName: SK, KeyType: RANGE}]
      GlobalSecondaryIndexes:
        - IndexName: ByG
          KeySchema: [{AttributeName: G, KeyType: HASH}, {AttributeName: SK, KeyType: RANGE}]
          Projection: {ProjectionType: KEYS_ONLY}
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub work-${Stage}
      VisibilityTimeout: 300
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2}
  Dead:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "work-${Stage}-dead", MessageRetentionPeriod: 1209600}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub things-${Stage}-${AWS::AccountId}
      VersioningConfiguration: {Status: Enabled}
      LifecycleConfiguration:
        Rules:
          - {Id: incoming, Status: Enabled, Prefix: incoming/, ExpirationInDays: 1}
          - Id: old
            Status: Enabled
            NoncurrentVersionExpiration: {NoncurrentDays: 2}
            ExpiredObjectDeleteMarker: true
      CorsConfiguration:
        CorsRules:
          - {AllowedOrigins: [!Ref Origin], AllowedMethods: [POST], AllowedHeaders: [content-type], MaxAge: 600}
      NotificationConfiguration:
        QueueConfigurations:
          - Event: s3:ObjectCreated:*
            Queue: !GetAtt Queue.Arn
            Filter: {S3Key: {Rules: [{Name: prefix, Value: incoming/}]}}
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: !Sub people-${Stage}
      AutoVerifiedAttributes: [email]
      Policies:
        PasswordPolicy:
          MinimumLength: 8
          RequireLowercase: false
          RequireUppercase: false
          RequireNumbers: false
          RequireSymbols: false
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      ClientName: web
      UserPoolId: !Ref Pool
      ExplicitAuthFlows: [ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      PreventUserExistenceErrors: ENABLED
  Moderators:
    Type: AWS::Cognito::UserPoolGroup
    Properties: {GroupName: moderator, UserPoolId: !Ref Pool}
  DoWork:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/do_work/
      Events:
        Work:
          Type: SQS
          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 10, FunctionResponseTypes: [ReportBatchItemFailures]}
Outputs:
  Bucket: {Value: !Ref Bucket}
  QueueUrl: {Value: !Ref Queue}
  DeadUrl: {Value: !Ref Dead}
  PoolId: {Value: !Ref Pool}
  ClientId: {Value: !Ref Client}
"""


@cache
def translated() -> dict[str, Any]:
    """`TEMPLATE` as `apply` takes it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.yaml"
        file.write_text(TEMPLATE)
        return translate(file, {"Stage": "test"})


class Laptop:
    """Services with snapshots in `data_dir`, in a child process. `applied` is what `apply` answered."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - this very file
            [sys.executable, __file__, str(data_dir), json.dumps(translated())],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started: dict[str, Any] = self._read()
        self.endpoint: str = self.started.get("endpoint", "")
        self.client = cache(self._client)

    def _client(self, service: str) -> Any:
        return botocore.session.Session().create_client(
            service,
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.started["environment"]["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.started["environment"]["AWS_SECRET_ACCESS_KEY"],
            config=Config(signature_version="s3v4" if service == "s3" else "v4", retries={"total_max_attempts": 1}),
        )

    @property
    def outputs(self) -> dict[str, str]:
        outputs: dict[str, str] = self.started["outputs"]
        return outputs

    def tell(self, command: str, **given: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"command": command, **given}) + "\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            raise AssertionError(self.process.stderr.read())
        return json.loads(line)

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self._close()

    def stop(self) -> None:
        """Save and stop, as a stack does on SIGTERM."""
        if self.process.poll() is None:
            self.tell("stop")
        self._close()

    def _close(self) -> None:
        self.process.wait(timeout=20)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


class _Child:
    """What runs in the child process: answers one line of JSON to each line of JSON."""

    def __init__(self, data_dir: Path) -> None:
        from infra.local.services import Services
        from infra.local.snapshots import Snapshots

        self.announced = 0
        self.services = Services(on_change=self._announce)
        self.services.start()
        os.environ.update(self.services.environment())
        self.snapshots = Snapshots(data_dir, self.services)
        self.clients = cache(botocore.session.Session().create_client)

    def _announce(self) -> None:
        self.announced += 1

    def open(self, translated: dict[str, Any]) -> dict[str, Any]:
        from infra.local.apply import apply
        from infra.local.snapshots import SnapshotError

        try:
            loaded = self.snapshots.load()
        except SnapshotError as error:
            return {"refused": str(error)}
        before = self.services.changes
        applied = apply(translated, self.clients)
        return {
            "endpoint": self.services.endpoint,
            "environment": self.services.environment(),
            "loaded": loaded,
            "outputs": applied.outputs,
            "variables": applied.environment,
            "skipped": applied.skipped,
            "changes": self.services.changes - before,
            "checkpoints": self.snapshots.checkpoints,
        }

    def save(self, checkpoints: dict[str, str] | None = None) -> float:
        if checkpoints is not None:
            self.snapshots.checkpoints = checkpoints
        at = time.perf_counter()
        self.snapshots.save()
        return time.perf_counter() - at

    def autosave(self, every: float) -> None:
        self.snapshots.start(every=every)

    def trim(self, table: str, sequence_number: str) -> None:
        self.services.trim_stream(table, sequence_number)

    def expire(self, days: float) -> int:
        """What would be gone so many days from now."""
        return self.services.expire(datetime.now(UTC) + timedelta(days=days))

    def announcements(self) -> int:
        return self.announced

    def mails(self) -> list[list[str]]:
        from infra.local.moto_fast.cognito import outbox

        return [[mail.email, mail.purpose, mail.code] for mail in outbox]

    def stop(self) -> None:
        self.snapshots.stop()
        self.services.stop()


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _serve(data_dir: Path, translated: dict[str, Any]) -> None:
    child = _Child(data_dir)
    _say(child.open(translated))
    for line in sys.stdin:
        told = json.loads(line)
        command = told.pop("command")
        _say(getattr(child, command)(**told))
        if command == "stop":
            return


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), json.loads(sys.argv[2]))
