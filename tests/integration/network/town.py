"""Random people doing random things in any order, while messages come twice and out of order; then everybody looks."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from infra.local.pump import Faults
from infra.local.pump.delivery import Delivery
from tests.integration.network.rules import Network, Post, Repost
from tests.integration.stack import Person, Reply, Stack

PEOPLE = 4
WORDS = 3
_somebody = st.integers(0, PEOPLE - 1)
_something = st.integers(0, 11)
_word = st.integers(0, WORDS - 1)
_REFUSED = {403, 404, 409, 422}


class Town(RuleBasedStateMachine):
    """Each rule does one thing through the API and tells the model; `look` compares all that anybody can see."""

    stack: Stack

    def __init__(self) -> None:
        super().__init__()
        self.persons: list[Person] = [self.stack.person() for _ in range(PEOPLE)]
        self.by_handle = {person.handle: person for person in self.persons}
        self.net = Network([person.handle for person in self.persons])
        self.words = [f"word{self.persons[0].handle}x{number}" for number in range(WORDS)]
        self.ids: dict[Post, str] = {}
        for one in range(PEOPLE):  # a town where something is going on already
            self.follow(one, (one + 1) % PEOPLE)
            self.follow(one, (one + 2) % PEOPLE)
            self.post(one, one % WORDS)

    # People and each other

    @rule(one=_somebody, other=_somebody)
    def follow(self, one: int, other: int) -> None:
        a, b = self._two(one, other)
        answer = self.persons[one]("PUT", f"/v1/accounts/{b}/follow")
        if a == b or self.net.shut(a, b):
            assert answer.status in _REFUSED, answer
        else:
            assert answer.status == 204, answer
            self.net.follow(a, b)

    @rule(one=_somebody, other=_somebody)
    def unfollow(self, one: int, other: int) -> None:
        a, b = self._two(one, other)
        if a != b and not self.net.shut(a, b):
            assert self.persons[one]("DELETE", f"/v1/accounts/{b}/follow").status == 204
            self.net.unfollow(a, b)

    @rule(one=_somebody, other=_somebody, accept=st.booleans())
    def answer_request(self, one: int, other: int, *, accept: bool) -> None:
        a, b = self._two(one, other)
        if (b, a) not in self.net.requests:
            return
        method = "PUT" if accept else "DELETE"
        assert self.persons[one](method, f"/v1/me/follow-requests/{b}").status == 204
        self.net.requests.discard((b, a))
        if accept:
            self.net.follows.add((b, a))

    @rule(one=_somebody, other=_somebody)
    def remove_follower(self, one: int, other: int) -> None:
        a, b = self._two(one, other)
        if a != b and not self.net.shut(a, b):
            assert self.persons[one]("DELETE", f"/v1/accounts/{b}/follower").status == 204
            self.net.follows.discard((b, a))

    @rule(one=_somebody, other=_somebody, on=st.booleans())
    def block(self, one: int, other: int, *, on: bool) -> None:
        a, b = self._two(one, other)
        if a == b:
            return
        assert self.persons[one]("PUT" if on else "DELETE", f"/v1/accounts/{b}/block").status == 204
        if on:
            self.net.block(a, b)
        else:
            self.net.blocks.discard((a, b))

    @rule(one=_somebody, other=_somebody, on=st.booleans())
    def mute(self, one: int, other: int, *, on: bool) -> None:
        a, b = self._two(one, other)
        if a == b or (b, a) in self.net.blocks:
            return
        assert self.persons[one]("PUT" if on else "DELETE", f"/v1/accounts/{b}/mute").status == 204
        (self.net.mutes.add if on else self.net.mutes.discard)((a, b))

    @rule(one=_somebody, private=st.booleans())
    def open_or_close(self, one: int, *, private: bool) -> None:
        name = self.persons[one].handle
        assert self.persons[one]("PATCH", "/v1/me", {"private": private}).status == 200
        if private:
            self.net.private.add(name)
        else:
            self.net.open(name)

    # What they say

    @rule(one=_somebody, word=_word)
    def post(self, one: int, word: int) -> None:
        self._made(one, word, self._say(one, word))

    @precondition(lambda self: self.net.posts)
    @rule(one=_somebody, what=_something, word=_word)
    def reply(self, one: int, what: int, word: int) -> None:
        parent = self._pick(what)
        answer = self._say(one, word, reply_to=self.ids[parent])
        if self.net.sees(self.persons[one].handle, parent):
            self._made(one, word, answer, parent=parent)
        else:
            assert (answer.status, answer.code) == (404, "post_not_found")

    @precondition(lambda self: self.net.posts)
    @rule(one=_somebody, what=_something, word=_word)
    def quote(self, one: int, what: int, word: int) -> None:
        quoted = self._pick(what)
        answer = self._say(one, word, quote_of=self.ids[quoted])
        if not self.net.sees(self.persons[one].handle, quoted):
            assert (answer.status, answer.code) == (404, "post_not_found")
        elif quoted.author in self.net.private:
            assert (answer.status, answer.code) == (403, "private_post")
        else:
            self._made(one, word, answer, quote=quoted)

    @precondition(lambda self: self.net.posts)
    @rule(one=_somebody, what=_something, word=_word)
    def edit(self, one: int, what: int, word: int) -> None:
        post = self._pick(what)
        answer = self.persons[one]("PATCH", f"/v1/posts/{self.ids[post]}", {"text": self._text(word)})
        if post.author == self.persons[one].handle and not post.deleted:
            assert answer.status == 200, answer
            post.word = self.words[word]
        else:
            assert answer.status in _REFUSED

    @precondition(lambda self: self.net.posts)
    @rule(what=_something)
    def delete(self, what: int) -> None:
        post = self._pick(what)
        assert self.by_handle[post.author]("DELETE", f"/v1/posts/{self.ids[post]}").status == 204
        post.deleted = True

    @precondition(lambda self: self.net.posts)
    @rule(one=_somebody, what=_something, on=st.booleans(), kind=st.sampled_from(["like", "bookmark", "repost"]))
    def react(self, one: int, what: int, *, on: bool, kind: str) -> None:
        name, post = self.persons[one].handle, self._pick(what)
        answer = self.persons[one]("PUT" if on else "DELETE", f"/v1/posts/{self.ids[post]}/{kind}")
        if not self.net.sees(name, post):
            if on:
                assert (answer.status, answer.code) == (404, "post_not_found")
            elif answer.status == 204:
                self._react(name, post, kind, on=False)
            return
        if kind == "repost" and on and post.author in self.net.private:
            assert (answer.status, answer.code) == (403, "private_post")
            return
        assert answer.status == 204, answer
        self._react(name, post, kind, on=on)

    def _react(self, name: str, post: Post, kind: str, *, on: bool) -> None:
        if kind == "repost":
            if on:
                self.net.reposts.setdefault((name, post), Repost(name, post, self.net.next_turn()))
            else:
                self.net.reposts.pop((name, post), None)
            return
        marks = self.net.likes if kind == "like" else self.net.bookmarks
        (marks.add if on else marks.discard)((name, post))

    # What happens behind, and what they see

    @rule(seed=st.integers(0, 1_000))
    def look(self, seed: int) -> None:
        self._carry(seed)
        for person in self.persons:
            self._look_at_home(person)
            self._look_at_people(person)
            self._look_for_words(person)
            for post in self.net.posts:
                self._look_at_post(person, post)

    def teardown(self) -> None:
        self.look(1)

    def _carry(self, seed: int) -> None:
        with self.stack.pump.with_faults(Faults(deliver_twice=True, change=_out_of_order(seed))):
            self.stack.drain()
        self.net.carry()

    def _look_at_home(self, person: Person) -> None:
        items = [item for page in person.pages("/v1/feeds/home", limit=5) for item in page["items"]]
        followed = [item for item in items if item["reason"]["kind"] in ("followed", "reposted", "own")]
        filled = [item for item in items if item["reason"]["kind"] in ("recent", "trending")]
        seen = [item["post"]["id"] for item in items]
        assert len(seen) == len(set(seen)), "each post once"
        must, may = self.net.home(person.handle)
        expected = [self.ids[post] for post in must]
        allowed = {self.ids[post] for post in may}
        shown = [item["post"]["id"] for item in followed if item["post"]["id"] not in allowed]
        assert shown == expected, (
            f"{self._named(shown)} instead of {self._named(expected)} for {person.handle}: {self.net}"
        )
        public = {self.ids[post] for post in self.net.public(person.handle) if post.parent is None}
        ours = set(self.ids.values())
        assert {item["post"]["id"] for item in filled} & ours <= public
        for item in followed:
            if item["reason"]["kind"] == "reposted":
                assert (item["reason"]["by"]["handle"], self._post(item)) in self.net.reposts

    def _look_at_people(self, person: Person) -> None:
        net, me = self.net, person.handle
        for other in self.net.people:
            answer = person("GET", f"/v1/accounts/{other}")
            if (other, me) in net.blocks:
                assert answer.status == 404
                continue
            assert answer["followers_count"] == sum(pair[1] == other for pair in net.follows)
            assert answer["following_count"] == sum(pair[0] == other for pair in net.follows)
            assert answer["posts_count"] == sum(p.author == other and not p.deleted for p in net.posts)
            if other != me:
                following = "yes" if (me, other) in net.follows else "no"
                assert answer["viewer"] == {
                    "following": "requested" if (me, other) in net.requests else following,
                    "followed_by": (other, me) in net.follows,
                    "blocking": (me, other) in net.blocks,
                    "muting": (me, other) in net.mutes,
                }
            self._look_at_lists(person, other)
        assert self._handles(person, "/v1/me/blocks") == {b for a, b in net.blocks if a == me}
        assert self._handles(person, "/v1/me/mutes") == {b for a, b in net.mutes if a == me}
        assert self._handles(person, "/v1/me/follow-requests") == {a for a, b in net.requests if b == me}
        marked = {self.ids[post] for name, post in net.bookmarks if name == me and net.sees(me, post)}
        assert {post["id"] for post in self._items(person, "/v1/me/bookmarks")} == marked
        liked = {self.ids[post] for name, post in net.likes if name == me and net.sees(me, post)}
        assert {post["id"] for post in self._items(person, "/v1/me/likes")} == liked

    def _look_at_lists(self, person: Person, other: str) -> None:
        net, me = self.net, person.handle
        open_to = other == me or other not in net.private or (me, other) in net.follows
        followers = {a for a, b in net.follows if b == other and not net.shut(me, a)} if open_to else set()
        followees = {b for a, b in net.follows if a == other and not net.shut(me, b)} if open_to else set()
        assert self._handles(person, f"/v1/accounts/{other}/followers") == followers
        assert self._handles(person, f"/v1/accounts/{other}/following") == followees
        for kind, replies in (("posts", False), ("replies", True)):
            expected = [
                self.ids[post]
                for post in sorted(net.posts, key=lambda post: -post.turn)
                if post.author == other and (post.parent is not None) == replies and not post.deleted and open_to
            ]
            shown = [post["id"] for post in self._items(person, f"/v1/accounts/{other}/posts", filter=kind)]
            assert shown == (expected if (me, other) not in net.blocks else [])

    def _look_for_words(self, person: Person) -> None:
        for word in self.words:
            expected = [
                self.ids[post]
                for post in sorted(self.net.public(person.handle), key=lambda post: -post.turn)
                if post.word == word
            ]
            assert [post["id"] for post in self._items(person, "/v1/search", q=word, type="posts")] == expected
            assert [post["id"] for post in self._items(person, f"/v1/feeds/tags/t{word}")] == expected

    def _look_at_post(self, person: Person, post: Post) -> None:
        answer = person("GET", f"/v1/posts/{self.ids[post]}")
        thread = person("GET", f"/v1/posts/{self.ids[post]}/thread")
        if not self.net.sees(person.handle, post):
            assert (answer.status, thread.status) == (404, 404)
            return
        assert answer["counts"] == self.net.counts(post)
        assert answer["viewer"] == {
            "liked": (person.handle, post) in self.net.likes,
            "reposted": (person.handle, post) in self.net.reposts,
            "bookmarked": (person.handle, post) in self.net.bookmarks,
        }
        if post.quote is not None:
            assert answer["quote"]["id"] == self.ids[post.quote]
            assert ("tombstone" in answer["quote"]) == (not self.net.sees(person.handle, post.quote))
        assert [ancestor["id"] for ancestor in thread["ancestors"]] == [self.ids[one] for one in post.ancestors()]
        for shown, one in zip(thread["ancestors"], post.ancestors(), strict=True):
            assert ("tombstone" in shown) == (not self.net.sees(person.handle, one))
        replies = self.net.replies(person.handle, post)
        items = thread["replies"]["items"]
        assert [item["post"]["id"] for item in items] == [self.ids[reply] for reply in replies]
        assert ["tombstone" in item["post"] for item in items] == [reply.deleted for reply in replies]
        likers = {name for name, liked in self.net.likes if liked is post and not self.net.shut(person.handle, name)}
        assert self._handles(person, f"/v1/posts/{self.ids[post]}/likes") == likers

    # How it is told

    def _two(self, one: int, other: int) -> tuple[str, str]:
        return self.persons[one].handle, self.persons[other].handle

    def _pick(self, number: int) -> Post:
        return self.net.posts[number % len(self.net.posts)]

    def _post(self, item: Any) -> Post:
        return next(post for post, post_id in self.ids.items() if post_id == item["post"]["id"])

    def _named(self, ids: list[str]) -> list[str]:
        """Posts as a person would tell them apart: by number and author."""
        known = list(self.ids.values())
        return [f"{known.index(i)} by {self.net.posts[known.index(i)].author}" if i in known else i for i in ids]

    def _text(self, word: int) -> str:
        return f"{self.words[word]} #t{self.words[word]}"

    def _say(self, one: int, word: int, **more: Any) -> Reply:
        return self.persons[one]("POST", "/v1/posts", {"text": self._text(word), **more})

    def _made(self, one: int, word: int, answer: Reply, **more: Any) -> None:
        assert answer.status == 201, answer
        post = Post(self.persons[one].handle, self.words[word], self.net.next_turn(), **more)
        self.net.posts.append(post)
        self.ids[post] = answer["id"]

    def _items(self, person: Person, path: str, **query: Any) -> list[Any]:
        return [item for page in person.pages(path, limit=4, **query) for item in page["items"]]

    def _handles(self, person: Person, path: str) -> set[str]:
        found = [account["handle"] for account in self._items(person, path)]
        assert len(found) == len(set(found)), "everybody once"
        return set(found)


def _out_of_order(seed: int) -> Any:
    """Shuffle the messages of each batch from a queue; a stream keeps its order."""
    order = random.Random(seed)

    def change(delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
        records = event.get("Records", [])
        if not records or "messageId" not in records[0]:
            return event
        return {**event, "Records": order.sample(records, len(records))}

    return change
