"""Loaded by schemathesis: half of the cases ask for things that exist, or nothing but 404 would be seen.

FUZZ_KNOWN is a JSON object: name of a path parameter → values that exist. `python -m tests.security.fuzz` sets it.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import Any

import schemathesis

_KNOWN: dict[str, list[str]] = json.loads(os.environ.get("FUZZ_KNOWN", "{}"))


@schemathesis.hook
def map_path_parameters(_context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Which half, the generated value itself decides, so that a failing case can be repeated."""
    if not path_parameters:
        return path_parameters
    return {name: _known(name, value) for name, value in path_parameters.items()}


def _known(name: str, value: Any) -> Any:
    drawn = zlib.crc32(repr(value).encode())
    known = _KNOWN.get(name)
    return known[drawn // 2 % len(known)] if known and drawn % 2 else value
