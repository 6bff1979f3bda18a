from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from tests.integration.accounts.town import PASSWORD, Person, Town
from tests.integration.graph.deeds import block, follow, go_private, mute


def suggested(town: Town, viewer: Person, query: str = "") -> list[Any]:
    reply = town.ask("GET", f"/v1/suggestions{query}", by=viewer)
    assert reply.status == 200, reply.text
    return list(reply.body["items"])


def names(items: list[Any]) -> list[tuple[str, str, set[str]]]:
    return [
        (one["account"]["handle"], one["because"]["kind"], {by["handle"] for by in one["because"].get("by", ())})
        for one in items
    ]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody posted lately."""
    monkeypatch.setattr(wiring.account_parts, "_recent_authors", list)
    wiring.suggestions.cache_clear()
    yield
    wiring.suggestions.cache_clear()


@pytest.mark.usefixtures("quiet")
def test_whom_most_followees_follow_come_first(town: Town) -> None:
    ada, ben, cleo, star, one = (town.person() for _ in range(5))
    for follower, target in ((ada, ben), (ada, cleo), (ben, star), (cleo, star), (cleo, one), (ben, ada), (ben, cleo)):
        follow(town, follower, target)
    assert names(suggested(town, ada)) == [
        (star.handle, "followed_by", {ben.handle, cleo.handle}),
        (one.handle, "followed_by", {cleo.handle}),
    ]
    assert names(suggested(town, ada, "?limit=1")) == [(star.handle, "followed_by", {ben.handle, cleo.handle})]
    assert suggested(town, ada)[0]["account"]["viewer"]["following"] == "no"
    follow(town, ada, star)
    assert [handle for handle, *_ in names(suggested(town, ada))] == [one.handle]
    assert suggested(town, town.person()) == []


@pytest.mark.usefixtures("quiet")
def test_nobody_is_suggested_who_is_gone_asked_blocked_or_muted(town: Town) -> None:
    ada, ben = town.person(), town.person()
    follow(town, ada, ben)
    asked, blocked, blocker, muted, out, gone, fine = people = [town.person() for _ in range(7)]
    for person in people:
        follow(town, ben, person)
    go_private(town, asked)
    follow(town, ada, asked)
    block(town, ada, blocked)
    block(town, blocker, ada)
    mute(town, ada, muted)
    account_store.move(out.id, "suspended")
    town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=gone)
    assert names(suggested(town, ada)) == [(fine.handle, "followed_by", {ben.handle})]
    mute(town, ada, ben)
    assert suggested(town, ada) == []


def test_newcomers_are_told_who_posts(town: Town) -> None:
    newcomer, author, shy = (town.person() for _ in range(3))
    for person in (author, shy):
        assert town.ask("POST", "/v1/posts", {"text": "hello"}, by=person).status == 201
        post = wiring.post_store().of_author(person.id, limit=1)[0]
        _announce(person, *post[:2])
    go_private(town, shy)
    shown = names(suggested(town, newcomer))
    assert (author.handle, "active", set()) in shown
    assert not {shy.handle, newcomer.handle} & {handle for handle, *_ in shown}
    follow(town, newcomer, author)
    assert author.handle not in {handle for handle, *_ in names(suggested(town, newcomer))}


def _announce(person: Person, post: Any, position: Any) -> None:
    from imagora.feeds.models import Entry
    from imagora.posts.hydration import Pointer

    wiring.feed_store().announce(Entry(position, Pointer(post, person.id)), now=wiring.now())


def test_suggestions_are_refused_when_nobody_asks_or_the_limit_is_none(town: Town) -> None:
    assert town.ask("GET", "/v1/suggestions").status == 401
    assert town.ask("GET", "/v1/suggestions?limit=0", by=town.person()).status == 422
