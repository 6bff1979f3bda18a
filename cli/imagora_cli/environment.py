"""What the command takes from the environment; nothing else of it reads there but what libraries and terminals agree on
(`NO_COLOR`, `TERM`, proxies, the keyring's own settings).
"""

from __future__ import annotations

import os
from collections.abc import Mapping

VARIABLES = {
    "IMAGORA_SERVER": "the server, instead of the profile's",
    "IMAGORA_PROFILE": "the profile, instead of the current one",
    "IMAGORA_TOKEN": "an access token; wins over the session that is kept, and is neither kept nor renewed",
    "IMAGORA_CONFIG_DIR": "where profiles and sessions are kept, instead of the system's place for settings",
    "IMAGORA_PICTURES": "how to draw pictures, whatever the terminal seems to be: kitty, iterm2, sixel, blocks or none",
    "IMAGORA_ALLOW_HTTP": "1 allows servers without encryption, in a network that you trust",
    "IMAGORA_SMOKE_EMAIL": "the account that `imagora smoke` uses",
    "IMAGORA_SMOKE_PASSWORD": "its password",
}


def told(name: str) -> str | None:
    """What the environment says; None for nothing, and for the empty word."""
    assert name in VARIABLES  # noqa: S101 - documented, or not read
    return os.environ.get(name) or None


def terminal() -> Mapping[str, str]:
    """What the terminal says of itself, in variables of many names."""
    return os.environ
