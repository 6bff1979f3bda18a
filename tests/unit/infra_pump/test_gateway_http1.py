"""The request parser: strict where two servers might disagree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.gateway.http1 import HEAD_LIMIT, parse_head, read_chunks
from infra.local.gateway.problems import Problem


def head(*lines: str, host: bool = True) -> bytes:
    first, *fields = lines
    return "\r\n".join([first, *(["Host: localhost"] if host else []), *fields]).encode("latin-1")


def test_a_plain_request_is_read() -> None:
    found = parse_head(head("GET /v1/posts?limit=3 HTTP/1.1", "Accept: */*", "X-Empty:"))
    assert (found.method, found.target, found.length, found.keep_alive) == ("GET", "/v1/posts?limit=3", 0, True)
    assert found.headers["accept"] == "*/*"
    assert found.headers["X-Empty"] == ""


def test_an_absolute_target_loses_its_origin() -> None:
    assert parse_head(head("GET http://localhost:80/v1?x HTTP/1.1")).target == "/v1?x"
    assert parse_head(head("GET http://localhost?x HTTP/1.1")).target == "/?x"


@pytest.mark.parametrize(
    ("lines", "keep_alive"),
    [
        (("GET / HTTP/1.1", "Connection: close"), False),
        (("GET / HTTP/1.1", "Connection: Keep-Alive, Close"), False),
        (("GET / HTTP/1.0",), False),
        (("GET / HTTP/1.0", "Connection: keep-alive"), True),
    ],
)
def test_the_connection_is_kept_as_asked(lines: tuple[str, ...], *, keep_alive: bool) -> None:
    assert parse_head(head(*lines)).keep_alive is keep_alive


@pytest.mark.parametrize(
    "lines",
    [
        ("POST / HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"),
        ("POST / HTTP/1.1", "Content-Length: 5", "Content-Length: 5"),
        ("POST / HTTP/1.1", "Content-Length: 5", "content-length: 6"),
        ("POST / HTTP/1.1", "Content-Length: 5, 5"),
        ("POST / HTTP/1.1", "Content-Length: +5"),
        ("POST / HTTP/1.1", "Content-Length: -5"),
        ("POST / HTTP/1.1", "Content-Length: 0x5"),
        ("POST / HTTP/1.1", "Content-Length:"),
        ("POST / HTTP/1.0", "Transfer-Encoding: chunked"),
        ("POST / HTTP/1.1", "Content-Length : 5"),
        ("POST / HTTP/1.1", " Content-Length: 5"),
        ("POST / HTTP/1.1", "X: 1", "\tfolded"),
        ("GET / HTTP/1.1", "X: a\rb"),
        ("GET / HTTP/1.1", "X: a\nContent-Length: 3"),
        ("GET / HTTP/1.1", "X: a\0b"),
        ("GET / HTTP/1.1", "no colon"),
        ("GET / HTTP/1.1", ": empty"),
        ("GET / HTTP/1.1", "Host: twice"),
        ("GET  / HTTP/1.1",),
        ("GET / HTTP/1.1 ",),
        ("GET /a b HTTP/1.1",),
        ("GET /\x7f HTTP/1.1",),
        ("GET / http/1.1",),
        ("GET /",),
        ("",),
        ("CONNECT example.com:443 HTTP/1.1",),
        ("OPTIONS * HTTP/1.1",),
        ("PRI * HTTP/2.0",),
    ],
)
def test_what_could_be_read_two_ways_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(Problem) as refused:
        parse_head(head(*lines))
    assert refused.value.status in (400, 505)


def test_a_request_without_a_host_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        parse_head(head("GET / HTTP/1.1", host=False))
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked"), 501),
        (("POST / HTTP/1.1", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), 501),
        (("POST / HTTP/1.1", "Transfer-Encoding: xchunked"), 501),
        (("GET /" + "a" * 9000 + " HTTP/1.1",), 414),
        (("GET / HTTP/1.1", *(f"X{n}: 1" for n in range(101))), 431),
        (("GET / HTTP/1.1", "Expect: miracles"), 417),
    ],
)
def test_other_refusals_have_their_own_status(lines: tuple[str, ...], status: int) -> None:
    with pytest.raises(Problem) as refused:
        parse_head(head(*lines))
    assert refused.value.status == status


@given(st.binary(max_size=200))
def test_whatever_arrives_is_read_or_refused(junk: bytes) -> None:
    for candidate in (junk, b"GET / HTTP/1.1\r\nHost: a\r\n" + junk):
        status = 200
        try:
            parse_head(candidate)
        except Problem as problem:
            status = problem.status
        assert status in {200, 400, 414, 417, 431, 501, 505}


def chunks(raw: bytes, limit: int = HEAD_LIMIT) -> bytes:
    buffer = bytearray(raw)

    def exactly(count: int) -> bytes:
        if len(buffer) < count:
            raise EOFError
        taken = bytes(buffer[:count])
        del buffer[:count]
        return taken

    def line(most: int) -> bytes:
        end = buffer.index(b"\r\n")
        assert end <= most
        return exactly(end + 2)[:-2]

    return read_chunks(line, exactly, limit)


def test_a_chunked_body_is_put_together() -> None:
    assert chunks(b'4\r\nWiki\r\nA;x="y"\r\npedia in\r\n\r\n0\r\nTrailer: 1\r\n\r\n') == b"Wikipedia in\r\n"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"-4\r\nWiki\r\n0\r\n\r\n", 400),
        (b"0x4\r\nWiki\r\n0\r\n\r\n", 400),
        (b"\r\nWiki\r\n0\r\n\r\n", 400),
        (b"3\r\nWiki\r\n0\r\n\r\n", 400),
        (b"0\r\nno colon\r\n\r\n", 400),
        (b"FFFFFFFF\r\n", 413),
        (b"A\r\n0123456789\r\n8\r\n01234567\r\n0\r\n\r\n", 413),
    ],
)
def test_a_malformed_or_huge_chunked_body_is_refused(raw: bytes, status: int) -> None:
    with pytest.raises(Problem) as refused:
        chunks(raw, limit=16)
    assert refused.value.status == status
