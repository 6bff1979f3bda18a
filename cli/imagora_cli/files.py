"""Pictures as files: those of one's own on their way up, Imagora's on their way down. Neither ever sees a token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from imagora_cli.api import Api
from imagora_cli.outcomes import Misused, Refused
from imagora_cli.patience import Unreachable, tries
from imagora_cli.problems import refused
from imagora_cli.settings import is_private

MAX_BYTES = 20_000_000
"""What an upload may have, and what we take of a picture that comes down."""

_SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("image/webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    ("image/avif", lambda head: head[4:12] in (b"ftypavif", b"ftypavis")),
)


@dataclass(frozen=True)
class Picture:
    """A file that can be uploaded. `content_type` is what it is, whatever it is called."""

    name: str
    content_type: str
    data: bytes

    @classmethod
    def read(cls, path: Path) -> Picture:
        """Raises Misused for what is no picture that Imagora takes."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise Misused(f"{path} is too large: a picture has up to {MAX_BYTES // 1_000_000} MB")
            data = path.read_bytes()
        except OSError as error:
            raise Misused(f"{path} can't be read: {error.strerror}") from error
        found = next((name for name, matches in _SIGNATURES if matches(data[:12])), None)
        if found is None:
            raise Misused(f"{path} is no PNG, JPEG, WebP or AVIF")
        return cls(path.name, found, data)

    def draft(self) -> dict[str, Any]:
        return {"content_type": self.content_type, "bytes": len(self.data)}


def send(api: Api, form: Mapping[str, Any], picture: Picture) -> None:
    """Send a file where an answer's form says, straight to the store: its fields first, then the file."""
    url = _address(api, str(form["url"]))
    fields = {str(name): str(value) for name, value in form["fields"].items()}
    file = {"file": ("picture", picture.data, picture.content_type)}
    for attempt in tries():
        with attempt:
            _checked(lambda: api.http.post(url, data=fields, files=file, timeout=120.0))


def fetch(api: Api, url: str) -> bytes:
    """A picture's file, from an answer's address."""
    address = _address(api, url)
    for attempt in tries():
        with attempt:
            return _checked(lambda: _limited(api.http, address)).content
    raise AssertionError  # the last attempt raised


def _limited(http: httpx.Client, address: str) -> httpx.Response:
    """An answer whose body isn't longer than a picture may be."""
    with http.stream("GET", address) as answer:
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise Unreachable("That picture is larger than one may be.", repeatable=False)
    headers = {"Retry-After": answer.headers["Retry-After"]} if "Retry-After" in answer.headers else {}
    return httpx.Response(answer.status_code, headers=headers, content=bytes(body))


def _checked(ask: Callable[[], httpx.Response]) -> httpx.Response:
    try:
        answer = ask()
    except httpx.TransportError as error:
        raise Unreachable("The store of pictures gave no answer.", repeatable=True) from error
    if answer.status_code >= 300:
        raise _turned_away(answer)
    return answer


def _turned_away(answer: httpx.Response) -> Refused:
    """The store isn't the API: what it answers is XML for machines."""
    refusal = refused(answer)
    if not refusal.code.startswith("http_"):
        return refusal
    problem = {**refusal.problem, "detail": f"The store of pictures answered {answer.status_code}."}
    return Refused(problem, status=answer.status_code, retry_after=refusal.retry_after)


def _address(api: Api, url: str) -> str:
    """Where that is; relative to the server, or another host's that is asked without anybody reading along."""
    address = urljoin(f"{api.server}/", url)
    parts = urlsplit(address)
    ours = f"{parts.scheme}://{parts.netloc}" == api.server
    if parts.scheme not in ("http", "https") or not (ours or is_private(parts.scheme, parts.hostname or "")):
        raise Unreachable("The server names an address for the file that isn't safe to use.", repeatable=False)
    return address


def keep(folder: Path, name: str, data: bytes) -> Path:
    """Write a picture's file into a folder, which is made if need be; its name's ending says what it is."""
    found = next((kind for kind, matches in _SIGNATURES if matches(data[:12])), "application/bin")
    path = folder / f"{name}.{found.rpartition('/')[2].replace('jpeg', 'jpg')}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Misused(f"{path} can't be written: {error.strerror}") from error
    return path
