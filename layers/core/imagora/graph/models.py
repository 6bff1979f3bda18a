"""How two accounts stand to each other. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Following = Literal["no", "requested", "yes"]


@dataclass(frozen=True, slots=True)
class Relation:
    """The viewer's side of it: whether it follows the other, is followed, blocks, mutes."""

    following: Following = "no"
    followed_by: bool = False
    blocking: bool = False
    muting: bool = False


STRANGERS = Relation()
