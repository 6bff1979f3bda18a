"""Use cases of webhooks: set, told, tried again, turned off, removed."""

from __future__ import annotations

from collections.abc import Callable

from imagora.webhooks.sending import Outcome
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab

_HOOK = {"url": "https://example.org/hook", "events": ["generation.cancelled"]}
_ME = "/v1/me/webhook"


def _ann(lab: Lab) -> World:
    ann = lab.stack.person()
    lab.drain()
    return {"ann": ann}


def _hooked(lab: Lab) -> World:
    world = _ann(lab)
    _set(lab, world)
    return world


def _about_to_cancel(lab: Lab) -> World:
    """Ann has a webhook, and a picture that waits to be drawn."""
    world = _hooked(lab)
    asked = world["ann"]("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})
    assert asked.status == 202, asked
    return {**world, "job": asked["id"]}


def _set(lab: Lab, world: World) -> None:
    assert lab.client(world["ann"])("PUT", _ME, _HOOK).status == 200
    lab.drain()


def _remove(lab: Lab, world: World) -> None:
    assert lab.client(world["ann"])("DELETE", _ME).status == 204
    lab.drain()


def _cancel(*answers: Outcome) -> Callable[[Lab, World], None]:
    """What it waits for is cancelled, and its receiver answers so, in the end that it was received."""

    def act(lab: Lab, world: World) -> None:
        lab.receiver.script.extend(answers)
        lab.client(world["ann"])("POST", f"/v1/generations/{world['job']}/cancel")
        lab.drain()

    return act


def _there(wanted: bool) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        status = world["ann"]("GET", _ME).status
        return None if status == (200 if wanted else 404) else f"asked for, the webhook is {status}"

    return expect


def _told(status: str, *, hook: str = "active") -> Expect:
    """The event ended so, the receiver heard of it under one id, and the webhook is still on, or isn't."""

    def expect(lab: Lab, world: World) -> str | None:
        event = f"{world['job']}-cancelled"
        found = (lab.stack.item(f"HOOK#{world['ann'].id}", f"D#{event}") or {}).get("status", "missing")
        is_on = world["ann"]("GET", _ME)["status"]
        heard = {headers["webhook-id"] for _, headers, _ in lab.receiver.arrivals}
        if (found, is_on, heard) == (status, hook, {event}):
            return None
        return f"the event is {found}, the webhook {is_on}, the receiver heard of {sorted(heard)}"

    return expect


def _turned_off(lab: Lab, world: World) -> str | None:
    """… and its owner knows."""
    kinds = [note["kind"] for note in world["ann"]("GET", "/v1/notifications")["items"]]
    return _told("given_up", hook="disabled")(lab, world) or (None if kinds else "nobody told its owner")


_BROKEN, _GONE = Outcome("refused", 500), Outcome("refused", 410)

WEBHOOKS = [
    Case("set a webhook", _ann, _set, _there(True)),
    Case("set a webhook anew", _hooked, _set, _there(True)),
    Case("remove a webhook", _hooked, _remove, _there(False)),
    Case("tell a webhook", _about_to_cancel, _cancel(), _told("delivered")),
    Case("tell a webhook that fails at first", _about_to_cancel, _cancel(_BROKEN), _told("delivered")),
    Case("tell a webhook where nobody is", _about_to_cancel, _cancel(*[_GONE] * 9), _turned_off),
]
