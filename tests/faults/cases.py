"""The use cases, each from what it needs to what must have become of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from imagora import wiring
from imagora.generation.providers.port import ProviderError
from imagora.kernel.ids import MediaId
from imagora.media.models import Rejection, StatusChanged
from imagora.media.processing import Processor
from imagora.wiring import media_parts
from tests.faults.case import Case, World
from tests.faults.judging_cases import JUDGING
from tests.faults.lab import Lab
from tests.faults.moderation_cases import MODERATION
from tests.faults.money_cases import MONEY
from tests.faults.provenance_cases import PROVENANCE
from tests.faults.remix_cases import REMIXES
from tests.faults.social_cases import SOCIAL
from tests.faults.webhook_cases import WEBHOOKS
from tests.integration.moderation.looker import processor_with
from tests.integration.painter import draw
from tests.integration.stack import Person, send_form

_WISH = {"prompt": "a calm lake", "size": "256x256"}
_PASSWORD = "correct horse battery"
_numbers = count(1)


def _nobody(lab: Lab) -> World:
    return {}


def _ann(lab: Lab) -> World:
    ann = lab.stack.person()
    lab.drain()  # her name is indexed
    return {"ann": ann}


def _nothing(lab: Lab, world: World) -> None:
    return None


def _item(lab: Lab, kind: str, name: str) -> dict[str, Any]:
    return lab.stack.item(f"{kind}#{name}", kind) or {"status": "missing"}


def _is(kind: str, name: str, *statuses: str) -> Callable[[Lab, World], str | None]:
    def expect(lab: Lab, world: World) -> str | None:
        found = _item(lab, kind, world[name])["status"]
        return None if found in statuses else f"{kind.lower()} is {found}, not {' or '.join(statuses)}"

    return expect


def _sign_up(lab: Lab, world: World) -> None:
    name = f"newcomer_{next(_numbers)}"
    draft = {"email": f"{name}@example.org", "password": _PASSWORD, "handle": name, "name": name}
    world["reply"] = lab.client()("POST", "/v1/accounts", draft)
    lab.drain()


def _signed_up(lab: Lab, world: World) -> str | None:
    return None if world["reply"].status == 201 else f"sign-up answered {world['reply'].status}"


def _author_with_posts(lab: Lab) -> World:
    author = lab.stack.author()
    for number in range(3):
        lab.stack.publish(author, f"post {number}")
    return {**_ann(lab), "author": author}


def _follow(lab: Lab, world: World) -> None:
    lab.client(world["ann"])("PUT", f"/v1/accounts/{world['author'].handle}/follow")
    lab.drain()


def _following(lab: Lab) -> World:
    world = _author_with_posts(lab)
    lab.stack.follow(world["ann"], world["author"])
    lab.drain()
    return world


def _friends(lab: Lab) -> World:
    world = _following(lab)
    lab.stack.follow(world["author"], world["ann"])
    lab.drain()
    return world


def _block(lab: Lab, world: World) -> None:
    lab.client(world["ann"])("PUT", f"/v1/accounts/{world['author'].handle}/block")
    lab.drain()


def _blocked(lab: Lab, world: World) -> str | None:
    """That follows ended with it, and both heads know, is the audit's to say."""
    there = lab.stack.item(f"USER#{world['ann'].id}", f"BLOCK#{world['author'].id}")
    return None if there else "the block is missing"


def _unfollow(lab: Lab, world: World) -> None:
    lab.client(world["ann"])("DELETE", f"/v1/accounts/{world['author'].handle}/follow")
    lab.drain()


def _follows(wanted: bool) -> Callable[[Lab, World], str | None]:
    def expect(lab: Lab, world: World) -> str | None:
        there = lab.stack.item(f"USER#{world['ann'].id}", f"FOLLOW#{world['author'].id}") is not None
        return None if there == wanted else f"the follow is {'there' if there else 'missing'}"

    return expect


def _ask(lab: Lab, world: World, pictures: int = 2) -> None:
    reply = lab.client(world["ann"])("POST", "/v1/generations", {**_WISH, "count": pictures})
    assert reply.status == 202, reply
    world["job"] = reply["id"]


def _generate(lab: Lab, world: World) -> None:
    _ask(lab, world)
    lab.drain()


