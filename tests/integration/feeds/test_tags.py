"""Tag pages: everybody's posts with a tag, by what they say now."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from imagora import wiring
from imagora.feeds.models import Entry
from imagora.posts.hydration import Pointer
from imagora.search.port import Indexed
from tests.integration.search.finding import publish, tagged
from tests.integration.stack import Person, Stack, pages


def test_a_tags_page_lists_posts_newest_first_in_any_case(stack: Stack, ann: Person) -> None:
    first = publish(stack, ann, "One #Vineyard")
    publish(stack, ann, "A vineyard without a sign")
    second = publish(stack, ann, "#VINEYARD #vineyard twice")
    assert tagged(stack.api, "vineyard") == tagged(ann, "Vineyard") == [second.id, first.id]
    assert tagged(stack.api, "nobodyusedthis") == []


@pytest.mark.parametrize(
    ("written", "asked"), [("#Größe", "GRÖSSE"), ("#夜景", "夜景"), ("#ＡＩｒｔ", "airt"), ("#कला", "कला")]
)
def test_tags_of_any_script_are_percent_encoded_and_folded(stack: Stack, written: str, asked: str) -> None:
    post = publish(stack, stack.author(), f"Look: {written}")
    assert post.id in tagged(stack.api, quote(asked))


@pytest.mark.parametrize(
    "tag", ["%20", "two%20words", "123", "%23art", "a-b", "a" * 65, quote("é" * 65), "%F0%9F%8E%A8"]
)
def test_what_can_not_be_a_tag_is_refused(stack: Stack, tag: str) -> None:
    reply = stack.api("GET", f"/v1/feeds/tags/{tag}")
    assert (reply.status, reply.code) == (422, "invalid_input")


def test_a_tag_that_was_edited_away_or_deleted_is_not_listed(stack: Stack, ann: Person) -> None:
    kept, gone = publish(stack, ann, "#orchard stays"), publish(stack, ann, "#orchard goes")
    stale = publish(stack, ann, "no tag any more")
    assert stale.position
    places = Indexed(tags=frozenset({"orchard"}))
    wiring.indexing().index.add(Entry(stale.position, Pointer(stale.id, stale.author)), places, name_tags=False)
    assert tagged(stack.api, "orchard") == [gone.id, kept.id]
    assert ann("DELETE", f"/v1/posts/{gone.id}").status == 204
    assert tagged(stack.api, "orchard") == [kept.id]


def test_private_and_hidden_authors_are_passed_over_and_made_up_for(stack: Stack, ann: Person, bob: Person) -> None:
    made = [publish(stack, stack.author(private=number % 2 == 1), "#meadow") for number in range(6)]
    muted = publish(stack, ann, "#meadow")
    assert tagged(stack.api, "meadow") == [muted.id, made[4].id, made[2].id, made[0].id]
    assert bob("PUT", f"/v1/accounts/{ann.handle}/mute", {}).status == 204
    listed = list(pages(bob, "/v1/feeds/tags/meadow", limit=2))
    assert [[post["id"] for post in page["items"]] for page in listed] == [[made[4].id, made[2].id], [made[0].id]]


def test_a_muted_word_hides_others_posts_and_not_ones_own(stack: Stack, ann: Person, bob: Person) -> None:
    word = {"items": [{"word": "wasp", "scope": "text"}]}
    assert ann("PUT", "/v1/me/muted-words", word).status == 200
    theirs, own = publish(stack, bob, "a wasp #picnic"), publish(stack, ann, "another wasp #picnic")
    assert tagged(ann, "picnic") == [own.id]
    assert tagged(bob, "picnic") == [own.id, theirs.id]


def test_pages_of_a_tag_hold_everything_once_while_posts_are_added(stack: Stack) -> None:
    author = stack.author()
    made = [publish(stack, author, f"#quarry {number}").id for number in range(5)]
    seen: list[str] = []
    for page in pages(stack.api, "/v1/feeds/tags/quarry", limit=2):
        seen += [post["id"] for post in page["items"]]
        publish(stack, author, "#quarry, later")
    assert seen == made[::-1]
    cursor = stack.api("GET", "/v1/feeds/tags/quarry?limit=2")["cursor"]
    assert stack.api("GET", f"/v1/feeds/tags/other?cursor={cursor}").code == "invalid_cursor"
