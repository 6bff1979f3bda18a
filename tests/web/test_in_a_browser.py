"""The page as people use it: Debian's Chromium against the whole stack. What is done and seen: web/browser/."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pytest

from infra import web
from tests.web.venue import Venue

pytestmark = pytest.mark.web

_NAMES = sorted(path.name.removesuffix(".test.mjs") for path in (web.WEB / "browser").glob("*.test.mjs"))
_HOLDING = ("trust",)
"""These need a stack that holds uploads for a moderator."""


@pytest.mark.parametrize("name", _NAMES)
def test_in_a_browser(name: str, venue: Callable[[str], Venue]) -> None:
    chromium = shutil.which("chromium")
    assert chromium, "there is no chromium here: `make test-web` installs it"
    place = venue("hold" if name in _HOLDING else "trust")
    mail = str(place.stack.data_dir / "logs" / "stack.log")
    asked = {"BASE": place.stack.url, "PEOPLE": json.dumps(place.people()), "CHROMIUM": chromium, "MAIL": mail}
    try:
        web.run_script("test:browser", asked, f"browser/{name}.test.mjs")
    except web.CannotBuild as error:
        pytest.fail(str(error), pytrace=False)


def test_there_are_files_to_run() -> None:
    assert set(_HOLDING) < set(_NAMES)
