"""Everything that the laptop's services hold, kept in a folder across restarts.

A snapshot is one file: a line of JSON that says who wrote it, then length-prefixed pickles, then a checksum. It is
written beside the old one, flushed to the disk and renamed over it, so a kill at any moment leaves one whole
snapshot. The bytes of S3 objects are files of their own, written once.
"""

from __future__ import annotations

import io
import json
import logging
import os
import pickle
import struct
import threading
import time
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from infra.local.moto_fast import MOTO_VERSION
from infra.local.state import CHANGED, LOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from infra.local.services import Services

_log = logging.getLogger("imagora.local.snapshots")

FORMAT = 1
MAGIC = b"imagora-snapshot "
UPKEEP_SECONDS = 3_600.0
_SIZE = struct.Struct(">I")


class SnapshotError(RuntimeError):
    """The saved data cannot be used as it is; says what to do. Nothing was deleted."""


class SnapshotVersionError(SnapshotError):
    """The saved data were written by another version of the laptop stack, or of moto."""


class Snapshots:
    """Saves the services' state, and what else belongs to the same moment, under `data_dir`.

    checkpoints: stream positions of the pump as they were loaded, or last saved; `track` says where to take them.
    """

    def __init__(self, data_dir: Path, services: Services) -> None:
        self.checkpoints: dict[str, str] = {}
        self._data_dir = data_dir
        self._objects = data_dir / "objects"
        self._file = data_dir / "snapshot"
        self._services = services
        self._source: Callable[[], Mapping[str, str]] | None = None
        self._saving = threading.Lock()
        self._saved: tuple[int, dict[str, str]] | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def track(self, checkpoints: Callable[[], Mapping[str, str]]) -> None:
        """Take the checkpoints from here at each save, at the same moment as the services' state."""
        self._source = checkpoints

    def load(self) -> bool:
        """Restore the services' state, without what expired meanwhile; False when there was nothing to restore.

        Raises `SnapshotVersionError` for data of another version, which it leaves alone. A damaged snapshot is moved
        aside with its objects, to a folder that a warning names, and counts as nothing.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._objects.mkdir(exist_ok=True)
        if not self._file.exists():
            return False
        try:
            self._restore(self._file.read_bytes())
        except SnapshotVersionError:
            raise
        except Exception as error:
            self._set_aside(error)
            return False
        self._services.expire(datetime.now(UTC))
        return True

    def _restore(self, data: bytes) -> None:
        from infra.local.capture import Restorer

        body = _checked(data, self._file)
        restorer = Restorer(self._objects)
        checkpoints: dict[str, str] = {}
        for kind, content in _read_frames(body):
            if kind == "checkpoints":
                checkpoints = content
            else:
                restorer.take(kind, content)
        with LOCK:
            self._services.reset()
            restorer.install()
            self.checkpoints = checkpoints
            self._saved = (self._services.changes, dict(checkpoints))

    def _set_aside(self, error: Exception) -> None:
        folder = self._data_dir / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        folder.mkdir()
        self._file.rename(folder / self._file.name)
        self._objects.rename(folder / self._objects.name)
        self._objects.mkdir()
        _log.warning(
            "The saved data are damaged (%s: %s). They were moved to %s, and the stack starts empty.",
            type(error).__name__,
            error,
            folder,
        )

    def save(self) -> None:
        """Write a snapshot unless nothing changed since the last one. Requests wait only while it is noted down.

        Raises `OSError` when the folder cannot be written; the snapshot before stays whole.
        """
        from infra.local.capture import capture, frames

        with self._saving:
            self._objects.mkdir(parents=True, exist_ok=True)
            with LOCK:
                now = (self._services.changes, dict(self._source() if self._source else self.checkpoints))
                if now == self._saved:
                    return
                captured = capture(self._objects)
            partial = self._file.with_suffix(".part")
            with partial.open("wb") as file:
                writer = _Writer(file)
                for kind, content in frames(captured, self._objects):
                    writer.frame(kind, content)
                writer.frame("checkpoints", now[1])
                writer.finish()
            partial.replace(self._file)
            _sync(self._data_dir)
            self._saved, self.checkpoints = now, now[1]
            self._forget_bodies(captured)

    def _forget_bodies(self, captured: Any) -> None:
        """Delete the bodies that the snapshot just written does not name."""
        named = {
            version._value_buffer.path  # noqa: SLF001 - moto's model
            for bucket in captured.buckets
            for _, versions in bucket.keys
            for version in versions
            if hasattr(version, "_value_buffer")
        }
        for path in self._objects.iterdir():
            if path not in named:
                path.unlink(missing_ok=True)

    def start(self, *, every: float = 3.0) -> None:
        """Save in the background, at most every so many seconds and only after changes. `stop` ends it.

        Once an hour it also takes away what expired.
        """
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, args=(every,), name="snapshots", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End saving in the background, and save what is left."""
        self._stopping.set()
        with CHANGED:
            CHANGED.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.save()

    def _run(self, every: float) -> None:
        expired_at = time.monotonic()
        while not self._stopping.is_set():
            with CHANGED:
                CHANGED.wait_for(self._is_due, timeout=UPKEEP_SECONDS)
            if time.monotonic() - expired_at > UPKEEP_SECONDS:
                self._services.expire(datetime.now(UTC))
                expired_at = time.monotonic()
            if self._stopping.wait(every):
                return
            try:
                self.save()
            except OSError as error:
                _log.error("Could not save to %s: %s. Trying again.", self._data_dir, error)
            except Exception:  # whatever it is, the next snapshot may be possible, and no saving at all loses most
                _log.exception("Could not save to %s. Trying again.", self._data_dir)

    def _is_due(self) -> bool:
        return self._stopping.is_set() or self._saved is None or self._saved[0] != self._services.changes


