"""What each access costs: sequential steps and units, as docs/access-patterns.md promises them.

Rate limits (`RATE#`) and the look-up of Idempotency-Keys (`IDEM#`) are counted apart: they belong to no use case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.feeds.models import Entry
from imagora.kernel.ids import MediaId, new_id
from imagora.media.library import unguessable
from imagora.media.models import Media
from imagora.posts.hydration import Pointer
from tests.corpus import hostile
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow

APART = ("RATE#", "IDEM#")


@pytest.fixture
def reader(stack: Stack) -> Person:
    return stack.person()


def town(stack: Stack, reader: Person, authors: int, posts: int) -> None:
    """So many posts with a picture each by so many authors, all followed by the reader."""
    crowd = []
    for _ in range(authors):
        author = stack.author()
        stack.follow(reader, author)
        crowd.append(author)
    media = {author.id: _picture(stack, author) for author in crowd}
    for number in range(posts):
        author = crowd[number % authors]
        stack.publish(
            author, f"A post of an ordinary length, with a tag #art and a thought, number {number}", media[author.id]
        )
    stack.drain(max_rounds=5000)


def _picture(stack: Stack, author: Any) -> MediaId:
    """A ready picture without a file."""
    media = Media(
        id=MediaId(new_id(stack.clock())), owner=author.id, status="processing", origin="upload", key=unguessable(),
        created_at=stack.clock(), content_type="image/png", bytes=1, alt="A dot", declared="none",
    )  # fmt: skip
    store = wiring.media_store()
    store.add(media, look_after=stack.clock() + timedelta(hours=1))
    store.move(media.id, "processing", "ready", width=1024, height=1024, placeholder="L2Eo[I~qt7~q~qofj[ofayj[ayay")
    return media.id


@pytest.mark.parametrize("authors", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_a_page_of_fifty_takes_two_steps(stack: Stack, reader: Person, authors: int) -> None:
    town(stack, reader, authors, 51)
    with stack.metered() as home:
        page = reader("GET", "/v1/feeds/home")
    assert (len(page["items"]), "cursor" in page.body) == (50, True)
    assert len({item["post"]["author"]["id"] for item in page["items"]}) == authors
    assert (home.steps, home.write) == (2, 0), home
    assert home.read <= 28 + 0.5 * authors, home
    # 1 for the feed's 6 KB, half a unit for each post and for all marks.
    assert home.read == 26.5 + 0.5 * authors, home
    with stack.metered() as second:
        reader("GET", f"/v1/feeds/home?limit=50&cursor={page['cursor']}")
    assert second.steps == 2, second
    with stack.metered() as explore:
        page = stack.api("GET", "/v1/feeds/explore")
    assert (len(page["items"]), explore.steps) == (50, 2), explore
    assert len({item["post"]["author"]["id"] for item in page["items"]}) == authors
    assert explore.read == 27 + 0.5 * authors, explore  # half a unit for each of three shards, and for what trends
    assert explore.read <= 28 + 0.5 * authors, explore


@pytest.mark.slow
def test_open_lists_keep_the_budget_for_who_is_signed_in(stack: Stack, reader: Person) -> None:
    """With the viewer's head and marks; explore with ten trending posts that lead."""
    town(stack, reader, 50, 52)
    for item in reader("GET", "/v1/feeds/home?limit=12")["items"]:
        post = item["post"]["id"]
        stack.pretend(f"POST#{post}", "POST", likes=3)
        wiring.trending().touch(post)
    for path, budget in (("feeds/explore?", 28.0), ("feeds/tags/art?", 28.0), ("search?q=ordinary+length&", 29.5)):
        with stack.metered() as meter:
            items = reader("GET", f"/v1/{path}limit=50")["items"]
        assert (len(items), meter.steps, meter.write) == (50, 2, 0), meter
        assert meter.read <= budget + 0.5 * 50, meter
        if "explore" in path:
            assert [item["reason"]["kind"] for item in items] == ["trending"] * 10 + ["recent"] * 40


