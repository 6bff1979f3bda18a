"""The edge's caches: told to forget pictures that were withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Edge:
    """A CloudFront distribution; without an id there is no edge, and nothing to forget.

    `connect` makes the client when it is first needed.
    """

    connect: Callable[[], Any]
    distribution_id: str

    def forget(self, keys: Sequence[str]) -> None:
        """Invalidate the pictures with these public keys (one path each). Caches drop them by themselves in 5 minutes.

        Retry-safe: the same keys are one invalidation, by its caller reference.
        """
        if not self.distribution_id or not keys:
            return
        paths = sorted(f"/media/{key}/*" for key in keys)
        self.connect().create_invalidation(
            DistributionId=self.distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": sha256("\n".join(paths).encode()).hexdigest(),
            },
        )
