"""Releases: what a deployment consists of, by reference to artefacts, so that an earlier one can be deployed again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from infra.deploy.artefacts import Artefacts, fingerprint, json_bytes
from infra.deploy.target import Refused

_CURRENT = "releases/current"


@dataclass(frozen=True)
class Release:
    """Keys in the bucket of artefacts. The same contents give the same id; settings and data are no part of it."""

    template: str
    edge: str
    api: str
    web: str

    @property
    def id(self) -> str:
        return fingerprint(json_bytes(asdict(self)))[:12]


@dataclass(frozen=True)
class Releases:
    artefacts: Artefacts

    def current(self) -> str | None:
        """The id of the release that was deployed last, None before the first."""
        data = self.artefacts.read(_CURRENT)
        return data.decode() if data else None

    def find(self, release_id: str) -> Release:
        """Raises Refused for an id that was never deployed to this stage."""
        data = self.artefacts.read(f"releases/{release_id}.json")
        if data is None:
            raise Refused(f"This stage has no release {release_id}. `make releases STAGE=…` lists them.")
        found: dict[str, Any] = json.loads(data)
        return Release(**found["release"])

    def record(self, release: Release) -> None:
        """Note that this release is deployed now; the time is that of its first deployment."""
        key = f"releases/{release.id}.json"
        if not self.artefacts.has(key):
            first = datetime.now(UTC).isoformat(timespec="seconds")
            self.artefacts.write(key, json_bytes({"release": asdict(release), "first_deployed_at": first}))
        if self.current() != release.id:
            self.artefacts.write(_CURRENT, release.id.encode())

    def listed(self) -> list[tuple[str, str]]:
        """(first deployed at, id), newest first."""
        keys = [key for key in self.artefacts.names("releases/") if key.endswith(".json")]
        found = [(json.loads(self.artefacts.read(key) or b"{}"), key) for key in keys]
        dated = [(str(data["first_deployed_at"]), key[len("releases/") : -len(".json")]) for data, key in found]
        return sorted(dated, reverse=True)
