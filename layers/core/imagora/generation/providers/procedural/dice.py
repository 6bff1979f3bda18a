"""Chance that is the same in every process: NumPy's PCG64, seeded from a SHA-256 of what was asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

VERSION = "1"
"""Part of every seed: raised whenever the same request would give another picture."""


@dataclass(frozen=True, slots=True)
class Dice:
    """A key, and one independent stream of chance for each purpose.

    A stream depends on the key and the purpose only, so one part of a picture can draw more numbers without changing
    another part.
    """

    key: bytes

    @classmethod
    def of(cls, prompt: str, seed: int) -> Dice:
        """The dice of a normalised prompt and a seed."""
        return cls(hashlib.sha256(f"{VERSION}\x1f{prompt}\x1f{seed}".encode()).digest())

    def stream(self, purpose: str) -> np.random.Generator:
        """A fresh generator: the same purpose always starts the same sequence."""
        digest = hashlib.sha256(self.key + purpose.encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
