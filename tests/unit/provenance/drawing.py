"""Pictures and authorities for the tests of provenance."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import numpy as np
from PIL import Image

from imagora.kernel.ids import MediaId
from imagora.provenance import authority
from imagora.provenance.manifest import Agent, Claim, Parent
from imagora.provenance.notary import Notary
from imagora.provenance.reading import CredentialReader
from imagora.provenance.signing import LocalSigner
from tests.corpus import hostile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAINTER = Agent("painter-1", "1")
FIRST, SECOND, THIRD = (MediaId(f"01KAP0CQ80000000000000000{n}") for n in "ABC")


def scene(seed: int, width: int = 320, height: int = 240) -> Image.Image:
    """Smooth random shapes: a different picture for each seed."""
    grid = np.random.default_rng(seed).integers(0, 255, (7, 9, 3), dtype=np.uint8)
    return Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)


def webp(seed: int = 1, **options: object) -> bytes:
    return hostile.encode(scene(seed), "WEBP", **options)


@cache
def our_authority() -> authority.Authority:
    return authority.make(organisation="Imagora (development)", now=datetime.now(UTC))


@cache
def other_authority() -> authority.Authority:
    return authority.make(organisation="Elsewhere", now=datetime.now(UTC))


def notary(of: authority.Authority | None = None) -> Notary:
    chosen = of or our_authority()
    return Notary(LocalSigner(chosen.chain, chosen.key), chosen.root)


def reader(*, others: str = "") -> CredentialReader:
    return CredentialReader(our_authority().root, others)


def created(media_id: MediaId = FIRST, source_type: str = "algorithmicMedia") -> Claim:
    return Claim(media_id, source_type=source_type, agent=PAINTER)


def remixed(media_id: MediaId, parent: MediaId, data: bytes | None) -> Claim:
    return Claim(media_id, "algorithmicMedia", PAINTER, parents=(Parent(parent, data=data),))
