"""Use cases of reactions, conversation, relations and notifications.

Bob posts, Ann follows him, he follows her, and two fans follow both. What counters, pointers, feeds, notifications and
the index must say afterwards is the audit's (`recount`); a case says what became of that which was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imagora.generation.providers.port import ImageRequest
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab
from tests.integration.painter import draw
from tests.integration.stack import send_form

Arrange = Callable[[Lab], World]
Act = Callable[[Lab, World], None]


def _friends(lab: Lab) -> World:
    ann, bob = lab.stack.person(), lab.stack.author()
    fans = [lab.stack.author() for _ in range(2)]
    for follower, followee in [(ann, bob), (bob, ann), *((fan, one) for fan in fans for one in (ann, bob))]:
        lab.stack.follow(follower, followee)
    post = lab.stack.publish(bob, "what do you think?")
    lab.drain()
    return {"ann": ann, "bob": bob, "fans": fans, "post": post.id, "handle": bob.handle}


def _after(arrange: Arrange, *acts: Act) -> Arrange:
    """A world in which these acts are done."""

    def arranged(lab: Lab) -> World:
        world = arrange(lab)
        for act in acts:
            act(lab, world)
        lab.drain()
        return world

    return arranged


def _asks(method: str, path: str, body: Any = None) -> Act:
    """Ann asks this of the API; names in the path are the world's. Then everything is delivered."""

    def act(lab: Lab, world: World) -> None:
        reply = lab.client(world["ann"])(method, path.format_map(world), body)
        assert reply.status < 300, reply
        lab.drain()

    return act


def _writes(text: str, *, name: str = "made", **about: str) -> Act:
    """Ann posts. `about`: which of the world's posts it answers or quotes."""

    def act(lab: Lab, world: World) -> None:
        draft = {"text": text.format_map(world), **{field: world[post] for field, post in about.items()}}
        reply = lab.client(world["ann"])("POST", "/v1/posts", draft)
        assert reply.status == 201, reply
        world[name] = reply["id"]
        lab.drain()

    return act


def _edits(text: str) -> Act:
    """Ann gives the post that she made another text."""

    def act(lab: Lab, world: World) -> None:
        _asks("PATCH", "/v1/posts/{made}", {"text": text.format_map(world)})(lab, world)

    return act


def _says(who: str, text: str, *, name: str, **about: str) -> Act:
    """Somebody else posts, past HTTP."""

    def act(lab: Lab, world: World) -> None:
        world[name] = lab.stack.publish(world[who], text, **{field: world[post] for field, post in about.items()}).id
        lab.drain()

    return act


def _has(pk: str, sk: str, wanted: bool = True) -> Expect:
    """An item is there, or isn't; names in its key are the world's."""

    def expect(lab: Lab, world: World) -> str | None:
        key = (pk.format_map(world), sk.format_map(world))
        there = lab.stack.item(*key) is not None
        return None if there == wanted else f"{key} is {'there' if there else 'missing'}"

    return expect


def _marked(kind: str, wanted: bool = True) -> Expect:
    return _has("USER#{ann.id}", f"MARK#{{post}}#{kind}", wanted)


def _post_is(name: str, **attributes: object) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        item = lab.stack.item(f"POST#{world[name]}", "POST") or {}
        wrong = {key: item.get(key) for key, value in attributes.items() if item.get(key) != value}
        return f"post {name}: {wrong}" if wrong else None

    return expect


def _head_says(attribute: str, wanted: bool = True) -> Expect:
    """Ann's head names Bob, or doesn't, in this way."""

    def expect(lab: Lab, world: World) -> str | None:
        head = lab.stack.item(f"FEED#{world['ann'].id}", "~HEAD") or {}
        there = f"{attribute}#{world['bob'].id}" in head
        return None if there == wanted else f"Ann's head says {attribute}: {there}"

    return expect


def _both(*expectations: Expect) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        return next((wrong for one in expectations if (wrong := one(lab, world))), None)

    return expect


def _passed_on(times: int) -> Expect:
    """How often the repost stands in the feed of Ann and of each fan."""

    def expect(lab: Lab, world: World) -> str | None:
        for reader in [world["ann"], *world["fans"]]:
            entries = lab.stack.partition(f"FEED#{reader.id}")
            found = [one for one in entries if one.get("p") == world["post"] and one.get("by") == world["ann"].id]
            if len(found) != times:
                return f"the repost stands {len(found)} times in the feed of {reader.handle}"
        return None

    return expect


