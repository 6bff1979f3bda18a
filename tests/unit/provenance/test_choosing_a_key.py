"""Which key an instance signs with: the laptop's, KMS's, or none yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imagora import wiring
from imagora.kernel import aws, config
from imagora.provenance import authority
from imagora.provenance.kms import KmsSigner
from imagora.provenance.signing import LocalSigner

Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    def set_to(**variables: str) -> None:
        found = config.read({"IMAGORA_STAGE": "test", "IMAGORA_TABLE": "imagora-test"} | variables)
        monkeypatch.setattr(config, "current", lambda: found)
        monkeypatch.setattr(aws, "client", lambda service: service)
        wiring.signing.cache_clear()

    yield set_to
    wiring.signing.cache_clear()


def test_a_laptops_authority_is_made_at_the_first_run(configure: Configure, tmp_path: Path) -> None:
    configure(IMAGORA_SIGNING_KEY=f"file:{tmp_path / 'authority'}")
    found = wiring.signing()
    assert found is not None
    assert isinstance(found[0], LocalSigner)
    assert found[1] == (tmp_path / "authority" / "root.pem").read_text()


def test_a_key_of_kms_comes_with_its_certificates(configure: Configure) -> None:
    made = authority.make(organisation="Imagora", now=datetime.now(UTC))
    certificates = ",".join(map(authority.encoded_of, (made.chain, made.root)))
    configure(IMAGORA_SIGNING_KEY="1234", IMAGORA_SIGNING_CERTIFICATES=certificates)
    found = wiring.signing()
    assert found == (KmsSigner(aws.client("kms"), "1234", made.chain), made.root)


def test_a_key_without_certificates_signs_nothing(configure: Configure) -> None:
    configure(IMAGORA_SIGNING_KEY="1234")
    assert wiring.signing() is None


@pytest.mark.parametrize("text", ["AAAA", "not base 64"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        authority.pem_of(text)
