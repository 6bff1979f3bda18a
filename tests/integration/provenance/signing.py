"""An instance that signs: as a laptop does, with an authority of its own."""

from __future__ import annotations

import dataclasses

import pytest

from imagora import wiring
from imagora.media.marking import Marking


def marking(monkeypatch: pytest.MonkeyPatch, chosen: Marking) -> None:
    """Have pictures marked and signed by this."""
    processor = dataclasses.replace(wiring.processor(), marking=chosen)
    monkeypatch.setattr(wiring, "processor", lambda: processor)
