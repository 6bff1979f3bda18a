"""What is measured: the packages in dist/, the yardstick beside them, and the Python that runs them."""

from __future__ import annotations

import compileall
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import sysconfig
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
_NOTHING, _NEVER_LOADED = re.compile(r"(?!)"), re.compile(r"/(site-packages|dist-packages|tests?|lib2to3|idlelib)/")
PIXELS = ("GenerateImage", "ProcessMedia", "CheckProvenance")
"""The functions that the template gives the imaging layer."""

EVENTS = {
    "RelayStream": "relay_stream.post_published",
    "GenerateImage": "generate_image.one",
    "ProcessMedia": "process_media.object_created",
    "CheckProvenance": "check_provenance.object_created",
    "SettleMedia": "settle_media.one",
    "SplitFanout": "split_fanout.one",
    "FanOutPage": "fan_out_page.one",
    "EraseContent": "erase_content.post",
    "RecordActivity": "record_activity.like",
    "SweepStalled": "sweep_stalled.tick",
    "ReconcileCounts": "reconcile_counts.tick",
    "DeliverWebhook": "deliver_webhook.one",
}


def python() -> Path:
    """A Python that has Lambda's runtime client and nothing else, all of it compiled; made anew on each run.

    What Python and the runtime client would have to compile counts for the yardstick and for the API alike, and so
    makes the API look smaller in hello worlds. Lambda's are compiled, and so are these: whether or not pip and what ran
    on this machine before wrote bytecode.
    """
    shutil.rmtree(RUNTIME, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(RUNTIME)], check=True)  # noqa: S603
    site = next((RUNTIME / "lib").glob("python3*")) / "site-packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(site)]
    subprocess.run([*pip, "--requirement", str(_REQUIREMENTS)], check=True)  # noqa: S603
    compile_all(site)
    compile_all(Path(sysconfig.get_path("stdlib")), but=_NEVER_LOADED)
    return RUNTIME / "bin" / "python"


def compile_all(folder: Path, *, but: re.Pattern[str] = _NOTHING) -> None:
    """Give every module there its bytecode. Exits where one can't be given: counts would be wrong."""
    compileall.compile_dir(folder, quiet=2, rx=but)
    bare = [path for path in folder.rglob("*.py") if not but.search(str(path)) and not _has_bytecode(path)]
    if bare:
        sys.exit(f"{len(bare)} modules have no bytecode, {bare[0]} for one: cold starts would count compiling them.")


def _has_bytecode(source: Path) -> bool:
    return Path(importlib.util.cache_from_source(str(source))).exists()


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
