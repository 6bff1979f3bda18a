"""The web app's files and the public pictures: what CloudFront serves in the cloud."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from infra.local.gateway.messages import Answer, Headers, Request
from infra.local.gateway.problems import Problem
from infra.local.gateway.routing import decode

MediaReader = Callable[[str], tuple[bytes, str] | None]
"""Object key (`media/…`, decoded) → (bytes, content type), or None when there is no such object."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_HASHED = re.compile(r"^/assets/.*[-.][A-Za-z0-9_-]{8,}\.\w+$")


class WebFiles:
    """The built web app. Paths without a dot are the app's own pages and get index.html."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def answer(self, request: Request) -> Answer:
        """The file, or 304 when the client has it; raises Problem `file_not_found`."""
        path = self._find(request.path)
        content = path.read_bytes()
        headers = Headers(
            [
                ("Content-Type", _TYPES.get(path.suffix.lower(), "application/octet-stream")),
                ("Cache-Control", self._caching(path)),
                ("ETag", _etag(content)),
            ]
        )
        return _unless_known(request, headers, content)

    def page(self) -> bytes | None:
        """The page that the app starts from; None while it is not built."""
        try:
            return (self._root / "index.html").read_bytes()
        except FileNotFoundError:
            return None

    def _find(self, path: str) -> Path:
        segments = [decode(segment) for segment in path.split("/")[1:]]
        if any(segment.startswith(".") or "/" in segment or "\\" in segment for segment in segments):
            raise Problem("file_not_found", "There is no such file.")
        found = self._root.joinpath(*segments)
        if "." not in segments[-1]:
            found = self._root / "index.html"
        found = found.resolve()
        if not found.is_relative_to(self._root) or not found.is_file():
            raise Problem("file_not_found", "There is no such file.")
        return found

    def _caching(self, path: Path) -> str:
        below = "/" + path.relative_to(self._root).as_posix()
        return "public, max-age=31536000, immutable" if _HASHED.match(below) else "no-cache"


def media_answer(request: Request, read: MediaReader) -> Answer:
    """A public picture; raises Problem `media_not_found`. The key is the path without its leading slash."""
    key = "/".join(decode(segment) for segment in request.path.split("/")[1:])
    found = read(key)
    if found is None:
        raise Problem("media_not_found", "There is no such picture.")
    content, content_type = found
    headers = Headers(
        [
            ("Content-Type", content_type),
            ("Cache-Control", "public, max-age=300"),
            ("ETag", _etag(content)),
        ]
    )
    return _unless_known(request, headers, content)


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _unless_known(request: Request, headers: Headers, content: bytes) -> Answer:
    """304 when If-None-Match names this version (weak comparison, RFC 9110, 13.1.2)."""
    known = [tag.strip().removeprefix("W/") for tag in (request.headers.get("If-None-Match") or "").split(",")]
    if headers["ETag"] in known or known == ["*"]:
        return Answer(304, headers, b"")
    return Answer(200, headers, content)
