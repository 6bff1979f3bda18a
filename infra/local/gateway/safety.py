"""What browsers are told with every answer, as CloudFront's response headers policies in infra/edge.yaml tell it.

A test holds both to the same words, but for Strict-Transport-Security: the laptop speaks plain HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence

TRUSTED_TYPES = "imagora"
"""The one Trusted Types policy that the page may make; what goes through it is in web/src/trusted.ts."""

API = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
"""Answers of /v1. Any origin may call with a token of its own, so any may read what it asked for."""

MEDIA = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Access-Control-Allow-Origin", "*"),
)
"""Public pictures: shown anywhere, never a page with rights of its own."""


def page_policy(bucket: Sequence[str] = ()) -> str:
    """The page's Content-Security-Policy: nothing but our own files, nothing inline, no text that becomes code.

    bucket: origins that uploads go to, and that show held pictures to moderators for a minute.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            " ".join(["img-src", "'self'", "blob:", *bucket]),
            " ".join(["connect-src", "'self'", *bucket]),
            "manifest-src 'self'",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            f"trusted-types {TRUSTED_TYPES}",
        ]
    )


def page(bucket: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """The page's files, and the pages of shared links."""
    return (
        ("Content-Security-Policy", page_policy(bucket)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"),
    )
