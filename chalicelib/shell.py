"""The web app's page as it was built, ready to be given another head."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import msgspec

from imagora.kernel.errors import Unavailable

DEPLOYED = Path(__file__).with_name("page.html")
"""Where a deployment puts the page that it brings to the web bucket, too."""

BUILT = Path(__file__).resolve().parents[1] / "web/dist/index.html"
"""Where a laptop builds it; it may appear late, and anew."""

_TITLE = re.compile(r"<title>[^<]*</title>")
_DESCRIPTION = re.compile(r'\s*<meta name="description"[^>]*>')


class Shell(msgspec.Struct, frozen=True):
    """The page, cut where its title stood: `before`, and `after` without the app's own description."""

    plain: str
    before: str
    after: str

    def with_head(self, head: str) -> str:
        """The page with these elements instead of its own title and description."""
        return self.before + head + self.after


def cut(page: str) -> Shell:
    """Raises ValueError for a page without a title in its head: not the one that the app starts from."""
    title = _TITLE.search(page)
    if title is None or page.find("</head>") < title.end():
        raise ValueError("this page has no title in its head")
    return Shell(page, page[: title.start()], _DESCRIPTION.sub("", page[title.end() :], count=1))


def current() -> Shell:
    """The page that belongs to this code; read once, and again where it was built anew.

    Raises Unavailable where there is none yet.
    """
    for place in (DEPLOYED, BUILT):
        try:
            version = place.stat().st_mtime_ns
        except FileNotFoundError:
            continue
        return _read(place, version)
    raise Unavailable("The page is not built yet. Try again in a moment.")


@lru_cache(maxsize=1)
def _read(place: Path, _version: int) -> Shell:
    return cut(place.read_text(encoding="utf-8"))
