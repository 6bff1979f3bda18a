"""Step two: the HTTP API, by `chalice deploy`, on top of what the stack made.

Chalice remembers what it deployed in `.chalice/deployed/`. That memory is kept in the stage's bucket, so that any
machine may deploy; without it Chalice would make a second API.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from infra import package
from infra.deploy import gateway
from infra.deploy.artefacts import Artefacts, fingerprint
from infra.deploy.interpreter import running
from infra.deploy.settings import FILLED, fill_in
from infra.deploy.target import Say, Target

_MEMORY = "chalice/deployed.json"
_DEPLOYED = "chalice/fingerprint"


class ApiFailed(Exception):
    """Chalice could not deploy the API; its own words are the message. The deployment may be repeated."""


@dataclass(frozen=True)
class Api:
    """The stage's HTTP API."""

    target: Target
    artefacts: Artefacts
    say: Say

    def deploy(self, project_zip: bytes, values: Mapping[str, str]) -> str:
        """Deploy this project with these values of the stack; answers the REST API's id.

        Does nothing where the very same was deployed last. Raises ApiFailed, Unfilled.
        """
        with tempfile.TemporaryDirectory() as scratch:
            project = Path(scratch)
            with zipfile.ZipFile(BytesIO(project_zip)) as archive:
                archive.extractall(project)
            fill_in(project, values)
            made_of = self._made_of(project, project_zip)
            if self.artefacts.read(_DEPLOYED) == made_of and (known := self.id()):
                self.say("api: nothing to change")
                return known
            self.artefacts.write(_DEPLOYED, b"in progress")
            package.compile_project(project)  # Chalice gives the function the Python that runs here
            self._run_chalice(project, values, "deploy")
        api_id = self.id()
        if api_id is None:
            raise ApiFailed("Chalice says that it deployed, but names no REST API.")
        gateway.finish(self.target, api_id, self.say)
        self.artefacts.write(_DEPLOYED, made_of)
        return api_id

    def delete(self, project_zip: bytes, values: Mapping[str, str]) -> None:
        """Remove the API. Safe to repeat. Raises ApiFailed."""
        if self.artefacts.read(_MEMORY) is None:
            return
        with tempfile.TemporaryDirectory() as scratch:
            project = Path(scratch)
            with zipfile.ZipFile(BytesIO(project_zip)) as archive:
                archive.extractall(project)
            fill_in(project, values)
            self._run_chalice(project, values, "delete")
        self.artefacts.s3.delete_object(Bucket=self.artefacts.bucket, Key=_MEMORY)
        self.artefacts.s3.delete_object(Bucket=self.artefacts.bucket, Key=_DEPLOYED)

    def id(self) -> str | None:
        """The REST API's id, as Chalice remembers it."""
        memory = json.loads(self.artefacts.read(_MEMORY) or b"{}")
        found = [r["rest_api_id"] for r in memory.get("resources", []) if r["resource_type"] == "rest_api"]
        return str(found[0]) if found else None

    def _made_of(self, project: Path, project_zip: bytes) -> bytes:
        parts = [project_zip, running().encode(), *((project / name).read_bytes() for name in FILLED)]
        parts += [Path(part.__file__).read_bytes() for part in (gateway, package)]
        return fingerprint(b"\0".join(parts)).encode()

    def _run_chalice(self, project: Path, values: Mapping[str, str], command: str) -> None:
        """Run Chalice with its memory, and take the memory back even when it failed half-way."""
        memory = project / ".chalice" / "deployed" / f"{self.target.stage}.json"
        memory.parent.mkdir(parents=True)
        if (known := self.artefacts.read(_MEMORY)) is not None:
            memory.write_bytes(known)
        done = subprocess.run(  # noqa: S603 - the venv's own chalice
            [Path(sys.executable).with_name("chalice"), command, "--stage", self.target.stage],
            cwd=project, env=self._environment(project, values), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if memory.exists() and command == "deploy":
            self.artefacts.write(_MEMORY, memory.read_bytes())
        for line in done.stdout.splitlines():
            self.say(f"chalice: {line.strip()}")
        if done.returncode:
            raise ApiFailed(f"chalice {command} failed:\n{done.stderr[-4000:]}")

    def _environment(self, project: Path, values: Mapping[str, str]) -> dict[str, str]:
        """Chalice imports the app, which names the authorizer's pool while its routes are declared."""
        return {
            **os.environ,
            "AWS_DEFAULT_REGION": self.target.region,
            "IMAGORA_STAGE": self.target.stage,
            "IMAGORA_TABLE": values["TableName"],
            "IMAGORA_USER_POOL_ARN": values["UserPoolArn"],
            "PYTHONPATH": str(project / "layers" / "core"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
