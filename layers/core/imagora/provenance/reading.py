"""Reads the C2PA manifest of any file, with c2pa's own reader. Needs the imaging layer.

Files come from strangers: nothing is fetched that a file points to, what is read is cut to fixed bounds, and a manifest
that can't be read is a finding, no failure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import c2pa

from imagora.kernel.ids import MediaId, is_id
from imagora.provenance.manifest import MEDIA_ASSERTION
from imagora.provenance.models import Action, Ancestor, Credential, furthest, source_type_of

MAX_ACTIONS: Final = 32
MAX_ANCESTORS: Final = 32
MAX_DEPTH: Final = 16
MAX_TEXT: Final = 200
_MAX_NESTING: Final = 12
_PARENT: Final = "parentOf"
_UNTRUSTED: Final = "signingCredential.untrusted"
UNREADABLE: Final = "manifest.unreadable"
"""Our own code among C2PA's: there is a manifest, and it is broken beyond reading."""

Manifests = dict[str, Any]


@dataclass(frozen=True)
class CredentialReader:
    """`own`: our root certificate (PEM); `others`: roots of further authorities that this instance trusts (PEM)."""

    own: str
    others: str = ""
    _contexts: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def read(self, data: bytes, content_type: str) -> Credential | None:
        """What the file's manifest says; None where it has none.

        Never raises for what the bytes are. Takes about 1 ms, and more with the length of the file.
        """
        try:
            store = self._store(data, content_type, self.own + self.others)
            if store is None:
                return None
            ours = self._is_ours(data, content_type, store)
        except c2pa.C2paError:
            return Credential(valid=False, trusted=False, problems=(UNREADABLE,))
        return _credential(store, ours=ours)

    def _is_ours(self, data: bytes, content_type: str, store: Manifests) -> bool:
        """Whether our own root, and not just anyone's that we trust, is behind it."""
        if store.get("validation_state") != "Trusted" or not self.own:
            return False
        if not self.others:
            return True
        alone = self._store(data, content_type, self.own)
        return alone is not None and alone.get("validation_state") == "Trusted"

    def _store(self, data: bytes, content_type: str, anchors: str) -> Manifests | None:
        if anchors not in self._contexts:
            self._contexts[anchors] = c2pa.Context.from_dict(_settings(anchors))
        reader = c2pa.Reader.try_create(content_type, BytesIO(data), context=self._contexts[anchors])
        if reader is None:
            return None
        with reader:
            store = json.loads(reader.json())
        return store if isinstance(store, dict) else {}


def _settings(anchors: str) -> dict[str, Any]:
    return {
        "trust": {"trust_anchors": anchors} if anchors else {},
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
    }


def _credential(store: Manifests, *, ours: bool) -> Credential:
    state = store.get("validation_state")
    active = _manifest(store, store.get("active_manifest"))
    signature = _dict(active.get("signature_info"))
    trusted = state == "Trusted"
    return Credential(
        valid=state in ("Valid", "Trusted"),
        trusted=trusted,
        issuer=_text(signature.get("issuer")),
        generator=_generator(active),
        actions=tuple(_actions(active)),
        source_type=_source_type(store, active),
        ancestors=tuple(_ancestors(store, active, ours=ours and trusted)),
        problems=() if state in ("Valid", "Trusted") else _problems(store),
        media_id=_media_id(active) if ours and trusted else None,
    )


def _manifest(store: Manifests, label: object) -> Manifests:
    return _dict(_dict(store.get("manifests")).get(label)) if isinstance(label, str) else {}


def _actions(manifest: Manifests) -> Iterator[Action]:
    found = [one for data in _assertions(manifest, "c2pa.actions") for one in _list(data.get("actions"))]
    for one in found[:MAX_ACTIONS]:
        name = _text(one.get("action"))
        if name:
            agent = one.get("softwareAgent")
            named = agent.get("name") if isinstance(agent, dict) else agent
            yield Action(name, source_type_of(one.get("digitalSourceType")), _text(named))


def _assertions(manifest: Manifests, prefix: str = "") -> Iterator[Manifests]:
    for one in _list(manifest.get("assertions")):
        if str(one.get("label", "")).startswith(prefix):
            yield _dict(one.get("data"))


