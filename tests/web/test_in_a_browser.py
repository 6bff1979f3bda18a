"""The page as people use it: Debian's Chromium against the whole stack. What is done and seen: web/browser/trust."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from infra import web
from tests.e2e.running import RunningStack

pytestmark = pytest.mark.web

_PASSWORD = "correct horse battery"
_MODERATORS = ("first", "second")


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[RunningStack]:
    """A stack with the page, that holds uploads for a moderator."""
    web.build(print)
    stack = RunningStack(tmp_path / "imagora", {"IMAGORA_UPLOADS": "hold"})
    try:
        stack.start(page=True)
        yield stack
    finally:
        stack.end()


def _join(stack: RunningStack, role: str) -> dict[str, str]:
    """An account named after its role; the moderators get theirs."""
    handle = f"{role}_{os.getpid()}"
    person = {"handle": handle, "email": f"{handle}@example.org", "password": _PASSWORD}
    made = httpx.post(f"{stack.url}/v1/accounts", json={**person, "name": role.title()})
    assert made.status_code == 201, made.text
    if role in _MODERATORS:
        granted = stack.command("infra.grant", "--handle", handle, "--role", "moderator")
        assert granted.returncode == 0, granted.stderr
    return person


def test_safety_and_provenance(holding: RunningStack) -> None:
    chromium = shutil.which("chromium")
    assert chromium, "there is no chromium here: `make test-web` installs it"
    people = {role: _join(holding, role) for role in ("author", "reader", *_MODERATORS)}
    asked = {"BASE": holding.url, "PEOPLE": json.dumps(people), "CHROMIUM": chromium}
    try:
        web.run_script("test:browser", asked)
    except web.CannotBuild as error:
        pytest.fail(str(error), pytrace=False)
