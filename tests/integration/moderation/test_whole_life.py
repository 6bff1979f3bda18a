"""A rejected post's whole life over HTTP: gone from every list, explained, appealed, overturned, back where it was."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from imagora.feeds import dormant
from tests.integration.feeds.test_dormant import put_to_rest
from tests.integration.moderation.court import Court
from tests.integration.stack import Person, Stack


@dataclass
class Play:
    """Ann's post under Bob's, with all that others did to it before it was reported."""

    court: Court
    readers: list[Person]
    root: str
    post: str
    below: str
    quoting: str

    def lists(self, reader: Person) -> dict[str, list[str]]:
        """Everywhere that the post belongs, as a reader gets it: ids in their order."""
        ann = self.court.ann.handle
        paths = {
            "home": "/v1/feeds/home",
            "explore": "/v1/feeds/explore",
            "tag": "/v1/feeds/tags/lighthouses",
            "search": "/v1/search?q=lighthouses",
            "profile": f"/v1/accounts/{ann}/posts",
            "media": f"/v1/accounts/{ann}/posts?filter=media",
            "likes": "/v1/me/likes",
            "bookmarks": "/v1/me/bookmarks",
            "quotes": f"/v1/posts/{self.root}/quotes",
        }
        return {name: _ids(reader, path) for name, path in paths.items()}

    def stands(self, reader: Person) -> tuple[object, ...]:
        """What is told of it beside lists: its page, its thread, the thread below, the post that quotes it."""
        one = reader("GET", f"/v1/posts/{self.post}")
        thread = reader("GET", f"/v1/posts/{self.post}/thread")
        above = reader("GET", f"/v1/posts/{self.below}/thread")["ancestors"]
        quote = reader("GET", f"/v1/posts/{self.quoting}")["quote"]
        return one.status, thread.status, [_what(each) for each in above], _what(quote)

    def counts(self) -> tuple[int, int, int]:
        ann, bob = self.court.ann, self.court.bob
        quotes = bob("GET", f"/v1/posts/{self.root}")["counts"]["quotes"]
        mine = ann("GET", f"/v1/posts/{self.post}")["counts"]
        return ann("GET", "/v1/me")["posts_count"], quotes, mine["likes"] + mine["reposts"] + mine["replies"]


def _ids(reader: Person, path: str) -> list[str]:
    found = [(item.get("post") or item)["id"] for page in reader.pages(path) for item in page["items"]]
    assert len(found) == len(set(found)), path
    return found


def _what(post: dict[str, object]) -> object:
    return post.get("tombstone", post["id"])


@pytest.fixture(params=["pulled", pytest.param("pushed", marks=pytest.mark.slow)])
def play(request: pytest.FixtureRequest, court: Court, monkeypatch: pytest.MonkeyPatch) -> Play:
    """`pulled`: Ann has more followers than are pushed to."""
    monkeypatch.setattr(dormant, "_FILL_AFTER_SECONDS", 0)
    stack, ann, bob = court.stack, court.ann, court.bob
    reader, away = stack.person(), stack.person()
    for one in (reader, away):
        for whom in (ann, bob):
            one.follow(whom)
    if request.param == "pulled":
        for _ in range(3):
            stack.follow(stack.author(), ann)
    picture = stack.generate(ann)["media"][0]["id"]
    root = bob.post("what do you think?")["id"]
    ann.post("#lighthouses before")
    post = ann.post("#lighthouses at night", picture, quote_of=root)["id"]
    ann.post("#lighthouses after")
    stack.drain()
    for one in (reader, away, bob):
        for mark in ("like", "bookmark"):
            assert one("PUT", f"/v1/posts/{post}/{mark}").status == 204
    assert bob("PUT", f"/v1/posts/{post}/repost").status == 204
    below = bob.post("below", reply_to=post)["id"]
    quoting = bob.post("look", quote_of=post)["id"]
    stack.drain()
    return Play(court, [reader, away, bob], root, post, below, quoting)


def test_a_rejected_posts_whole_life(play: Play) -> None:
    court, post, ann = play.court, play.post, play.court.ann
    before = {one.id: (play.lists(one), play.stands(one)) for one in play.readers}
    assert all(post in found for lists, _ in before.values() for found in lists.values())
    counts = play.counts()
    reader, away, bob = play.readers
    put_to_rest(court.stack, away)

    case = court.case_about(post)
    court.decide(case, "reject")
    for one in (reader, bob):
        lists, stands = play.lists(one), play.stands(one)
        was = before[one.id][0]
        assert {name: [each for each in found if each != post] for name, found in was.items()} == lists
        assert stands == (404, 404, ["unavailable"], "unavailable")
    assert play.counts() == (counts[0] - 1, counts[1] - 1, counts[2])
    (told,) = court.own()
    assert (told["rule"], told["options"], told["in_force"]) == ("spam", ["appeal"], True)
    assert strikes(court.stack, ann) == 1
    assert notes(ann) == 1

    assert court.appeal(case).status == 201
    court.decide(case, "approve", by=court.second)
    for one in play.readers:
        lists, was = play.lists(one), before[one.id][0]
        assert {name: found for name, found in lists.items() if found != was[name]} == {}
        assert play.stands(one) == before[one.id][1]
    assert play.counts() == counts
    (told,) = court.own()
    assert (told["appeal"]["status"], told["in_force"], told["options"]) == ("overturned", False, [])
    assert strikes(court.stack, ann) == 0
    assert notes(ann) == 2


def strikes(stack: Stack, person: Person) -> int:
    return sum(row["SK"].startswith("STRIKE#") for row in stack.partition(f"USER#{person.id}"))


def notes(person: Person) -> int:
    return sum(one["kind"] == "moderation" for one in person("GET", "/v1/notifications")["items"])


def test_of_many_claims_and_decisions_at_once_one_wins(court: Court) -> None:
    """Each round both at once: one is answered 200, the other 409."""
    both: list[Person] = [court.judge, court.second]
    for number in range(3):
        case = court.case_about(court.ann.post(f"number {number}")["id"])
        claims = _at_once(both, lambda one, case=case: court.claim(case, one).status)  # type: ignore[misc]
        assert sorted(claims) == [200, 409]
        winner = both[claims.index(200)]
        rulings = _at_once(both, lambda one, case=case: court.rule(case, "dismiss", one).status)  # type: ignore[misc]
        assert rulings == [200 if one is winner else 409 for one in both]
        again = _at_once([winner, winner], lambda one, case=case: court.rule(case, "reject", one).status)  # type: ignore[misc]
        assert again == [409, 409]


def test_of_one_moderators_two_decisions_at_once_one_holds(court: Court) -> None:
    post = court.ann.post("hello")["id"]
    case = court.case_about(post)
    court.claim(case)
    actions = iter(["reject", "dismiss"])
    answers = _at_once([court.judge] * 2, lambda one: court.rule(case, next(actions), one).status)
    assert sorted(answers) == [200, 409]
    court.stack.drain()
    (ruling,) = court.judge("GET", f"/v1/moderation/cases/{case}")["decisions"]
    assert court.bob("GET", f"/v1/posts/{post}").status == (404 if ruling["action"] == "reject" else 200)


def test_of_two_appeals_at_once_one_is_taken(court: Court) -> None:
    case = court.case_about(court.ann.post("hello")["id"])
    court.decide(case, "warn")
    answers = _at_once([court.ann] * 2, lambda _: court.appeal(case).status)
    assert sorted(answers) == [201, 422]


def _at_once(people: list[Person], ask: Callable[[Person], int]) -> list[int]:
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(ask, people))
