"""Cursors: where a list goes on, signed, and bound to the list and the reader they were made for.

A cursor is base64url of `<HMAC, 12 bytes><position as UTF-8>`. Two keys verify, the first signs, so keys can be rotated
while readers page. The MAC covers list, reader and position; a cursor from elsewhere fails as a forged one does.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256

import msgspec

from imagora.kernel.errors import InvalidCursor
from imagora.kernel.keys import KeyRing

_MAC_BYTES = 12
_LONGEST = 3_000
"""A home feed's cursor remembers up to 200 reposts, eight characters each."""


class Cursors(msgspec.Struct, frozen=True):
    keys: KeyRing

    def mint(self, *, listing: str, reader: str, position: str) -> str:
        """A cursor that continues `listing` (such as `home` or `posts:<id>`) after `position` for this reader."""
        mac = _mac(self.keys.current().cursor[0], listing, reader, position)
        return _text(mac + position.encode())

    def read(self, cursor: str, *, listing: str, reader: str) -> str:
        """The position in a cursor.

        Raises InvalidCursor when it was changed, or was made for another list or reader.
        """
        mac, position = _split(cursor)
        for key in self.keys.current().cursor:
            if hmac.compare_digest(mac, _mac(key, listing, reader, position)):
                return position
        raise InvalidCursor


def _split(cursor: str) -> tuple[bytes, str]:
    if len(cursor) > _LONGEST:
        raise InvalidCursor
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = raw[_MAC_BYTES:].decode()
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor from error
    if _text(raw) != cursor:  # base64 has spare bits and two alphabets: what reads alike isn't what was minted
        raise InvalidCursor
    return raw[:_MAC_BYTES], position


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _mac(key: str, listing: str, reader: str, position: str) -> bytes:
    message = "\0".join((listing, reader, position)).encode()
    return hmac.new(key.encode(), message, sha256).digest()[:_MAC_BYTES]
