"""Reading HTTP/1.1 requests strictly: whatever two servers might read differently is refused.

RFC 9112. Lines end in CRLF, names touch their colon, nothing is folded; a body has one length and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from infra.local.gateway.messages import Headers
from infra.local.gateway.problems import Problem

HEAD_LIMIT = 16 * 1024
TARGET_LIMIT = 8 * 1024
HEADER_COUNT_LIMIT = 100
_CHUNK_LINE_LIMIT = 128

_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([\x21-\x7e]+) HTTP/(\d)\.(\d)")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*")
_HOST = re.compile(r"[A-Za-z0-9._~%!$&'()*+,;=:\[\]-]*")
_LENGTH = re.compile(r"\d{1,15}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_ABSOLUTE = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """The request line and the header fields. `length` is None where the body comes in chunks."""

    method: str
    target: str
    headers: Headers
    length: int | None
    keep_alive: bool
    expects_continue: bool


def parse_head(head: bytes) -> Head:
    """A head without its empty line; raises Problem with the status that RFC 9112 gives each fault."""
    first, *lines = head.split(b"\r\n")
    request_line = _REQUEST_LINE.fullmatch(first)
    if request_line is None:
        raise Problem("malformed_request", "The request line is not HTTP/1.1.")
    if request_line[3] != b"1":
        raise Problem("version_not_supported", "This server speaks HTTP/1.1.")
    if len(lines) > HEADER_COUNT_LIMIT:
        raise Problem("headers_too_large", f"More than {HEADER_COUNT_LIMIT} header fields.")
    headers = Headers(_field(line) for line in lines)
    is_old = request_line[4] == b"0"
    _check_host(headers, required=not is_old)
    expectation = (headers.get("Expect") or "").lower()
    if expectation not in ("", "100-continue"):
        raise Problem("expectation_failed", "The only expectation known here is 100-continue.")
    return Head(
        method=request_line[1].decode(),
        target=_target(request_line[2].decode()),
        headers=headers,
        length=_body_length(headers, is_old=is_old),
        keep_alive=_keeps_alive(headers, is_old=is_old),
        expects_continue=bool(expectation) and not is_old,
    )


def _field(line: bytes) -> tuple[str, str]:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise Problem("malformed_request", "A header field is malformed.")
    return match[1].decode(), match[2].decode("latin-1")


def _target(target: str) -> str:
    """The path and query; an absolute form loses its origin. Other forms are for proxies."""
    if len(target) > TARGET_LIMIT:
        raise Problem("uri_too_long", f"The address is longer than {TARGET_LIMIT} bytes.")
    if not target.startswith("/"):
        absolute = _ABSOLUTE.match(target)
        if absolute is None:
            raise Problem("malformed_request", "The request's target must be a path.")
        target = target[absolute.end() :]
        target = target if target.startswith("/") else "/" + target
    return target


def _check_host(headers: Headers, *, required: bool) -> None:
    hosts = headers.get_all("Host")
    if len(hosts) > 1 or (required and not hosts) or not all(_HOST.fullmatch(host) for host in hosts):
        raise Problem("malformed_request", "A request has one Host field.")


def _body_length(headers: Headers, *, is_old: bool) -> int | None:
    lengths = headers.get_all("Content-Length")
    codings = headers.get_all("Transfer-Encoding")
    if codings:
        if lengths or is_old:
            raise Problem("malformed_request", "Transfer-Encoding excludes Content-Length and HTTP/1.0.")
        if len(codings) > 1 or codings[0].lower() != "chunked":
            raise Problem("not_supported", "The only transfer coding known here is chunked.")
        return None
    if len(lengths) > 1 or not all(_LENGTH.fullmatch(length) for length in lengths):
        raise Problem("malformed_request", "A request has at most one Content-Length, a plain number.")
    return int(lengths[0]) if lengths else 0


def _keeps_alive(headers: Headers, *, is_old: bool) -> bool:
    options = {option.strip().lower() for value in headers.get_all("Connection") for option in value.split(",")}
    return "keep-alive" in options if is_old else "close" not in options


def read_chunks(read_line: Callable[[int], bytes], read_exactly: Callable[[int], bytes], limit: int) -> bytes:
    """A chunked body of at most `limit` bytes; trailer fields are read and dropped. Raises Problem."""
    body = bytearray()
    while True:
        match = _CHUNK_SIZE.fullmatch(read_line(_CHUNK_LINE_LIMIT))
        if match is None:
            raise Problem("malformed_request", "A chunk's size is malformed.")
        size = int(match[1], 16)
        if len(body) + size > limit:
            raise Problem("too_large", f"A body has at most {limit} bytes.")
        if size == 0:
            break
        body += read_exactly(size)
        if read_exactly(2) != b"\r\n":
            raise Problem("malformed_request", "A chunk is longer than it says.")
    for _ in range(HEADER_COUNT_LIMIT):
        line = read_line(TARGET_LIMIT)
        if not line:
            return bytes(body)
        _field(line)
    raise Problem("headers_too_large", "Too many trailer fields.")
