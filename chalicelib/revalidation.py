"""Answers that who has them need not get again: ETag, If-None-Match, 304 (RFC 9110, sections 8.8.3 and 13.1.2)."""

from __future__ import annotations

from collections.abc import Mapping

from chalice import Response
from xxhash import xxh3_64_intdigest

from chalicelib.answers import Answer
from imagora.kernel.ids import AccountId


def respond(answer: Answer, headers: Mapping[str, str], known: str | None, viewer: AccountId | None) -> Response:
    """The answer with an ETag of the viewer's own, or 304 where `known` (If-None-Match) names it.

    A private cache may keep the answer, and has to ask every time whether it still holds.
    """
    body = answer.encoded()
    tag = _tag(body, viewer)
    headers = {**headers, **answer.headers, "Cache-Control": "private, no-cache", "ETag": tag}
    if known is not None and _names(known, tag):
        return Response("", status_code=304, headers=headers)
    return Response(body.decode(), status_code=answer.status, headers=headers)


def _tag(body: bytes, viewer: AccountId | None) -> str:
    """A weak one: the gateway and the edge compress what it names.

    A checksum: it tells one viewer's own answers apart, and nobody gains by making two look alike. A SHA-256 of a page
    would be a sixth of all the page's instructions, a CRC-32 a fortieth; this is next to none.
    """
    own = xxh3_64_intdigest((viewer or "").encode())
    return f'W/"{xxh3_64_intdigest(body, own):016x}"'


def _names(known: str, tag: str) -> bool:
    """Whether the tag is among these; compared weakly, as RFC 9110 has it for If-None-Match."""
    return known.strip() == "*" or tag.removeprefix("W/") in {
        one.strip().removeprefix("W/") for one in known.split(",")
    }