def _many_fans(lab: Lab) -> World:
    """Ann has more followers than are pushed to."""
    world = _friends(lab)
    crowd = [lab.stack.author() for _ in range(2)]
    for fan in crowd:
        lab.stack.follow(fan, world["ann"])
    lab.drain()
    return {**world, "fans": [*world["fans"], *crowd]}


def _pulled(lab: Lab, world: World) -> str | None:
    for fan in world["fans"]:
        head = lab.stack.item(f"FEED#{fan.id}", "~HEAD") or {}
        if world["ann"].id not in (head.get("pulled") or ()):
            return f"{fan.handle} doesn't pull Ann"
    return None


def crowded_post(lab: Lab) -> World:
    """So many count on Bob's post that whoever comes next counts beside it."""
    world = _friends(lab)
    lab.stack._dynamodb().update_item(
        TableName=lab.table,
        Key={"PK": {"S": f"POST#{world['post']}"}, "SK": {"S": "POST"}},
        UpdateExpression="SET crowded_until = :c",
        ExpressionAttributeValues={":c": {"N": str(int(lab.clock().timestamp()) + 3_600)}},
    )
    return world


def _before_its_picture(lab: Lab, world: World) -> None:
    """The reply waits for its picture, and stands among the replies when it goes out."""
    data = draw(ImageRequest("a lake", None, 256, 256, 1))
    client = lab.client(world["ann"])
    made = client("POST", "/v1/uploads", {"content_type": "image/png", "bytes": len(data)})
    draft = {"text": "look", "media_ids": [made["media"]["id"]], "reply_to": world["post"]}
    world["made"] = client("POST", "/v1/posts", draft)["id"]
    assert send_form(made["upload"], data, "image/png").is_success
    lab.drain()


def _there_and_back(lab: Lab, world: World) -> None:
    """Taken back before anything of it is delivered."""
    for method in ("PUT", "DELETE"):
        assert lab.client(world["ann"])(method, f"/v1/posts/{world['post']}/repost").status == 204
    lab.drain()


def talked_about(lab: Lab) -> World:
    """A post of Ann's with a tag, which Bob and a fan like, repost, answer and quote, and which mentions Bob."""
    world = _friends(lab)
    _writes("a #lake for @{handle}", name="own")(lab, world)
    for act in (
        _says("bob", "nice", name="answer", reply_to="own"),
        _says("bob", "look at that", name="quote", quote_of="own"),
    ):
        act(lab, world)
    for who in (world["bob"], world["fans"][0]):
        _reactions().like(who.id, world["own"])
        _reactions().repost(who.id, world["own"])
    lab.drain()
    return world


def _reactions() -> Any:
    from imagora import wiring

    return wiring.reactions()


def _knocking(lab: Lab) -> World:
    """Ann is private, and somebody asks to follow her."""
    world = _friends(lab)
    assert world["ann"]("PATCH", "/v1/me", {"private": True}).status == 200
    stranger = lab.stack.author()
    lab.stack.follow(stranger, world["ann"])
    lab.drain()
    return {**world, "stranger": stranger, "handle": stranger.handle}


def _shy_bob(lab: Lab) -> World:
    """A private account that Ann doesn't follow."""
    shy = lab.stack.author(private=True)
    ann = lab.stack.person()
    lab.drain()
    return {"ann": ann, "bob": shy, "fans": [], "handle": shy.handle}


def _notified(lab: Lab) -> World:
    world = talked_about(lab)
    told = world["ann"]("GET", "/v1/notifications")["items"]
    return {**world, "newest": told[0]["id"]}


def _read_all(lab: Lab, world: World) -> None:
    assert lab.client(world["ann"])("POST", "/v1/notifications/read", {"up_to": world["newest"]}).status == 204
    lab.drain()


def _all_read(lab: Lab, world: World) -> str | None:
    unread = [one["kind"] for one in world["ann"]("GET", "/v1/notifications")["items"] if not one["read"]]
    return f"unread: {unread}" if unread else None


def _words(*words: str) -> dict[str, Any]:
    return {"items": [{"word": word, "scope": "both"} for word in words]}