def test_a_pulled_account_costs_a_step_and_half_a_unit(stack: Stack, reader: Person) -> None:
    star = stack.author()
    stack.follow(reader, star)
    for _ in range(3):
        stack.follow(stack.author(), star)
    for number in range(10):
        stack.publish(star, f"Number {number}")
    stack.drain()
    with stack.metered() as meter:
        page = reader("GET", "/v1/feeds/home")
    assert len(page["items"]) == 10
    queries = [call for call in meter.calls if call.operation == "Query"]
    assert [call.read for call in queries] == [0.5, 0.5, 0.5]  # the feed, the pulled account, the marks
    assert meter.steps == 3, meter  # whom to pull is known when the head is read


def test_an_authors_page_takes_three_steps(stack: Stack) -> None:
    author = stack.author()
    media = _picture(stack, author)
    for number in range(51):
        stack.publish(author, f"A post of an ordinary length, with a tag #art and a thought, number {number}", media)
    with stack.metered() as meter:
        page = stack.api("GET", f"/v1/accounts/{author.handle}/posts")
    assert len(page["items"]) == 50
    assert meter.steps == 3, meter
    assert meter.read <= 29 + 0.5, meter


def test_a_jobs_status_takes_half_a_unit_and_as_much_a_picture(stack: Stack, ann: Person) -> None:
    job = stack.generate(ann, 2)["id"]
    with stack.metered() as meter:
        ann.generation(job)
    assert (meter.steps, meter.read) == (2, 2), meter  # the account too: pictures of a deleted one are gone


@pytest.mark.parametrize("pictures", [0, 1, 4])
def test_publishing_takes_two_steps_and_eight_units(stack: Stack, ann: Person, pictures: int) -> None:
    media = [stack.upload(ann, hostile.build("smallest"), alt="A dot") for _ in range(pictures)]
    stack.drain()
    with stack.metered() as meter:
        ann.post("A post of an ordinary length, with a tag #art and a thought", *media)
    own = meter.without(*APART)
    assert own.write <= 8 + 2 * pictures, meter
    assert own.steps == 2, meter
    assert own.read == 1 + pictures, meter  # the author's status is read on every write


def test_an_idempotency_key_costs_one_read_and_two_writes(stack: Stack, ann: Person) -> None:
    with stack.metered() as plain:
        ann.post("A post of an ordinary length")
    with stack.metered() as keyed:
        ann("POST", "/v1/posts", {"text": "A post of an ordinary length"}, key="k")
    assert (keyed.write - plain.write, keyed.read - plain.read) == (2, 1.0)


def test_a_card_with_one_picture_stays_within_a_kilobyte(stack: Stack, ann: Person) -> None:
    (media,) = stack.generate(ann)["media"]
    post = ann.post("x" * 300, media["id"])
    card = (stack.item(f"POST#{post['id']}", "POST") or {})["card"]
    assert len(card.encode()) <= 1024


@pytest.mark.parametrize("followers", [1, 2, 3])
def test_fan_out_writes_one_unit_a_follower(stack: Stack, followers: int) -> None:
    author = stack.author()
    for _ in range(followers):
        stack.follow(stack.author(), author)
    stack.drain()
    stack.publish(author, "To all of you")
    with stack.metered() as meter:
        stack.drain()
    # And one for the author's own feed, one for explore; two end the post's due time.
    assert meter.write == followers + 4, meter


def test_a_page_of_followers_takes_a_request_for_twenty_five(stack: Stack) -> None:
    some = new_id(stack.clock())
    entry: Any = Entry(some, Pointer(some, some))  # type: ignore[arg-type]
    with stack.metered() as meter:
        wiring.feed_store().push(entry, [new_id(stack.clock()) for _ in range(60)], now=stack.clock())  # type: ignore[misc]
    assert sorted(call.items for call in meter.calls) == [10, 25, 25]
    assert (meter.steps, meter.write) == (1, 60)


def test_a_limited_route_writes_one_unit_for_its_limit(stack: Stack, ann: Person) -> None:
    with stack.metered() as meter:
        ann("POST", "/v1/posts", {"text": ""})
    assert [(call.partitions[0].split("#")[0], call.write) for call in meter.calls if call.write] == [("RATE", 1)]
