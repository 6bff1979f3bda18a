"""The local API gateway: HTTP/1.1 in front of the Chalice app, with API Gateway's events and refusals."""

from infra.local.gateway.gateway import Gateway
from infra.local.gateway.messages import Answer, Headers

__all__ = ["Answer", "Gateway", "Headers"]
