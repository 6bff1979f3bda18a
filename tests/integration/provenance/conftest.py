"""What tests of provenance need besides the stack."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from imagora import wiring
from imagora.media.marking import Marking
from imagora.provenance import authority
from imagora.provenance.check import Detector
from imagora.provenance.notary import Notary
from imagora.provenance.reading import CredentialReader
from imagora.provenance.signing import LocalSigner
from tests.integration.provenance.signing import marking
from tests.integration.stack import Person, Stack


@pytest.fixture
def signed(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CredentialReader:
    """The instance has an authority, as on a laptop; this reads what it signs."""
    assert stack
    made = authority.open_or_make(tmp_path / "authority", organisation="Imagora (development)", now=wiring.now())
    reader = CredentialReader(made.root)
    notary = Notary(LocalSigner(made.chain, made.key), made.root)
    marking(monkeypatch, Marking(reader, notary, wiring.works(), wiring.origins()))
    inspector = dataclasses.replace(wiring.inspector(), detector=Detector(reader, wiring.works()))
    monkeypatch.setattr(wiring, "inspector", lambda: inspector)
    return reader


@pytest.fixture
def cyd(stack: Stack) -> Person:
    return stack.person()
