"""User pools: ids and signing keys of their own, real codes, and the refusals that Cognito gives.

Stock moto signs every token with a key that is published in its package, takes any confirmation code, and lacks
RevokeToken and ResendConfirmationCode.
"""

from __future__ import annotations

import logging
import secrets
from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from joserfc import jwk
from moto.cognitoidp import models
from moto.cognitoidp.exceptions import (
    CodeMismatchException,
    InvalidParameterException,
    NotAuthorizedError,
    ResourceNotFoundError,
    UserNotConfirmedException,
    UserNotFoundError,
)
from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUserPool, CognitoIdpUserPoolClient, UserStatus
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult, EmptyResult

from infra.local import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.cognitoidp.models import CognitoIdpUser

    from infra.local.moto_fast.patching import Patches

_log = logging.getLogger("imagora.local.mail")

KEY_ID = "dummy"
"""The key id that moto writes into every token; each pool has one key of its own under it."""


@dataclass(frozen=True)
class Mail:
    """What Cognito would have mailed: `purpose` is `confirm` or `reset`, `code` six digits."""

    email: str
    purpose: str
    code: str


outbox: deque[Mail] = deque(maxlen=200)
"""The latest mails, newest last. Nothing is sent from a laptop."""


@cache
def _new_signing_key() -> jwk.RSAKey:
    """One new key a process: pools that are made in it share it, and keep it in their snapshot."""
    return jwk.RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, private=True)


def public_keys(pool_id: str) -> dict[str, Any] | None:
    """The pool's JWKS document, or None where there is no such pool."""
    for _, _, backend in models.cognitoidp_backends.iter_backends():
        pool = backend.user_pools.get(pool_id)
        if pool is not None:
            key = pool.json_web_key.as_dict(private=False)
            return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}
    return None


def _pool_of(backend: CognitoIdpBackend, client_id: str) -> tuple[CognitoIdpUserPool, CognitoIdpUserPoolClient]:
    for pool in backend.user_pools.values():
        if client_id in pool.clients:
            return pool, pool.clients[client_id]
    raise ResourceNotFoundError(client_id)


def _mail_code(user: CognitoIdpUser, purpose: str) -> None:
    user.confirmation_code = f"{secrets.randbelow(1_000_000):06d}"
    mail = Mail(user.attribute_lookup.get("email", ""), purpose, user.confirmation_code)
    outbox.append(mail)
    _log.info("Mail to %s: the code to %s is %s", mail.email, mail.purpose, mail.code)


def _take_code(user: CognitoIdpUser, code: str | None) -> None:
    if not code or not user.confirmation_code or not secrets.compare_digest(user.confirmation_code, code):
        raise CodeMismatchException("Invalid verification code provided, please try again.")
    user.confirmation_code = None


def _patch_ids_and_keys(patches: Patches) -> None:
    stock_pool = CognitoIdpUserPool.__init__
    stock_client = CognitoIdpUserPoolClient.__init__

    def pool_init(self: CognitoIdpUserPool, account_id: str, region: str, name: str, config: dict[str, Any]) -> None:
        stock_pool(self, account_id, region, name, config)
        old_id, self.id = self.id, names.user_pool_id(name)
        self.arn = self.arn.replace(old_id, self.id)
        self.json_web_key = _new_signing_key()

    def client_init(
        self: CognitoIdpUserPoolClient,
        user_pool_id: str,
        generate_secret: bool,  # noqa: FBT001 - moto's signature
        extended_config: dict[str, Any] | None,
    ) -> None:
        stock_client(self, user_pool_id, generate_secret, extended_config)
        self.id = names.user_pool_client_id(user_pool_id, (extended_config or {}).get("ClientName", ""))

    patches.set(CognitoIdpUserPool, "__init__", pool_init)
    patches.set(CognitoIdpUserPoolClient, "__init__", client_init)


def _patch_sign_in(patches: Patches) -> None:
    stock_auth = CognitoIdpBackend.admin_initiate_auth

    def admin_initiate_auth(
        self: CognitoIdpBackend, user_pool_id: str, client_id: str, auth_flow: str, auth_parameters: dict[str, str]
    ) -> dict[str, Any]:
        pool = self.describe_user_pool(user_pool_id)
        client = pool.clients.get(client_id)
        user = pool.users.get(auth_parameters.get("USERNAME", ""))
        if user is not None and user.enabled and user.status == UserStatus.UNCONFIRMED:
            # Cognito says so before it looks at the password, right or wrong.
            raise UserNotConfirmedException("User is not confirmed.")
        try:
            return stock_auth(self, user_pool_id, client_id, auth_flow, auth_parameters)
        except UserNotFoundError:
            if client and client.extended_config.get("PreventUserExistenceErrors") == "ENABLED":
                raise NotAuthorizedError("Incorrect username or password.") from None
            raise
        except NotAuthorizedError as refused:
            if auth_parameters.get("PASSWORD") is not None and "disabled" not in refused.message:
                raise NotAuthorizedError("Incorrect username or password.") from None
            raise

    patches.set(CognitoIdpBackend, "admin_initiate_auth", admin_initiate_auth)


