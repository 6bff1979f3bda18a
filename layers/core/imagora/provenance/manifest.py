"""What a published rendition's manifest claims, as a C2PA manifest definition.

Source: C2PA Technical Specification 2.2, sections "Actions" and "Ingredients". The first action is `c2pa.created`, or
`c2pa.opened` with the one parent; others that went in stand as `inputTo`. Nobody's name and no prompt is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from imagora import __version__
from imagora.kernel.ids import MediaId
from imagora.provenance.models import SOURCE_TYPES, VOCABULARY

MEDIA_ASSERTION: Final = "app.imagora.media"
"""Our own assertion: which picture of this instance the file shows."""

GENERATOR: Final = "Imagora"
MAX_PARENTS: Final = 8
_IPTC: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"


@dataclass(frozen=True, slots=True)
class Agent:
    """The software that made or changed the picture: a provider's model, and the provider."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Parent:
    """A picture that this one was made from: its file, with whatever manifest that carries, or just its title.

    With `data` the file's own manifests are taken along, valid or not (their state is recorded), so what others
    signed is kept. Without, the parent is named and nothing more.
    """

    title: str
    content_type: str = "image/webp"
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of one rendition.

    Without parents it was created; with them the first one was opened, and changed by `action`: `c2pa.edited` for a
    remix, `c2pa.transcoded` for an upload that only was encoded anew. `source_type`, one of SOURCE_TYPES, is the mark
    of AI: of what was done where `agent` did it, of the whole otherwise (what the file or its owner said).
    """

    media_id: MediaId
    source_type: str | None = None
    agent: Agent | None = None
    parents: tuple[Parent, ...] = ()
    action: str = "c2pa.edited"

    def __post_init__(self) -> None:
        if self.source_type is not None and self.source_type not in SOURCE_TYPES:
            raise ValueError(f"{self.source_type!r} is not one of {', '.join(SOURCE_TYPES)}")
        if not self.parents and self.source_type is None:
            raise ValueError("what was created needs a source type")
        if len(self.parents) > MAX_PARENTS:
            raise ValueError(f"at most {MAX_PARENTS} parents")


def definition(claim: Claim, content_type: str) -> dict[str, Any]:
    """The manifest definition that c2pa's builder takes. Parents with `data` are the builder's to add, by `labels`."""
    assertions = [
        {"label": "c2pa.actions.v2", "data": {"actions": _actions(claim)}},
        {"label": MEDIA_ASSERTION, "data": {"id": claim.media_id}},
    ]
    if claim.source_type is not None and claim.agent is None:
        assertions.append({"label": "c2pa.metadata", "data": _metadata(claim.source_type)})
    return {
        "claim_generator_info": [{"name": GENERATOR, "version": __version__}],
        "title": claim.media_id,
        "format": content_type,
        "assertions": assertions,
        "ingredients": [ingredient(claim, place) for place, one in enumerate(claim.parents) if one.data is None],
    }


def ingredient(claim: Claim, place: int) -> dict[str, Any]:
    """The parent at this place as an ingredient."""
    parent = claim.parents[place]
    return {
        "title": parent.title,
        "format": parent.content_type,
        "relationship": "parentOf" if place == 0 else "inputTo",
        "label": _label(place),
    }


def _actions(claim: Claim) -> list[dict[str, Any]]:
    made = _source_type(claim.source_type) | _agent(claim.agent)
    if not claim.parents:
        return [{"action": "c2pa.created", **made}]
    others = [_label(place) for place in range(1, len(claim.parents))]
    changed = {"action": claim.action, **(made if claim.agent else {})}
    if others:
        changed["parameters"] = {"ingredientIds": others}
    return [{"action": "c2pa.opened", "parameters": {"ingredientIds": [_label(0)]}}, changed]


def _label(place: int) -> str:
    return f"parent-{place}"


def _source_type(term: str | None) -> dict[str, Any]:
    return {"digitalSourceType": VOCABULARY + term} if term else {}


def _agent(agent: Agent | None) -> dict[str, Any]:
    return {"softwareAgent": {"name": agent.name, "version": agent.version}} if agent else {}


def _metadata(source_type: str) -> dict[str, Any]:
    return {
        "@context": {"Iptc4xmpExt": _IPTC},
        "Iptc4xmpExt:DigitalSourceType": VOCABULARY + source_type,
    }
