"""Demo people with pictures who talk to each other, so that the first page anybody sees is a living place.

Made through the API as people would make them: signed up, signed in, prompts drawn by the workers, posts with the
results, answers, quotes, likes. Only an account's kind is set past it, since no route lets anybody call themselves a
bot or a persona yet.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

log = logging.getLogger("imagora.local.demo")

_DATA = Path(__file__).with_name("demo.json")
_FINAL = frozenset({"succeeded", "blocked", "failed", "cancelled"})
_LOOK_EVERY = 0.3
_PICTURE_SECONDS = 120.0
_DOMAIN = "demo.example"

Handle = Callable[..., Any]
"""The gateway's `handle`: (method, path, headers, body) → an answer with `status` and `body`."""
Say = Callable[[str], None]


class DemoStopped(RuntimeError):
    """The API refused something that the demo needs; says what."""


@dataclass
class Progress:
    """How far the demo is, kept in DATA_DIR: a start that was cut off is taken up again by the next."""

    posts: int = 0
    finished: bool = False
    ids: dict[str, str] = field(default_factory=dict)
    """The posts that later ones answer or quote: id by the script's own key."""

    @classmethod
    def read(cls, path: Path) -> Progress | None:
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None

    def write(self, path: Path) -> None:
        partial = path.with_suffix(".part")
        partial.write_text(json.dumps(asdict(self)), encoding="utf-8")
        partial.replace(path)


@dataclass
class Api:
    """Calls of one person, or of nobody."""

    handle: Handle
    token: str = ""
    _headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    def __call__(self, method: str, path: str, body: object = None, *, key: str = "") -> Any:
        """The decoded answer. Raises `DemoStopped` for a refusal."""
        headers = dict(self._headers)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = f"demo-{key}"
        answer = self.handle(method, path, headers, b"" if body is None else json.dumps(body).encode())
        content = json.loads(answer.body) if answer.body else {}
        if answer.status >= 400:
            raise DemoStopped(f"{method} {path} was answered {answer.status} {content.get('code', '')}".rstrip())
        return content


def credentials() -> tuple[str, str]:
    """Email and password of the first demo person."""
    script = _script()
    return _email(script["people"][0]["handle"]), str(script["password"])


def make(handle: Handle, path: Path, say: Say) -> None:
    """Make the demo people and their posts, or what is missing of them; never raises.

    One picture is under way at a time, so that a person's own never waits behind the demo. Every step has its
    Idempotency-Key, so a repeat finds what is there instead of making it twice.
    """
    progress = Progress.read(path) or Progress()
    try:
        for line in _make(handle, _script(), progress, path):
            say(line)
    except DemoStopped as error:
        say(f"demo: stopped: {error}")
    except Exception as error:
        log.exception("the demo stopped")
        say(f"demo: stopped: {type(error).__name__}: {error}")


def _make(handle: Handle, script: Mapping[str, Any], progress: Progress, path: Path) -> Iterator[str]:
    posts = script["posts"]
    yield f"demo: {len(script['people'])} people and {len(posts)} posts are being made; use the page meanwhile"
    progress.write(path)
    people = {person["handle"]: _join(handle, person, script["password"]) for person in script["people"]}
    for follower, followed in script["follows"].items():
        for name in followed:
            people[follower]("PUT", f"/v1/accounts/{name}/follow")
    for number, post in enumerate(posts[progress.posts :], progress.posts):
        made = _publish(people[post["by"]], post, number, progress.ids)
        _react(people, post, made)
        progress.ids.update({post["key"]: made} if "key" in post else {})
        progress.posts = number + 1
        progress.write(path)
        yield f"demo: {progress.posts} of {len(posts)} posts: {post.get('prompt', post['text'])}"
    progress.finished = True
    progress.write(path)
    yield "demo: all there"


def _join(handle: Handle, person: Mapping[str, str], password: str) -> Api:
    """An account and a session of it."""
    name = person["handle"]
    account = {"email": _email(name), "password": password, "handle": name, "name": person["name"]}
    made = Api(handle)("POST", "/v1/accounts", account, key=name)
    session = Api(handle)("POST", "/v1/sessions", {"email": account["email"], "password": password})
    api = Api(handle, session["access_token"])
    api("PATCH", "/v1/me", {"bio": person["bio"]})
    if made["kind"] != person["kind"]:
        _set_kind(made["id"], person["kind"])
    return api


def _set_kind(account_id: str, kind: str) -> None:
    """Say honestly what a demo account is (retry-safe)."""
    from infra.local.stack import clients_of

    clients_of(os.environ)("dynamodb").update_item(
        TableName=os.environ["IMAGORA_TABLE"],
        Key={"PK": {"S": f"USER#{account_id}"}, "SK": {"S": "PROFILE"}},
        UpdateExpression="SET kind = :kind",
        ConditionExpression="attribute_exists(PK)",
        ExpressionAttributeValues={":kind": {"S": kind}},
    )


def _publish(api: Api, post: Mapping[str, Any], number: int, ids: Mapping[str, str]) -> str:
    """The new post's id. `ids`: those of earlier posts by key, for what it answers or quotes."""
    draft: dict[str, object] = {"text": post["text"]}
    draft.update({relation: ids[post[relation]] for relation in ("reply_to", "quote_of") if relation in post})
    if "prompt" in post:
        wish = {name: post[name] for name in ("prompt", "size", "seed")}
        job = api("POST", "/v1/generations", wish, key=f"picture-{number}")
        draft["media_ids"] = [_drawn(api, job["id"])]
    return str(api("POST", "/v1/posts", draft, key=f"post-{number}")["id"])


def _react(people: Mapping[str, Api], post: Mapping[str, Any], made: str) -> None:
    """Likes, reposts and bookmarks of a post (retry-safe)."""
    for mark, names in (("like", "likes"), ("repost", "reposts"), ("bookmark", "bookmarks")):
        for name in post.get(names, ()):
            people[name]("PUT", f"/v1/posts/{made}/{mark}")


def _drawn(api: Api, job_id: str) -> str:
    """Wait for a job's picture. Raises `DemoStopped` when there will be none."""
    end = time.monotonic() + _PICTURE_SECONDS
    while time.monotonic() < end:
        job = api("GET", f"/v1/generations/{job_id}")
        if job["status"] == "succeeded":
            return str(job["media"][0]["id"])
        if job["status"] in _FINAL:
            raise DemoStopped(f"a picture ended {job['status']}: {job.get('error', {}).get('detail', '')}")
        time.sleep(_LOOK_EVERY)
    raise DemoStopped(f"a picture took longer than {_PICTURE_SECONDS:.0f} s")


def _email(handle: str) -> str:
    return f"{handle}@{_DOMAIN}"


def _script() -> dict[str, Any]:
    script: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return script
