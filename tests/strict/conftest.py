"""Local services with two tables and a queue, and clients that do not think for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from imagora.table.reader import Reader
from imagora.table.writer import Writer
from infra.local.services import Services
from infra.local.strict import Faults

TABLE = "things"
_KEY_TYPES = {"PK": "S", "SK": "S", "GSI1PK": "S", "GSI1SK": "S"}


@dataclass(frozen=True)
class Aws:
    """The services, a client that tries once and checks nothing, and what was made there."""

    services: Services
    dynamodb: Any
    sqs: Any
    s3: Any
    queue_url: str
    bucket: str = "things-bucket"

    @property
    def faults(self) -> Faults:
        return self.services.strict.faults

    def client(self, service: str, *, attempts: int = 1) -> Any:
        return _client(self.services, service, attempts)

    def reader(self) -> Reader:
        return Reader(self.client("dynamodb", attempts=4), TABLE)

    def writer(self) -> Writer:
        return Writer(self.client("dynamodb", attempts=4), TABLE)

    def put(self, pk: str = "a", sk: str = "1", **more: Any) -> None:
        self.dynamodb.put_item(TableName=TABLE, Item=item(pk, sk, **more))

    def get(self, pk: str = "a", sk: str = "1") -> Any:
        return self.dynamodb.get_item(TableName=TABLE, Key=key(pk, sk), ConsistentRead=True).get("Item")


def key(pk: str = "a", sk: str = "1") -> dict[str, Any]:
    return {"PK": {"S": pk}, "SK": {"S": sk}}


def item(pk: str = "a", sk: str = "1", **more: Any) -> dict[str, Any]:
    return key(pk, sk) | more


def _client(services: Services, service: str, attempts: int) -> Any:
    environment = services.environment()
    session = botocore.session.get_session()
    session.set_credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
    return session.create_client(
        service,
        region_name="us-east-1",
        endpoint_url=services.endpoint,
        config=Config(
            parameter_validation=False,
            retries={"mode": "standard", "max_attempts": attempts},
            s3={"addressing_style": "path"},
        ),
    )


@pytest.fixture(scope="module")
def _services() -> Iterator[Aws]:
    services = Services()
    services.start()
    dynamodb, sqs, s3 = (_client(services, service, 1) for service in ("dynamodb", "sqs", "s3"))
    names = [{"AttributeName": "GSI1PK", "KeyType": "HASH"}, {"AttributeName": "GSI1SK", "KeyType": "RANGE"}]
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in _KEY_TYPES.items()],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {"IndexName": "GSI1", "KeySchema": names, "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
    )
    s3.create_bucket(Bucket="things-bucket")
    try:
        yield Aws(services, dynamodb, sqs, s3, sqs.create_queue(QueueName="work")["QueueUrl"])
    finally:
        services.stop()


@pytest.fixture
def aws(_services: Aws) -> Aws:
    """The services, the table emptied."""
    for found in _services.dynamodb.scan(TableName=TABLE)["Items"]:
        _services.dynamodb.delete_item(TableName=TABLE, Key=key(found["PK"]["S"], found["SK"]["S"]))
    _services.services.strict.forget()
    return _services
