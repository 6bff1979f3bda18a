"""Where a webhook is posted to: the address as its owner wrote it, read strictly and judged before it is kept.

Names are resolved when something is delivered, not here: what a name means today says nothing of tomorrow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from imagora.kernel.errors import InvalidInput
from imagora.webhooks.addresses import is_address, is_public

LONGEST = 2_048
PORTS = frozenset({443, 8443})
"""Where HTTPS is served; other ports are other services'."""

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$)(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?", re.ASCII)
"""A name with a dot that doesn't end in a number (which would be an IPv4 address in one of its odd spellings)."""
_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion", ".test", ".invalid")
"""Names that mean something only inside of a network (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`)."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`host` is a name in small letters or an IP address without brackets; `target` what a request line says."""

    secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the `Host` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def read(url: str, *, anywhere: bool = False) -> Endpoint:
    """The endpoint that this URL means.

    `anywhere`: plain http, any port and any host are good too, for a stack on a laptop.
    Raises InvalidInput (field `url`): `too_long`, `invalid`, `not_https`, `credentials`, `port`, `address_refused`.
    """
    if len(url) > LONGEST:
        raise _refused("too_long", f"A webhook's address has at most {LONGEST} characters.")
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in ' "<>\\^`{|}'):
        raise _refused("invalid", "Write the address in ASCII, other characters percent-encoded or in punycode.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError as error:
        raise _refused("invalid", "This is no address of the form https://name/path.") from error
    _expect_scheme(parts.scheme, anywhere=anywhere)
    if "@" in parts.netloc:
        raise _refused("credentials", "An address may hold no user name or password: deliveries are signed instead.")
    if parts.fragment or not host or ("[" in parts.netloc and ":" not in host):
        raise _refused("invalid", "This is no address of the form https://name/path.")
    secure = parts.scheme == "https"
    found = Endpoint(secure, host, port or (443 if secure else 80), _target(parts.path, parts.query))
    if not anywhere:
        _expect_public(found)
    return found


def _expect_scheme(scheme: str, *, anywhere: bool) -> None:
    if scheme != "https" and not (anywhere and scheme == "http"):
        raise _refused("not_https", "A webhook is posted to https addresses only.")


def _target(path: str, query: str) -> str:
    return (path or "/") + (f"?{query}" if query else "")


def _expect_public(found: Endpoint) -> None:
    if found.port not in PORTS:
        raise _refused("port", f"A webhook is posted to port {' or '.join(map(str, sorted(PORTS)))}.")
    if is_address(found.host):
        allowed = is_public(found.host)
    else:
        allowed = _NAME.fullmatch(found.host) is not None and not found.host.endswith(_INSIDE)
    if not allowed:
        raise _refused("address_refused", "A webhook is posted to hosts of the public internet only.")


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput.of("url", code, message)
