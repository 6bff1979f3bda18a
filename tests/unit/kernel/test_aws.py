"""Where AWS is, by what the environment says; and whom we trust there."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from imagora.kernel import aws, trust

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    aws.forget()
    yield
    aws.forget()


@pytest.mark.parametrize(
    "region", ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1"]
)
@pytest.mark.parametrize("service", ["dynamodb", "sqs", "ssm"])
def test_endpoints_are_where_botocore_has_them(monkeypatch: pytest.MonkeyPatch, service: str, region: str) -> None:
    monkeypatch.setenv("AWS_REGION", region)
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    assert aws.endpoint(service) == aws.client(service).meta.endpoint_url


def test_endpoints_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert aws.endpoint("sqs") == "http://127.0.0.1:1"
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:2")
    assert (aws.endpoint("dynamodb"), aws.endpoint("sqs")) == ("http://127.0.0.1:2", "http://127.0.0.1:1")


def test_credentials_are_the_functions_own_or_what_botocore_finds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    given = aws.credentials()
    assert (given.access_key, given.secret_key, given.token) == ("key", "secret", "token")
    aws.forget()
    kept = tmp_path / "credentials"
    kept.write_text("[other]\naws_access_key_id = theirs\naws_secret_access_key = hidden\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(kept))
    monkeypatch.setenv("AWS_PROFILE", "other")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    found = aws.credentials()
    assert (found.access_key, found.secret_key, found.token) == ("theirs", "hidden", None)


def test_only_amazons_roots_are_trusted_and_names_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    trust.context.cache_clear()
    context = trust.context()
    names = {dict(part[0] for part in root["subject"])["commonName"] for root in context.get_ca_certs()}
    assert names == {
        "Amazon Root CA 1", "Amazon Root CA 2", "Amazon Root CA 3", "Amazon Root CA 4",
        "Starfield Services Root Certificate Authority - G2",
    }  # fmt: skip
    trust.context.cache_clear()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_layer_keeps_the_model_of_every_service_that_is_used() -> None:
    import runpy

    kept = runpy.run_path(str(ROOT / "layers" / "core" / "trim.py"))["SERVICES"]
    sources = "".join(path.read_text() for path in (ROOT / "layers" / "core" / "imagora").rglob("*.py"))
    assert set(re.findall(r'aws\.client\("([a-z0-9-]+)"\)', sources)) <= set(kept)
