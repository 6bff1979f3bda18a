"""What the follow graph refuses."""

from __future__ import annotations

from imagora.kernel.errors import DomainError


class RequestNotFound(DomainError):
    """This account has not asked to follow you."""

    code = "request_not_found"
