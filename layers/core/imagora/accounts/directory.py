"""Passwords, codes and tokens: the Cognito user pool behind the few calls that Imagora makes.

A username is the account's ULID. Only the refusals that are part of a use case are translated; whatever else Cognito
says propagates. Source of the error names: the Amazon Cognito user pools API reference, "Errors" of each action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from imagora.accounts.errors import AccountUnconfirmed, InvalidCode, InvalidCredentials
from imagora.kernel.errors import InvalidInput, RateLimited, Unauthenticated, Unavailable
from imagora.kernel.ids import AccountId

NOBODY = AccountId("00000000000000000000000000")
"""A username that no account has: what is done for an unknown email is done with it, so that both look the same."""

_LOCKED_SECONDS = 900  # Cognito locks a user for up to 15 minutes after failed attempts

_Refusals = Mapping[str, Callable[[], Exception]]

_BUSY: _Refusals = {
    "TooManyRequestsException": Unavailable,
    "LimitExceededException": lambda: RateLimited(_LOCKED_SECONDS),
    "TooManyFailedAttemptsException": lambda: RateLimited(_LOCKED_SECONDS),
}
_CREDENTIALS: _Refusals = {
    "NotAuthorizedException": InvalidCredentials,
    "UserNotFoundException": InvalidCredentials,
    "InvalidParameterException": InvalidCredentials,  # a password of a form that Cognito never stored
    "PasswordResetRequiredException": InvalidCredentials,
    "UserNotConfirmedException": AccountUnconfirmed,
}
_SESSION_OVER: _Refusals = {
    "NotAuthorizedException": Unauthenticated,
    "UserNotFoundException": Unauthenticated,
    "InvalidParameterException": Unauthenticated,
}
_CODES: _Refusals = {
    "CodeMismatchException": InvalidCode,
    "ExpiredCodeException": InvalidCode,
    "UserNotFoundException": InvalidCode,
    "InvalidParameterException": InvalidCode,  # of another form than codes have
    "UserNotConfirmedException": InvalidCode,
}


class _NothingToDo(Exception):
    """What was to be done is done, or there is nobody to do it for."""


def _refused_password(field: str) -> _Refusals:
    def refuse() -> Exception:
        return InvalidInput.of(field, "invalid", "The password doesn't meet the rules. Choose another one.")

    return {"InvalidPasswordException": refuse}


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in gives. `refresh_token` is None where Cognito issued no new one; `expires_in` is in seconds."""

    access_token: str
    refresh_token: str | None
    expires_in: int


