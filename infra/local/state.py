"""The one lock over everything that moto keeps in this process.

moto's backends are plain dictionaries without locks. Two requests at once could both pass the same
condition check. Every request therefore runs under `LOCK`, which is also what makes a snapshot consistent.
"""

from __future__ import annotations

import threading

ACCOUNT = "123456789012"
"""moto's default account id: the account of every local ARN."""

REGION = "us-east-1"

LOCK = threading.RLock()

CHANGED = threading.Condition(LOCK)
"""Notified, with `LOCK` held, after each request that may have changed something."""
