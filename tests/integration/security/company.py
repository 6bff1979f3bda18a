"""An author and all who look at them: who follow, ask, block, mute, are blocked, are mentioned."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.integration.security.sight import HIDDEN, SHOWN, VIEWERS, Cell, Sight
from tests.integration.stack import Stack

_FOLLOWING_FIRST = ("blocked", "blocker", "muted", "muter", "word muter", "follower")


class Company:
    """All that a sight can be asked about. `ids`: what its path, its body and what it finds may name."""

    def __init__(self, stack: Stack, *, private: bool) -> None:
        self.author, self.friend = stack.person(), stack.person()
        self.viewers = {viewer: stack.person() for viewer in VIEWERS}
        self.ids = {"author": self.author.handle, "friend": self.friend.handle}
        self._meet()
        self._talk()
        stack.drain(max_rounds=5000)
        self._part()
        if private:
            _done(self.author("PATCH", "/v1/me", {"private": True}))
            self.viewers["requested"].follow(self.author)
        stack.drain(max_rounds=5000)

    def look(self, sight: Sight, viewer: str) -> Cell:
        """What this viewer gets."""
        person = self.viewers[viewer]
        path = sight.path.format(**self.ids, viewer=person.handle)
        body = {"text": "indeed", sight.more[0]: self.ids[sight.more[1]]} if sight.more else None
        reply = person(sight.route.partition(" ")[0], path, body)
        if reply.status != 200 or not sight.tells:
            return reply.status
        answer = _without_quotes(reply.body) if "items" in reply.body else reply.body
        return SHOWN if f'"{self.ids[sight.finds]}"' in msgspec.json.encode(answer).decode() else HIDDEN

    def _meet(self) -> None:
        self.friend.follow(self.author)
        self.author.follow(self.friend)
        for viewer in self.viewers.values():
            viewer.follow(self.friend)
        for name in _FOLLOWING_FIRST:
            self.viewers[name].follow(self.author)

    def _talk(self) -> None:
        mentioned = self.viewers["mentioned"].handle
        said = self.author.post(f"about marzipan and #pastry for @{mentioned}")["id"]
        close = self.author.post("for some", gates={"reply": "followers", "quote": "followers"})["id"]
        told = self.author.post(f"for @{mentioned}", gates={"reply": "mentioned", "quote": "mentioned"})["id"]
        shared = self.friend.post("what do you think?")["id"]
        quoting = self.friend.post("look at that", quote_of=said)["id"]
        for more in ("reply_to", "quote_of"):
            self.author.post("of course", **{more: shared})
        self.ids |= {"said": said, "close": close, "told": told, "shared": shared, "quoting": quoting}
        for person in (self.friend, *self.viewers.values()):
            for mark in ("like", "bookmark"):
                _done(person("PUT", f"/v1/posts/{said}/{mark}"))
        for viewer in self.viewers.values():
            _done(self.author("PUT", f"/v1/posts/{viewer.post('of my own')['id']}/like"))
        _done(self.friend("PUT", f"/v1/posts/{said}/repost"))
        for mark in ("like", "repost"):
            _done(self.author("PUT", f"/v1/posts/{shared}/{mark}"))

    def _part(self) -> None:
        for by, deed, whom in (
            (self.author, "block", self.viewers["blocked"]),
            (self.viewers["blocker"], "block", self.author),
            (self.author, "mute", self.viewers["muted"]),
            (self.viewers["muter"], "mute", self.author),
        ):
            _done(by("PUT", f"/v1/accounts/{whom.handle}/{deed}"))
        _done(self.viewers["word muter"]("PUT", "/v1/me/muted-words", {"items": [{"word": "Marzipan"}]}))


def _done(reply: Any) -> None:
    assert reply.status in (200, 204), reply


def _without_quotes(answer: Any) -> Any:
    """What stands in a list for itself: a post inside another one is a matter of its own."""
    if isinstance(answer, dict):
        return {name: _without_quotes(value) for name, value in answer.items() if name != "quote"}
    return [_without_quotes(value) for value in answer] if isinstance(answer, list) else answer
