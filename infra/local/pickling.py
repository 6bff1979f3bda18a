"""Pickling moto's models: what they hold that has no pickle of its own, and what must not be kept."""

from __future__ import annotations

import io
import pickle
import threading
import uuid
from typing import TYPE_CHECKING, Any

from joserfc.jwk import RSAKey
from moto.s3.models import FakeKey

from infra.local.moto_fast.storage import Body

if TYPE_CHECKING:
    from pathlib import Path

_CONDITION = type(threading.Condition())
_LOCK = type(threading.Lock())
_LEFT_OUT = {"_value_buffer", "lock", "multipart"}


class Pickler(pickle.Pickler):
    """Writes models; bodies of objects go to files of their own in `objects` and are only named in the pickle."""

    def __init__(self, file: io.BytesIO, objects: Path) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._objects = objects

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, RSAKey):
            return RSAKey.import_key, (value.as_dict(private=True),)
        if isinstance(value, _CONDITION):
            return threading.Condition, ()
        if isinstance(value, _LOCK):
            return threading.Lock, ()
        if isinstance(value, FakeKey):
            state = {name: part for name, part in value.__dict__.items() if name not in _LEFT_OUT}
            return _key, (state, body_name(value._value_buffer, self._objects))  # noqa: SLF001 - moto's model
        return NotImplemented


class Unpickler(pickle.Unpickler):
    """Reads what `Pickler` wrote; bodies stay on disk until somebody wants them."""

    def __init__(self, file: io.BytesIO, objects: Path) -> None:
        super().__init__(file)
        self._objects = objects

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "_key"):
            return self._key
        return super().find_class(module, name)

    def _key(self, state: dict[str, Any], name: str) -> FakeKey:
        return _key(state, name, self._objects)


def _key(state: dict[str, Any], name: str, objects: Path | None = None) -> FakeKey:
    key = FakeKey.__new__(FakeKey)
    key.__dict__.update(state)
    key.multipart = None
    key.lock = threading.Lock()
    if objects is None:
        raise pickle.UnpicklingError("objects are read by Unpickler only")
    key._value_buffer = Body.at(objects / name)  # type: ignore[assignment] # noqa: SLF001 - moto's model
    return key


def has_bytes(version: Any) -> bool:
    """Whether an object version can be read; a delete marker has nothing to read."""
    body = getattr(version, "_value_buffer", None)
    return body is None or body.path is None or body.path.is_file()


def body_name(body: Body, objects: Path) -> str:
    """The name of the body's file; written now if it has none yet."""
    if body.path is None:
        body.save_to(objects / uuid.uuid4().hex)
    if body.path is None:
        raise RuntimeError("a body changed while it was being saved")
    return body.path.name


def dumps(value: Any, objects: Path) -> bytes:
    buffer = io.BytesIO()
    Pickler(buffer, objects).dump(value)
    return buffer.getvalue()


def loads(data: bytes, objects: Path) -> Any:
    return Unpickler(io.BytesIO(data), objects).load()
