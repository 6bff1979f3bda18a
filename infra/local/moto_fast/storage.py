"""Objects: bodies that can move to disk, and event messages as S3 writes them."""

from __future__ import annotations

import io
import itertools
import os
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from moto.s3 import models, notifications

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.moto_fast.patching import Patches

_events = itertools.count()


class Body:
    """The bytes of one object version: in memory until they are written to a file, once, and read from there.

    Has the methods of the spooled file that moto keeps an object's bytes in.
    """

    def __init__(self, max_size: int = 0) -> None:
        del max_size  # moto's threshold for spooling; a body goes to disk with the next snapshot
        self._memory: io.BytesIO | None = io.BytesIO()
        self._position = 0
        self.path: Path | None = None

    @classmethod
    def at(cls, path: Path) -> Body:
        body = cls()
        body._memory = None
        body.path = path
        return body

    def save_to(self, path: Path) -> None:
        """Write the bytes to this file, flushed to the disk, and let go of them in memory."""
        memory = self._memory
        if memory is None:
            return
        partial = path.with_name(path.name + ".part")
        with partial.open("wb") as file:
            file.write(memory.getvalue())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        self.path = path
        self._memory = None

    def seek(self, offset: int) -> None:
        self._position = offset

    def read(self, size: int = -1) -> bytes:
        data = self._bytes()
        end = len(data) if size < 0 else self._position + size
        chunk = data[self._position : end]
        self._position += len(chunk)
        return chunk

    def write(self, data: bytes) -> int:
        memory = io.BytesIO(self._bytes())
        memory.seek(self._position)
        written = memory.write(data)
        self._position += written
        self._memory, self.path = memory, None
        return written

    def truncate(self) -> None:
        self._memory, self.path = io.BytesIO(self._bytes()[: self._position]), None

    def close(self) -> None:
        """Nothing to do: a snapshot that is being written may still need the bytes."""

    def _bytes(self) -> bytes:
        memory, path = self._memory, self.path
        if memory is not None:
            return memory.getvalue()
        return path.read_bytes() if path is not None else b""


def _event(event_name: str, bucket: Any, key: Any, notification_id: str) -> dict[str, Any]:
    """An S3 event message, version 2.1.

    Source: docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html.
    """
    stored: dict[str, Any] = {
        "key": quote_plus(key.name, safe="/"),
        "size": key.size,
        "eTag": key.etag.strip('"'),
        "sequencer": f"{time.time_ns():016X}{next(_events) % 0xFFFF:04X}",
    }
    if bucket.is_versioned:
        stored["versionId"] = key.version_id
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": bucket.region_name,
                "eventTime": notifications.iso_8601_datetime_with_milliseconds(),
                "eventName": event_name.removeprefix("s3:"),
                "userIdentity": {"principalId": "AWS:LOCAL"},
                "requestParameters": {"sourceIPAddress": "127.0.0.1"},
                "responseElements": {"x-amz-request-id": f"{time.time_ns():016X}"},
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": notification_id,
                    "bucket": {
                        "name": bucket.name,
                        "arn": bucket.arn,
                        "ownerIdentity": {"principalId": "LOCAL"},
                    },
                    "object": stored,
                },
            }
        ]
    }


def patch(patches: Patches) -> None:
    patches.set(notifications, "_get_s3_event", _event)
    patches.set(models, "tempfile", SimpleNamespace(SpooledTemporaryFile=Body))
