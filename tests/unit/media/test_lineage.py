"""The lineage that a picture hands on: bounded, its parent first, its root last."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from imagora.kernel.ids import AccountId, MediaId
from imagora.media.ancestry import DEEPEST, MAX_TAKEN, Ancestry
from imagora.media.models import MAX_LINEAGE, Edit, Media, descent, narrower
from imagora.provenance.models import Ancestor, Credential
from imagora.provenance.origins import Origin

MADE = Media(MediaId("M"), AccountId("A"), "ready", "generated", "key", datetime(2026, 1, 1, tzinfo=UTC))


def chain(length: int) -> list[Media]:
    """So many pictures, each made from the one before."""
    found = [msgspec.structs.replace(MADE, id=MediaId("0"))]
    for number in range(1, length):
        found.append(msgspec.structs.replace(MADE, id=MediaId(str(number)), lineage=descent(found[-1])))
    return found


def test_a_lineage_names_the_nearest_and_the_root_however_long_it_gets() -> None:
    pictures = chain(40)
    assert [one.remix_of for one in pictures[:3]] == [None, "0", "1"]
    assert pictures[3].lineage == ("2", "1", "0")
    last = pictures[-1].lineage
    assert (len(last), last[0], last[-2], last[-1]) == (MAX_LINEAGE, "38", "24", "0")


@pytest.mark.parametrize(
    ("one", "other", "narrow"),
    [("everyone", "followers", "followers"), ("nobody", "everyone", "nobody"), ("everyone", "everyone", "everyone")],
)
def test_a_remix_is_never_more_open_than_its_original(one: Any, other: Any, narrow: str) -> None:
    assert narrower(one, other) == narrower(other, one) == narrow


def test_an_edit_changes_what_it_names_and_nothing_else() -> None:
    shared = Edit(share_prompt=True).applied(msgspec.structs.replace(MADE, prompt="a lake", alt="blue"))
    assert (shared.shared_prompt, shared.alt, shared.remix_policy) == ("a lake", "blue", MADE.remix_policy)
    assert Edit(alt="", remix_policy="everyone").applied(shared).alt == ""
    assert Edit(share_prompt=False).applied(shared).shared_prompt is None


class _World:
    """A table, a bucket and origins that hold one original, whose manifest goes back so many steps."""

    def __init__(self, original: Media | None, *, depth: int = 0, size: int = 10) -> None:
        ancestors = tuple(Ancestor("x", "parentOf", step) for step in range(1, depth + 1))
        self._origin = Origin(Credential(valid=True, trusted=True, ancestors=ancestors), "trainedAlgorithmicMedia")
        self._original, self._size = original, size

    def get(self, media_id: MediaId) -> Any:
        return self._original

    def read(self, key: str, **_: Any) -> bytes:
        return b"x" * self._size

    def parent(self) -> Any:
        origins: Any = type("Origins", (), {"get": lambda _, media_id: self._origin})()
        store: Any = self
        return Ancestry(store, store, origins).of(msgspec.structs.replace(MADE, lineage=(MediaId("0"),)))


@pytest.mark.parametrize(
    ("world", "taken"),
    [
        (_World(MADE), True),
        (_World(MADE, depth=DEEPEST - 1), True),
        (_World(MADE, depth=DEEPEST), False),
        (_World(MADE, size=MAX_TAKEN + 1), False),
        (_World(msgspec.structs.replace(MADE, status="removed")), False),
        (_World(None), False),
    ],
    ids=["shown", "deep", "too deep", "too large", "removed", "erased"],
)
def test_an_original_is_taken_along_or_only_named(world: _World, taken: bool) -> None:
    original = world.parent()
    assert (original.parent.title, original.parent.data is not None) == ("0", taken)
    assert original.source_type == "trainedAlgorithmicMedia"
