"""The smoke test's steps: each does one thing, says how long it took, and is undone at the end whatever happens."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from imagora_cli.api import Api, Document
from imagora_cli.command import Imagora
from imagora_cli.files import fetch
from imagora_cli.grants import Grant
from imagora_cli.jobs import expect_success, looks
from imagora_cli.outcomes import CommandFailed, Refused, Unavailable
from imagora_cli.screen import Screen

_PROMPT = "a lighthouse by the sea at sunset"
_PATIENCE = 60.0

T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """Who tries. `handle` is set for one that is made for it and deleted afterwards."""

    email: str
    password: str = field(repr=False)
    handle: str = ""
    invite: str | None = None

    @classmethod
    def passing(cls, invite: str | None) -> Account:
        handle = f"smoke_{secrets.token_hex(8)}"
        return cls(f"{handle}@example.org", secrets.token_urlsafe(24), handle, invite)


class _NoVault:
    """Keeps nothing: the smoke test leaves no session behind, and uses nobody's."""

    def load(self, _: str) -> Grant | None:
        return None

    def keep(self, _: str, __: Grant) -> str:
        return "nowhere"

    def forget(self, _: str) -> None:
        """There is nothing."""


@dataclass(frozen=True)
class _Steps:
    """Tells of each step as it ends."""

    screen: Screen

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        except CommandFailed as failure:
            self._tell(name, began, failure)
            raise
        self._tell(name, began, None)

    def _tell(self, name: str, began: float, failure: CommandFailed | None) -> None:
        seconds = round(time.monotonic() - began, 2)
        if self.screen.json:
            why = {"detail": failure.detail} if failure else {}
            self.screen.document({"step": name, "ok": failure is None, "seconds": seconds, **why})
        else:
            self.screen.say(f"{'✗' if failure else '✓'} {name}  {seconds:.1f} s", style="red" if failure else "green")


def smoke_test(imagora: Imagora, account: Account) -> None:
    """All steps in their order. Raises CommandFailed of the first that fails, after what was made is taken back."""
    step = _Steps(imagora.screen)
    api = Api(imagora.settings.server, "smoke", _NoVault())
    with step("the API answers"):
        api.get("/v1/health")
    with _entered(api, account, step):
        with step("a picture is made"):
            media = _picture(api)
        with step("its file is served"):
            fetch(api, str(media["url"]))
        with _posted(api, media, step) as post, step("the post is read back, by its id and in the feed"):
            _eventually(lambda: _stands(api, post), "the post in its author's feed")
    if not imagora.screen.json:
        imagora.screen.done(f"{imagora.settings.server} is well.")


@contextmanager
def _entered(api: Api, account: Account, step: _Steps) -> Iterator[None]:
    """Signed in; out again at the end, and gone where the account was made for this."""
    if account.handle:
        with step("somebody signs up"):
            draft = {
                "email": account.email,
                "password": account.password,
                "handle": account.handle,
                "name": "Smoke test",
            }
            api.create("/v1/accounts", draft | ({"invite": account.invite} if account.invite else {}))
    with step("and signs in"):
        grant = api.sign_in(account.email, account.password)
    with _undone(lambda: _left(api, account, grant, step)):
        yield


def _left(api: Api, account: Account, grant: Grant, step: _Steps) -> None:
    if account.handle:
        with step("the account is deleted"):
            api.delete("/v1/me", {"password": account.password})
    else:
        with step("signed out"):
            api.delete("/v1/sessions/current", {"refresh_token": grant.refresh_token})


def _picture(api: Api) -> Document:
    """The smallest picture that the instance makes."""
    job = api.create("/v1/generations", {"prompt": _PROMPT, "size": _smallest(api)})
    for look in looks(api, job):
        job = look
    expect_success(job)
    media: Document = job["media"][0]
    return media


def _smallest(api: Api) -> str:
    offered = api.get("/v1/generations/options")
    sizes = next(one["sizes"] for one in offered["providers"] if one["name"] == offered["default"])
    return min(map(str, sizes), key=_pixels, default="1024x1024")


def _pixels(size: str) -> int:
    width, _, height = size.partition("x")
    return int(width) * int(height)


@contextmanager
def _posted(api: Api, media: Document, step: _Steps) -> Iterator[str]:
    """A post, deleted and gone at the end."""
    with step("it is posted"):
        draft = {"text": "A smoke test, gone in a moment.", "media_ids": [media["id"]]}
        post = str(api.create("/v1/posts", draft)["id"])
    with _undone(lambda: _deleted(api, post, step)):
        yield post


def _deleted(api: Api, post: str, step: _Steps) -> None:
    with step("the post is deleted, and gone"):
        api.delete(f"/v1/posts/{post}")
        _eventually(lambda: _gone(api, f"/v1/posts/{post}"), "the end of the post")


@contextmanager
def _undone(undo: Callable[[], None]) -> Iterator[None]:
    """Undo at the end; where a step failed before, that is what is told, whether undoing works or not."""
    try:
        yield
    except BaseException:
        with suppress(CommandFailed):
            undo()
        raise
    undo()


def _stands(api: Api, post: str) -> bool:
    published = api.get(f"/v1/posts/{post}")["status"] == "published"
    return published and any(item["post"]["id"] == post for item in api.get("/v1/feeds/home")["items"])


def _gone(api: Api, path: str) -> bool:
    try:
        api.get(path)
    except Refused as refusal:
        if refusal.status == 404:
            return True
        raise
    return False


def _eventually(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise Unavailable(f"{what} didn't come within {_PATIENCE:.0f} s", code="too_slow")
        time.sleep(0.5)
