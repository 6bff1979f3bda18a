"""The route table: a resource is imported with the first request for one of its paths, and whoever looks sees all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from chalicelib.paths import RESOURCE_OF
from chalicelib.routes import RESOURCES

_LOADED = "[m.removeprefix('chalicelib.') for m in sys.modules if m.startswith('chalicelib.')]"


def in_a_new_process(asked: str) -> Any:
    """What this expression is right after a cold start; blueprints register once a process."""
    said = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import json, sys; from app import app; print(json.dumps({asked}))"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return json.loads(said.stdout)


def test_every_path_is_registered_by_its_resource() -> None:
    assert set(in_a_new_process("list(app.routes)")) == set(RESOURCE_OF)
    assert set(RESOURCE_OF.values()) == set(RESOURCES)


def test_a_cold_start_imports_no_resource_but_the_home_feed() -> None:
    assert set(in_a_new_process(_LOADED)) & set(RESOURCES) == {"feeds"}


def test_a_path_brings_its_resource_and_no_other() -> None:
    methods, loaded = in_a_new_process(f"[list(app.routes['/v1/rules']), {_LOADED}]")
    assert methods == ["GET"]
    assert set(loaded) & set(RESOURCES) == {"feeds", "moderation"}


def test_a_path_that_nobody_has_is_empty_as_chalice_expects() -> None:
    assert in_a_new_process("app.routes['/v1/nowhere']") == {}
