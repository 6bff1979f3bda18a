"""ministack is where it should be, and strict where moto isn't; and nothing is left out that isn't there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.ministack import left_out
from tests.ministack.left_out import CHOSEN
from tests.ministack.quiet import QuietSources
from tests.ministack.services import MiniStack, NoGuard

ROOT = Path(__file__).resolve().parents[2]
on_ministack = pytest.mark.skipif(CHOSEN != "ministack", reason="only `make test-ministack` has it")


@pytest.fixture(scope="module")
def ministack() -> Iterator[MiniStack]:
    services = MiniStack()
    services.start()
    try:
        yield services
    finally:
        services.stop()


@on_ministack
def test_it_listens_on_loopback_only(ministack: MiniStack) -> None:
    port = int(ministack.endpoint.rpartition(":")[2])
    listening = "0A"

    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    addresses = {row[1].partition(":")[0] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == listening}

    assert addresses == {"0100007F"}


@on_ministack
def test_a_presigned_link_is_refused_when_it_was_changed(ministack: MiniStack) -> None:
    s3 = ministack._client("s3", config=Config(signature_version="s3v4"))
    s3.create_bucket(Bucket="links")
    s3.put_object(Bucket="links", Key="a", Body=b"x")
    link = s3.generate_presigned_url("get_object", Params={"Bucket": "links", "Key": "a"}, ExpiresIn=60)

    assert httpx.get(link).content == b"x"
    assert httpx.get(link.replace("Expires=60", "Expires=6000")).status_code == 403


@on_ministack
def test_a_bucket_may_not_name_a_queue_that_lets_nobody_in(ministack: MiniStack) -> None:
    s3, sqs = ministack._client("s3"), ministack._client("sqs")
    s3.create_bucket(Bucket="notes")
    url = sqs.create_queue(QueueName="closed")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    wanted = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}

    with pytest.raises(ClientError, match="Unable to validate the following destination configurations"):
        s3.put_bucket_notification_configuration(Bucket="notes", NotificationConfiguration=wanted)


def test_what_is_left_out_exists_and_says_why() -> None:
    for name, why in {**left_out.PLACES, **left_out.TESTS}.items():
        path, _, test = name.partition("::")
        assert (ROOT / path).exists()
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
        assert len(why) > 20
        assert left_out.reason(name if test else f"{name}/test_x.py::test_y", ["stack"]) == why


def test_what_asks_the_services_is_not_left_out() -> None:
    test = "tests/integration/posts/test_posts.py::test_a_post"
    assert left_out.reason(test, ["ann", "stack"]) is None
    assert left_out.reason(test, ["tmp_path"]) is not None


def test_transactions_that_conflict_on_demand_are_not_had_for_nothing() -> None:
    with pytest.raises(NotImplementedError):
        NoGuard().under_way.hold(("table", "a", "b"), None)


def test_where_nobody_wrote_since_the_last_look_nobody_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("tests.ministack.quiet.monotonic", lambda: clock[0])
    quiet = QuietSources(told_by_others={"media"})

    def looks() -> list[str]:
        stream = ["stream"] if quiet.stream("imagora", "7") else []
        return stream + [name for name in ("media", "jobs", "mail") if quiet.queue(name)]

    asked = b'{"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"}'
    assert looks() == ["stream", "media", "jobs", "mail"]
    assert looks() == ["media"]
    quiet.heard("AmazonSQS.SendMessage", asked, b"")
    assert looks() == ["media", "jobs"]
    quiet.heard("AmazonSQS.ReceiveMessage", asked, b"{}")
    quiet.heard("DynamoDB_20120810.Query", b"", b"")
    assert looks() == ["media"]
    quiet.heard("AmazonSQS.ReceiveMessage", asked, b'{"Messages": [{"MessageId": "1"}]}')
    quiet.heard("DynamoDB_20120810.PutItem", b"", b"")
    assert looks() == ["stream", "media", "jobs"]
    quiet.heard("AmazonSQS.StartMessageMoveTask", b"{}", b"")
    assert looks() == ["media", "jobs", "mail"]
    clock[0] += 2  # what was received and not deleted may be back
    assert looks() == ["stream", "media", "jobs", "mail"]
