"""Faults on demand: each is what AWS answers, and our own code lives with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from imagora import wiring
from imagora.kernel import aws as kernel_aws
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import JobId
from imagora.kernel.messages import JobDrawn
from imagora.kernel.queues import NotSent, Queue
from imagora.media.bucket import Bucket, NotDeleted
from imagora.table import item as table_item
from imagora.table.item import Item
from imagora.table.reader import TableBusy
from imagora.table.transaction import Contended, Transaction, guarded
from infra.local.strict import all_of_it, every_other
from tests.strict.conftest import TABLE, Aws, item, key


@pytest.fixture
def product(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """The product's own connection to the table, with the clients that it has in the cloud."""
    settings = {"IMAGORA_STAGE": "local", "IMAGORA_TABLE": TABLE, "IMAGORA_KEYS_PARAMETER": "/imagora/local/keys"}
    for name, value in (aws.services.environment() | settings).items():
        monkeypatch.setenv(name, value)
    wiring.forget()
    table_item.connect(TABLE)
    yield aws
    wiring.forget()


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between tries are drawn, but last a millisecond at most."""
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.001)))


def _keys(count: int) -> list[tuple[str, str]]:
    return [("a", f"{number:03}") for number in range(count)]


def test_a_batch_read_finds_all_when_keys_are_left_unprocessed(aws: Aws) -> None:
    aws.writer().put([item(*k) for k in _keys(150)])

    with aws.faults.leaving("dynamodb:BatchGetItem", times=5) as fault:
        found = aws.reader().batch(_keys(150))

    assert sorted(found) == _keys(150)
    assert fault.hits == 5


def test_a_batch_read_gives_up_when_keys_stay_unprocessed(aws: Aws) -> None:
    with aws.faults.leaving("dynamodb:BatchGetItem", all_of_it) as fault, pytest.raises(TableBusy):
        aws.reader().batch(_keys(3))

    assert fault.hits == 6


def test_a_batch_write_writes_all_when_items_are_left_unprocessed(aws: Aws) -> None:
    with aws.faults.leaving("dynamodb:BatchWriteItem", times=4) as fault:
        aws.writer().put([item(*k) for k in _keys(60)])
    assert fault.hits == 4
    assert sorted(aws.reader().batch(_keys(60))) == _keys(60)

    with aws.faults.leaving("dynamodb:BatchWriteItem", every_other, times=4):
        aws.writer().delete(_keys(60))
    assert aws.reader().batch(_keys(60)) == {}


def test_a_batch_write_gives_up_when_items_stay_unprocessed(aws: Aws) -> None:
    with aws.faults.leaving("dynamodb:BatchWriteItem", every_other), pytest.raises(TableBusy):
        aws.writer().put([item(*k) for k in _keys(1)])


def test_a_read_comes_through_when_it_is_throttled_three_times(aws: Aws) -> None:
    aws.put()

    with aws.faults.throttling("dynamodb:*", times=3) as fault:
        row = aws.reader().get(("a", "1"))

    assert row == {"PK": "a", "SK": "1"}
    assert fault.hits == 3


def test_throttling_strikes_the_same_requests_when_its_seed_is_the_same(aws: Aws) -> None:
    def struck(seed: int) -> list[bool]:
        found = []
        with aws.faults.throttling("dynamodb:GetItem", rate=0.5, seed=seed) as fault:
            for _ in range(30):
                before = fault.hits
                try:
                    aws.get()
                except ClientError as error:
                    assert error.response["Error"]["Code"] == "ProvisionedThroughputExceededException"  # noqa: PT017
                found.append(fault.hits > before)
        return found

    first = struck(1)
    assert first == struck(1) != struck(2)
    assert 5 < sum(first) < 25


def test_a_queue_says_so_when_it_took_only_a_part(aws: Aws) -> None:
    url = aws.sqs.create_queue(QueueName="parted")["QueueUrl"]
    queue = Queue(url, aws.client("sqs", attempts=4))
    messages = [JobDrawn(job_id=JobId(f"j{number}")) for number in range(12)]

    with aws.faults.leaving("sqs:SendMessageBatch", times=1), pytest.raises(NotSent):
        queue.send(messages)
    queue.send(messages)

    assert _waiting(aws, url) == 5 + 12


def test_a_queue_takes_all_when_it_is_throttled_twice(aws: Aws) -> None:
    url = aws.sqs.create_queue(QueueName="throttled")["QueueUrl"]

    with aws.faults.throttling("sqs:SendMessageBatch", times=2) as fault:
        Queue(url, aws.client("sqs", attempts=4)).send([JobDrawn(job_id=JobId("j"))])

    assert (fault.hits, _waiting(aws, url)) == (2, 1)


def _waiting(aws: Aws, url: str) -> int:
    attributes = aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


def test_a_bucket_says_so_when_it_deleted_only_a_part(aws: Aws) -> None:
    bucket = Bucket(aws.s3, aws.bucket)
    for number in range(4):
        bucket.write(f"part/{number}", b"x", "text/plain")

    with aws.faults.leaving("s3:DeleteObjects", times=1), pytest.raises(NotDeleted):
        bucket.delete([f"part/{number}" for number in range(4)])
    left = aws.s3.list_objects_v2(Bucket=aws.bucket, Prefix="part/")["Contents"]
    assert [entry["Key"] for entry in left] == ["part/0", "part/2"]
    bucket.delete([f"part/{number}" for number in range(4)])

    assert "Contents" not in aws.s3.list_objects_v2(Bucket=aws.bucket, Prefix="part/")


def test_overlapping_transactions_cancel_when_one_is_under_way(aws: Aws) -> None:
    entries = [{"Put": {"TableName": TABLE, "Item": item("a", sk)}} for sk in ("1", "2")]
    failures: list[Exception] = []
    with aws.faults.held_up() as gate:
        first = _in_thread(lambda: aws.dynamodb.transact_write_items(TransactItems=entries), failures)
        assert gate.arrived()
        with pytest.raises(ClientError) as refused:
            aws.client("dynamodb").transact_write_items(
                TransactItems=[{"Delete": {"TableName": TABLE, "Key": key("b")}}, entries[1]]
            )
        gate.open()
        first.join(10)

    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"
    codes = [reason["Code"] for reason in refused.value.response["CancellationReasons"]]
    assert codes == ["None", "TransactionConflict"]
    assert failures == []
    assert aws.get("a", "2") is not None
    aws.dynamodb.transact_write_items(TransactItems=entries)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("put_item", {"Item": item()}),
        ("update_item", {"Key": key(), "UpdateExpression": "REMOVE card"}),
        ("delete_item", {"Key": key()}),
    ],
)
def test_a_plain_write_is_refused_when_a_transaction_has_its_item(
    aws: Aws, operation: str, arguments: dict[str, Any]
) -> None:
    with aws.faults.transaction_on(TABLE, "a", "1"), pytest.raises(ClientError) as refused:
        getattr(aws.dynamodb, operation)(TableName=TABLE, **arguments)

    assert refused.value.response["Error"]["Code"] == "TransactionConflictException"
    getattr(aws.dynamodb, operation)(TableName=TABLE, **arguments)


def test_reads_pass_when_a_transaction_is_under_way(aws: Aws) -> None:
    aws.put()
    get = {"Get": {"TableName": TABLE, "Key": key()}}

    with aws.faults.transaction_on(TABLE, "a", "1"):
        assert aws.get() == item()
        assert len(aws.reader().batch([("a", "1")])) == 1
        with pytest.raises(ClientError, match="TransactionConflict"):
            aws.dynamodb.transact_get_items(TransactItems=[get])


def test_a_transaction_is_done_once_when_its_token_comes_again(aws: Aws) -> None:
    adding = {
        "Update": {
            "TableName": TABLE, "Key": key(), "UpdateExpression": "ADD hits :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
    }  # fmt: skip
    for _ in range(2):
        aws.dynamodb.transact_write_items(TransactItems=[adding], ClientRequestToken="once")
    assert aws.get()["hits"] == {"N": "1"}

    with pytest.raises(ClientError) as refused:
        aws.dynamodb.transact_write_items(
            TransactItems=[{"Delete": {"TableName": TABLE, "Key": key()}}], ClientRequestToken="once"
        )
    assert refused.value.response["Error"]["Code"] == "IdempotentParameterMismatchException"


def test_our_transaction_is_done_once_when_its_answer_is_lost(product: Aws) -> None:
    transaction = Transaction()
    transaction.create(Item("a", "1"), otherwise=AssertionError("taken for somebody else's"))

    with product.faults.breaking("dynamodb:TransactWriteItems", after=True, times=1) as fault:
        transaction.commit()

    assert fault.hits == 1
    assert product.get() is not None


def test_our_transaction_comes_through_when_others_had_its_item_at_first(product: Aws) -> None:
    transaction = Transaction()
    transaction.create(Item("a", "1"))
    transaction.create(Item("a", "2"))

    with product.faults.transaction_on(TABLE, "a", "1", times=3):
        transaction.commit()

    assert product.get("a", "2") is not None


def test_our_transaction_says_contended_when_others_keep_its_item(product: Aws) -> None:
    transaction = Transaction()
    transaction.create(Item("a", "1"))

    with product.faults.transaction_on(TABLE, "a", "1"), pytest.raises(Contended):
        transaction.commit()

    assert product.get() is None


def test_our_transaction_comes_through_when_it_is_throttled(product: Aws) -> None:
    transaction = Transaction()
    transaction.create(Item("a", "1"))

    with product.faults.throttling("dynamodb:TransactWriteItems", times=3) as fault:
        transaction.commit()

    assert (fault.hits, product.get() is not None) == (3, True)


def test_our_plain_update_comes_through_when_a_transaction_had_its_item(product: Aws) -> None:
    refused = AssertionError("no condition was refused")

    with product.faults.transaction_on(TABLE, "a", "1", times=3), guarded(refused):
        Item("a", "1").update(actions=[Item.type.set("thing")])

    assert product.get()["type"] == {"S": "thing"}


def test_our_plain_update_says_contended_when_a_transaction_keeps_its_item(product: Aws) -> None:
    refused = AssertionError("no condition was refused")

    with product.faults.transaction_on(TABLE, "a", "1"), pytest.raises(Contended), guarded(refused):
        Item("a", "1").update(actions=[Item.type.set("thing")])

    assert product.get() is None


def test_four_transactions_at_once_count_exactly_when_they_share_an_item(product: Aws) -> None:
    Item("a", "1").save()
    failures: list[Exception] = []

    def count() -> None:
        for _ in range(5):
            transaction = Transaction()
            transaction.update(Item("a", "1"), [Item.expires_at.add(1)])
            while True:
                try:
                    transaction.commit()
                except Contended:
                    continue
                break

    for thread in [_in_thread(count, failures) for _ in range(4)]:
        thread.join(60)

    assert failures == []
    assert product.get()["expires_at"] == {"N": "20"}


def test_the_products_reader_finds_all_when_it_is_throttled_and_keys_are_left(product: Aws) -> None:
    product.writer().put([item(*k) for k in _keys(30)])

    with (
        product.faults.throttling("dynamodb:*", times=3) as throttled,
        product.faults.leaving("dynamodb:BatchGetItem", times=3) as left,
    ):
        found = wiring.reader().batch(_keys(30))

    assert sorted(found) == _keys(30)
    assert (throttled.hits, left.hits) == (3, 3)


def test_the_products_reader_says_busy_when_it_is_throttled_for_good(product: Aws) -> None:
    with product.faults.throttling("dynamodb:Query") as fault, pytest.raises(Unavailable):
        wiring.reader().query("a", limit=1)

    assert fault.hits == 4


def test_the_products_client_is_one_that_the_guard_sees(product: Aws) -> None:
    with pytest.raises(ClientError, match="duplicates"):
        kernel_aws.client("dynamodb").batch_get_item(RequestItems={TABLE: {"Keys": [key(), key()]}})

    assert [entry[0] for entry in product.services.strict.refusals] == ["dynamodb:BatchGetItem"]


def _in_thread(work: Any, failures: list[Exception]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread
