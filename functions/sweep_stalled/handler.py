"""Every minute → look after what is due and not done. Retry-safe."""

from __future__ import annotations

from imagora import wiring


def handle(_event: object, _context: object) -> dict[str, int]:
    return {"swept": wiring.sweep().run()}
