"""People and tags are found by how they begin."""

from __future__ import annotations

from unittest import mock

import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key
from imagora.kernel.ids import AccountId
from imagora.search import accounts as account_search
from tests.integration.search.finding import found, people, publish, search
from tests.integration.stack import Person, Stack, pages


def named(stack: Stack, handle: str, name: str, *, private: bool = False, followers: int = 0) -> Profile:
    author = stack.author(handle=handle, name=name, private=private)
    if followers:
        stack.pretend(*profile_key(author.id), followers_count=followers)
    stack.drain()
    return author


def tags(stack: Stack, query: str, **more: object) -> list[str]:
    return [item["tag"] for item in search(stack.api, query, "tags", **more)["items"]]


def test_handles_and_names_are_found_by_how_they_begin(stack: Stack) -> None:
    named(stack, "quillon_1", "Ines Ørnskov")
    for query in ("quil", "QUILLON_1", "@quillon", "ørns", "ines ørn", "ørn  ines"):
        assert people(stack.api, query) == ["quillon_1"]
    for query in ("uillon", "ines quince", "nskov", "!"):
        assert people(stack.api, query) == []


def test_whose_handle_it_is_comes_first_then_who_has_most_followers(stack: Stack) -> None:
    named(stack, "zephyr_b", "B", followers=5)
    named(stack, "zephyr", "Nobody")
    named(stack, "zephyr_c", "C", followers=50)
    named(stack, "other_one", "Zephyr the Third", followers=9)
    ranked = ["zephyr", "zephyr_c", "other_one", "zephyr_b"]
    assert people(stack.api, "zephyr") == ranked
    listed = list(pages(stack.api, "/v1/search", q="zephyr", type="accounts", limit=1))
    assert [page["items"][0]["handle"] for page in listed] == ranked


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_windows_of_the_index_hold_everybody_once(stack: Stack, limit: int) -> None:
    """A window ends where it ended when it was begun, whoever comes in between."""
    start = f"corvid{limit}"
    everybody = [named(stack, f"{start}_{letter}", f"{start} {start}{letter}").handle for letter in "abcdefg"]
    seen: list[str] = []
    with mock.patch.object(account_search, "WINDOW", 4):
        for page in pages(stack.api, "/v1/search", q=start, type="accounts", limit=limit):
            seen += [account["handle"] for account in page["items"]]
            if len(seen) < 4:
                named(stack, f"{start}__{len(seen)}", "in between")
    assert sorted(handle for handle in seen if "__" not in handle) == everybody
    assert len(seen) == len(set(seen))


def test_a_private_account_is_found_and_carries_what_the_viewer_is_to_it(stack: Stack, ann: Person) -> None:
    shy = named(stack, "marlowe_shy", "Marlowe", private=True)
    (account,) = search(ann, "marlowe", "accounts")["items"]
    assert (account["id"], account["private"], account["viewer"]["following"]) == (shy.id, True, "no")
    assert "viewer" not in search(stack.api, "marlowe", "accounts")["items"][0]


@pytest.mark.parametrize("what", ["block", "mute", "blocked"])
def test_whom_a_viewer_hides_is_not_found_by_them(stack: Stack, ann: Person, bob: Person, what: str) -> None:
    stack.drain()
    who, path = (bob, f"/v1/accounts/{ann.handle}/{what}")
    if what == "blocked":
        who, path = (ann, f"/v1/accounts/{bob.handle}/block")
    assert people(bob, ann.handle) == [ann.handle]
    assert who("PUT", path, None if what != "mute" else {}).status == 204
    assert people(bob, ann.handle) == []
    assert people(stack.api, ann.handle) == [ann.handle]


def test_a_suspended_account_is_found_by_nobody(stack: Stack, ann: Person) -> None:
    stack.drain()
    account_store.move(AccountId(ann.id), "suspended")
    assert people(stack.api, ann.handle) == people(ann, ann.handle) == []


