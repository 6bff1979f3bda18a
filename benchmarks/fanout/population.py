"""People and their followers: a power law up to 10 million, and what a reader's own follows look like in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MEAN_FOLLOWS = 100.0
EXPONENTS = (2.1, 2.276, 2.5)
"""Of the density of followers. 2.276 is what Kwak et al. (2010) found on Twitter; the others bracket it."""


_BINS = 4_000


@dataclass(frozen=True)
class Population:
    """How many accounts (expected, so not whole numbers) have how many followers, in bins of equal ratio, ascending."""

    size: int
    exponent: float
    followers: NDArray[np.float64]
    accounts: NDArray[np.float64]

    @property
    def largest(self) -> int:
        return int(self.followers[-1])

    def largest_within(self, limit: float) -> int:
        """The most followers that an account up to this limit has; 0 where there is none."""
        return int(self.followers[self.followers <= limit].max(initial=0))

    @property
    def follows(self) -> float:
        return float((self.followers * self.accounts).sum())

    def share_of_follows_above(self, limit: float) -> float:
        """Of all follows in the network, the share whose followee has more followers than this."""
        above = self.followers > limit
        return float((self.followers * self.accounts)[above].sum() / self.follows)

    def accounts_above(self, limit: float) -> int:
        return round(float(self.accounts[self.followers > limit].sum()))

    def draw(self, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Followers of so many accounts drawn at random."""
        chosen = rng.choice(self.followers, count, p=self.accounts / self.accounts.sum())
        return np.asarray(np.rint(chosen).astype(np.int64))


def populate(size: int, exponent: float) -> Population:
    """`size` accounts whose followers have this exponent, a mean of 100, and at most everybody else or 10 million."""
    most = float(min(size - 1, 10_000_000))
    low, high = 0.01, MEAN_FOLLOWS
    while high / low > 1.001:  # where the least has to lie for the mean to come out
        least = (low * high) ** 0.5
        made = _bins(size, exponent, least, most)
        low, high = (least, high) if made.follows / size < MEAN_FOLLOWS else (low, least)
    return made


def _bins(size: int, exponent: float, least: float, most: float) -> Population:
    edges = np.geomspace(least, most, _BINS + 1)
    beyond = edges ** (1 - exponent)
    share = (beyond[:-1] - beyond[1:]) / (beyond[0] - beyond[-1])
    centres = np.sqrt(edges[:-1] * edges[1:])
    return Population(size, exponent, np.append(centres, most), np.append(share * (size - 1), 1.0))


def pulled_of_readers(share: float, rng: np.random.Generator, readers: int = 100_000) -> NDArray[np.int64]:
    """How many of their follows each of these readers pulls, where this share of all follows is pulled.

    A reader's number of follows is log-normal (mean 100, σ 1): half follow fewer than 61, one in a hundred over 620.
    """
    follows = rng.lognormal(np.log(MEAN_FOLLOWS) - 0.5, 1.0, readers).astype(np.int64) + 1
    return rng.binomial(follows, share)