def _words_are(*wanted: str) -> Expect:
    """Ann's muted words, as she is told them."""

    def expect(lab: Lab, world: World) -> str | None:
        words = [one["word"] for one in world["ann"]("GET", "/v1/me/muted-words")["items"]]
        return None if words == list(wanted) else f"muted words: {words}"

    return expect


def _likes_are_off(lab: Lab, world: World) -> str | None:
    kinds = world["ann"]("GET", "/v1/me/notification-preferences")["kinds"]
    off = [kind for kind, on in kinds.items() if not on]
    return None if off == ["like"] else f"off: {off}"


def _muted(wanted: int) -> Expect:
    """Whether Ann muted the conversation that Bob began, and how many conversations count as muted."""

    def expect(lab: Lab, world: World) -> str | None:
        told = world["ann"]("GET", f"/v1/posts/{world['post']}/thread")["viewer"]["muted"]
        counted = (lab.stack.item(f"NOTES#{world['ann'].id}", "~SETTINGS") or {}).get("threads", 0)
        return None if (told, counted) == (bool(wanted), wanted) else f"muted: {told}, counted: {counted}"

    return expect


def _away(lab: Lab) -> World:
    """Ann was seen last long ago, and is due for that."""
    world = _friends(lab)
    _set_head(lab, world, seen="2026-01-01", GSI2SK="2026-02-01")
    return world


def _set_head(lab: Lab, world: World, **texts: str) -> None:
    lab.stack._dynamodb().update_item(
        TableName=lab.table,
        Key={"PK": {"S": f"FEED#{world['ann'].id}"}, "SK": {"S": "~HEAD"}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in texts),
        ExpressionAttributeValues={f":{name}": {"S": text} for name, text in texts.items()},
    )


def _sweep(lab: Lab, world: World) -> None:
    lab.pass_time()


def _look(lab: Lab, world: World) -> None:
    """Twice, since a look that isn't noted fails nothing: the next one is."""
    for _ in range(2):
        assert lab.client(world["ann"])("GET", "/v1/feeds/home").status == 200
        lab.drain()


def _rests(lab: Lab, world: World) -> str | None:
    return _is_resting(lab, world, resting=True)


def _is_back(lab: Lab, world: World) -> str | None:
    return _is_resting(lab, world, resting=False)


def _is_resting(lab: Lab, world: World, *, resting: bool) -> str | None:
    """Ann's head says so, and the fan-out reaches her, or doesn't."""
    ann = world["ann"].id
    head = lab.stack.item(f"FEED#{ann}", "~HEAD") or {}
    place = (lab.stack.item(f"USER#{ann}", f"FOLLOW#{world['bob'].id}") or {}).get("GSI1SK")
    if (head.get("status"), place) == (("resting", f"~{ann}") if resting else (None, ann)):
        return None
    return f"Ann is {head.get('status')}, and follows Bob as {place}"


_LIKE, _REPOST, _BOOKMARK = (f"/v1/posts/{{post}}/{mark}" for mark in ("like", "repost", "bookmark"))
_like, _repost, _bookmark = (_asks("PUT", path) for path in (_LIKE, _REPOST, _BOOKMARK))
_OTHER = "/v1/accounts/{handle}"
_reply = _writes("so do I", reply_to="post")
_published = _post_is("made", status="published")
_MUTED_THREAD = "/v1/posts/{post}/mute"
_MUTED_WORDS = "/v1/me/muted-words"
_REQUEST = "/v1/me/follow-requests/{handle}"

