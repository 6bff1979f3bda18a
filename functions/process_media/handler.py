"""Media queue → the processor: verify, sanitise and render what came into `incoming/`. Retry-safe."""

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from imagora import wiring
from imagora.media.notifications import objects_created
from imagora.pipeline.consume import consume_records


def process(record: SQSRecord) -> None:
    for created in objects_created(record.body):
        wiring.processor().process(created.key, created.version)


handle = consume_records(process)
