"""The social graph that both sides get: who follows whom, who posted what when. Seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass

SEED = 20261122
PEOPLE = 1_000
POSTS = 10_000
READERS = 20
"""Whose homes are read: the first ones."""


@dataclass(frozen=True)
class Society:
    """`follows[person]` are those whom a person follows; `posts` are authors, oldest first."""

    follows: list[list[int]]
    posts: list[int]
    text: str = "A thought of an ordinary length about light, weather and the harbour of my home town, with #art"


def society(follows: int) -> Society:
    dice = random.Random(SEED)
    everybody = range(PEOPLE)
    chosen = [dice.sample([other for other in everybody if other != person], follows) for person in everybody]
    return Society(chosen, [dice.randrange(PEOPLE) for _ in range(POSTS)])
