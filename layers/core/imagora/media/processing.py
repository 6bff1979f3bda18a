"""From raw bytes to a picture that can be shown: verify, sanitise, render, decide. Needs the imaging layer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from imagora.kernel.ids import AccountId, MediaId
from imagora.media.bucket import Bucket
from imagora.media.models import (
    MAX_BYTES,
    Media,
    Rejection,
    StatusChanged,
    rendition_keys,
    unwanted_keys,
)
from imagora.media.store import MediaStore

if TYPE_CHECKING:
    from imagora.media.marking import Marking

_INCOMING = re.compile(r"incoming/(?P<owner>[0-9A-Z]{26})/(?P<media>[0-9A-Z]{26})")


@dataclass(frozen=True)
class Processor:
    """One stage of the pipeline: an object came in, a medium gets ready, held or rejected.

    `uploads` says what happens to people's pictures where no checker looks: `trust` shows them, `hold` keeps them for a
    moderator. What the built-in generator drew needs no such check.
    """

    store: MediaStore
    bucket: Bucket
    marking: Marking
    uploads: Literal["hold", "trust"]

    def process(self, key: str, version: str | None) -> None:
        """Process the object under this key. Retry-safe: what is no longer `processing` is left alone.

        Renditions are written before the status changes, under keys fixed when the medium was made, so a repeated
        delivery writes the same objects again and at most one of them changes the status.
        """
        match = _INCOMING.fullmatch(key)
        media = self.store.get(MediaId(match["media"])) if match else None
        if match is None or media is None or media.owner != AccountId(match["owner"]) or media.settled:
            self.bucket.delete([key])
            return
        data = self.bucket.read(key, version=version, at_most=MAX_BYTES)
        if data is None:
            return  # a repeated delivery: the object was processed and deleted, or replaced by a newer version
        try:
            self._settle(media, data)
        except StatusChanged:
            # Given up, removed, or settled by another delivery, while we worked: only what the winner wants may stay.
            current = self.store.get(media.id)
            self.bucket.delete(unwanted_keys(current or msgspec.structs.replace(media, status="removed")))
            if current is None or current.status == "removed":
                self.marking.forget(media.id)
        self.bucket.delete([key])

    def _settle(self, media: Media, data: bytes) -> None:
        from imagora.media.pixels import UnreadableImage
        from imagora.media.renditions import render

        if rejection := _wrong_size(media, data):
            self._reject(media, rejection)
            return
        try:
            found = self.marking.look(media, data)
            rendered = render(data, declared=media.content_type, source_type=found.source_type)
        except UnreadableImage as error:
            self._reject(media, Rejection(error.code, error.detail))
            return
        rendered = self.marking.sign(media, data, found, rendered)
        self.marking.keep(media, found, rendered)
        held = media.origin == "upload" and self.uploads == "hold"
        for name, keys in rendition_keys(media).items():
            self.bucket.write(keys[0 if held else 1], getattr(rendered, name), "image/webp")
        self.store.move(
            media.id,
            "processing",
            "held" if held else "ready",
            width=rendered.width,
            height=rendered.height,
            placeholder=rendered.placeholder,
            phash=rendered.hash.hex(),
            **({"declared": found.declared} if found.declared != media.declared else {}),
        )

    def _reject(self, media: Media, rejection: Rejection) -> None:
        self.store.give_up(media.id, rejection)


def _wrong_size(media: Media, data: bytes) -> Rejection | None:
    if media.origin == "upload" and len(data) > media.bytes:
        return Rejection(
            "wrong_size", "The file is larger than was announced. Start the upload again with its real size."
        )
    return None
