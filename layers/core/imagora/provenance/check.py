"""The detector: what this instance knows of any image, and that it knows nothing where it doesn't.

Needs the imaging layer. The EU's code of practice on marking AI-generated content asks for such a detector, free of
charge. It finds our signed manifests and others', the mark of AI in XMP, and pictures of ours by what they look like
(scaled, encoded anew, cut by 5 %). It doesn't guess from pixels whether a machine made a picture: what isn't known is
said not to be.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from imagora.provenance.findings import Findings
from imagora.provenance.likeness import Views
from imagora.provenance.models import furthest
from imagora.provenance.nearest import NearestWorks
from imagora.provenance.reading import CredentialReader


class Specimen(msgspec.Struct, frozen=True):
    """An image that is asked about: its file, and what was found in it by whoever decoded it.

    `mark` is the source type in its XMP (`media.xmp.read_source_type`); `orientations` are `media.views.to_look_up`.
    """

    data: bytes
    content_type: str
    orientations: Views
    mark: str | None = None


@dataclass(frozen=True)
class Detector:
    credentials: CredentialReader
    works: NearestWorks

    def examine(self, specimen: Specimen) -> Findings:
        """Look at its manifest, its marks and its likes. Costs what `NearestWorks.find` costs; nothing is kept."""
        credential = self.credentials.read(specimen.data, specimen.content_type)
        nearest = tuple(self.works.find(specimen.orientations))
        source_type = furthest(specimen.mark, credential.source_type if credential else None)
        return Findings(source_type, credential, nearest)
