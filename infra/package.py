"""What ships, built into dist/ and left unzipped: the API, each function, both layers.

`dist/api`, `dist/functions/<LogicalId>`, `dist/layers/core/python`, `dist/layers/imaging/python`. Without `--runtime`
for the interpreter at hand and this machine, so that a function can be run from there; with it for Lambda's.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import chalice
import yaml

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
LAYERS = {"core": "CoreLayer", "imaging": "ImagingLayer"}
LAMBDA_MACHINE = "aarch64"
"""What the template's functions run on."""

_HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short forms (`!Sub`, `!GetAtt`, …) as the plain values behind them."""


def _short_form(loader: _Template, _tag: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Template.add_multi_constructor("!", _short_form)


def functions() -> dict[str, Path]:
    """Logical id → code folder of every function in the template."""
    template = yaml.load((ROOT / "template.yaml").read_text(), Loader=_Template)  # noqa: S506 - a SafeLoader
    return {
        name: ROOT / resource["Properties"]["CodeUri"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def build_layer(name: str, python: str, machine: str, target: Path) -> None:
    """Build a layer into `target`, for this Python (`3.13`) on this machine (`aarch64`, `x86_64`)."""
    variables = {
        "PYTHON": sys.executable,
        "LAMBDA_PYTHON": python,
        "LAMBDA_MACHINE": machine,
        "ARTIFACTS_DIR": str(target),
    }
    make = ["make", "--silent", "--no-print-directory", "-C", str(ROOT / "layers" / name), f"build-{LAYERS[name]}"]
    subprocess.run(  # noqa: S603 - our own Makefile
        [*make, *(f"{key}={value}" for key, value in variables.items())],
        check=True,
        env={**os.environ, "MAKEFLAGS": ""},
    )


def build_functions() -> None:
    for name, folder in functions().items():
        shutil.copytree(folder, DIST / "functions" / name, ignore=shutil.ignore_patterns("__pycache__"))


def compile_project(project: Path) -> None:
    """Put bytecode into a Chalice project: of its own modules, and (by way of `vendor/`) of Chalice's runtime.

    A function's folder is read-only, so without it every cold start compiles 4,000 lines. Chalice ships what is in
    `chalicelib/` and `vendor/` as it is, and its runtime as source. Only for the Python at hand.
    """
    vendor = project / "vendor"
    (vendor / "chalice").mkdir(parents=True)
    for name in ("__init__.py", "app.py"):
        source = Path(chalice.__file__).with_name(name)
        _compile(source, vendor / "chalice", f"/var/task/chalice/{name}")
    _compile(project / "app.py", vendor, "/var/task/app.py")
    for source in (project / "chalicelib").rglob("*.py"):
        _compile(source, source.parent, f"/var/task/{source.relative_to(project)}")


def _compile(source: Path, folder: Path, shown_as: str) -> None:
    """Bytecode that is used whatever the source's date, in the `__pycache__` of this folder."""
    target = folder / "__pycache__" / Path(importlib.util.cache_from_source(source.name)).name
    py_compile.compile(
        str(source),
        str(target),
        shown_as,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def build_api(*, compiled: bool) -> None:
    """The API as `chalice package` makes it: app.py, chalicelib and Chalice's own runtime."""
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        project.mkdir()
        for name in ("app.py", "requirements.txt"):
            shutil.copy(ROOT / name, project / name)
        shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
        package_project(project, DIST / "api", compiled=compiled)


def package_project(project: Path, target: Path, *, compiled: bool) -> None:
    """Have Chalice package a project that is a copy of just what belongs into the zip, and unpack that.

    Its settings need no deployed stack.
    """
    if compiled:
        compile_project(project)
    (project / ".chalice").mkdir()
    (project / ".chalice" / "config.json").write_text('{"version": "2.0", "app_name": "imagora"}')
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'layers' / 'core'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "IMAGORA_STAGE": "package",
        "IMAGORA_TABLE": "imagora-package",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = Path(sys.executable).with_name("chalice")
    subprocess.run(  # noqa: S603 - the venv's own chalice
        [command, "package", "out"], cwd=project, check=True, env=environment, stdout=subprocess.DEVNULL
    )
    with zipfile.ZipFile(project / "out" / "deployment.zip") as archive:
        archive.extractall(target)


def size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runtime", help="such as python3.13: for Lambda; default: this interpreter and machine")
    runtime = parser.parse_args().runtime
    if runtime and not re.fullmatch(r"python3\.\d+", runtime):
        parser.error("--runtime is written as python3.13")
    python = runtime.removeprefix("python") if runtime else _HERE
    for built in ("api", "functions", "layers"):
        shutil.rmtree(DIST / built, ignore_errors=True)
    for name in LAYERS:
        build_layer(name, python, LAMBDA_MACHINE if runtime else platform.machine(), DIST / "layers" / name)
    build_functions()
    build_api(compiled=python == _HERE)
    for folder in (DIST / "api", *sorted((DIST / "layers").iterdir())):
        print(f"{folder.relative_to(ROOT)}: {size_mb(folder):.1f} MB")
    print(f"{len(functions())} functions in dist/functions")


if __name__ == "__main__":
    main()
