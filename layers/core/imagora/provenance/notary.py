"""Puts a signed manifest into a rendition, as the last thing that happens to it. Needs the imaging layer (c2pa).

Whatever saves the file again takes the manifest away, so each rendition is signed by itself, after its XMP was
written. A manifest of ours takes about 12 KB, most of which c2pa keeps free for signatures that it isn't shown before.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import c2pa

from imagora.provenance.manifest import Claim, Parent, definition, ingredient
from imagora.provenance.models import Credential
from imagora.provenance.signing import Signer


class Unsignable(Exception):
    """c2pa made no manifest of this claim and file: a mistake of ours, or a kind of file that it doesn't know."""


@dataclass(frozen=True)
class Notary:
    """`root`: the certificate (PEM) that our own manifests are trusted by, so that parents of ours count as such."""

    signer: Signer
    root: str

    def sign(self, data: bytes, content_type: str, claim: Claim) -> bytes:
        """The file with our manifest in it: 1 signature, about 3 ms of CPU without the signer's own time.

        A repeated call gives another file with the same claims (manifests have ids of their own and random salts).

        Raises what the signer raises (Unavailable: try again), and Unsignable.
        """
        failed: list[Exception] = []

        def sign(message: bytes) -> bytes:
            try:
                return self.signer.sign(message)
            except Exception as error:
                failed.append(error)  # c2pa would log it and say only that signing failed
                raise

        signed = BytesIO()
        try:
            self._build(data, content_type, claim, sign, signed)
        except c2pa.C2paError as error:
            if failed:
                raise failed[0] from error
            raise Unsignable(str(error)) from error
        return signed.getvalue()

    def _build(self, data: bytes, content_type: str, claim: Claim, sign: Any, into: BytesIO) -> None:
        with ExitStack() as open_parts:
            signer = c2pa.Signer.from_callback(sign, c2pa.C2paSigningAlg.ES256, self.signer.chain)
            context = open_parts.enter_context(c2pa.Context.from_dict(_settings(self.root)))
            builder = open_parts.enter_context(c2pa.Builder(definition(claim, content_type), context))
            open_parts.enter_context(signer)
            for place, parent in enumerate(claim.parents):
                if parent.data is not None:
                    builder.add_ingredient(ingredient(claim, place), parent.content_type, BytesIO(parent.data))
            builder.sign(signer, content_type, BytesIO(data), into)


def kept(upload: bytes, content_type: str, credential: Credential | None, *, at_most: int) -> Parent:
    """An upload as the parent of its renditions: with its own manifests where it has any that fit, else by name."""
    fits = credential is not None and len(upload) <= at_most
    return Parent("upload", content_type, upload if fits else None)


def _settings(root: str) -> dict[str, Any]:
    return {
        "trust": {"trust_anchors": root},
        "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
        "builder": {
            "thumbnail": {"enabled": False},
            "actions": {  # ours say it
                "auto_created_action": {"enabled": False},
                "auto_opened_action": {"enabled": False},
                "auto_placed_action": {"enabled": False},
            },
        },
    }
