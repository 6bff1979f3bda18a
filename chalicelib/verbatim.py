"""An answer's body, put into Lambda's answer in half the instructions.

A function's answer is JSON that holds the body as text, so all of it is written once more, each quote escaped. Lambda's
runtime client does that with simplejson, 33 instructions a character: 1.7 of the 9 million of a page of 50. msgspec
does the same in a sixth of it, and simplejson takes what is JSON already as a `RawJSON`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

_CLIENT = "awslambdaric.lambda_runtime_marshaller"


def text(body: str) -> Any:
    """The body in the form that costs the runtime client the least: as it is, where that isn't the client we know."""
    verbatim = _verbatim()
    return verbatim(msgspec.json.encode(body).decode()) if verbatim else body


@cache
def _verbatim() -> Callable[[str], Any] | None:
    """The client's mark for text that is JSON already, if it writes such text as it is."""
    client = sys.modules.get(_CLIENT)
    mark: Callable[[str], Any] | None = getattr(getattr(client, "json", None), "RawJSON", None)
    if client is None or mark is None:
        return None
    try:
        written = client.to_json({"body": mark('"{}"')})
    except TypeError:  # it encodes with something else
        return None
    return mark if written.replace(" ", "") == '{"body":"{}"}' else None
