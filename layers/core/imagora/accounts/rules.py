"""What handles, names, emails and passwords may be. Pure; every refusal names its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from imagora.kernel.errors import FieldError, InvalidInput
from imagora.kernel.text import clean, fits, fold

NAME_GRAPHEMES, NAME_BYTES = 50, 250
BIO_GRAPHEMES, BIO_BYTES = 300, 1_200
PASSWORD_MIN, PASSWORD_MAX = 8, 256
"""As the user pool's policy has it (template.yaml); Cognito itself ends at 256 characters."""

EMAIL_MAX = 254
"""Octets of a mailbox in a path: RFC 5321, 4.5.3.1.3, less the angle brackets."""

LOCAL_PART_MAX = 64

RESERVED = frozenset({
    "about", "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "app", "auth",
    "blog", "bookmarks", "bot", "contact", "deleted", "everyone", "explore", "feed", "feeds", "generations",
    "help", "home", "imagora", "info", "invite", "invites", "legal", "login", "logout", "mail", "media",
    "mention", "moderation", "moderator", "moderators", "news", "nobody", "notifications", "null", "official",
    "owner", "password", "postmaster", "posts", "press", "privacy", "provenance", "register", "reports",
    "root", "rules", "safety", "search", "security", "session", "sessions", "settings", "signin", "signup",
    "staff", "status", "suggestions", "support", "system", "tags", "team", "terms", "transparency",
    "undefined", "unknown", "uploads", "user", "users", "webmaster", "www", "you",
})  # fmt: skip
"""Handles that would pass for the instance itself, or for a page of it."""

_HANDLE = re.compile(r"[a-z0-9_]{3,30}")
# The HTML standard's "valid e-mail address", with a dot in the domain demanded.
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@"
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)


def fold_handle(handle: str) -> str:
    """The one form in which a handle is stored and found."""
    return fold(handle[:100])


def is_handle(folded: str) -> bool:
    """Whether this can be a handle at all."""
    return _HANDLE.fullmatch(folded) is not None


def fold_email(email: str) -> str:
    """The form under which an email is claimed: as mail providers treat it, without regard to case."""
    return email.strip().lower()


def check_handle(folded: str) -> list[FieldError]:
    if not is_handle(folded):
        return [FieldError("handle", "invalid", "A handle has 3 to 30 of the characters a-z, 0-9 and _.")]
    if folded in RESERVED:
        return [FieldError("handle", "reserved", "This handle is reserved. Choose another one.")]
    return []


def check_email(email: str) -> list[FieldError]:
    local, _, _ = email.rpartition("@")
    if len(email) > EMAIL_MAX or len(local) > LOCAL_PART_MAX:
        return [FieldError("email", "too_long", f"An email address has at most {EMAIL_MAX} characters.")]
    if not _EMAIL.fullmatch(email):
        return [FieldError("email", "invalid", "This is not an email address.")]
    return []


def check_password(password: str, field: str = "password") -> list[FieldError]:
    """Length, and nothing about composition (NIST SP 800-63B, 3.1.1.2); Cognito takes no space at the ends."""
    if len(password) < PASSWORD_MIN:
        return [FieldError(field, "too_short", f"A password has at least {PASSWORD_MIN} characters.")]
    if len(password) > PASSWORD_MAX:
        return [FieldError(field, "too_long", f"A password has at most {PASSWORD_MAX} characters.")]
    if password != password.strip():
        return [FieldError(field, "invalid", "A password neither starts nor ends with a space.")]
    return []


def check_name(cleaned: str) -> list[FieldError]:
    if not cleaned:
        return [FieldError("name", "too_short", "A name has at least one visible character.")]
    if not fits(cleaned, NAME_GRAPHEMES, NAME_BYTES):
        return [FieldError("name", "too_long", f"A name has at most {NAME_GRAPHEMES} characters.")]
    return []


def check_bio(cleaned: str) -> list[FieldError]:
    if not fits(cleaned, BIO_GRAPHEMES, BIO_BYTES):
        return [FieldError("bio", "too_long", f"A bio has at most {BIO_GRAPHEMES} characters.")]
    return []


def clean_edit(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with clean texts.

    Raises InvalidInput with every field that was refused.
    """
    cleaned = dict(changes)
    errors: list[FieldError] = []
    if "name" in cleaned:
        cleaned["name"] = clean(cleaned["name"], multiline=False)
        errors += check_name(cleaned["name"])
    if "bio" in cleaned:
        cleaned["bio"] = clean(cleaned["bio"], multiline=True)
        errors += check_bio(cleaned["bio"])
    if errors:
        raise InvalidInput(*errors)
    return cleaned


def is_code(code: str) -> bool:
    """Whether this can be a mailed code; Cognito takes up to 2,048 characters without white space, and sends six."""
    return 0 < len(code) <= 64 and code.isascii() and code.isprintable() and " " not in code
