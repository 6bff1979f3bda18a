"""What names a thing: an id, or the address of its page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import click

_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_HANDLE = re.compile(r"[a-z0-9_]{3,30}")


def is_id(text: str) -> bool:
    return _ULID.fullmatch(text) is not None


class _Id(click.ParamType[str]):
    """An id (a ULID), or an address that ends in one."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        last = urlsplit(value).path.rstrip("/").rpartition("/")[2].upper()
        if not is_id(last):
            self.fail(f"{value!r} is no id, which has 26 letters and digits.", param, ctx)
        return last


class _Handle(click.ParamType[str]):
    """A handle, with or without @."""

    name = "handle"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        handle = value.removeprefix("@").lower()
        if not _HANDLE.fullmatch(handle):
            self.fail(f"{value!r} is no handle, which has 3 to 30 of a-z, 0-9 and _.", param, ctx)
        return handle


ID = _Id()
HANDLE = _Handle()
