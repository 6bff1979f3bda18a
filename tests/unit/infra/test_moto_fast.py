"""The patches belong to one version of moto, and can be taken back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.local import moto_fast
from infra.local.moto_fast.patching import Patches

ROOT = Path(__file__).parents[3]


def test_another_version_of_moto_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moto_fast, "version", lambda _: "6.0.0")

    with pytest.raises(moto_fast.UnsupportedMotoError, match=r"moto 6\.0\.0 is installed"):
        moto_fast.install()


def test_importing_the_patches_changes_nothing() -> None:
    code = (
        "from moto.dynamodb.models.table import Table\n"
        "before = Table.query\n"
        "from infra.local import moto_fast\n"
        "assert Table.query is before and not moto_fast.installed()\n"
        "moto_fast.install()\n"
        "moto_fast.install()\n"
        "assert Table.query is not before and moto_fast.installed()\n"
        "moto_fast.uninstall()\n"
        "assert Table.query is before\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 0, done.stderr


def test_patches_are_undone_in_reverse() -> None:
    class Stock:
        kept = 1

    patches = Patches()
    assert patches.set(Stock, "kept", 2) == 1
    assert patches.set(Stock, "kept", 3) == 2
    assert patches.set(Stock, "new", 4) is None
    assert (Stock.kept, patches.active) == (3, True)

    patches.undo()

    assert (Stock.kept, hasattr(Stock, "new"), patches.active) == (1, False, False)
