"""The functions that are compared, each as it would be deployed, in .bench/: ours as `make package` built it."""

from __future__ import annotations

import compileall
import hashlib
import py_compile
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.results import ROOT, WORK

FUNCTIONS = ROOT / "benchmarks" / "functions"
DIST = ROOT / "dist"
RUNTIME_CLIENT = "awslambdaric==4.2.2"


@dataclass(frozen=True)
class Package:
    """A function's code, the layers behind it, the handler, what its environment has besides."""

    name: str
    code: Path
    handler: str
    layers: tuple[Path, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def size_mb(self) -> float:
        folders = (self.code, *self.layers)
        return sum(path.stat().st_size for one in folders for path in one.rglob("*") if path.is_file()) / 1e6

    @property
    def compiled(self) -> bool:
        """Whether .pyc files are shipped."""
        return any(any(one.rglob("*.pyc")) for one in (*self.layers, self.code))


def imagora() -> Package:
    """A copy of dist/, so that what is built meanwhile doesn't change what is measured.

    Raises FileNotFoundError where `make package` never ran.
    """
    source, target = DIST, WORK / "imagora"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source / "api", target / "api")
    shutil.copytree(source / "layers" / "core", target / "core")
    return Package("imagora", target / "api", "app.app", (target / "core" / "python",))


def chalice_hello() -> Package:
    """Hello world in Chalice, with the very runtime that our own package has."""
    target = WORK / "chalice_hello"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(DIST / "api" / "chalice", target / "chalice")
    shutil.copy(FUNCTIONS / "chalice_hello" / "app.py", target)
    _compile(target)
    return Package("chalice_hello", target, "app.app")


def peer(name: str) -> Package:
    """Another framework's function with its requirements, .pyc files included."""
    source, target = FUNCTIONS / name, WORK / name
    wanted = hashlib.sha256((source / "requirements.txt").read_bytes()).hexdigest()
    stamp = target / ".requirements"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(target, ignore_errors=True)
        _install(target, "-r", str(source / "requirements.txt"))
        stamp.write_text(wanted)
    shutil.copy(source / "app.py", target)
    shutil.copy(FUNCTIONS / "feed_by_boto3.py", target)
    _compile(target)
    return Package(name, target, "app.handle")


def runtime() -> Path:
    """A Python that holds nothing but Lambda's runtime client."""
    folder = WORK / "runtime"
    python = folder / "bin" / "python"
    if not (folder / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        site = next((folder / "lib").glob("python3*")) / "site-packages"
        _install(site, RUNTIME_CLIENT)
        _compile(site)
        (folder / ".ready").touch()
    return python


def _install(target: Path, *what: str) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(target)]
    subprocess.run([*pip, *what], check=True)


def _compile(folder: Path) -> None:
    compileall.compile_dir(folder, quiet=2, force=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
