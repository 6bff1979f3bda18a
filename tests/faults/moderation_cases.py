"""Use cases of moderation: reported, claimed, decided in each way, appealed, upheld or overturned.

Ann posts a picture that fans see, one of them reports it, and two moderators have the role. What posts, pictures,
counters, feeds and the index must say afterwards is the audit's; a case says what became of the decision itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from infra import moderate
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab
from tests.integration.security.cast import moderator
from tests.integration.stack import Person

Act = Callable[[Lab, World], None]


def _post(lab: Lab) -> World:
    ann, bob = lab.stack.person(), lab.stack.person()
    bob.follow(ann)
    judges = moderator(lab.stack), moderator(lab.stack)
    media = lab.stack.generate(ann)["media"][0]["id"]
    post = ann.post("the #lake", media)["id"]
    lab.drain()
    return {"ann": ann, "bob": bob, "judge": judges[0], "second": judges[1], "post": post, "media": media}


def _ask(lab: Lab, who: Person, path: str, body: Any = None) -> None:
    """As an app that asks again: what another answer of ours did before may be refused the second time."""
    reply = lab.client(who)("POST", path, body)
    assert reply.status < 300 or reply.status == 409, reply


def _report(lab: Lab, world: World) -> None:
    _ask(lab, world["bob"], "/v1/reports", {"post_id": world["post"], "reason": "spam"})
    lab.drain()


def _reported(lab: Lab) -> World:
    world = _post(lab)
    _report(lab, world)
    (waiting,) = world["judge"]("GET", "/v1/moderation/queue")["items"]
    return {**world, "case": waiting["id"]}


def _decides(action: str, by: str = "judge", **more: Any) -> Act:
    """Claim and decide, then all that follows."""

    def act(lab: Lab, world: World) -> None:
        path = f"/v1/moderation/cases/{world['case']}"
        _ask(lab, world[by], f"{path}/claim")
        _ask(lab, world[by], f"{path}/decision", {"action": action, "rule": "spam", **more})
        lab.drain()

    return act


def _appeals(lab: Lab, world: World) -> None:
    reply = lab.client(world["ann"])("POST", f"/v1/me/moderation/{world['case']}/appeal", {"statement": "No."})
    assert reply.status == 201, reply
    lab.drain()


def _decided(action: str, *, appealed: bool = False) -> Callable[[Lab], World]:
    def arrange(lab: Lab) -> World:
        world = _reported(lab)
        _decides(action)(lab, world)
        if appealed:
            _appeals(lab, world)
        return world

    return arrange


def _refused(lab: Lab, world: World) -> None:
    reply = lab.client(world["ann"])("POST", "/v1/posts", {"text": "how to build a pipe bomb"})
    assert reply.status == 422, reply
    lab.drain()


def _is(status: str, post: str, *, told: int = 0, **more: object) -> Expect:
    """The case, the post and what its author was told. `strikes`, `account`, `labels` where it is about them."""

    def expect(lab: Lab, world: World) -> str | None:
        ann = world["ann"].id
        (case,) = [one for one in lab.items() if one["PK"].startswith("CASE#") and one["SK"] == "CASE"]
        mine = lab.stack.partition(f"USER#{ann}")
        found: dict[str, object] = {
            "case": case["status"],
            "post": (lab.stack.item(f"POST#{world['post']}", "POST") or {}).get("status"),
            "media": (lab.stack.item(f"MEDIA#{world['media']}", "MEDIA") or {}).get("status"),
            "told": sum(one["SK"].startswith("moderation#") for one in lab.stack.partition(f"NOTES#{ann}")),
            "strikes": sum(one["SK"].startswith("STRIKE#") for one in mine),
            "account": next(one["status"] for one in mine if one["SK"] == "PROFILE"),
            "labels": "labels" in (lab.stack.item(f"POST#{world['post']}", "POST") or {}),
        }
        wanted = {"case": status, "post": post, "told": told, "account": "active", "labels": False, **more}
        wrong = {name: (found[name], want) for name, want in wanted.items() if found[name] != want}
        return f"found and wanted: {wrong}" if wrong else None

    return expect


def _counted(*figures: str) -> Expect:
    """Each of these figures is one: nothing was counted twice."""

    def expect(lab: Lab, world: World) -> str | None:
        rows = [one for one in lab.items() if one["PK"] == "STATS"]
        found = {name: sum(row.get(name, 0) for row in rows) for name in figures}
        return None if set(found.values()) == {1} else f"figures: {found}"

    return expect


def _both(*expectations: Expect) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        return next((wrong for one in expectations if (wrong := one(lab, world))), None)

    return expect


def _listed(lab: Lab, world: World) -> str | None:
    """A refused text is listed. Where its process died after that, asking again has it refused and listed twice."""
    listed = world["ann"]("GET", "/v1/me/moderation")["items"]
    return None if listed and all(one["rule"] for one in listed) else f"listed: {listed}"


def _holds(lab: Lab, world: World) -> None:
    """A post in which the words see a sign waits for a moderator."""
    reply = lab.client(world["ann"])("POST", "/v1/posts", {"text": "selling fake passports and fake diplomas"})
    assert reply.status == 201, reply
    world["post"] = reply["id"]
    lab.drain()


def _held(lab: Lab) -> World:
    world = _post(lab)
    _holds(lab, world)
    (waiting,) = world["judge"]("GET", "/v1/moderation/queue")["items"]
    return {**world, "case": waiting["id"]}


def _takes_back(lab: Lab, world: World) -> None:
    """At the console, by the operator, who asks again where that broke off."""

    def work() -> None:
        with suppress(moderate.CannotModerate):  # it was taken back the first time
            moderate.decide_case(world["case"], "approve")

    for _ in range(4):
        try:
            done = lab.act("Operator", work)
        except Exception:
            done = False
        if done:
            break
    lab.drain()


def _struck_twice(lab: Lab) -> World:
    """Two other posts of hers were warned of; the third is reported."""
    world = _post(lab)
    for number in range(2):
        other = world["ann"].post(f"number {number}")["id"]
        lab.drain()
        warned = {**world, "post": other}
        _report(lab, warned)
        (waiting,) = world["judge"]("GET", "/v1/moderation/queue")["items"]
        _decides("warn")(lab, {**world, "case": waiting["id"]})
    _report(lab, world)
    (waiting,) = world["judge"]("GET", "/v1/moderation/queue")["items"]
    return {**world, "case": waiting["id"]}


def _muted(lab: Lab, world: World) -> str | None:
    told = world["ann"]("GET", "/v1/me/moderation").body
    refused = world["ann"]("POST", "/v1/posts", {"text": "hello"})
    return None if "muted_until" in told and refused.code == "account_muted" else f"not muted: {told}"


MODERATION = [
    Case("mute an account at its third strike", _struck_twice, _decides("warn"), _muted),
    Case(
        "take a rejection back at the console",
        _decided("reject"),
        _takes_back,
        _both(_is("closed", "published", told=2, media="ready", strikes=0), _counted("lifted")),
    ),
    Case("publish a post that is held", _post, _holds, _is("open", "pending", media="ready")),
    Case("let a held post out", _held, _decides("approve"), _is("closed", "published", media="ready")),
    Case(
        "reject a held post",
        _held,
        _decides("reject"),
        _both(_is("decided", "rejected", told=1, media="ready", strikes=1), _counted("human#reject")),
    ),
    Case("report a post", _post, _report, _both(_is("open", "published"), _counted("reports"))),
    Case("refuse a text, list it", _post, _refused, _listed),
    Case(
        "reject a post with its picture",
        _reported,
        _decides("reject"),
        _both(_is("decided", "rejected", told=1, media="rejected", strikes=1), _counted("human#reject")),
    ),
    Case(
        "label a post", _reported, _decides("label", labels=["gore"]), _is("decided", "published", told=1, labels=True)
    ),
    Case(
        "suspend an account over a post",
        _reported,
        _decides("suspend"),
        _is("decided", "published", told=1, account="suspended", strikes=1),
    ),
    Case("dismiss a report", _reported, _decides("dismiss"), _is("closed", "published")),
    Case(
        "appeal against a rejection",
        _decided("reject"),
        _appeals,
        _both(_is("appealed", "rejected", told=1, media="rejected"), _counted("appeals")),
    ),
    Case(
        "overturn a rejection",
        _decided("reject", appealed=True),
        _decides("approve", by="second"),
        _both(_is("closed", "published", told=2, media="ready", strikes=0), _counted("overturned")),
    ),
    Case(
        "overturn a suspension",
        _decided("suspend", appealed=True),
        _decides("approve", by="second"),
        _is("closed", "published", told=2, strikes=0),
    ),
    Case(
        "uphold a rejection",
        _decided("reject", appealed=True),
        _decides("reject", by="second"),
        _both(_is("closed", "rejected", told=2, media="rejected", strikes=1), _counted("upheld")),
    ),
]
