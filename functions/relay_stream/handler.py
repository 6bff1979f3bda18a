"""Table stream → queues: send what each change calls for. Retry-safe; reports the first record that failed."""

from __future__ import annotations

from typing import Any

from imagora import wiring


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return wiring.relay().carry(event["Records"])
