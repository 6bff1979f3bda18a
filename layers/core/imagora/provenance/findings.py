"""What was found out about an image that somebody asked about, and what that comes to. Pure values."""

from __future__ import annotations

from typing import Literal

import msgspec

from imagora.kernel.ids import MediaId
from imagora.provenance.models import Credential
from imagora.provenance.nearest import Near

Verdict = Literal["ours", "looks_like_ours", "others_claim", "marked", "nothing_known"]
"""From the strongest to none: signed by us and unchanged; near to a published picture; somebody's valid manifest; the
mark of AI alone, or a manifest that doesn't hold; nothing."""


class Findings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known.

    `source_type`: the furthest-reaching mark of AI in the file, one of models.SOURCE_TYPES; None says that the file
    carries none, not that no machine made it. `nearest`: published works that it looks like, the nearest first.
    """

    source_type: str | None = None
    credential: Credential | None = None
    nearest: tuple[Near, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if self.credential is not None and self.credential.media_id is not None:
            return "ours"
        if self.nearest:
            return "looks_like_ours"
        if self.credential is not None and self.credential.valid:
            return "others_claim"
        return "marked" if self.source_type or self.credential else "nothing_known"

    @property
    def media_id(self) -> MediaId | None:
        """The picture of this instance that it is, or looks most like."""
        signed = self.credential.media_id if self.credential else None
        return signed or next((near.media_id for near in self.nearest), None)
