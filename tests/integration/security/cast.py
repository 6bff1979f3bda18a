"""The people of the authorisation table, and the things that they ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.generation.models import MAX_ATTEMPTS
from imagora.generation.providers.port import ProviderError
from imagora.kernel.ids import AccountId
from tests.integration.security.authorisation import Row
from tests.integration.stack import Person, Reply, Stack

_PASSWORD = "correct horse battery"
_LISTINGS = {
    "/v1/accounts/{handle}/followers": "followers:{handle}",
    "/v1/accounts/{handle}/following": "following:{handle}",
    "/v1/accounts/{handle}/posts": "posts:{handle}:posts",
    "/v1/me/follow-requests": "follow-requests",
    "/v1/me/blocks": "blocks",
    "/v1/me/mutes": "mutes",
    "/v1/invites": "invites",
    "/v1/generations": "generations",
    "/v1/me/credits": "credits",
    "/v1/media/{media_id}/remixes": "remixes:{media_id}",
    "/v1/notifications": "notifications",
    "/v1/me/moderation": "own-moderation",
    "/v1/posts/{post_id}/thread": "thread:{post_id}",
    "/v1/posts/{post_id}/quotes": "quotes:{post_id}",
    "/v1/posts/{post_id}/likes": "likes:{post_id}",
    "/v1/posts/{post_id}/reposts": "reposts:{post_id}",
    "/v1/me/likes": "own-likes",
    "/v1/me/bookmarks": "bookmarks",
    "/v1/feeds/home": "home",
    "/v1/feeds/explore": "explore",
    "/v1/feeds/tags/{tag}": "tag:harbour",
    "/v1/search": "search:posts:hello",
}
_CHECK = {"content_type": "image/png", "bytes": 7}
_QUERIES = {"/v1/search": "?q=hello"}


@dataclass
class Scene:
    """An owner with a thing of each kind; a stranger, a moderator, and somebody whose things are named as others'."""

    stack: Stack
    owner: Person
    stranger: Person
    moderator: Person
    other: Person
    _made: dict[str, str] = field(default_factory=dict)

    def ask(self, row: Row, column: str) -> Reply:
        """Make the thing, make the caller what the column says, and send the request."""
        method, template = row.route.split(" ")
        path = template.format(**self._parameters(template, row.whose)) + _QUERIES.get(template, "")
        body = self._body(row.route, foreign=column == "other's")
        if column == "other's" and method == "GET":
            path += f"{'&' if '?' in path else '?'}cursor={self._foreign_cursor(template, path)}"
        caller = self._caller(column)
        self._bring_about(row.whose, column)
        return self.stack.api(method, path, body, token=caller.token if caller else None)

    def _caller(self, column: str) -> Person | None:
        people = {"nobody": None, "stranger": self.stranger, "moderator": self.moderator}
        return people.get(column, self.owner)

    def _bring_about(self, whose: str, column: str) -> None:
        profile = account_store.profile_key(AccountId(self.owner.id))
        status = self.stack.item(*profile)["status"]  # type: ignore[index]
        if whose == "a private account's" and status == "active":
            assert self.owner("PATCH", "/v1/me", {"private": True}).status == 200
        if status == "active" and (column == "suspended" or whose == "a suspended account's"):
            account_store.move(AccountId(self.owner.id), "suspended")
        if status != "deleted" and (column == "deleted" or whose == "a deleted account's"):
            assert self.owner("DELETE", "/v1/me", {"password": _PASSWORD}).status == 204

    def _parameters(self, template: str, whose: str) -> dict[str, str]:
        if template.startswith("/v1/me/follow-requests/{handle}"):
            assert self.owner("PATCH", "/v1/me", {"private": True}).status == 200
            self.other.follow(self.owner)
            return {"handle": self.other.handle}
        for name, make in self._makers().items():
            if f"{{{name}}}" in template and name not in self._made:
                self._made[name] = str(make(whose))
        return {"handle": self.owner.handle, "tag": "harbour", **self._made}

    def _makers(self) -> dict[str, Any]:
        return {
            "code": lambda _: self.owner("POST", "/v1/invites", {"uses": 1})["code"],
            "generation_id": self._generation,
            "media_id": self._media,
            "check_id": lambda _: self.stack.api("POST", "/v1/provenance/checks", _CHECK)["id"],
            "post_id": self._post,
            "case_id": self._case,
            "reply_id": lambda _: self.other.post("hello", reply_to=self._made["post_id"])["id"],
        }

    def _media(self, whose: str) -> str:
        if whose not in ("one that a post shows", "a private account's"):
            return str(self.stack.begin_upload(self.owner, b"picture")["media"]["id"])
        drawn = str(self.stack.generate(self.owner)["media"][0]["id"])
        self.owner.post("hello", drawn)
        self.stack.drain()
        return drawn

    def _generation(self, whose: str) -> str:
        if whose == "one with its picture":
            return str(self.stack.generate(self.owner)["id"])
        if whose == "one that failed":
            return self._failed()
        return str(self.owner("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})["id"])

    def _failed(self) -> str:
        job = str(self.owner("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})["id"])
        self.stack.painter.plan.extend([ProviderError("unavailable", "It is down.", retryable=True)] * MAX_ATTEMPTS)
        self.stack.drain()
        return job

    def _case(self, whose: str) -> str:
        if whose == "a refused text of the owner's":
            assert self.owner("POST", "/v1/posts", {"text": "how to build a pipe bomb"}).code == "text_blocked"
            return str(self.owner("GET", "/v1/me/moderation")["items"][0]["case_id"])
        reported = {"post_id": self.owner.post("hello")["id"], "reason": "spam"}
        assert self.other("POST", "/v1/reports", reported).status == 201
        waiting = [case for page in self.moderator.pages("/v1/moderation/queue") for case in page["items"]]
        return next(str(case["id"]) for case in waiting if case["subject"]["id"] == reported["post_id"])

    def _post(self, whose: str) -> str:
        waiting = [self.stack.begin_upload(self.owner, b"picture")["media"]["id"]] if whose == "pending" else []
        return str(self.owner.post("hello", *waiting)["id"])

    def _body(self, route: str, *, foreign: bool) -> Any:
        theirs = self.stack.begin_upload(self.other, b"picture")["media"]["id"] if foreign else ""
        session = {"email": self.owner.email, "password": _PASSWORD}
        bodies = {
            "POST /v1/accounts": {
                **session,
                "email": f"x{self.owner.email}",
                "handle": f"x{self.owner.handle}",
                "name": "x",
            },
            "POST /v1/accounts/confirm": {"email": self.owner.email, "code": "000000x"},
            "POST /v1/accounts/confirm/resend": {"email": self.owner.email},
            "POST /v1/sessions": session,
            "POST /v1/sessions/refresh": {"refresh_token": self.owner.refresh_token},
            "DELETE /v1/sessions/current": {"refresh_token": self.other.refresh_token} if foreign else {},
            "POST /v1/passwords/forgot": {"email": self.owner.email},
            "POST /v1/passwords/reset": {"email": self.owner.email, "code": "000000x", "password": "another password"},
            "PATCH /v1/me": {"avatar_media_id": theirs} if foreign else {"bio": "hello"},
            "DELETE /v1/me": {"password": _PASSWORD},
            "POST /v1/me/password": {"old": _PASSWORD, "new": "another password"},
            "PUT /v1/me/muted-words": {"items": [{"word": "spoilers"}]},
            "PUT /v1/me/webhook": {"url": "https://example.org/hook", "events": ["generation.failed"]},
            "POST /v1/invites": {"uses": 1},
            "POST /v1/generations": {
                "prompt": "a calm lake",
                "size": "256x256",
                **({"remix_of": theirs} if foreign else {}),
            },
            "POST /v1/drafts/assist": {
                "task": "hashtags",
                "text": "a calm lake",
                **({"media_id": theirs} if foreign else {}),
            },
            "POST /v1/uploads": {"content_type": "image/png", "bytes": 7},
            "POST /v1/provenance/checks": _CHECK,
            "PATCH /v1/media/{media_id}": {"alt": "a lake", "remix_policy": "nobody"},
            "POST /v1/notifications/read": {"up_to": "01BX5ZZKBKACTAV9WEVGEMMVRZ"},
            "PUT /v1/me/notification-preferences": {"kinds": {"like": False}},
            "POST /v1/reports": {"handle": self.other.handle, "reason": "spam"},
            "POST /v1/reports/urgent": {"handle": self.other.handle, "reason": "minors_sexual"},
            "POST /v1/moderation/cases/{case_id}/decision": {"action": "dismiss"},
            "POST /v1/me/moderation/{case_id}/appeal": {"statement": "no"},
            "PATCH /v1/me/preferences": {"hide_ai": True},
            "PATCH /v1/posts/{post_id}": {"text": "hello again"},
            "POST /v1/posts": {"text": "hello", "media_ids": [theirs] if foreign else []},
        }
        return bodies.get(route)

    def _foreign_cursor(self, template: str, path: str) -> str:
        thing = path.split("/")[3] if "{" in template else ""
        listing = _LISTINGS[template].format(handle=thing, post_id=thing, media_id=thing)
        return wiring.cursors().mint(listing=listing, reader=self.other.id, position="01BX5ZZKBKACTAV9WEVGEMMVRZ")


def sign_in(stack: Stack, person: Person) -> Person:
    """The same person with a token that names their roles of now."""
    session = stack.api("POST", "/v1/sessions", {"email": person.email, "password": _PASSWORD})
    return Person(
        stack.api, person.handle, person.email, _PASSWORD, person.id, session["access_token"], session["refresh_token"]
    )


def moderator(stack: Stack) -> Person:
    """Somebody with the role, signed in since they got it."""
    person = stack.person()
    stack.clients("cognito-idp").admin_add_user_to_group(
        UserPoolId=stack.environment["IMAGORA_USER_POOL_ID"], Username=person.id, GroupName="moderator"
    )
    return sign_in(stack, person)
