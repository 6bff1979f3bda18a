"""Patches that make moto fast and strict enough to be a laptop's AWS.

Stock moto sorts the whole table for one Query, deep-copies whole tables for one transaction, keeps every
stream record for ever, and lets pass what AWS refuses (expired links, oversized uploads, any confirmation
code). The patches reach into moto's internals, so they belong to exactly one version of it: `install` refuses
any other. Nothing is patched by importing this package.
"""

from __future__ import annotations

from importlib.metadata import version

from infra.local.moto_fast import answers, cognito, items, memory, queries, queues, regions, storage, streams, writes
from infra.local.moto_fast.patching import Patches
from infra.local.moto_fast.streams import trim_stream

__all__ = ["MOTO_VERSION", "UnsupportedMotoError", "install", "installed", "trim_stream", "uninstall"]

MOTO_VERSION = "5.2.5"

_patches = Patches()


class UnsupportedMotoError(RuntimeError):
    """The installed moto is not the one that these patches were written for."""


def installed() -> bool:
    return _patches.active


def install() -> None:
    """Patch moto, once. Raises `UnsupportedMotoError` for another version than `MOTO_VERSION`."""
    found = version("moto")
    if found != MOTO_VERSION:
        raise UnsupportedMotoError(
            f"The laptop stack is written for moto {MOTO_VERSION}, but moto {found} is installed. "
            "Run `pip install -r requirements-dev.txt` in the project's environment."
        )
    if _patches.active:
        return
    for module in (memory, regions, items, answers, streams, writes, queries, queues, storage, cognito):
        module.patch(_patches)


def uninstall() -> None:
    """Take every patch back (for tests that compare with stock moto)."""
    _patches.undo()