def _source_type(store: Manifests, active: Manifests) -> str | None:
    """The mark of AI in the manifest itself, in what was opened, or (then of a part) in what else went in."""
    own, parts = _marks(active), list[str]()
    for step in _lineage(store, active, ours=False):
        marks = _marks(step.manifest)
        own += marks if step.relationship == _PARENT else []
        parts += marks if step.relationship != _PARENT else []
    composite = "compositeWithTrainedAlgorithmicMedia" if parts else None
    return furthest(*own, composite)


def _marks(manifest: Manifests) -> list[str]:
    terms = [term for data in _assertions(manifest) for term in _terms(data, _MAX_NESTING)]
    return [mark for mark in map(source_type_of, terms) if mark]


def _terms(value: object, nesting: int) -> Iterator[object]:
    """Whatever stands under a key `digitalSourceType`, in whatever vocabulary's spelling."""
    if nesting == 0:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.rsplit(":", 1)[-1].lower() == "digitalsourcetype":
                yield inner
            else:
                yield from _terms(inner, nesting - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _terms(inner, nesting - 1)


def _ancestors(store: Manifests, active: Manifests, *, ours: bool) -> Iterator[Ancestor]:
    for step in _lineage(store, active, ours=ours):
        yield Ancestor(
            title=_text(step.ingredient.get("title")) or "",
            relationship=step.relationship,
            depth=step.depth,
            valid=_was_valid(step.ingredient),
            issuer=_text(_dict(step.manifest.get("signature_info")).get("issuer")),
            media_id=_id(step.ingredient.get("title")) if step.named_by_us else None,
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """One step from a picture to what it was made from.

    `named_by_us`: all manifests on the way here are of this instance, so that the ingredient's title is our word.
    """

    manifest: Manifests
    ingredient: Manifests
    relationship: str
    depth: int
    named_by_us: bool

    @property
    def is_ours(self) -> bool:
        """We name pictures of our own by their ids, and everything else otherwise."""
        return self.named_by_us and _id(self.ingredient.get("title")) is not None


def _lineage(store: Manifests, active: Manifests, *, ours: bool) -> list[_Step]:
    """Everything that the picture was made from, nearest first.

    A part of a parent is a part, so `parentOf` means that parents lead there all the way.
    """
    found: list[_Step] = []
    level = [_Step(active, {}, _PARENT, 0, named_by_us=ours)]
    while level and level[0].depth < MAX_DEPTH:
        level = [step for below in level for step in _ingredients(store, below, ours=ours)]
        found += level
        if len(found) >= MAX_ANCESTORS:
            return found[:MAX_ANCESTORS]
    return found


def _ingredients(store: Manifests, of: _Step, *, ours: bool) -> Iterator[_Step]:
    ours = ours and (of.depth == 0 or of.is_ours)
    for one in _list(of.manifest.get("ingredients"))[:MAX_ANCESTORS]:
        relationship = _text(one.get("relationship")) if of.relationship == _PARENT else of.relationship
        manifest = _manifest(store, one.get("active_manifest"))
        yield _Step(manifest, one, relationship or "", of.depth + 1, named_by_us=ours)


def _was_valid(ingredient: Manifests) -> bool | None:
    """What its manifest was found to be when it was taken in; None where it had none."""
    if "active_manifest" not in ingredient:
        return None
    found = _dict(_dict(ingredient.get("validation_results")).get("activeManifest"))
    return all(one.get("code") == _UNTRUSTED for one in _list(found.get("failure")))


def _media_id(manifest: Manifests) -> MediaId | None:
    return next((_id(data.get("id")) for data in _assertions(manifest, MEDIA_ASSERTION)), None)


def _id(text: object) -> MediaId | None:
    return MediaId(text) if isinstance(text, str) and is_id(text) else None


def _generator(manifest: Manifests) -> str | None:
    for one in _list(manifest.get("claim_generator_info")):
        return _text(one.get("name"))
    return _text(manifest.get("claim_generator"))


def _problems(store: Manifests) -> tuple[str, ...]:
    codes = dict.fromkeys(_text(one.get("code")) for one in _list(store.get("validation_status")))
    return tuple(code for code in codes if code)[:MAX_ACTIONS]


def _text(value: object) -> str | None:
    """A stranger's text, short and printable; None for anything else."""
    if not isinstance(value, str):
        return None
    return "".join(letter for letter in value[:MAX_TEXT] if letter.isprintable()) or None


def _dict(value: object) -> Manifests:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Manifests]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
