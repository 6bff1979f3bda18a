"""Which server and which profile a command speaks for, and where it keeps what it has to remember."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from imagora_cli.environment import told
from imagora_cli.outcomes import Misused
from imagora_cli.private_files import read_private, write_private

LOCAL = "http://127.0.0.1:8000"
"""Where `make run` serves."""

_PROFILE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}", re.IGNORECASE)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def folder() -> Path:
    """The folder of profiles and, where there is no keyring, of sessions: `IMAGORA_CONFIG_DIR`, or the system's."""
    return Path(told("IMAGORA_CONFIG_DIR") or click.get_app_dir("imagora"))


def origin(server: str) -> str:
    """A server's address without path and slash.

    Raises Misused for what is no web address, and for http beyond this machine: passwords and tokens would be read on
    the way (`IMAGORA_ALLOW_HTTP=1` allows it in a network that one trusts).
    """
    parts = urlsplit(server if "://" in server else f"https://{server}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise Misused(f"{server} is no server's address, such as https://imagora.example")
    if not is_private(parts.scheme, parts.hostname):
        raise Misused(f"{server} isn't encrypted: use https, or set IMAGORA_ALLOW_HTTP=1 in a network that you trust")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_private(scheme: str, host: str) -> bool:
    """Whether nobody reads along on the way."""
    return scheme == "https" or host in _LOOPBACK or told("IMAGORA_ALLOW_HTTP") == "1"


@dataclass(frozen=True)
class Profile:
    """A server and who is signed in there. `handle` is only to be shown."""

    server: str
    handle: str = ""


@dataclass(frozen=True)
class Settings:
    """What a command was told, by options, the environment and the profile, in this order."""

    server: str
    profile: str

    @classmethod
    def chosen(cls, *, server: str | None, profile: str | None) -> Settings:
        book = ProfileBook.load()
        name = profile or told("IMAGORA_PROFILE") or book.current
        known = book.profiles.get(checked_name(name))
        return cls(origin(server or told("IMAGORA_SERVER") or (known.server if known else LOCAL)), name)

    @property
    def key(self) -> str:
        """What a session is kept under: a token is never sent to another server than the one that gave it."""
        return f"{self.profile} {self.server}"


def checked_name(name: str) -> str:
    if not _PROFILE.fullmatch(name):
        raise Misused(f"{name!r} is no profile's name: up to 40 letters, digits, dots, dashes and underscores")
    return name


@dataclass(frozen=True)
class ProfileBook:
    """All profiles, in `profiles.json`; `current` is the one that counts where none is named."""

    profiles: Mapping[str, Profile]
    current: str = "default"

    @classmethod
    def load(cls) -> ProfileBook:
        """Raises Misused where somebody broke the file."""
        path = folder() / "profiles.json"
        written = read_private(path)
        if written is None:
            return cls({})
        try:
            return cls._read(json.loads(written))
        except (ValueError, TypeError, AttributeError) as error:
            raise Misused(f"{path} isn't what was written there; mend or remove it") from error

    @classmethod
    def _read(cls, found: Mapping[str, Any]) -> ProfileBook:
        profiles = {
            name: Profile(str(one["server"]), str(one.get("handle", ""))) for name, one in found["profiles"].items()
        }
        return cls(profiles, str(found["current"]))

    def with_profile(self, name: str, profile: Profile) -> ProfileBook:
        return ProfileBook({**self.profiles, name: profile}, name)

    def without(self, name: str) -> ProfileBook:
        kept = {one: profile for one, profile in self.profiles.items() if one != name}
        return ProfileBook(kept, "default" if self.current == name else self.current)

    def save(self) -> None:
        profiles = {name: {"server": one.server, "handle": one.handle} for name, one in sorted(self.profiles.items())}
        document = {"current": self.current, "profiles": profiles}
        write_private(folder() / "profiles.json", json.dumps(document, indent=2) + "\n")
