"""What Chalice has no settings for at the gateway: its own errors in our shape with CORS, and its access log.

Each `chalice deploy` overwrites the API with Chalice's document and so takes the gateway responses away; they are put
back at once, and a new deployment of the gateway's stage makes them count.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.target import Say, Target

STAGE = "api"  # as .chalice/config.json's api_gateway_stage
DEPLOYMENT = "with the gateway's own answers"
_LOG_DAYS = 30


@dataclass(frozen=True)
class Told:
    """What the gateway answers by itself. status None: whatever status the gateway chose."""

    status: int | None
    code: str
    detail: str
    retry_after: int | None = None


ANSWERS = {
    "UNAUTHORIZED": Told(401, "unauthenticated", "Sign in first: this needs a valid access token."),
    "ACCESS_DENIED": Told(403, "forbidden", "This is not yours to do."),
    "MISSING_AUTHENTICATION_TOKEN": Told(404, "route_not_found", "There is no such route."),
    "RESOURCE_NOT_FOUND": Told(404, "route_not_found", "There is no such route."),
    "REQUEST_TOO_LARGE": Told(413, "too_large", "The request is too large."),
    "UNSUPPORTED_MEDIA_TYPE": Told(415, "unsupported_media_type", "Send JSON."),
    "THROTTLED": Told(429, "rate_limited", "Too many requests at once. Try again in a second.", 1),
    "QUOTA_EXCEEDED": Told(429, "rate_limited", "Too many requests. Try again later.", 60),
    "INTEGRATION_FAILURE": Told(503, "unavailable", "Something is not available. Try again.", 5),
    "INTEGRATION_TIMEOUT": Told(503, "unavailable", "That took too long. Try again.", 5),
    "DEFAULT_4XX": Told(None, "malformed_request", "The gateway can't make sense of this request."),
    "DEFAULT_5XX": Told(500, "internal", "Something broke on our side. It was logged; please try again."),
}
"""By API Gateway's response type. A path without a route is "missing authentication token" in its words.

A function that broke would be 502, which at the edge means that there is no API and gets the page (infra/edge.yaml).
"""

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag,Idempotency-Replayed,Location,RateLimit-Limit,RateLimit-Remaining,"
    "RateLimit-Reset,Retry-After",
    "Cache-Control": "private, no-store",
    "Content-Type": "application/problem+json",
}

_LOGGED = {
    "requestId": "$context.requestId",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "bytes": "$context.responseLength",
    "error": "$context.error.responseType",
}
"""One line a request: routes, never paths, queries, tokens or addresses."""


def response(told: Told) -> dict[str, Any]:
    """`PutGatewayResponse`'s parameters for one answer."""
    headers = _HEADERS | ({"Retry-After": str(told.retry_after)} if told.retry_after else {})
    title = f'"{HTTPStatus(told.status).phrase}"' if told.status else '"Error"'
    status = str(told.status) if told.status else "$context.error.status"
    template = (
        f'{{"type": "/problems/{told.code}", "title": {title}, "status": {status}, '
        f'"detail": {json.dumps(told.detail)}, "code": "{told.code}", "request_id": "$context.requestId"}}'
    )
    return {
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"application/json": template},
        **({"statusCode": str(told.status)} if told.status else {}),
    }


def finish(target: Target, api_id: str, say: Say) -> None:
    """Put the gateway's own answers and its log in place, and deploy the gateway's stage. Safe to repeat."""
    client = target.client("apigateway")
    for kind, told in ANSWERS.items():
        client.put_gateway_response(restApiId=api_id, responseType=kind, **response(told))
    client.create_deployment(restApiId=api_id, stageName=STAGE, description=DEPLOYMENT)
    say(f"api: {len(ANSWERS)} gateway responses in our shape, with CORS")
    _log_accesses(target, client, api_id, say)


def _log_accesses(target: Target, client: Any, api_id: str, say: Say) -> None:
    """The access log needs a role that the account gives API Gateway once for all its APIs; not ours to change."""
    if not client.get_account().get("cloudwatchRoleArn"):
        say("api: no access log, since this account lets API Gateway write none (docs/operations.md, First deploy)")
        return
    group = f"/aws/apigateway/imagora-{target.stage}"
    logs = target.client("logs")
    try:
        logs.create_log_group(logGroupName=group)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
            raise
    logs.put_retention_policy(logGroupName=group, retentionInDays=_LOG_DAYS)
    arn = f"arn:aws:logs:{target.region}:{target.account}:log-group:{group}"
    client.update_stage(
        restApiId=api_id,
        stageName=STAGE,
        patchOperations=[
            {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": arn},
            {"op": "replace", "path": "/accessLogSettings/format", "value": json.dumps(_LOGGED)},
        ],
    )
    say(f"api: access log in {group}")
