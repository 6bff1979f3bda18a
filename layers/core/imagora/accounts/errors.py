"""What accounts refuse."""

from __future__ import annotations

from datetime import UTC, datetime

from imagora.kernel.clock import rfc3339
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


class InviteNotFound(DomainError):
    """You have no such invitation."""

    code = "invite_not_found"


class InvitesExhausted(DomainError):
    """You gave out as many invitations as you may for now."""

    code = "invites_exhausted"

    def __init__(self, *, codes: int, uses: int, left: int, renews_at: int) -> None:
        super().__init__(
            f"You may have {codes} codes at a time and invite {uses:,} people within 30 days, {left:,} more for now. "
            "A code that you delete makes room for another."
        )
        self.renews_at = datetime.fromtimestamp(renews_at, UTC)

    def members(self) -> dict[str, object]:
        return {"renews_at": rfc3339(self.renews_at)}
