"""What accounts refuse."""

from __future__ import annotations

from imagora.kernel.errors import DomainError


class AccountNotFound(DomainError):
    """There is no such account."""

    code = "account_not_found"


class HandleTaken(DomainError):
    """Somebody has this handle already. Choose another one."""

    code = "handle_taken"


class EmailTaken(DomainError):
    """There is an account with this email already. Sign in, or reset its password."""

    code = "email_taken"


class SignupClosed(DomainError):
    """This instance takes no new accounts."""

    code = "signup_closed"


class InvalidCredentials(DomainError):
    """Email or password is wrong."""

    code = "invalid_credentials"


class AccountUnconfirmed(DomainError):
    """This account's email is not confirmed yet: enter the code that was sent to it, or have it sent again."""

    code = "account_unconfirmed"


class InvalidCode(DomainError):
    """This code is wrong or too old. Ask for a new one."""

    code = "invalid_code"
