"""Use cases of remixes: drawn, published, taken back; what an owner lets others do."""

from __future__ import annotations

from typing import Any

from imagora.media.listing import lineage_of
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab

_WISH = {"prompt": "a calm lake", "size": "256x256"}


def _original(lab: Lab) -> World:
    """Ann posted a picture."""
    ann, bob = lab.stack.person(), lab.stack.person()
    original = lab.stack.generate(ann)["media"][0]["id"]
    post = ann.post("mine", original)["id"]
    lab.drain()
    return {"ann": ann, "bob": bob, "original": original, "post": post}


def _drawn(lab: Lab) -> World:
    """… and bob has a remix of it ready to be posted."""
    world = _original(lab)
    world["remix"] = lab.stack.generate(world["bob"], remix_of=world["original"])["media"][0]["id"]
    return world


def _published(lab: Lab) -> World:
    world = _drawn(lab)
    _publish(lab, world)
    return world


def _draw(lab: Lab, world: World) -> None:
    asked = lab.client(world["bob"])("POST", "/v1/generations", {**_WISH, "remix_of": world["original"]})
    assert asked.status == 202, asked
    world["job"] = asked["id"]
    lab.drain()


def _publish(lab: Lab, world: World) -> None:
    made = lab.client(world["bob"])("POST", "/v1/posts", {"text": "look", "media_ids": [world["remix"]]})
    assert made.status == 201, made
    world["remix_post"] = made["id"]
    lab.drain()


def _take_back(lab: Lab, world: World) -> None:
    lab.client(world["bob"])("DELETE", f"/v1/posts/{world['remix_post']}")
    lab.drain()


def _refuse(lab: Lab, world: World) -> None:
    lab.client(world["ann"])("PATCH", f"/v1/media/{world['original']}", {"remix_policy": "nobody"})
    lab.drain()


def _was_drawn(lab: Lab, world: World) -> str | None:
    job: dict[str, Any] = lab.stack.item(f"JOB#{world['job']}", "JOB") or {}
    if job.get("status") != "succeeded":
        return f"the job is {job.get('status')}"
    media = lab.stack.item(f"MEDIA#{job['media'][0]}", "MEDIA") or {}
    lineage = lineage_of(media)
    return None if lineage == (world["original"],) else f"its lineage is {lineage}"


def _counted(number: int, told: int) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        post = world["ann"]("GET", f"/v1/posts/{world['post']}")
        below = world["ann"]("GET", f"/v1/media/{world['original']}/remixes")["items"]
        notes = [one for one in world["ann"]("GET", "/v1/notifications")["items"] if one["kind"] == "remix"]
        found = (post["counts"]["remixes"], len(below), len(notes))
        return None if found == (number, number, told) else f"counted, listed and told {found}"

    return expect


def _refused(lab: Lab, world: World) -> str | None:
    shown = world["bob"]("GET", f"/v1/posts/{world['post']}")["media"][0]["remix_policy"]
    asked = world["bob"]("POST", "/v1/generations", {**_WISH, "remix_of": world["original"]})
    if (shown, asked.status) == ("nobody", 403):
        return None
    return f"the post says {shown}, a wish is answered {asked.status}"


REMIXES = [
    Case("draw a remix", _original, _draw, _was_drawn),
    Case("publish a remix", _drawn, _publish, _counted(1, told=1)),
    Case("take a remix back", _published, _take_back, _counted(0, told=1)),
    Case("let nobody remix a picture any more", _original, _refuse, _refused),
]
