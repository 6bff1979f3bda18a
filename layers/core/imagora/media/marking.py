"""What a picture's renditions say of its origin: the mark of AI, and a signed manifest. Needs the imaging layer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from aws_lambda_powertools import Logger

from imagora.kernel.ids import MediaId
from imagora.media import xmp
from imagora.media.ancestry import Original
from imagora.media.models import Declared, Media
from imagora.media.renditions import Renditions
from imagora.provenance import models
from imagora.provenance.manifest import Agent, Claim, Parent
from imagora.provenance.models import Credential
from imagora.provenance.nearest import NearestWorks
from imagora.provenance.notary import Notary, Unsignable, kept
from imagora.provenance.origins import Origin, Origins
from imagora.provenance.reading import CredentialReader

log = Logger(child=True)

MAX_KEPT: Final = 2_000_000
"""Bytes of an upload whose own manifests are taken along in the full rendition; of a larger one only the summary is."""

WEBP: Final = "image/webp"
_UPLOAD: Final = "upload"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file said of itself, and what follows: what is to be declared of AI, and the mark of its renditions.

    `original`: what a remix was made from.
    """

    incoming: Credential | None
    declared: Declared | None
    source_type: str | None
    original: Parent | None = None


@dataclass(frozen=True)
class Marking:
    """`notary` is None where the instance has no key to sign with: renditions then carry the mark alone."""

    credentials: CredentialReader
    notary: Notary | None
    works: NearestWorks
    origins: Origins

    def look(self, media: Media, data: bytes, original: Original | None) -> Found:
        """Read what came. Marks in it raise what its owner declared, and never lower it.

        What was made from an `original` carries its mark on, where that reaches further.
        """
        if media.made_by is not None:
            mark = models.furthest(media.made_by.source_type, original.source_type if original else None)
            return Found(None, media.declared, mark, original.parent if original else None)
        incoming = self.credentials.read(data, media.content_type)
        marks = (xmp.read_source_type(data), incoming.source_type if incoming else None)
        declared = models.raised(media.declared, *marks)
        return Found(incoming, declared, models.furthest(*marks) or models.source_type_for(declared))

    def sign(self, media: Media, data: bytes, found: Found, rendered: Renditions) -> Renditions:
        """The renditions with a manifest each, signed last. The full one takes along the manifests that came in.

        Raises kernel.errors.Unavailable where the key can't be reached: nothing goes out unsigned.
        """
        if self.notary is None:
            return rendered
        parent = found.original or kept(data, media.content_type, found.incoming, at_most=MAX_KEPT)
        full = self._sign_full(self.notary, rendered.full, media, found, parent)
        thumb = self.notary.sign(rendered.thumb, WEBP, _claim(media, found, _by_name(found, media)))
        return replace(rendered, full=full, thumb=thumb)

    def keep(self, media: Media, found: Found, rendered: Renditions) -> None:
        """Keep what was found out, and what it looks like; look for published works that an upload looks like.

        Retry-safe. Costs 3 or 4 write units, and for an upload what `NearestWorks.find` costs.
        """
        uploaded = media.origin == "upload"
        near = self.works.find(rendered.orientations, but=media.id) if uploaded else []
        self.works.keep(media.id, media.owner, rendered.views, rendered.orientations[1:] if uploaded else ())
        served = self.credentials.read(rendered.full, WEBP) if self.notary is not None else None
        self.origins.put(media.id, Origin(served, found.source_type, found.incoming, tuple(near)))

    def forget(self, media_id: MediaId) -> None:
        """Keep nothing of a picture that was taken away meanwhile. Retry-safe."""
        self.works.forget(media_id)
        self.origins.delete(media_id)

    def _sign_full(self, notary: Notary, data: bytes, media: Media, found: Found, parent: Parent) -> bytes:
        try:
            return notary.sign(data, WEBP, _claim(media, found, parent))
        except Unsignable:
            if parent.data is None:
                raise
            log.warning("incoming manifests could not be taken along", media_id=media.id)
            return notary.sign(data, WEBP, _claim(media, found, replace(parent, data=None)))


def _by_name(found: Found, media: Media) -> Parent:
    """The parent without its file: thumbnails stay small."""
    return replace(found.original, data=None) if found.original else Parent(_UPLOAD, media.content_type)


def _claim(media: Media, found: Found, parent: Parent) -> Claim:
    if media.made_by is not None:
        agent = Agent(media.made_by.model, media.made_by.provider)
        return Claim(media.id, media.made_by.source_type, agent, parents=(parent,) if found.original else ())
    return Claim(media.id, found.source_type, parents=(parent,), action="c2pa.transcoded")
