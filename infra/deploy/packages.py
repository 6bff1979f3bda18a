"""What is deployed, as zips: the layers for Lambda's Python, each function, the API's project, the web app."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from infra import package
from infra.deploy.artefacts import files_of, zipped

ROOT = package.ROOT
CACHE = ROOT / "dist" / "deploy"
"""Built layers by the hash of what they are built from: an unchanged layer is not built again."""

_API = (
    "app.py",
    "requirements.txt",
    "chalicelib",
    ".chalice/config.json",
    ".chalice/policy.json",
    "layers/core/imagora",
)
"""What a deployment of the API is made of. The core layer's source is read while Chalice imports the app."""


def template() -> dict[str, Any]:
    """template.yaml with CloudFormation's short forms written out."""
    return parsed(ROOT / "template.yaml")


def parsed(path: Path) -> dict[str, Any]:
    from samtranslator.yaml_helper import yaml_parse

    return dict(yaml_parse(path.read_text(encoding="utf-8")))


def runtime(source: Mapping[str, Any]) -> str:
    """Lambda's Python, as the template has it for all functions."""
    return str(source["Globals"]["Function"]["Runtime"])


def code(source: Mapping[str, Any]) -> dict[str, bytes]:
    """Logical id → zip of every function and layer of the template. Layers are built side by side."""
    functions, layers = {}, {}
    for logical_id, resource in source["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            functions[logical_id] = zipped(_plain(ROOT / resource["Properties"]["CodeUri"]))
        elif resource["Type"] == "AWS::Serverless::LayerVersion":
            layers[logical_id] = Path(resource["Properties"]["ContentUri"]).name
    with ThreadPoolExecutor() as pool:
        built = pool.map(lambda name: layer(name, runtime(source)), layers.values())
        return functions | dict(zip(layers, built, strict=True))


def api(page: Path) -> bytes:
    """The API's project, with its settings still to be filled in. `page`: the built page, for shared links."""
    return zipped([*(entry for name in _API for entry in _below(name)), ("chalicelib/page.html", page)])


def site(folder: Path) -> bytes:
    """The built web app."""
    return zipped((name, path) for name, path in files_of(folder) if not path.name.startswith("."))


def layer(name: str, for_runtime: str) -> bytes:
    """A layer's zip, from the cache unless its sources changed."""
    kept = CACHE / f"{name}-{_made_of(ROOT / 'layers' / name, for_runtime)}.zip"
    if not kept.exists():
        built = CACHE / f"{name}-{os.getpid()}"
        rmtree(built, ignore_errors=True)
        package.build_layer(name, for_runtime.removeprefix("python"), package.LAMBDA_MACHINE, built)
        partial = kept.with_suffix(".partial")
        partial.write_bytes(zipped(files_of(built)))
        partial.replace(kept)
        rmtree(built)
    return kept.read_bytes()


def _made_of(folder: Path, for_runtime: str) -> str:
    digest = sha256(f"{for_runtime} {package.LAMBDA_MACHINE}".encode())
    for name, path in _plain(folder):
        digest.update(f"\0{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _plain(folder: Path) -> Iterator[tuple[str, Path]]:
    """A folder's files, without what Python leaves beside them."""
    return ((name, path) for name, path in files_of(folder) if "__pycache__" not in path.parts)


def _below(name: str) -> Iterator[tuple[str, Path]]:
    path = ROOT / name
    if path.is_file():
        yield name, path
        return
    for inner, found in _plain(path):
        yield f"{name}/{inner}", found
