"""Chalice's settings, filled in from the stack: `${Name}` is an output or a parameter of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
FILLED = (".chalice/config.json", ".chalice/policy.json")


class Unfilled(Exception):
    """The settings name something that the stack has neither as an output nor as a parameter."""


def fill_in(project: Path, values: Mapping[str, str]) -> None:
    """Fill in the settings of a copy of the API's project, in place. Raises Unfilled, and writes nothing then."""
    texts = {name: filled(name, (project / name).read_text(encoding="utf-8"), values) for name in FILLED}
    for name, text in texts.items():
        (project / name).write_text(text, encoding="utf-8")


def filled(name: str, text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder's value. Values are names, ARNs and numbers, so that JSON needs no escaping."""
    missing = sorted(set(_PLACEHOLDER.findall(text)) - set(values))
    if missing:
        raise Unfilled(f"{name} names {', '.join(missing)}, which the stack doesn't have")
    odd = sorted(key for key in set(_PLACEHOLDER.findall(text)) if re.search(r'["\\\n]', values[key]))
    if odd:
        raise Unfilled(f"the value of {', '.join(odd)} doesn't fit into JSON")
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
