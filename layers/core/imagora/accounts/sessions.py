"""Signing in and out, and passwords. The answers never tell whether an email has an account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from imagora.accounts import rules
from imagora.accounts.directory import NOBODY, Directory, Grant
from imagora.accounts.emails import Emails
from imagora.accounts.errors import AccountNotFound, AccountUnconfirmed, InvalidCode, InvalidCredentials
from imagora.accounts.service import Accounts
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId


@dataclass(frozen=True)
class Sessions:
    accounts: Accounts
    directory: Directory
    emails: Emails

    def sign_in(self, email: str, password: str) -> Grant:
        """Tokens for an email and its password. Suspended accounts may sign in, to see why; they can't write.

        Raises InvalidCredentials, after the same calls, for a wrong password and for an unknown email;
        AccountUnconfirmed whatever the password was: Cognito looks at that first.
        """
        account_id = self.emails.owner(email)
        grant = self.directory.sign_in(account_id or NOBODY, password)
        try:
            status = self.accounts.profile(account_id or NOBODY, consistent=True).status
        except AccountNotFound as error:
            raise InvalidCredentials from error
        if status == "unconfirmed":
            raise AccountUnconfirmed
        if status == "deleted":
            raise InvalidCredentials
        return grant

    def refresh(self, refresh_token: str) -> Grant:
        """New tokens. Cognito issues no new refresh token: the old one goes on and is given back.

        Raises Unauthenticated for a token that is unknown, revoked or expired.
        """
        grant = self.directory.refresh(refresh_token)
        return grant if grant.refresh_token else replace(grant, refresh_token=refresh_token)

    def sign_out(self, account_id: AccountId, refresh_token: str | None) -> None:
        """End the session of this refresh token; without it (an access token doesn't name its own) all sessions.

        Access tokens that are out stay good until they expire, an hour at most.
        """
        if refresh_token is None:
            self.directory.sign_out(account_id)
        else:
            self.directory.revoke(refresh_token)

    def change_password(self, account_id: AccountId, old: str, new: str) -> None:
        """Set a new password and sign out everywhere. A repeat fails on the old password, which isn't it any more.

        Raises InvalidInput on `new`, InvalidCredentials for a wrong `old`, Unauthenticated.
        """
        if errors := rules.check_password(new, "new"):
            raise InvalidInput(*errors)
        self.accounts.own(account_id)
        self.directory.sign_in(account_id, old)
        self.directory.set_password(account_id, new, field="new")
        self.directory.sign_out(account_id)

    def forget_password(self, email: str) -> None:
        """Mail a code, if the email has an account; nobody is told."""
        self.directory.send_reset_code(self.emails.owner(email) or NOBODY)

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Set a new password by a mailed code, and sign out everywhere.

        Raises InvalidInput on `password`, InvalidCode for a wrong code and for an unknown email.
        """
        if errors := rules.check_password(password):
            raise InvalidInput(*errors)
        if not rules.is_code(code):
            raise InvalidCode
        account_id = self.emails.owner(email) or NOBODY
        self.directory.reset_password(account_id, code, password)
        self.directory.sign_out(account_id)
