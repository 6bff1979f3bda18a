"""Blocking and muting: accounts and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import people, shapes
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel.errors import FieldError, InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from imagora.graph.words import MutedWord

relations = Resource("relations")


@relations.route(
    "PUT",
    "/v1/accounts/{handle}/block",
    answers={204: None},
    errors=["account_not_found", "account_suspended", "invalid_input", "too_many"],
)
def block(request: Request, handle: str) -> Answer:
    """Block an account.

    It is hidden from you, and you from it; follows and requests between the two end. You may block and mute 2,000
    accounts together.
    """
    wiring.relations().block(request.account, handle)
    return NO_CONTENT


@relations.route(
    "DELETE", "/v1/accounts/{handle}/block", answers={204: None}, errors=["account_not_found", "account_suspended"]
)
def unblock(request: Request, handle: str) -> Answer:
    """Block an account no longer. Follows that the block ended don't come back."""
    wiring.relations().unblock(request.account, handle)
    return NO_CONTENT


@relations.route(
    "PUT",
    "/v1/accounts/{handle}/mute",
    body=shapes.Mute,
    answers={204: None},
    errors=["account_not_found", "account_suspended", "invalid_input", "too_many"],
)
def mute(request: Request, body: shapes.Mute, handle: str) -> Answer:
    """Mute an account, for ever or until a time to come. It isn't told.

    What it does is in none of your lists any more, and makes no notifications; its profile and its posts can still be
    looked at. Muting again changes until when.
    """
    until = None if body.until is None else _time(body.until, "until")
    wiring.relations().mute(request.account, handle, until)
    return NO_CONTENT


@relations.route(
    "DELETE", "/v1/accounts/{handle}/mute", answers={204: None}, errors=["account_not_found", "account_suspended"]
)
def unmute(request: Request, handle: str) -> Answer:
    """Mute an account no longer."""
    wiring.relations().unmute(request.account, handle)
    return NO_CONTENT


@relations.route("GET", "/v1/me/blocks", answers={200: shapes.AccountList}, query=["limit", "cursor"])
def list_blocks(request: Request) -> Answer:
    """List whom you block, newest account first."""
    wiring.accounts().own(request.account)
    page = wiring.people().blocked(request.account, request.page("blocks"))
    return request.listed(people.page(page, request.viewer, without_shut=False), "blocks")


@relations.route("GET", "/v1/me/mutes", answers={200: shapes.AccountList}, query=["limit", "cursor"])
def list_mutes(request: Request) -> Answer:
    """List whom you mute, newest account first. Mutes that are over aren't there any more."""
    wiring.accounts().own(request.account)
    page = wiring.people().muted(request.account, request.page("mutes"))
    return request.listed(people.page(page, request.viewer, without_shut=False), "mutes")


@relations.route("GET", "/v1/me/muted-words", answers={200: shapes.MutedWords})
def list_muted_words(request: Request) -> Answer:
    """List the words that you don't want to read."""
    wiring.accounts().own(request.account)
    return _listed(wiring.relations().words(request.account))


@relations.route(
    "PUT",
    "/v1/me/muted-words",
    body=shapes.MutedWords,
    answers={200: shapes.MutedWords},
    errors=["account_suspended"],
)
def put_muted_words(request: Request, body: shapes.MutedWords) -> Answer:
    """Set the words that you don't want to read, all of them at once.

    Answers them as they are kept: cleaned, each once, without those that are over.
    """
    from imagora.graph import muting

    if len(body.items) > muting.MAX_WORDS:
        raise InvalidInput.of("items", "too_many", f"Up to {muting.MAX_WORDS} words can be muted.")
    errors: list[FieldError] = []
    words: list[MutedWord] = []
    for number, item in enumerate(body.items):
        try:
            until = _time(item.until, f"items[{number}].until") if isinstance(item.until, str) else None
            words.append(muting.muted_word(item.word, item.scope, until, field=f"items[{number}].word"))
        except InvalidInput as refused:
            errors += refused.errors
    if errors:
        raise InvalidInput(*errors)
    return _listed(wiring.relations().mute_words(request.account, muting.once_each(words)))


def _listed(words: list[MutedWord]) -> Answer:
    from datetime import UTC, datetime

    from msgspec import UNSET

    from imagora.kernel.clock import rfc3339

    return Answer(
        200,
        shapes.MutedWords(
            [
                shapes.MutedWord(
                    word=word.word,
                    scope=word.scope,
                    until=UNSET if word.until is None else rfc3339(datetime.fromtimestamp(word.until, UTC)),
                )
                for word in words
            ]
        ),
    )


def _time(text: str, field: str) -> datetime:
    """A moment from outside. Raises InvalidInput for what RFC 3339 doesn't know."""
    from imagora.kernel.clock import from_outside

    moment = from_outside(text)
    if moment is None:
        raise InvalidInput.of(field, "invalid", "Write a time as RFC 3339 does, such as 2030-01-31T12:00:00Z.")
    return moment
