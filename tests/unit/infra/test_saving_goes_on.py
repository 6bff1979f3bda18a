"""The background saving outlives whatever goes wrong in one of its rounds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from infra.local.services import Services
from infra.local.snapshots import Snapshots


@pytest.mark.parametrize("error", [OSError("the disk is full"), RuntimeError("dictionary changed size")])
def test_a_round_that_failed_is_told_and_the_next_one_saves(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[Exception | None] = [error, None]
    saved = threading.Event()

    def save(_: Snapshots) -> None:
        failing = rounds.pop(0) if rounds else None
        if failing:
            raise failing
        saved.set()

    monkeypatch.setattr(Snapshots, "save", save)
    snapshots = Snapshots(tmp_path, Services())
    snapshots.start(every=0.01)
    try:
        assert saved.wait(10)
    finally:
        snapshots.stop()
    assert "Could not save" in caplog.text
