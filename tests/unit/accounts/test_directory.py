from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from imagora.accounts.directory import NOBODY, Directory
from imagora.accounts.errors import AccountUnconfirmed, InvalidCode, InvalidCredentials
from imagora.kernel.errors import InvalidInput, RateLimited, Unauthenticated, Unavailable


class Cognito:
    """A client that refuses everything with one error, or answers everything with one answer."""

    class exceptions:  # noqa: N801 - as on botocore's clients
        ClientError = ClientError

        class NotAuthorizedException(ClientError):
            pass

    def __init__(self, code: str | None = None, answer: Any = None) -> None:
        self.code, self.answer = code, answer

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**_: Any) -> Any:
            if self.code is None:
                return self.answer
            kind = self.exceptions.NotAuthorizedException if self.code == "NotAuthorizedException" else ClientError
            raise kind({"Error": {"Code": self.code, "Message": "refused"}}, name)

        return call


def directory(code: str | None = None, answer: Any = None) -> Directory:
    return Directory(Cognito(code, answer), "pool", "client")


CALLS: dict[str, Callable[[Directory], Any]] = {
    "register": lambda d: d.register(NOBODY, "a@b.co", "password"),
    "confirm": lambda d: d.confirm(NOBODY, "123456"),
    "resend": lambda d: d.resend_code(NOBODY),
    "sign_in": lambda d: d.sign_in(NOBODY, "password"),
    "refresh": lambda d: d.refresh("token"),
    "revoke": lambda d: d.revoke("token"),
    "sign_out": lambda d: d.sign_out(NOBODY),
    "set_password": lambda d: d.set_password(NOBODY, "password", field="new"),
    "forgot": lambda d: d.send_reset_code(NOBODY),
    "reset": lambda d: d.reset_password(NOBODY, "123456", "password"),
    "delete": lambda d: d.delete(NOBODY),
}


@pytest.mark.parametrize(
    ("call", "code", "error"),
    [
        ("register", "InvalidPasswordException", InvalidInput),
        ("confirm", "CodeMismatchException", InvalidCode),
        ("confirm", "ExpiredCodeException", InvalidCode),
        ("confirm", "UserNotFoundException", InvalidCode),
        ("sign_in", "NotAuthorizedException", InvalidCredentials),
        ("sign_in", "UserNotFoundException", InvalidCredentials),
        ("sign_in", "UserNotConfirmedException", AccountUnconfirmed),
        ("refresh", "NotAuthorizedException", Unauthenticated),
        ("set_password", "InvalidPasswordException", InvalidInput),
        ("reset", "CodeMismatchException", InvalidCode),
        ("reset", "NotAuthorizedException", InvalidCode),
        ("reset", "InvalidPasswordException", InvalidInput),
        ("sign_in", "TooManyRequestsException", Unavailable),
        ("reset", "LimitExceededException", RateLimited),
        ("confirm", "TooManyFailedAttemptsException", RateLimited),
    ],
)
def test_refusal_is_told_in_the_words_of_the_domain(call: str, code: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        CALLS[call](directory(code))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("confirm", "NotAuthorizedException"),
        ("resend", "InvalidParameterException"),
        ("revoke", "UnsupportedTokenTypeException"),
        ("sign_out", "UserNotFoundException"),
        ("forgot", "UserNotFoundException"),
        ("forgot", "LimitExceededException"),
        ("delete", "UserNotFoundException"),
    ],
)
def test_refusal_is_no_error_when_there_is_nothing_to_do(call: str, code: str) -> None:
    assert CALLS[call](directory(code)) is None


@pytest.mark.parametrize("call", CALLS)
def test_what_was_not_expected_propagates(call: str) -> None:
    with pytest.raises(ClientError):
        CALLS[call](directory("InternalErrorException"))


def test_signin_is_refused_when_cognito_asks_for_more_than_a_password() -> None:
    with pytest.raises(InvalidCredentials):
        directory(answer={"ChallengeName": "NEW_PASSWORD_REQUIRED"}).sign_in(NOBODY, "password")
