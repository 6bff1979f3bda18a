"""What is measured: the packages in dist/, the yardstick beside them, and the Python that runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra import package
from tests.bars.runtime import Function

RUNTIME = package.DIST / "bars" / "runtime"
_HELLO = package.DIST / "bars" / "hello"
_CORE = package.DIST / "layers" / "core" / "python"
_IMAGING = package.DIST / "layers" / "imaging" / "python"
_REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PIXELS = ("GenerateImage", "ProcessMedia")
"""The functions that the template gives the imaging layer."""

EVENTS = {
    "RelayStream": "relay_stream.post_published",
    "GenerateImage": "generate_image.one",
    "ProcessMedia": "process_media.object_created",
    "SettleMedia": "settle_media.one",
    "SplitFanout": "split_fanout.one",
    "FanOutPage": "fan_out_page.one",
    "EraseContent": "erase_content.post",
    "RecordActivity": "record_activity.like",
    "SweepStalled": "sweep_stalled.tick",
    "ReconcileCounts": "reconcile_counts.tick",
}


def python() -> Path:
    """A Python that has Lambda's runtime client and nothing else; made when it isn't there."""
    found = RUNTIME / "bin" / "python"
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", str(RUNTIME)], check=True)  # noqa: S603
        pip = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(_REQUIREMENTS)], check=True)  # noqa: S603
    return found


def environment(endpoint: str) -> dict[str, str]:
    """What the functions' variables are here: AWS is the stand-in."""
    queues = ("GENERATION", "SETTLEMENT", "FANOUT", "FANOUT_PAGE", "ERASURE", "ACTIVITY")
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "IMAGORA_STAGE": "bars",
        "IMAGORA_TABLE": "imagora-bars",
        "IMAGORA_BUCKET": "imagora-bars",
        "IMAGORA_USER_POOL_ID": "us-east-1_bars",
        "IMAGORA_USER_POOL_CLIENT_ID": "client",
        "IMAGORA_KEYS_PARAMETER": "/imagora/bars/keys",
        "POWERTOOLS_SERVICE_NAME": "imagora",
        **{f"IMAGORA_{name}_QUEUE": f"{endpoint}/000000000000/{name.lower()}" for name in queues},
    }


def api(variables: Mapping[str, str]) -> Function:
    return Function("API, a home page", "app.app", (package.DIST / "api", _CORE), variables)


def functions(variables: Mapping[str, str]) -> list[Function]:
    """The event-driven functions, with the layers that the template gives them."""
    return [
        Function(name, "handler.handle", (package.DIST / "functions" / name, _CORE, *_imaging(name)), variables)
        for name in package.functions()
    ]


def _imaging(name: str) -> tuple[Path, ...]:
    return (_IMAGING,) if name in PIXELS else ()


def hello() -> Function:
    """The yardstick, packaged as the API is."""
    shutil.rmtree(_HELLO, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        project.mkdir()
        shutil.copy(Path(__file__).parent / "hello" / "app.py", project)
        (project / "requirements.txt").touch()
        package.package_project(project, _HELLO, compiled=True)
    return Function("hello world in Chalice", "app.app", (_HELLO,), {})


def event(function: Function) -> Any:
    """The first message of this function's sample events: about things that the stand-in doesn't have."""
    return json.loads((package.ROOT / "events" / f"{EVENTS[function.name]}.json").read_text(encoding="utf-8"))


def shipped_mb() -> float:
    """The API and its layer, unzipped, in MB."""
    return package.size_mb(package.DIST / "api") + package.size_mb(package.DIST / "layers" / "core")
