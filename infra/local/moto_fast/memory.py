"""No memory of what is gone. Stock moto keeps a reference to every item, message and object version ever made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.common_models import BaseModel
from moto.s3.models import FakeKey
from moto.s3.utils import _VersionedKeyStore

if TYPE_CHECKING:
    from infra.local.moto_fast.patching import Patches


def _new(cls: type[BaseModel], *args: Any, **kwargs: Any) -> BaseModel:
    del args, kwargs
    return object.__new__(cls)


def _dispose(self: FakeKey, *, garbage: bool = False) -> None:
    """Nothing to give back: bodies are memory or files that the snapshots look after."""
    del garbage
    self.disposed = True


def _pop(self: _VersionedKeyStore, key: str) -> None:
    """Take a key out; stock moto stumbles over delete markers here."""
    dict.pop(self, key)


def patch(patches: Patches) -> None:
    patches.set(BaseModel, "__new__", _new)
    patches.set(FakeKey, "dispose", _dispose)
    patches.set(_VersionedKeyStore, "pop", _pop)