def _generate_blocked(lab: Lab, world: World) -> None:
    blocked = ProviderError("blocked", "The provider doesn't draw this.", retryable=False)
    lab.painter.plan.extend([blocked] * 8)
    _ask(lab, world, 1)
    lab.drain()


def _generate_partly(lab: Lab, world: World) -> None:
    lab.painter.plan.extend([ProviderError("garbage", "No picture.", retryable=False), b"no picture at all"])
    _ask(lab, world, 3)
    lab.drain()


def _generate_unavailable(lab: Lab, world: World) -> None:
    lab.painter.plan.extend([ProviderError("unavailable", "Try later.", retryable=True)] * 8)
    _ask(lab, world, 1)
    lab.drain()


def _failed_job(lab: Lab) -> World:
    world = _ann(lab)
    _generate_unavailable(lab, world)
    lab.painter.plan.clear()
    return world


def _retry(lab: Lab, world: World) -> None:
    reply = lab.client(world["ann"])("POST", f"/v1/generations/{world['job']}/retry")
    assert reply.status == 202, reply
    world["job"] = reply["id"]
    lab.drain()


def _cancel(lab: Lab, world: World) -> None:
    _ask(lab, world)
    lab.client(world["ann"])("POST", f"/v1/generations/{world['job']}/cancel")
    lab.drain()


def _cancel_while_drawing(lab: Lab, world: World) -> None:
    """The first picture is drawn, and its owner cancels while the second is."""

    def cancel() -> None:
        lab.client(world["ann"])("POST", f"/v1/generations/{world['job']}/cancel")

    lab.painter.plan.extend([lambda: None, cancel])
    _ask(lab, world)
    lab.drain()


def _cancelled(lab: Lab, world: World) -> str | None:
    # A picture that was ready when the cancelling request came through at last is no failure of ours.
    return _is("JOB", "job", "cancelled", "succeeded")(lab, world)


def _png(seed: int = 1) -> bytes:
    from imagora.generation.providers.port import ImageRequest

    return draw(ImageRequest("a lake", None, 256, 256, seed))


def _upload(lab: Lab, world: World, data: bytes | None = None) -> None:
    data = _png() if data is None else data
    made = lab.client(world["ann"])("POST", "/v1/uploads", {"content_type": "image/png", "bytes": len(data)})
    assert made.status == 201, made
    world["media"] = made["media"]["id"]
    assert send_form(made["upload"], data, "image/png").is_success


def _upload_ready(lab: Lab, world: World) -> None:
    _upload(lab, world)
    lab.drain()


def _upload_garbage(lab: Lab, world: World) -> None:
    _upload(lab, world, b"this is no picture")
    lab.drain()


def _upload_never_sent(lab: Lab, world: World) -> None:
    made = lab.client(world["ann"])("POST", "/v1/uploads", {"content_type": "image/png", "bytes": 100})
    world["media"] = made["media"]["id"]
    for _ in range(16):
        lab.pass_time()


def _holding() -> Processor:
    return processor_with(hold_unseen=True, processor=media_parts.processor())


def _upload_held(lab: Lab, world: World) -> None:
    trusting, wiring.processor = wiring.processor, _holding  # type: ignore[assignment]
    try:
        _upload_ready(lab, world)
    finally:
        wiring.processor = trusting


def _held(lab: Lab) -> World:
    world = _ann(lab)
    _upload_held(lab, world)
    world["post"] = lab.stack.publish(world["ann"], "waits", world["media"]).id
    lab.drain()
    return world


def _decide(decision: Callable[[MediaId], None]) -> Callable[[Lab, World], None]:
    """A moderator tries until the picture isn't held any more."""

    def act(lab: Lab, world: World) -> None:
        def work() -> None:
            try:
                decision(world["media"])
            except StatusChanged:
                return

        for _ in range(4):
            try:
                done = lab.act("Moderator", work)
            except Exception:
                done = False
            if done:
                break
        lab.drain()

    return act


def _approve(media_id: MediaId) -> None:
    wiring.library().approve(media_id)


def _reject(media_id: MediaId) -> None:
    wiring.library().reject(media_id, Rejection("not_allowed", "This breaks a rule."))


