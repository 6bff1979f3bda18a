"""How two accounts stand to each other. Pure data."""

from __future__ import annotations

from typing import Literal

import msgspec

Following = Literal["no", "requested", "yes"]


class Relation(msgspec.Struct, frozen=True, gc=False):
    """The viewer's side of it: whether it follows the other, is followed, blocks, mutes."""

    following: Following = "no"
    followed_by: bool = False
    blocking: bool = False
    muting: bool = False