@dataclass(frozen=True)
class Directory:
    """`cognito` is a botocore client of cognito-idp. Every call may raise Unavailable or RateLimited."""

    cognito: Any
    pool_id: str
    client_id: str

    def register(self, account_id: AccountId, email: str, password: str) -> None:
        """Make an unconfirmed user; Cognito mails it a code. A second time for one id raises what Cognito says."""
        with self._refusing(_refused_password("password")):
            self.cognito.sign_up(
                ClientId=self.client_id,
                Username=account_id,
                Password=password,
                UserAttributes=[{"Name": "email", "Value": email}],
            )

    def confirm_at_once(self, account_id: AccountId) -> None:
        """Take the email as confirmed without a code."""
        self.cognito.admin_confirm_sign_up(UserPoolId=self.pool_id, Username=account_id)

    def confirm(self, account_id: AccountId, code: str) -> None:
        """Confirm by the mailed code. One that is confirmed already stays so, whatever the code.

        Raises InvalidCode.
        """
        try:
            with self._refusing(_CODES):
                self.cognito.confirm_sign_up(ClientId=self.client_id, Username=account_id, ConfirmationCode=code)
        except self.cognito.exceptions.NotAuthorizedException:
            return

    def resend_code(self, account_id: AccountId) -> None:
        """Mail the code of a sign-up again; nothing happens for a user that is confirmed or unknown."""
        with self._silent("UserNotFoundException", "InvalidParameterException"):
            self.cognito.resend_confirmation_code(ClientId=self.client_id, Username=account_id)

    def sign_in(self, account_id: AccountId, password: str) -> Grant:
        """Raises InvalidCredentials for a wrong password as for an unknown user, AccountUnconfirmed."""
        with self._refusing(_CREDENTIALS):
            answer = self.cognito.admin_initiate_auth(
                UserPoolId=self.pool_id,
                ClientId=self.client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": account_id, "PASSWORD": password},
            )
        return _grant(answer)

    def refresh(self, refresh_token: str) -> Grant:
        """New tokens for a refresh token. Raises Unauthenticated for one that is unknown, revoked or expired."""
        with self._refusing(_SESSION_OVER):
            answer = self.cognito.admin_initiate_auth(
                UserPoolId=self.pool_id,
                ClientId=self.client_id,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": refresh_token},
            )
        return _grant(answer)

    def revoke(self, refresh_token: str) -> None:
        """End the session of this refresh token; unknown ones are no error (RFC 7009, 2.2). Idempotent."""
        with self._silent("UnsupportedTokenTypeException", "InvalidParameterException", "UnauthorizedException"):
            self.cognito.revoke_token(ClientId=self.client_id, Token=refresh_token)

    def sign_out(self, account_id: AccountId) -> None:
        """Revoke all refresh tokens of a user. Idempotent."""
        with self._silent("UserNotFoundException"):
            self.cognito.admin_user_global_sign_out(UserPoolId=self.pool_id, Username=account_id)

    def set_password(self, account_id: AccountId, password: str, *, field: str) -> None:
        """Raises InvalidInput on `field` for a password that the pool refuses. Idempotent."""
        with self._refusing(_refused_password(field)):
            self.cognito.admin_set_user_password(
                UserPoolId=self.pool_id, Username=account_id, Password=password, Permanent=True
            )

    def send_reset_code(self, account_id: AccountId) -> None:
        """Mail a code for a new password. Silent whether there is such a user, and whether it had too many codes."""
        with self._silent(
            "UserNotFoundException",
            "InvalidParameterException",
            "NotAuthorizedException",
            "UserNotConfirmedException",
            "LimitExceededException",
        ):
            self.cognito.forgot_password(ClientId=self.client_id, Username=account_id)

    def reset_password(self, account_id: AccountId, code: str, password: str) -> None:
        """Raises InvalidCode (for an unknown user too), InvalidInput for a password that the pool refuses."""
        with self._refusing({**_CODES, **_refused_password("password"), "NotAuthorizedException": InvalidCode}):
            self.cognito.confirm_forgot_password(
                ClientId=self.client_id, Username=account_id, ConfirmationCode=code, Password=password
            )

    def alone_in(self, group: str, account_id: AccountId) -> bool:
        """Whether this account is the only one with this role (1 request)."""
        found = self.cognito.list_users_in_group(UserPoolId=self.pool_id, GroupName=group, Limit=2)
        return {user["Username"] for user in found["Users"]} <= {account_id}

    def delete(self, account_id: AccountId) -> None:
        """Remove the user. Idempotent."""
        with self._silent("UserNotFoundException"):
            self.cognito.admin_delete_user(UserPoolId=self.pool_id, Username=account_id)

    @contextmanager
    def _refusing(self, refusals: _Refusals) -> Iterator[None]:
        try:
            yield
        except self.cognito.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            refusal = refusals.get(code) or _BUSY.get(code)
            if refusal is None:
                raise
            raise refusal() from error

    @contextmanager
    def _silent(self, *codes: str) -> Iterator[None]:
        """Around a call whose refusals of these names mean that there is nothing to do."""
        try:
            with self._refusing(dict.fromkeys(codes, _NothingToDo)):
                yield
        except _NothingToDo:
            return


def _grant(answer: Any) -> Grant:
    """Raises InvalidCredentials where Cognito asks for more than a password, which no account of ours is set up for."""
    result = answer.get("AuthenticationResult")
    if result is None:
        raise InvalidCredentials
    return Grant(result["AccessToken"], result.get("RefreshToken"), int(result["ExpiresIn"]))
