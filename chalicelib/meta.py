"""/v1/health and /v1/openapi.json: is it up, and what does it offer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from chalicelib.answers import Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora.kernel import config

meta = Resource("meta")


class Health(Struct, frozen=True):
    """The API is up."""

    status: Literal["ok"]
    stage: str
    version: str


@meta.route("GET", "/v1/health", answers={200: Health}, public=True)
def get_health(_request: Request) -> Answer:
    """Tell that the API is up. Touches no table, so it says nothing of what lies behind."""
    settings = config.current()
    return Answer(200, Health("ok", settings.stage, settings.version))


@meta.route("GET", "/v1/openapi.json", answers={200: dict}, public=True)
def get_openapi(_request: Request) -> Answer:
    """Get this API's own description, OpenAPI 3.1."""
    from chalicelib.openapi import document

    return Answer(200, document())