def _fans(lab: Lab, number: int = 3) -> World:
    world = _ann(lab)
    world["fans"] = [lab.stack.author() for _ in range(number)]
    for fan in world["fans"]:
        lab.stack.follow(fan, world["ann"])
    lab.drain()
    return world


def _ready_picture(lab: Lab) -> World:
    world = _fans(lab)
    _upload_ready(lab, world)
    return world


def _publish(lab: Lab, world: World, *media: str) -> None:
    reply = lab.client(world["ann"])("POST", "/v1/posts", {"text": "hello", "media_ids": list(media)})
    assert reply.status == 201, reply
    world["post"] = reply["id"]


def _publish_text(lab: Lab, world: World) -> None:
    _publish(lab, world)
    lab.drain()


def _publish_picture(lab: Lab, world: World) -> None:
    _publish(lab, world, world["media"])
    lab.drain()


def _publish_early(data: bytes | None) -> Callable[[Lab, World], None]:
    """The post is made while its picture is on its way; it goes out, or is rejected, by itself."""

    def act(lab: Lab, world: World) -> None:
        file = _png() if data is None else data
        made = lab.client(world["ann"])("POST", "/v1/uploads", {"content_type": "image/png", "bytes": len(file)})
        _publish(lab, world, made["media"]["id"])
        assert send_form(made["upload"], file, "image/png").is_success
        lab.drain()

    return act


def _posted_picture(lab: Lab) -> World:
    world = _ready_picture(lab)
    _publish_picture(lab, world)
    return world


def _delete_post(lab: Lab, world: World) -> None:
    lab.client(world["ann"])("DELETE", f"/v1/posts/{world['post']}")
    lab.drain()


def _celebrity(lab: Lab) -> World:
    return _fans(lab, 5)


def _everything(lab: Lab) -> World:
    """Somebody with posts, pictures, a job, follows both ways, a request, a block, a feed, marks, a reply and notes."""
    world = _posted_picture(lab)
    ann: Person = world["ann"]
    other, shut = lab.stack.author(), lab.stack.author()
    shy = lab.stack.author(private=True)
    read = lab.stack.publish(other, "something to read")
    lab.stack.follow(ann, other)
    lab.stack.follow(ann, shy)
    lab.stack.generate(ann)
    for mark in ("like", "repost", "bookmark"):
        assert ann("PUT", f"/v1/posts/{read.id}/{mark}").status == 204
    ann.post("I read it", reply_to=read.id)
    assert ann("PUT", f"/v1/accounts/{shut.handle}/block").status == 204
    wiring.reactions().like(other.id, world["post"])
    lab.drain()
    return world


def _leave(lab: Lab, world: World) -> None:
    ann: Person = world["ann"]
    lab.client(ann)("DELETE", "/v1/me", {"password": ann.password})
    lab.drain()


def _left(lab: Lab, world: World) -> str | None:
    """Nothing is left under their name, nor under others' in their name."""
    uid = world["ann"].id
    left = [
        (i["PK"], i["SK"])
        for i in lab.items()
        if uid in i["PK"] or (uid in i["SK"] and i["PK"].startswith(("USER#", "REPOSTS#", "NAMES#")))
    ]
    left = [key for key in left if not key[0].startswith(("RATE#", "IDEM#"))]
    return f"left over: {left}" if left else None


def _lost_job(lab: Lab) -> World:
    """A job whose message is lost."""
    world = _ann(lab)
    _ask(lab, world, 1)
    lab.stack.pump.step()
    lab.empty_queues()
    return world


def _swept(lab: Lab, world: World) -> None:
    lab.pass_time(61)


def _overdue_job(lab: Lab) -> World:
    """A job whose time is over, one of its pictures ready and one stuck."""
    world = _ann(lab)
    _ask(lab, world, 2)
    for _ in range(40):
        if _item(lab, "JOB", world["job"])["status"] == "moderating":
            break
        lab.stack.pump.step()
    queues = lab.queued()
    assert any(queues.values())
    lab.empty_queues()
    lab.pass_time(50)
    lab.empty_queues()
    return world


def _overdue(lab: Lab, world: World) -> None:
    lab.pass_time(300)


