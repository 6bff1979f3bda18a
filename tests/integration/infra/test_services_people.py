"""The local user pool: sign-in, tokens, codes, and the refusals that Cognito gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from tests.integration.infra.laptop import Laptop

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    opened = Laptop(tmp_path_factory.mktemp("people") / "data")
    yield opened
    opened.stop()


class Pool:
    """The pool's calls with its ids filled in."""

    def __init__(self, laptop: Laptop) -> None:
        self.client = laptop.client("cognito-idp")
        self.pool = {"UserPoolId": laptop.outputs["PoolId"]}
        self.app = {"ClientId": laptop.outputs["ClientId"]}

    def sign_up(self, name: str) -> None:
        self.client.sign_up(
            **self.app,
            Username=name,
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.org".lower()}],
        )

    def person(self, name: str) -> str:
        self.sign_up(name)
        self.client.admin_confirm_sign_up(**self.pool, Username=name)
        return name

    def sign_in(self, name: str, password: str = PASSWORD) -> dict[str, Any]:
        result: dict[str, Any] = self.client.admin_initiate_auth(
            **self.pool,
            **self.app,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )["AuthenticationResult"]
        return result

    def refresh(self, token: str) -> dict[str, Any]:
        result: dict[str, Any] = self.client.admin_initiate_auth(
            **self.pool, **self.app, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
        )["AuthenticationResult"]
        return result


@pytest.fixture
def pool(laptop: Laptop) -> Pool:
    return Pool(laptop)


def _refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


def test_an_unknown_name_is_refused_like_a_wrong_password(pool: Pool) -> None:
    pool.person("KNOWN")
    with pytest.raises(ClientError) as wrong:
        pool.sign_in("KNOWN", "not the one")
    with pytest.raises(ClientError) as unknown:
        pool.sign_in("NOBODY", "not the one")

    assert _refusal(wrong) == _refusal(unknown) == ("NotAuthorizedException", "Incorrect username or password.")


def test_sign_up_is_confirmed_by_the_mailed_code_only(laptop: Laptop, pool: Pool) -> None:
    pool.sign_up("NEW")
    with pytest.raises(ClientError, match="UserNotConfirmedException"):
        pool.sign_in("NEW")
    pool.client.resend_confirmation_code(**pool.app, Username="NEW")
    (_, _, first), (email, purpose, code) = laptop.tell("mails")[-2:]
    assert (email, purpose) == ("new@example.org", "confirm")

    for wrong in {first, "000000", "12345"} - {code}:
        with pytest.raises(ClientError, match="CodeMismatchException"):
            pool.client.confirm_sign_up(**pool.app, Username="NEW", ConfirmationCode=wrong)
    pool.client.confirm_sign_up(**pool.app, Username="NEW", ConfirmationCode=code)

    assert pool.sign_in("NEW")["TokenType"] == "Bearer"


def test_a_forgotten_password_is_reset_by_the_mailed_code_once(laptop: Laptop, pool: Pool) -> None:
    pool.person("FORGOT")
    pool.client.forgot_password(**pool.app, Username="FORGOT")
    _, purpose, code = laptop.tell("mails")[-1]
    assert purpose == "reset"
    with pytest.raises(ClientError, match="CodeMismatchException"):
        pool.client.confirm_forgot_password(
            **pool.app, Username="FORGOT", ConfirmationCode="wrong", Password="another horse"
        )
    reset = {**pool.app, "Username": "FORGOT", "ConfirmationCode": code, "Password": "another horse"}
    pool.client.confirm_forgot_password(**reset)

    assert pool.sign_in("FORGOT", "another horse")["AccessToken"]
    with pytest.raises(ClientError, match="CodeMismatchException"):
        pool.client.confirm_forgot_password(**reset)


def test_a_revoked_refresh_token_gives_nothing_more(pool: Pool) -> None:
    name = pool.person("REVOKE")
    one, other = pool.sign_in(name)["RefreshToken"], pool.sign_in(name)["RefreshToken"]
    pool.client.revoke_token(Token=one, ClientId=pool.app["ClientId"])

    with pytest.raises(ClientError) as refused:
        pool.refresh(one)
    assert _refusal(refused) == ("NotAuthorizedException", "Refresh Token has been revoked")
    assert pool.refresh(other)["AccessToken"]

    pool.client.admin_user_global_sign_out(**pool.pool, Username=name)
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        pool.refresh(other)


@pytest.mark.parametrize("end", ["admin_disable_user", "admin_delete_user"])
def test_a_refresh_token_ends_with_its_account(pool: Pool, end: str) -> None:
    name = pool.person(f"END-{end}")
    token = pool.sign_in(name)["RefreshToken"]
    getattr(pool.client, end)(**pool.pool, Username=name)

    with pytest.raises(ClientError, match="NotAuthorizedException"):
        pool.refresh(token)
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        pool.refresh("never given out")


def test_a_password_is_changed_with_the_old_one(pool: Pool) -> None:
    name = pool.person("CHANGE")
    token = pool.sign_in(name)["AccessToken"]
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        pool.client.change_password(AccessToken=token, PreviousPassword="not the one", ProposedPassword="another horse")
    with pytest.raises(ClientError, match="InvalidPasswordException"):
        pool.client.change_password(AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword="short")
    pool.client.change_password(AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword="another horse")

    assert pool.sign_in(name, "another horse")["AccessToken"]


def test_the_signing_key_is_this_laptops_own(laptop: Laptop) -> None:
    pool = laptop.outputs["PoolId"]
    (key,) = httpx.get(f"{laptop.endpoint}/{pool}/.well-known/jwks.json").json()["keys"]

    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert "d" not in key, "the private part stays here"
    from moto.utilities.utils import load_resource

    published = load_resource("cognitoidp/resources/jwks-public.json")["keys"][0]
    assert key["n"] != published["n"]
    assert httpx.get(f"{laptop.endpoint}/us-east-1_nobody/.well-known/jwks.json").status_code == 404
