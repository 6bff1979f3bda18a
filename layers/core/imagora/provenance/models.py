"""What is known of where a picture comes from. Plain values; nothing here reads a file or a table."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from imagora.kernel.ids import MediaId

SOURCE_TYPES: Final = (
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicMedia",
)
"""IPTC's terms that say that a machine made the picture, or a part of it; the furthest-reaching one first."""

VOCABULARY: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Where IPTC defines them."""

Declared = Literal["none", "assisted", "generated"]

_MEANING: Final[dict[str, Declared]] = {
    "trainedAlgorithmicMedia": "generated",
    "algorithmicMedia": "generated",
    "compositeWithTrainedAlgorithmicMedia": "assisted",
}
_RANK: Final = (None, "none", "assisted", "generated")


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was done to a picture, in C2PA's words (`c2pa.created`, `c2pa.edited`, …)."""

    name: str
    source_type: str | None = None
    agent: str | None = None


class Ancestor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture that this one was made from, `depth` steps up; a parent is 1 step up.

    `valid`: whether its own manifest, where it had one, was sound when it was taken in. `media_id` is there for
    pictures of this instance, told by a manifest that its own authority signed.
    """

    title: str
    relationship: str
    depth: int
    valid: bool | None = None
    issuer: str | None = None
    media_id: MediaId | None = None


class Credential(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file's C2PA manifest says, and whether it can be believed.

    `valid`: signed, and nothing was changed since. `trusted`: valid, and signed by somebody this instance knows;
    whoever is not known may have written anything. `problems`: C2PA's codes of what failed, where it isn't valid.
    `source_type`: the mark of AI in it, one of SOURCE_TYPES, believed or not. `media_id`: ours, where we signed it.
    """

    valid: bool
    trusted: bool
    issuer: str | None = None
    generator: str | None = None
    actions: tuple[Action, ...] = ()
    source_type: str | None = None
    ancestors: tuple[Ancestor, ...] = ()
    problems: tuple[str, ...] = ()
    media_id: MediaId | None = None


def source_type_of(term: object) -> str | None:
    """One of SOURCE_TYPES from a term or its URI; None for any other."""
    if not isinstance(term, str):
        return None
    name = term.rsplit("/", 1)[-1]
    return name if name in SOURCE_TYPES else None


def furthest(*terms: str | None) -> str | None:
    """Of several marks of AI the one that reaches furthest; None where there is none."""
    return next((term for term in SOURCE_TYPES if term in terms), None)


def raised(declared: Declared | None, *marks: str | None) -> Declared | None:
    """What is to be said of AI in an upload: its marks raise what its owner declared, and never lower it.

    None is "undeclared": neither the file nor its owner said anything.
    """
    said = [declared, *(_MEANING[mark] for mark in marks if mark in _MEANING)]
    return max(said, key=_RANK.index)


def source_type_for(declared: Declared | None) -> str | None:
    """The mark for an upload that itself carries none, from what its owner declared."""
    return {"generated": SOURCE_TYPES[0], "assisted": SOURCE_TYPES[1]}.get(declared or "")
