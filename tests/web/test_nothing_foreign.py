"""The page as it is built names no address but its own site's: there is nobody else whom it could ask."""

from __future__ import annotations

import re

import pytest

from infra import web

pytestmark = pytest.mark.web

_ADDRESS = re.compile(r"(?:https?:|wss?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'`)\\]*", re.IGNORECASE)
_NAMES = ("http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
"""Namespaces: names that look like addresses."""

_SHOWN = ("https://example.org/",)
"""Examples that stand in a form's empty field."""


def test_the_built_page_names_no_foreign_address() -> None:
    web.build(print)
    found = {
        f"{path.name}: {address}"
        for path in sorted(web.DIST.rglob("*"))
        if path.suffix in (".html", ".js", ".css", ".svg", ".webmanifest", ".json", ".txt")
        for address in _ADDRESS.findall(path.read_text(encoding="utf-8"))
        if address not in _NAMES and not address.startswith(_SHOWN)
    }
    assert found == set()


def test_the_page_loads_its_own_files_and_has_nothing_inline() -> None:
    web.build(print)
    page = (web.DIST / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|link)\b[^>]*?(?:src|href)=\"(?!/[^/])", page) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", page) == []
