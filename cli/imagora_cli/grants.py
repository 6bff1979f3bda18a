"""Sessions between two commands: kept in the system's keyring where there is one, else in a file of mode 0600."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from imagora_cli.private_files import read_private, write_private
from imagora_cli.settings import folder

_SERVICE = "imagora"
_MARGIN = 30
"""Seconds before its end at which an access token counts as ended: the way to the server takes time."""


@dataclass(frozen=True)
class Grant:
    """What a sign-in gave. `ends_at`: Unix seconds of the access token's end; a refresh token gets another one."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    ends_at: float = float("inf")

    @classmethod
    def given(cls, session: dict[str, Any], *, refresh_token: str = "") -> Grant:
        """From an answer of the API, which may leave out a refresh token that stays the same."""
        return cls(
            str(session["access_token"]),
            str(session.get("refresh_token") or refresh_token),
            time.time() + float(session["expires_in"]),
        )

    @property
    def ended(self) -> bool:
        return time.time() > self.ends_at - _MARGIN


class Vault(Protocol):
    """Keeps grants by server and profile."""

    def load(self, key: str) -> Grant | None: ...

    def keep(self, key: str, grant: Grant) -> str:
        """Keep a grant in place of the one that was there; where, in a person's words."""

    def forget(self, key: str) -> None:
        """Also where there is none."""


@dataclass(frozen=True)
class FileVault:
    """One file a grant, named by a hash of its key."""

    folder: Path

    def load(self, key: str) -> Grant | None:
        written = read_private(self._path(key))
        return _decoded(written) if written else None

    def keep(self, key: str, grant: Grant) -> str:
        path = self._path(key)
        write_private(path, _encoded(grant))
        return f"unencrypted in {path}, which only you may read, since there is no keyring that takes it"

    def forget(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{sha256(key.encode()).hexdigest()[:32]}.json"


@dataclass(frozen=True)
class KeyringVault:
    """The system's keyring; what it refuses (it is locked, the token is too long for it) goes to the file."""

    fallback: FileVault

    def load(self, key: str) -> Grant | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            written = keyring.get_password(_SERVICE, key)
        except KeyringError:
            written = None
        return _decoded(written) if written else self.fallback.load(key)

    def keep(self, key: str, grant: Grant) -> str:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(_SERVICE, key, _encoded(grant))
        except KeyringError:
            self.forget(key)
            return self.fallback.keep(key, grant)
        self.fallback.forget(key)
        return "in the system's keyring"

    def forget(self, key: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        self.fallback.forget(key)
        try:
            keyring.delete_password(_SERVICE, key)
        except KeyringError:
            return  # there was none


@cache
def vault() -> Vault:
    """Where this system keeps secrets. Keyrings that their makers don't recommend (plain text, none) don't count."""
    import keyring

    file = FileVault(folder() / "sessions")
    return KeyringVault(file) if keyring.get_keyring().priority >= 1 else file


def _encoded(grant: Grant) -> str:
    return json.dumps(asdict(grant))


def _decoded(written: str) -> Grant | None:
    try:
        return Grant(**json.loads(written))
    except (ValueError, TypeError):
        return None
