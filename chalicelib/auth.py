"""Who is asking: claims that the gateway verified, or a token verified here on public routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chalice import CognitoUserPoolAuthorizer

from imagora import wiring
from imagora.kernel import config
from imagora.kernel.errors import Forbidden, Unauthenticated
from imagora.kernel.ids import AccountId

_SCOPE = "aws.cognito.signin.user.admin"

AUTHORIZER = CognitoUserPoolAuthorizer("members", provider_arns=[config.user_pool_arn()], scopes=[_SCOPE])
"""With a scope the gateway takes access tokens; without one it would take ID tokens and refuse ours.

Source: API Gateway's documentation, "Integrate a REST API with an Amazon Cognito user pool".
"""


EDGE_SECRET = "x-imagora-edge"  # noqa: S105 - a header's name
"""The header by which a request shows that it came through CloudFront (which keeps `x-edge-…` to itself)."""

EDGE_VIEWER = "x-imagora-viewer"
"""The viewer's address, as CloudFront's function in infra/edge.yaml writes it."""


def expect_edge(raw: Any) -> None:
    """Raises Forbidden for a request that went past the edge, where there is one: its address is anybody's word."""
    if wiring.behind_edge() and not wiring.from_edge(raw.headers.get(EDGE_SECRET)):
        raise Forbidden("This API answers through its own site only.")


def from_claims(raw: Any) -> AccountId | None:
    """The account that the gateway's authorizer found in the token; routes see claims only."""
    claims = (raw.context.get("authorizer") or {}).get("claims") or {}
    username = claims.get("username")
    return AccountId(username) if username else None


def groups(raw: Any) -> frozenset[str]:
    """The groups that the gateway's authorizer found in the token (empty on public routes): text, joined by commas."""
    claims = (raw.context.get("authorizer") or {}).get("claims") or {}
    return frozenset(re.findall(r"[\w-]+", str(claims.get("cognito:groups", ""))))


def from_token(raw: Any) -> AccountId | None:
    """On a public route: nobody without a token, the account of a good one.

    Raises Unauthenticated for a bad token: an answer for nobody would hide that the session is over.
    """
    header = raw.headers.get("authorization")
    if header is None:
        return None
    token = bearer(raw.headers)
    if token is None:
        raise Unauthenticated
    return wiring.tokens().verify(token).account_id


def bearer(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def address(raw: Any) -> str:
    """Where a request comes from. Behind the edge that is what the edge says, on its secret's word only."""
    viewer = raw.headers.get(EDGE_VIEWER)
    if viewer and wiring.from_edge(raw.headers.get(EDGE_SECRET)):
        return str(viewer)
    return str((raw.context.get("identity") or {}).get("sourceIp", ""))
