"""A queue's consumer: each message decoded and worked on, and only those that failed come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

log = Logger()

Handler = Callable[[dict[str, Any], Any], Any]


def consume(message_type: Any, work: Callable[[Any], object]) -> Handler:
    """The Lambda handler of a queue: decodes each body as `message_type` and works on it.

    Answers `batchItemFailures`; a body that can't be decoded fails too, and ends in the dead-letter queue.
    """

    def handle_record(record: SQSRecord) -> None:
        work(msgspec.json.decode(record.body, type=message_type))

    return consume_records(handle_record)


def consume_records(work: Callable[[SQSRecord], object]) -> Handler:
    """As `consume`, for bodies that aren't messages of ours."""
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

    def handle_record(record: SQSRecord) -> None:
        log.append_keys(message_id=record.message_id)
        try:
            work(record)
        except Exception:
            log.exception("a message failed; it comes again")
            raise

    def handle(event: dict[str, Any], context: Any) -> Any:
        return process_partial_response(event=event, record_handler=handle_record, processor=processor, context=context)

    return handle