def test_a_new_name_finds_and_the_old_one_does_not(stack: Stack, ann: Person) -> None:
    assert ann("PATCH", "/v1/me", {"name": "Xylotheque Brook"}).status == 200
    stack.drain()
    assert people(stack.api, "xylo") == people(stack.api, "brook") == [ann.handle]
    assert ann("PATCH", "/v1/me", {"name": "Brook"}).status == 200
    assert people(stack.api, "xylo") == []  # at once, though the index doesn't know yet
    stack.drain()
    assert stack.partition("NAMES#xy") == []
    assert people(stack.api, "brook") == [ann.handle]


def test_a_deleted_account_leaves_no_name(stack: Stack, ann: Person) -> None:
    assert ann("PATCH", "/v1/me", {"name": "Wobbegong"}).status == 200
    stack.drain()
    assert people(stack.api, "wobbe") == [ann.handle]
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    assert people(stack.api, "wobbe") == people(stack.api, ann.handle) == []
    stack.drain()
    assert stack.partition("NAMES#wo") == []
    assert stack.item(f"INDEXED#{ann.id}", "INDEXED") is None
    assert not any(ann.id in row["SK"] for row in stack.partition(f"NAMES#{ann.handle[:2]}"))


def test_indexing_an_account_twice_asks_only_whether_it_is_due(stack: Stack) -> None:
    author = named(stack, "periwink_1", "Twice")
    assert "GSI2PK" not in (stack.item(*profile_key(author.id)) or {})
    with stack.metered() as again:
        wiring.indexing().account(author.id)
    assert again.write == 1


def test_a_name_whose_message_was_lost_is_found_after_the_sweep(stack: Stack) -> None:
    author = stack.author(handle="lost_in_the_post")
    stack.drain()
    wiring.indexing().index.name(author.id, add=(), drop=wiring.indexing().index.indexed(author.id).tokens)
    account_store.edit(author, {"name": "Found Again"}, now=stack.clock())
    with mock.patch.object(wiring.activity().indexing.__class__, "account"):
        stack.drain()
    assert people(stack.api, "lost_in") == []
    with stack.later(minutes=6):
        stack.sweep()
    assert people(stack.api, "lost_in") == people(stack.api, "found again") == [author.handle]
    assert "GSI2PK" not in (stack.item(*profile_key(author.id)) or {})


def test_tags_are_found_by_how_they_begin(stack: Stack) -> None:
    author = stack.author()
    first = publish(stack, author, "#Vermilion and #VermilionSky")
    newer = publish(stack, author, "#vermilionsky")
    publish(stack, author, "#été #夜景")
    assert tags(stack, "vermi") == tags(stack, "#VERMI") == ["vermilion", "vermilionsky"]
    (_, sky) = search(stack.api, "vermi", "tags")["items"]
    assert sky["last_used_at"] == newer.card.created_at > first.card.created_at
    assert tags(stack, "ÉT") == ["été"]
    assert tags(stack, "夜景") == ["夜景"]
    assert tags(stack, "vermilionx") == tags(stack, "#") == []
    listed = pages(stack.api, "/v1/search", q="vermilion", type="tags", limit=1)
    assert [page["items"][0]["tag"] for page in listed] == ["vermilion", "vermilionsky"]


def test_a_tag_that_private_accounts_alone_use_is_not_found(stack: Stack) -> None:
    post = publish(stack, stack.author(private=True), "#clandestine")
    assert tags(stack, "clande") == found(stack.api, "#clandestine") == []
    assert len(stack.partition("TAG#clandestine")) == 1
    publish(stack, stack.author(), "#clandestine")
    assert tags(stack, "clande") == ["clandestine"]
    wiring.indexing().post(post.id)  # an older one that comes late
    assert tags(stack, "clande") == ["clandestine"]


def test_an_account_is_found_once_it_has_signed_up_and_under_its_new_name(stack: Stack) -> None:
    person = stack.person(name="Wilhelmina Quastenflosser")
    stack.drain()
    found = stack.api("GET", "/v1/search?q=quastenflosser&type=accounts")["items"]
    assert [account["id"] for account in found] == [person.id]
    assert person("PATCH", "/v1/me", {"name": "Wilhelmina Birkenpilz"}).status == 200
    stack.drain()
    found = stack.api("GET", "/v1/search?q=birkenpilz&type=accounts")["items"]
    assert [account["id"] for account in found] == [person.id]
