"""What is known of a picture's origin, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.hygiene import neutral_line

Document = Mapping[str, Any]

_VERDICTS = {
    "ours": "It is from here: signed by this instance, and unchanged since.",
    "looks_like_ours": "It looks like a picture that was published here.",
    "others_claim": "Somebody else's valid manifest says where it is from.",
    "marked": "It is marked as made by AI, or has a manifest that doesn't hold.",
    "nothing_known": "Nothing is known of it; which doesn't say that no machine made it.",
}
_MARKS = {
    "trainedAlgorithmicMedia": "Marked as made by a trained model.",
    "compositeWithTrainedAlgorithmicMedia": "Marked as made in part by a trained model.",
    "algorithmicMedia": "Marked as made by an algorithm that is no trained model.",
}


def provenance(document: Document) -> RenderableType:
    """A check's result, or what is known of a picture that Imagora shows."""
    return Group(*(Text(neutral_line(line)) for line in _sentences(document)))


def _sentences(document: Document) -> Iterator[str]:
    if document.get("verdict"):
        yield _VERDICTS.get(str(document["verdict"]), str(document["verdict"]))
    yield _manifest(document.get("c2pa") or {})
    mark = document.get("digital_source_type")
    yield _MARKS.get(str(mark), f"Marked as {mark}.") if mark else "It carries no mark of AI."
    for ancestor in document.get("lineage") or ():
        named = ancestor.get("media_id") or ancestor.get("title") or "a picture that isn't shown"
        yield f"Made from: {named} ({ancestor['relationship']}, {ancestor['depth']} up)"
    for near in document.get("nearest") or ():
        yield f"Looks like {near['media_id']} by @{near['author']['handle']}, in post {near['post_id']}"


def _manifest(c2pa: Document) -> str:
    if not c2pa.get("valid"):
        return "C2PA: no valid manifest."
    trusted = "by somebody this instance knows" if c2pa.get("trusted") else "by somebody this instance doesn't know"
    actions = ", ".join(str(one["action"]) for one in c2pa.get("actions") or ())
    return f"C2PA: valid, signed by {c2pa.get('issuer') or 'an unnamed issuer'}, {trusted}" + (
        f" ({actions})." if actions else "."
    )
