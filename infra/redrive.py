"""Moving what a dead-letter queue holds back to its queue, once the cause is mended.

Every handler is idempotent, so a message that comes again does no harm. On AWS the service moves them itself
(`StartMessageMoveTask`); on a laptop, which has no such call, they are received, sent and then deleted, so that none is
lost when it breaks off: at worst one comes twice.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

from infra.instance import NoInstance, enter

QUEUES = (
    "generation", "slow", "media", "checks", "settlement", "fanout", "fanout-page", "erasure", "activity", "webhook",
)  # fmt: skip
_DEAD = "-dead"
_BATCH = 10


def redrive(sqs: Any, stage: str, queue: str, *, sleep: Callable[[float], None] = time.sleep) -> int:
    """Move all messages of the queue's dead-letter queue back; answers how many were moved."""
    dead = sqs.get_queue_url(QueueName=f"imagora-{stage}-{queue}{_DEAD}")["QueueUrl"]
    if waiting(sqs, dead) == 0:
        return 0
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    if urlsplit(sqs.meta.endpoint_url).hostname in {"127.0.0.1", "localhost"}:
        return _carry(sqs, dead, sqs.get_queue_url(QueueName=f"imagora-{stage}-{queue}")["QueueUrl"])
    sqs.start_message_move_task(SourceArn=arn)
    return _await(sqs, arn, sleep)


def waiting(sqs: Any, url: str) -> int:
    """About how many messages can be received."""
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def _await(sqs: Any, arn: str, sleep: Callable[[float], None]) -> int:
    while True:
        task = sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0]
        if task["Status"] != "RUNNING":
            break
        sleep(2)
    if task["Status"] != "COMPLETED":
        sys.exit(f"The move ended {task['Status']}: {task.get('FailureReason', 'no reason given')}")
    return int(task.get("ApproximateNumberOfMessagesMoved", 0))


def _carry(sqs: Any, dead: str, alive: str) -> int:
    moved = 0
    while found := sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=0).get(
        "Messages", []
    ):
        for message in found:
            sqs.send_message(QueueUrl=alive, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def main() -> None:
    parser = argparse.ArgumentParser(description="Move a dead-letter queue's messages back.")
    parser.add_argument("--queue", required=True, choices=QUEUES)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    given = parser.parse_args()
    if given.stage == "local":
        try:
            enter(given.stage, given.data_dir)
        except NoInstance as error:
            sys.exit(str(error))
    moved = redrive(boto3.client("sqs"), given.stage, given.queue)
    print(f"{moved} messages moved back to imagora-{given.stage}-{given.queue}")


if __name__ == "__main__":
    main()
