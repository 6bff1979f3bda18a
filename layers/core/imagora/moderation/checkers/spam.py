"""Spam across accounts and over time: pure rules over facts that somebody else has counted.

What a single text shows by itself (floods of links, mentions, tags) the word rules know. Here is what only the
network sees: the same text from many accounts, and new accounts that are in a hurry. Nobody is refused for being new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from imagora import __version__
from imagora.moderation.checkers.port import Finding

NEW: Final = timedelta(days=1)
YOUNG: Final = timedelta(days=7)

_HOLD: Final = 0.6
_REJECT: Final = 0.95


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted before this post, without it.

    `copies`: other accounts that posted a copy (equal fingerprint or resemblance ≥ 0.7) within 24 h, and
    `new_copies` how many of them are younger than a week. `own_copies`: the account's own copies in 24 h.
    `posts`, `linked`, `strangers`: its posts, its posts with links, and the distinct people it mentioned or answered
    who don't follow it, each within the last hour.
    """

    age: timedelta
    copies: int = 0
    new_copies: int = 0
    own_copies: int = 0
    posts: int = 0
    linked: int = 0
    strangers: int = 0
    has_link: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many on a moderator looks (`hold`), and from how many on it is refused (`reject`)."""

    hold: int
    reject: int

    def score(self, count: int) -> float:
        """0 below the limits; where each begins, the score that `thresholds` takes for it."""
        return _REJECT if count >= self.reject else _HOLD if count >= self.hold else 0.0


COPIES: Final = Limits(hold=5, reject=20)
COPIES_LINKED: Final = Limits(hold=3, reject=10)
"""A copied text with a link is an advertisement sooner than a copied joke is."""

NEW_COPIES: Final = Limits(hold=2, reject=5)
OWN_COPIES: Final = Limits(hold=4, reject=12)
POSTS_NEW: Final = Limits(hold=15, reject=40)
POSTS_YOUNG: Final = Limits(hold=40, reject=120)
POSTS: Final = Limits(hold=120, reject=400)
LINKED_NEW: Final = Limits(hold=4, reject=12)
LINKED_YOUNG: Final = Limits(hold=12, reject=40)
STRANGERS_NEW: Final = Limits(hold=10, reject=30)
STRANGERS_YOUNG: Final = Limits(hold=30, reject=90)


def judge(facts: Facts) -> Finding:
    """Score what was counted under `spam`. Certain: numbers need no second judge."""
    signs = {name: score for name, score in _signs(facts).items() if score}
    worst = max(signs.values(), default=0.0)
    return Finding("builtin", "spam rules", __version__, {"spam": worst} if worst else {}, evidence=signs, certain=True)


def _signs(facts: Facts) -> dict[str, float]:
    return {
        "copies": (COPIES_LINKED if facts.has_link else COPIES).score(facts.copies),
        "new_copies": NEW_COPIES.score(facts.new_copies) if facts.age < YOUNG else 0.0,
        "own_copies": OWN_COPIES.score(facts.own_copies),
        "posts": _by_age(facts.age, POSTS_NEW, POSTS_YOUNG, POSTS).score(facts.posts),
        "linked": _by_age(facts.age, LINKED_NEW, LINKED_YOUNG, POSTS).score(facts.linked),
        "strangers": _by_age(facts.age, STRANGERS_NEW, STRANGERS_YOUNG, POSTS).score(facts.strangers),
    }


def _by_age(age: timedelta, new: Limits, young: Limits, grown: Limits) -> Limits:
    return new if age < NEW else young if age < YOUNG else grown