def _patch_refresh(patches: Patches) -> None:
    stock_refresh = CognitoIdpUserPool.create_tokens_from_refresh_token

    def create_tokens(self: CognitoIdpUserPool, refresh_token: str) -> tuple[str, str, int]:
        if refresh_token not in self.refresh_tokens:
            raise NotAuthorizedError("Invalid Refresh Token")
        found = self.refresh_tokens[refresh_token]
        if found is None:
            raise NotAuthorizedError("Refresh Token has been revoked")
        user = self.users.get(found[1])
        if user is None:
            raise NotAuthorizedError("Invalid Refresh Token")
        if not user.enabled:
            raise NotAuthorizedError("User is disabled.")
        return stock_refresh(self, refresh_token)

    patches.set(CognitoIdpUserPool, "create_tokens_from_refresh_token", create_tokens)


def _patch_codes(patches: Patches) -> None:
    stock_sign_up = CognitoIdpBackend.sign_up
    stock_forgot = CognitoIdpBackend.forgot_password
    stock_reset = CognitoIdpBackend.confirm_forgot_password

    def sign_up(self: CognitoIdpBackend, *args: Any, **kwargs: Any) -> tuple[CognitoIdpUser, Any]:
        user, details = stock_sign_up(self, *args, **kwargs)
        _mail_code(user, "confirm")
        return user, details

    def forgot_password(self: CognitoIdpBackend, client_id: str, username: str) -> tuple[str | None, dict[str, Any]]:
        _, details = stock_forgot(self, client_id, username)
        pool, _ = _pool_of(self, client_id)
        user = pool.users.get(username)
        if user is not None:
            _mail_code(user, "reset")
        return None, details

    def confirm_forgot_password(
        self: CognitoIdpBackend, client_id: str, username: str, password: str, confirmation_code: str
    ) -> None:
        pool, _ = _pool_of(self, client_id)
        user = pool.users.get(username)
        if user is None:
            raise CodeMismatchException("Invalid verification code provided, please try again.")
        self._validate_password(pool.id, password)
        _take_code(user, confirmation_code)
        stock_reset(self, client_id, username, password, "")
        user.status = UserStatus.CONFIRMED

    patches.set(CognitoIdpBackend, "sign_up", sign_up)
    patches.set(CognitoIdpBackend, "forgot_password", forgot_password)
    patches.set(CognitoIdpBackend, "confirm_forgot_password", confirm_forgot_password)


def _confirm_sign_up(self: CognitoIdpResponse) -> ActionResult:
    pool, _ = _pool_of(_backend(self), self._get_param("ClientId"))
    user = pool.users.get(self._get_param("Username"))
    if user is None:
        raise CodeMismatchException("Invalid verification code provided, please try again.")
    if user.status == UserStatus.CONFIRMED:
        raise NotAuthorizedError("User cannot be confirmed. Current status is CONFIRMED")
    _take_code(user, self._get_param("ConfirmationCode"))
    user.status = UserStatus.CONFIRMED
    return EmptyResult()


def _resend_confirmation_code(self: CognitoIdpResponse) -> ActionResult:
    pool, _ = _pool_of(_backend(self), self._get_param("ClientId"))
    user = pool.users.get(self._get_param("Username"))
    if user is not None and user.status == UserStatus.CONFIRMED:
        raise InvalidParameterException("User is already confirmed.")
    if user is not None:
        _mail_code(user, "confirm")
    return ActionResult(
        {"CodeDeliveryDetails": {"Destination": "***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}}
    )


def _revoke_token(self: CognitoIdpResponse) -> ActionResult:
    """Revoke a refresh token. Unknown tokens are no error: RFC 7009, section 2.2."""
    pool, _ = _pool_of(_backend(self), self._get_param("ClientId"))
    token = self._get_param("Token")
    if token in pool.refresh_tokens:
        pool.refresh_tokens[token] = None
    return EmptyResult()


def _backend(response: CognitoIdpResponse) -> CognitoIdpBackend:
    return models.cognitoidp_backends[response.current_account]["us-east-1"]


def patch(patches: Patches) -> None:
    _patch_ids_and_keys(patches)
    _patch_sign_in(patches)
    _patch_refresh(patches)
    _patch_codes(patches)
    actions: dict[str, Callable[[CognitoIdpResponse], ActionResult]] = {
        "confirm_sign_up": _confirm_sign_up,
        "resend_confirmation_code": _resend_confirmation_code,
        "revoke_token": _revoke_token,
    }
    for name, action in actions.items():
        patches.set(CognitoIdpResponse, name, action)
