"""Use cases of provenance: a check of any picture, copies of somebody else's."""

from __future__ import annotations

from typing import Any

from tests.corpus import hostile
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab
from tests.integration.stack import Person, send_form
from tests.unit.provenance import drawing as draw


def _picture() -> bytes:
    return hostile.encode(draw.scene(81), "PNG")


def _nobody(lab: Lab) -> World:
    return {}


def _begin(lab: Lab, world: World) -> Any:
    begun = lab.client()("POST", "/v1/provenance/checks", {"content_type": "image/png", "bytes": len(_picture())})
    assert begun.status == 201, begun
    world["check"] = begun["id"]
    return begun


def _check(lab: Lab, world: World) -> None:
    begun = _begin(lab, world)
    assert send_form(begun["upload"], _picture(), "image/png").is_success
    lab.drain()


def _check_nothing(lab: Lab, world: World) -> None:
    _begin(lab, world)
    for _ in range(16):
        lab.pass_time()


def _ended(status: str) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        found = (lab.stack.item(f"CHECK#{world['check']}", "CHECK") or {}).get("status")
        return None if found == status else f"the check is {found}, not {status}"

    return expect


def _original(lab: Lab) -> World:
    """Ann posted a picture, and bob has its like ready to be posted."""
    ann, bob = lab.stack.person(), lab.stack.person()
    media = {person.id: lab.stack.upload(person, _picture()) for person in (ann, bob)}
    lab.drain()
    post = ann.post("mine", media[ann.id])["id"]
    lab.drain()
    lab.pass_time(1)  # what is published in one moment has no order
    return {"ann": ann, "bob": bob, "original": media[ann.id], "post": post, "copied": media[bob.id]}


def _post_copy(lab: Lab, world: World) -> None:
    made = lab.client(world["bob"])("POST", "/v1/posts", {"text": "look", "media_ids": [world["copied"]]})
    assert made.status == 201, made
    world["copy"] = made["id"]
    lab.drain()


def _copied(lab: Lab) -> World:
    world = _original(lab)
    _post_copy(lab, world)
    return world


def _delete_original(lab: Lab, world: World) -> None:
    ann: Person = world["ann"]
    lab.client(ann)("DELETE", f"/v1/posts/{world['post']}")
    lab.drain()


def _labelled(*expected: str) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        post = world["ann"]("GET", f"/v1/posts/{world['copy']}")
        labels = tuple(label["value"] for label in post["labels"])
        return None if labels == expected else f"the copy's labels are {labels}, not {expected}"

    return expect


PROVENANCE = [
    Case("check a picture", _nobody, _check, _ended("done")),
    Case("begin a check and never send it", _nobody, _check_nothing, _ended("failed")),
    Case("publish a copy of somebody else's picture", _original, _post_copy, _labelled("looks_like")),
    Case("delete the original of a copy", _copied, _delete_original, _labelled()),
]
