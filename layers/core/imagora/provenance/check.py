"""The detector: what this instance knows of any image, and that it knows nothing where it doesn't.

Needs the imaging layer. The EU's code of practice on marking AI-generated content asks for such a detector, free of
charge. It finds our signed manifests and others', the mark of AI in XMP, and pictures of ours by what they look like
(scaled, encoded anew, cut by 5 %). It doesn't guess from pixels whether a machine made a picture: what isn't known is
said not to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from imagora.kernel.ids import MediaId
from imagora.provenance.likeness import Views
from imagora.provenance.models import Credential, furthest
from imagora.provenance.nearest import Near, NearestWorks
from imagora.provenance.reading import CredentialReader

Verdict = Literal["ours", "looks_like_ours", "others_claim", "marked", "nothing_known"]
"""From the strongest to none: signed by us and unchanged; near to a published picture; somebody's valid manifest; the
mark of AI alone, or a manifest that doesn't hold; nothing."""


class Specimen(msgspec.Struct, frozen=True):
    """An image that is asked about: its file, and what was found in it by whoever decoded it.

    `mark` is the source type in its XMP (`media.xmp.read_source_type`); `orientations` are `media.views.to_look_up`.
    """

    data: bytes
    content_type: str
    orientations: Views
    mark: str | None = None


class Findings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known. `media_id` is the picture of this instance that it is, or looks most like.

    `source_type`: the furthest-reaching mark of AI in the file, one of models.SOURCE_TYPES; None says that the file
    carries none, not that no machine made it.
    """

    verdict: Verdict
    media_id: MediaId | None = None
    source_type: str | None = None
    credential: Credential | None = None
    nearest: tuple[Near, ...] = ()


@dataclass(frozen=True)
class Detector:
    credentials: CredentialReader
    works: NearestWorks

    def examine(self, specimen: Specimen) -> Findings:
        """Look at its manifest, its marks and its likes. Costs what `NearestWorks.find` costs; nothing is kept."""
        credential = self.credentials.read(specimen.data, specimen.content_type)
        nearest = tuple(self.works.find(specimen.orientations))
        source_type = furthest(specimen.mark, credential.source_type if credential else None)
        signed = credential.media_id if credential else None
        return Findings(
            verdict=_verdict(credential, nearest, source_type),
            media_id=signed or next((near.media_id for near in nearest), None),
            source_type=source_type,
            credential=credential,
            nearest=nearest,
        )


def _verdict(credential: Credential | None, nearest: tuple[Near, ...], source_type: str | None) -> Verdict:
    if credential is not None and credential.media_id is not None:
        return "ours"
    if nearest:
        return "looks_like_ours"
    if credential is not None and credential.valid:
        return "others_claim"
    return "marked" if source_type or credential else "nothing_known"
