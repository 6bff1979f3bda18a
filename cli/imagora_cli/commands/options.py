"""What an instance offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.text import Text

from imagora_cli.command import Imagora, command
from imagora_cli.hygiene import neutral_line


@command("options")
def options(imagora: Imagora) -> None:
    """List who draws here, with which sizes and styles, and for how many credits a picture."""
    offered = imagora.api.get("/v1/generations/options")
    lines = [_provider(one, default=one["name"] == offered["default"]) for one in offered["providers"]]
    imagora.screen.answer(offered, Group(*lines))


def _provider(one: Mapping[str, Any], *, default: bool) -> Text:
    line = Text(neutral_line(f"{one['name']} {one['model']}"), style="bold")
    abilities = [name for name in ("edits", "seeds", "transparency") if one.get(name)]
    facts = [
        "asked unless you name another" if default else "",
        f"{one['credits']} a picture, up to {one['count']}",
        f"sizes {', '.join(map(str, one['sizes']))}",
        f"styles {', '.join(map(str, one['styles']))}" if one["styles"] else "",
        f"can do {', '.join(abilities)}" if abilities else "",
    ]
    line.append("".join(f"\n  {neutral_line(fact)}" for fact in facts if fact), style="not bold")
    return line
