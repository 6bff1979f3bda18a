"""Every signature is the one that botocore's signer makes."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest import mock

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.signing import Credentials, Signer

names = st.from_regex(r"[a-z][a-z0-9-]{1,20}", fullmatch=True)
secrets = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
moments = st.integers(0, 4_102_444_800)


@given(
    body=st.binary(max_size=400),
    service=names,
    region=names,
    host=st.from_regex(r"[a-z0-9.-]{1,40}(:(?!80$|443$)[1-9][0-9]{2,4})?", fullmatch=True),
    operation=st.from_regex(r"[A-Za-z0-9_.]{1,40}", fullmatch=True),
    key=names,
    secret=secrets,
    token=st.none() | secrets,
    at=moments,
)
def test_a_request_is_signed_as_botocore_signs_it(  # noqa: PLR0917
    body: bytes, service: str, region: str, host: str, operation: str, key: str, secret: str, token: str | None, at: int
) -> None:
    content_type = "application/x-amz-json-1.0"
    ours = Signer(service, region, host, content_type).headers(operation, body, Credentials(key, secret, token), at)
    request = AWSRequest(
        "POST", f"http://{host}/", {"Content-Type": content_type, "Host": host, "X-Amz-Target": operation}, body
    )
    with mock.patch("botocore.auth.get_current_datetime", return_value=datetime.fromtimestamp(at, UTC)):
        SigV4Auth(BotoCredentials(key, secret, token), service, region).add_auth(request)
    assert ours == dict(request.headers.items())


def test_the_key_is_derived_anew_for_another_day_and_other_credentials() -> None:
    signer = Signer("dynamodb", "eu-central-1", "localhost", "application/x-amz-json-1.0")
    asked = [(Credentials("a", "one"), 0.0), (Credentials("a", "two"), 0.0), (Credentials("a", "two"), 86_400.0)]
    again = [signer.headers("t", b"{}", *one)["Authorization"] for one in asked * 2]
    assert again[:3] == again[3:]
    assert len(set(again)) == 3


def test_credentials_do_not_show_themselves() -> None:
    assert "secret" not in repr(Credentials("key", "secret", "token"))