class _Writer:
    """Frames with a running checksum."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        header = {"format": FORMAT, "moto": MOTO_VERSION, "saved_at": datetime.now(UTC).isoformat()}
        self._file.write(MAGIC + json.dumps(header).encode() + b"\n")
        self._checksum = 0

    def frame(self, kind: str, content: Any) -> None:
        data = pickle.dumps((kind, content), protocol=pickle.HIGHEST_PROTOCOL)
        for part in (_SIZE.pack(len(data)), data):
            self._checksum = zlib.crc32(part, self._checksum)
            self._file.write(part)

    def finish(self) -> None:
        self._file.write(_SIZE.pack(0) + _SIZE.pack(self._checksum))
        self._file.flush()
        os.fsync(self._file.fileno())


def _checked(data: bytes, file: Path) -> bytes:
    """The frames of a snapshot. Raises `SnapshotVersionError`, and `ValueError` where a byte is missing or wrong."""
    head, newline, rest = data.partition(b"\n")
    if not head.startswith(MAGIC) or not newline:
        raise ValueError("it is no snapshot")
    header = json.loads(head[len(MAGIC) :])
    if (header["format"], header["moto"]) != (FORMAT, MOTO_VERSION):
        raise SnapshotVersionError(
            f"{file} was saved in format {header['format']} with moto {header['moto']}; this is format {FORMAT} with "
            f"moto {MOTO_VERSION}. Run the version of Imagora that wrote it, choose another DATA_DIR, or move "
            f"{file.parent} away to start empty."
        )
    body, tail = rest[: -2 * _SIZE.size], rest[-2 * _SIZE.size :]
    if tail != _SIZE.pack(0) + _SIZE.pack(zlib.crc32(body)):
        raise ValueError("its checksum is wrong")
    return body


def _read_frames(body: bytes) -> Iterator[tuple[str, Any]]:
    stream = io.BytesIO(body)
    while size := stream.read(_SIZE.size):
        yield pickle.loads(stream.read(_SIZE.unpack(size)[0]))  # noqa: S301 - our own file, checked before


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
