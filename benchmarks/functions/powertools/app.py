"""The home read as a Lambda function with Powertools' resolver and boto3's resource Table."""

import feed_by_boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

logger = Logger(service="api")
app = APIGatewayRestResolver()


@app.get("/v1/feeds/home")
def get_home():
    claims = app.current_event.request_context.authorizer.claims
    return feed_by_boto3.home(claims["username"], int(app.current_event.get_query_string_value("limit", "50")))


def handle(event, context):
    logger.set_correlation_id(event["requestContext"]["requestId"])
    return app.resolve(event, context)
