"""ministack in a process of its own, as `infra.local.services.Services` is to the tests of the stack."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import httpx

from infra.local import names
from infra.local.apply import queues
from infra.local.apply.shapes import parameters
from infra.local.services import Services
from infra.local.stack import PARAMETERS, ROOT
from infra.local.state import ACCOUNT, REGION
from infra.local.strict import Guard
from infra.local.strict.transactions import TransactionsUnderWay
from infra.local.translate import translate
from tests.ministack.left_out import CHOSEN
from tests.ministack.quiet import QuietSources

PROGRAM = Path(os.environ.get("MINISTACK", ROOT / ".venv-ministack/bin/ministack"))
SERVED = "dynamodb,dynamodbstreams,sqs,s3,cognito-idp,ssm,sts"
CODES = {"confirm": "123456", "reset": "654321"}
"""What its Cognito "mails", always; with AUTH it takes no other code."""

_BOOT_SECONDS = 60.0


class MiniStack(Services):
    """The same port as `Services`: one loopback endpoint, and the environment that sends every call there.

    Loopback only. Nothing is patched into ministack. It makes ids of user pools by itself, so the pool is made first
    and the template's references are told its id.
    """

    def __init__(self) -> None:
        super().__init__()
        self.strict = NoGuard()
        self._process: subprocess.Popen[bytes] | None = None
        self._left_behind = contextlib.ExitStack()
        self._resources = translate(ROOT / "template.yaml", PARAMETERS)["Resources"]
        self.quiet = QuietSources(told_by_others=set(_notified_queues(self._resources)))

    @property
    def endpoint(self) -> str:
        return self._endpoint

    def start(self) -> None:
        """Start it on a free port of 127.0.0.1, and make the user pool. Raises RuntimeError when it isn't there."""
        if not PROGRAM.exists():
            raise RuntimeError(f"{PROGRAM} is missing: `make test-ministack` installs it.")
        port = _free_port()
        self._endpoint = f"http://127.0.0.1:{port}"
        home = self._left_behind.enter_context(tempfile.TemporaryDirectory(prefix="ministack-"))
        self._process = subprocess.Popen(  # noqa: S603 - the program that `make test-ministack` installed
            [str(PROGRAM)],
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": home,
                "TMPDIR": home,
                "S3_DATA_DIR": f"{home}/s3",
                "BIND_HOST": "127.0.0.1",  # its own default is every interface
                "GATEWAY_PORT": str(port),
                "MINISTACK_HOST": "127.0.0.1",
                "MINISTACK_ACCOUNT_ID": ACCOUNT,
                "MINISTACK_REGION": REGION,
                "SERVICES": SERVED,
                "AUTH": "true",  # verify signatures and confirmation codes
                "LOG_LEVEL": "WARNING",
            },
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        if Services._running is None:
            Services._running = self
        self._left_behind.enter_context(self._pool_under_its_own_id())
        self._left_behind.enter_context(self.quiet.listening())
        self._queues_with_their_policies()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()  # asked politely it waits for connections that our clients keep; nothing of it is kept
            self._process.wait()
            self._process = None
        if Services._running is self:
            Services._running = None
        self._left_behind.close()

    def touch(self, *, announce: bool = True) -> None:
        """Nobody listens: the pump of the tests looks by itself."""

    def trim_stream(self, table: str, sequence_number: str) -> None:
        """ministack trims its streams by age."""

    def expire(self, now: datetime) -> int:
        return 0

    def environment(self) -> dict[str, str]:
        # ministack checks signatures of presigned links with this pair
        return super().environment() | {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

    def _wait(self) -> None:
        deadline = time.monotonic() + _BOOT_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{self._endpoint}/_ministack/health", timeout=1)
                return
            time.sleep(0.1)
        raise RuntimeError("ministack did not start.")

    @contextlib.contextmanager
    def _pool_under_its_own_id(self) -> Iterator[None]:
        """Make the template's user pool and client, and have `names` give the ids that they got."""
        cognito = self._client("cognito-idp")
        pool_name, pool = _only(self._resources, "AWS::Cognito::UserPool")
        client_name, client = _only(self._resources, "AWS::Cognito::UserPoolClient")
        name = str(pool.get("UserPoolName", pool_name))
        settings = {key: value for key, value in pool.items() if key not in {"UserPoolName", "UserPoolTags"}}
        made = cognito.create_user_pool(**parameters(cognito, "CreateUserPool", {**settings, "PoolName": name}))
        pool_id = made["UserPool"]["Id"]
        asked = {"ClientName": client_name, **client, "UserPoolId": pool_id}
        client_id = cognito.create_user_pool_client(**parameters(cognito, "CreateUserPoolClient", asked))
        given = client_id["UserPoolClient"]["ClientId"]
        with (
            mock.patch.object(names, "user_pool_id", return_value=pool_id),
            mock.patch.object(names, "user_pool_client_id", return_value=given),
        ):
            yield

    def _queues_with_their_policies(self) -> None:
        """As on AWS, a bucket may name only a queue whose policy lets it in. The laptop's moto knows no policies."""
        sqs = self._client("sqs")
        found = _all(self._resources, "AWS::SQS::Queue")
        for name, queue in queues.dead_letter_queues_first(found).items():
            queues.apply(self._client, name, queue)
        for policy in _all(self._resources, "AWS::SQS::QueuePolicy").values():
            document = policy["PolicyDocument"]
            # Loopback speaks plain HTTP, which the template denies to everybody.
            kept = [said for said in document["Statement"] if "aws:SecureTransport" not in json.dumps(said)]
            for url in policy["Queues"] if kept else ():
                attributes = {"Policy": json.dumps({**document, "Statement": kept})}
                sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)

    def _client(self, service: str, **options: Any) -> Any:
        return boto3.client(service, endpoint_url=self.endpoint, **_CREDENTIALS, **options)


class NoGuard(Guard):
    """It stands before nothing here: ministack refuses for itself, and conflicts can't be had on demand."""

    def __init__(self) -> None:
        super().__init__(lambda name: None)
        self.under_way = _NoTransactions()


class _NoTransactions(TransactionsUnderWay):
    def hold(self, item: Any, times: int | None) -> None:
        """Raises NotImplementedError: a test that needs it would pass for nothing; `left_out.py` has to name it."""
        raise NotImplementedError("only the guard before moto makes transactions conflict")


_CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": REGION}


def _all(resources: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: found["Properties"] for name, found in resources.items() if found["Type"] == kind}


def _only(resources: Mapping[str, Any], kind: str) -> tuple[str, dict[str, Any]]:
    (found,) = _all(resources, kind).items()
    return found


def _notified_queues(resources: Mapping[str, Any]) -> Iterator[str]:
    """Names of the queues to which buckets send."""
    for bucket in _all(resources, "AWS::S3::Bucket").values():
        for rule in bucket.get("NotificationConfiguration", {}).get("QueueConfigurations", ()):
            yield rule["Queue"].rpartition(":")[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chosen() -> tuple[Services, Any]:
    """The services that this run of the suite is on, not started, and what the pump may look at of them."""
    from infra.local.pump.peek import MotoPeek

    if CHOSEN != "ministack":
        return Services(), MotoPeek()
    services = MiniStack()
    return services, services.quiet
