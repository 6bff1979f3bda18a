"""Parts of provenance: the signing key, manifests, works by what they look like, the detector."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config
from imagora.kernel.clock import utc_now

if TYPE_CHECKING:
    from imagora.media.marking import Marking
    from imagora.provenance.check import Detector
    from imagora.provenance.nearest import NearestWorks
    from imagora.provenance.origins import Origins
    from imagora.provenance.reading import CredentialReader
    from imagora.provenance.signing import Signer
    from imagora.table.writer import Writer

_FOLDER = "file:"
"""A key that begins so is an authority's folder on this machine."""


@cache
def _writer() -> Writer:
    from imagora.table.writer import Writer

    return Writer(aws.client("dynamodb"), config.current().table)


@cache
def works() -> NearestWorks:
    from imagora.provenance.nearest import NearestWorks

    return NearestWorks(wiring.reader(), _writer())


@cache
def origins() -> Origins:
    from imagora.provenance.origins import Origins

    return Origins(wiring.reader(), _writer())


@cache
def signing() -> tuple[Signer, str] | None:
    """The key that manifests are signed with, and the root that they are trusted by: KMS's in the cloud, and on the
    laptop that of an authority made at the first run. None where the instance has none.
    """
    settings = config.current()
    if settings.signing_key.startswith(_FOLDER):
        from pathlib import Path

        from imagora.provenance.authority import open_or_make
        from imagora.provenance.signing import LocalSigner

        folder = Path(settings.signing_key.removeprefix(_FOLDER))
        made = open_or_make(folder, organisation="Imagora (development)", now=utc_now())
        return LocalSigner(made.chain, made.key), made.root
    if settings.signing_key and settings.signing_certificates:
        from imagora.provenance.authority import pem_of
        from imagora.provenance.kms import KmsSigner

        *chain, root = map(pem_of, settings.signing_certificates)
        return KmsSigner(aws.client("kms"), settings.signing_key, "".join(chain)), root
    return None


@cache
def credentials() -> CredentialReader:
    from imagora.provenance.reading import CredentialReader

    known = wiring.signing()
    return CredentialReader(known[1] if known else "")


@cache
def detector() -> Detector:
    from imagora.provenance.check import Detector

    return Detector(wiring.credentials(), wiring.works())


@cache
def marking() -> Marking:
    from imagora.media.marking import Marking
    from imagora.provenance.notary import Notary

    known = wiring.signing()
    return Marking(wiring.credentials(), Notary(*known) if known else None, wiring.works(), wiring.origins())
