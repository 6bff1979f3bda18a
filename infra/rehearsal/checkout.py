"""A copy of this checkout, which a rehearsal may change: the same commands run in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra import web
from infra.deploy.packages import ROOT

_COPIED = (
    "Makefile", "app.py", "openapi.json", "template.yaml", "requirements.txt", "requirements-dev.txt", ".chalice",
    "chalicelib", "functions", "infra", "layers", "web",
)  # fmt: skip
_LEFT = shutil.ignore_patterns("__pycache__", "node_modules", "deployed", "deployments", "screens", "tests")


@dataclass(frozen=True)
class Ran:
    """How a command ended, and all that it said."""

    code: int
    said: str


@dataclass(frozen=True)
class Checkout:
    """A folder that looks like this one. Times of files are kept: what is built already is not built again."""

    root: Path
    environment: Mapping[str, str]

    @classmethod
    def make(cls, root: Path, environment: Mapping[str, str]) -> Checkout:
        web.build(print)
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=_LEFT)
            else:
                shutil.copy2(ROOT / name, root / name)
        (ROOT / "dist").mkdir(exist_ok=True)
        (root / "dist").symlink_to(ROOT / "dist")  # layers that are built already
        return cls(root, environment)

    def make_target(self, target: str, **variables: str) -> Ran:
        """Run `make <target> NAME=value …` in it."""
        venv = Path(sys.prefix)
        command = ["make", "--no-print-directory", target, f"VENV={venv}"]
        command += [f"{name.upper()}={value}" for name, value in variables.items()]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MAKE", "IMAGORA_", "MFLAGS"))}
        done = subprocess.run(  # noqa: S603 - our own Makefile
            command,
            cwd=self.root,
            env={**kept, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout)

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")
