"""What can go wrong in the words of the domain. `chalicelib` maps each code to an HTTP status in one table."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class DomainError(Exception):
    """A rule of the domain said no. `code` is stable and public; the message is for a person to read."""

    code: ClassVar[str] = "internal"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail or (type(self).__doc__ or "").strip().split("\n")[0]

    def members(self) -> dict[str, object]:
        """Further public members of the problem document, such as the rule that was broken."""
        return {}

    def retry_after(self) -> int | None:
        """Seconds after which the same request may succeed; None where waiting doesn't help or isn't known."""
        return None


class FieldError(msgspec.Struct, frozen=True):
    """One field that was refused: its name (dotted path), a stable code, and what to do about it."""

    field: str
    code: str
    message: str


class InvalidInput(DomainError):
    """Something in the request is not as it must be."""

    code = "invalid_input"

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{e.field}: {e.message}" for e in errors))
        self.errors = errors

    @classmethod
    def of(cls, field: str, code: str, message: str) -> InvalidInput:
        return cls(FieldError(field, code, message))

    def members(self) -> dict[str, object]:
        return {"errors": self.errors}


class InvalidCursor(DomainError):
    """This cursor was changed, or belongs to another list or reader. Start again without it."""

    code = "invalid_cursor"


class Forbidden(DomainError):
    """You may not do this."""

    code = "forbidden"


class AccountSuspended(DomainError):
    """This account is suspended and can't write."""

    code = "account_suspended"


class AccountMuted(DomainError):
    """This account is muted for a while: it can read, appeal and export, but not post."""

    code = "account_muted"

    def __init__(self, until: str) -> None:
        super().__init__(f"This account is muted until {until}: it can read, appeal and export, but not post.")


class Unavailable(DomainError):
    """A part that this needs is busy or down. Try again shortly; nothing was changed."""

    code = "unavailable"

    def retry_after(self) -> int | None:
        return 2


class Unauthenticated(DomainError):
    """This needs a valid access token: sign in and send it as `Authorization: Bearer …`."""

    code = "unauthenticated"


class RateLimited(DomainError):
    """Too many requests. Wait, then go on."""

    code = "rate_limited"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests: go on in {seconds} s.")
        self.seconds = seconds

    def retry_after(self) -> int | None:
        return self.seconds