SOCIAL = [
    Case("like a post", _friends, _like, _marked("l")),
    Case("unlike a post", _after(_friends, _like), _asks("DELETE", _LIKE), _marked("l", False)),
    Case("like a contended post, fold its tally", crowded_post, _like, _both(_marked("l"), _post_is("post", likes=1))),
    Case("repost, to followers", _friends, _repost, _both(_marked("r"), _passed_on(1))),
    Case("repost above the push limit", _many_fans, _repost, _both(_marked("r"), _pulled)),
    Case(
        "undo a repost",
        _after(_friends, _repost),
        _asks("DELETE", _REPOST),
        _both(_marked("r", False), _passed_on(0)),
    ),
    Case("repost and undo it at once", _friends, _there_and_back, _both(_marked("r", False), _passed_on(0))),
    Case("bookmark a post", _friends, _bookmark, _marked("b")),
    Case("remove a bookmark", _after(_friends, _bookmark), _asks("DELETE", _BOOKMARK), _marked("b", False)),
    Case("reply", _friends, _reply, _published),
    Case("reply before its picture is ready", _friends, _before_its_picture, _published),
    Case("quote", _friends, _writes("look at that", quote_of="post"), _published),
    Case("answer a post and quote it", _friends, _writes("both", reply_to="post", quote_of="post"), _published),
    Case("publish with a mention and tags", _friends, _writes("@{handle} by the #lake, #blue"), _published),
    Case(
        "edit a post, mention somebody",
        _after(_friends, _writes("a #lake")),
        _edits("the #sea, @{handle}"),
        _post_is("made", status="published", edits=1),
    ),
    Case(
        "delete a reply that quotes, edited once",
        _after(
            _friends,
            _says("bob", "another", name="other"),
            _writes("by the #lake", reply_to="post", quote_of="other"),
            _edits("by the #sea"),
        ),
        _asks("DELETE", "/v1/posts/{made}"),
        _post_is("made", status="deleted", card=None),
    ),
    Case(
        "delete a post that others react to",
        talked_about,
        _asks("DELETE", "/v1/posts/{own}"),
        _post_is("own", status="deleted"),
    ),
    Case(
        "hide a reply",
        talked_about,
        _asks("PUT", "/v1/posts/{own}/hidden-replies/{answer}"),
        _post_is("answer", hidden=True),
    ),
    Case(
        "unblock",
        _after(_friends, _asks("PUT", f"{_OTHER}/block")),
        _asks("DELETE", f"{_OTHER}/block"),
        _has("USER#{ann.id}", "BLOCK#{bob.id}", False),
    ),
    Case("mute an account", _friends, _asks("PUT", f"{_OTHER}/mute"), _head_says("m")),
    Case(
        "remove a follower",
        _friends,
        _asks("DELETE", f"{_OTHER}/follower"),
        _has("USER#{bob.id}", "FOLLOW#{ann.id}", False),
    ),
    Case("ask to follow", _shy_bob, _asks("PUT", f"{_OTHER}/follow"), _has("USER#{ann.id}", "REQUEST#{bob.id}")),
    Case(
        "accept a request to follow",
        _knocking,
        _asks("PUT", _REQUEST),
        _has("USER#{stranger.id}", "FOLLOW#{ann.id}"),
    ),
    Case(
        "decline a request to follow",
        _knocking,
        _asks("DELETE", _REQUEST),
        _both(
            _has("USER#{stranger.id}", "FOLLOW#{ann.id}", False), _has("USER#{stranger.id}", "REQUEST#{ann.id}", False)
        ),
    ),
    Case(
        "withdraw a request to follow",
        _after(_shy_bob, _asks("PUT", f"{_OTHER}/follow")),
        _asks("DELETE", f"{_OTHER}/follow"),
        _has("USER#{ann.id}", "REQUEST#{bob.id}", False),
    ),
    Case(
        "mute an account no longer",
        _after(_friends, _asks("PUT", f"{_OTHER}/mute")),
        _asks("DELETE", f"{_OTHER}/mute"),
        _head_says("m", False),
    ),
    Case("mute words", _friends, _asks("PUT", _MUTED_WORDS, _words("lake", "#sea")), _words_are("lake", "sea")),
    Case(
        "mute other words",
        _after(_friends, _asks("PUT", _MUTED_WORDS, _words("lake"))),
        _asks("PUT", _MUTED_WORDS, _words("sea")),
        _words_are("sea"),
    ),
    Case("mute a conversation", _friends, _asks("PUT", _MUTED_THREAD), _muted(1)),
    Case(
        "mute a conversation no longer",
        _after(_friends, _asks("PUT", _MUTED_THREAD)),
        _asks("DELETE", _MUTED_THREAD),
        _muted(0),
    ),
    Case(
        "choose what to be notified of",
        _friends,
        _asks("PUT", "/v1/me/notification-preferences", {"kinds": {"like": False}}),
        _likes_are_off,
    ),
    Case("read notifications", _notified, _read_all, _all_read),
    Case("put a reader to rest", _away, _sweep, _rests),
    Case("come back after a rest", _after(_away, _sweep, _says("bob", "missed", name="missed")), _look, _is_back),
]
