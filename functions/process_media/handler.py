"""Media queue → the processor: verify, sanitise, render and judge what came into `incoming/`. Retry-safe.

The same queue has messages of ours: judge a held picture again, look for copies of one that was taken away.
"""

import msgspec
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from imagora import wiring
from imagora.kernel.messages import Inspect, LookAgain
from imagora.media.notifications import is_notification, objects_created
from imagora.pipeline.consume import consume_records


def process(record: SQSRecord) -> None:
    if is_notification(record.body):
        for created in objects_created(record.body):
            wiring.processor().process(created.key, created.version)
        return
    message = msgspec.json.decode(record.body, type=Inspect)
    if isinstance(message, LookAgain):
        wiring.processor().look_again(message.media_id, message.attempt)
    else:
        wiring.tracing().trace(message)


handle = consume_records(process)
