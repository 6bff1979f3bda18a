"""What the follow graph refuses."""

from __future__ import annotations

from imagora.kernel.errors import DomainError


class RequestNotFound(DomainError):
    """This account has not asked to follow you."""

    code = "request_not_found"


class Blocking(DomainError):
    """You block this account. Unblock it first."""

    code = "blocking"


class TooMany(DomainError):
    """You block and mute as many accounts as you may. Unblock or unmute one first."""

    code = "too_many"
