"""Check queue → the inspector: look at what came into `checks/`, tell what is known of it, delete it. Retry-safe."""

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from imagora import wiring
from imagora.media.notifications import objects_created
from imagora.pipeline.consume import consume_records


def inspect(record: SQSRecord) -> None:
    for created in objects_created(record.body):
        wiring.inspector().inspect(created.key, created.version)


handle = consume_records(inspect)