def _given_up(lab: Lab) -> World:
    """A sign-up that broke after its user was made."""
    from datetime import timedelta

    from imagora.accounts import store
    from imagora.kernel.ids import AccountId, new_id

    uid = AccountId(new_id(lab.clock()))
    membership = wiring.membership()
    store.begin_signup(uid, invite=None, due_at=lab.clock() + timedelta(hours=24))
    membership.directory.register(uid, f"{uid.lower()}@example.org", _PASSWORD)
    return {"uid": uid}


def _a_day_later(lab: Lab, world: World) -> None:
    lab.pass_time(24 * 3600 + 60)


def _go_public(lab: Lab, world: World) -> None:
    lab.client(world["ann"])("PATCH", "/v1/me", {"private": False})
    lab.pass_time(61)


def _besieged(lab: Lab) -> World:
    """A private account that two ask to follow."""
    world = _ann(lab)
    assert world["ann"]("PATCH", "/v1/me", {"private": True}).status == 200
    world["fans"] = [lab.stack.author() for _ in range(2)]
    for fan in world["fans"]:
        lab.stack.follow(fan, world["ann"])
    lab.drain()
    return world


def _all_admitted(lab: Lab, world: World) -> str | None:
    there = [lab.stack.item(f"USER#{fan.id}", f"FOLLOW#{world['ann'].id}") is not None for fan in world["fans"]]
    return None if all(there) else f"admitted: {there}"


def _fine(lab: Lab, world: World) -> str | None:
    return None


CASES = [
    Case("sign up", _nobody, _sign_up, _signed_up),
    Case("follow, with back-fill", _author_with_posts, _follow, _follows(True)),
    Case("unfollow", _following, _unfollow, _follows(False)),
    Case("block, following each other", _friends, _block, _blocked),
    Case("go public, admit who asked", _besieged, _go_public, _all_admitted),
    Case("generate two pictures", _ann, _generate, _is("JOB", "job", "succeeded")),
    Case("generate, one picture of three comes", _ann, _generate_partly, _is("JOB", "job", "succeeded")),
    Case("generate, the provider blocks", _ann, _generate_blocked, _is("JOB", "job", "blocked", "failed")),
    Case("generate, the provider is down", _ann, _generate_unavailable, _is("JOB", "job", "failed")),
    Case("try a failed job again", _failed_job, _retry, _is("JOB", "job", "succeeded")),
    Case("cancel a waiting job", _ann, _cancel, _cancelled),
    Case("cancel a job while it is drawn", _ann, _cancel_while_drawing, _cancelled),
    # A second fault may cost it the time that it has left: then it is paid back.
    Case("sweep a job whose message is lost", _lost_job, _swept, _is("JOB", "job", "succeeded", "failed")),
    Case("sweep a job whose time is over", _overdue_job, _overdue, _is("JOB", "job", "succeeded", "failed")),
    Case("upload a picture", _ann, _upload_ready, _is("MEDIA", "media", "ready")),
    Case("upload what is no picture", _ann, _upload_garbage, _is("MEDIA", "media", "rejected")),
    Case("upload, held for a moderator", _ann, _upload_held, _is("MEDIA", "media", "held")),
    Case("begin an upload and never send it", _ann, _upload_never_sent, _is("MEDIA", "media", "rejected")),
    Case("approve a held picture", _held, _decide(_approve), _is("POST", "post", "published")),
    Case("reject a held picture", _held, _decide(_reject), _is("POST", "post", "rejected")),
    Case("publish a text", _fans, _publish_text, _is("POST", "post", "published")),
    Case("publish a picture", _ready_picture, _publish_picture, _is("POST", "post", "published")),
    Case("publish before the picture is ready", _fans, _publish_early(None), _is("POST", "post", "published")),
    Case("publish what becomes no picture", _fans, _publish_early(b"no picture"), _is("POST", "post", "rejected")),
    Case("publish above the push limit", _celebrity, _publish_text, _is("POST", "post", "published")),
    Case("delete a post with its picture", _posted_picture, _delete_post, _is("POST", "post", "deleted")),
    Case("delete a post that waits", _held, _delete_post, _is("POST", "post", "deleted")),
    Case("delete an account, erase it", _everything, _leave, _left),
    Case("sweep a sign-up that was given up", _given_up, _a_day_later, _fine),
    *SOCIAL,
    *MODERATION,
    *JUDGING,
    *PROVENANCE,
    *REMIXES,
    *MONEY,
    *WEBHOOKS,
]
