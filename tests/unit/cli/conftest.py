"""Commands against a server of a few lines, in an empty configuration folder, without waits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from imagora_cli import grants
from tests.unit.cli.server import URL, Server, Shell, plug


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing of the developer's own: no settings, no keyring, no colours; and no pauses."""
    for name in list(os.environ):
        if name.startswith("IMAGORA_") or name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TMUX", "KITTY_WINDOW_ID"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("IMAGORA_CONFIG_DIR", str(tmp_path / "configuration"))
    monkeypatch.setenv("IMAGORA_SERVER", URL)
    monkeypatch.setattr(grants, "vault", lambda: grants.FileVault(tmp_path / "configuration" / "sessions"))
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    one = Server({})
    plug(monkeypatch, one)
    return one


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], server: Server) -> Shell:
    return Shell(capsys, server)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGORA_TOKEN", "a-token")
