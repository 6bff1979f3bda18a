"""Once a day → counters are counted again, and set right where they drifted. Retry-safe."""

from __future__ import annotations

from imagora import wiring


def handle(_event: object, _context: object) -> dict[str, int]:
    return wiring.reconcile().run()
