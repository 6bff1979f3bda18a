"""Editing posts: what changes, what is kept of before, who may, and what meets what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imagora import wiring
from imagora.posts.editing import Change, Editing
from imagora.posts.service import Posts
from tests.corpus import hostile
from tests.integration.stack import Person, Stack

PNG = hostile.build("smallest")


@pytest.fixture
def bob(stack: Stack) -> Person:
    return stack.person()


def history(who: Any, post: str) -> list[Any]:
    found = who("GET", f"/v1/posts/{post}/history")
    assert found.status == 200, found
    return list(found["items"])


def test_an_edit_shows_everywhere_and_keeps_what_was_said(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("First #one")["id"]
    created = ann("GET", f"/v1/posts/{post}")["created_at"]
    edited = ann("PATCH", f"/v1/posts/{post}", {"text": f"Second @{bob.handle}"})
    assert (edited["text"], edited["facets"][0]["account_id"]) == (f"Second @{bob.handle}", bob.id)
    assert edited["edited_at"] >= edited["created_at"] == created
    third = ann("PATCH", f"/v1/posts/{post}", {"text": "Third"})
    said = history(stack.api, post)
    assert [one["text"] for one in said] == ["Third", f"Second @{bob.handle}", "First #one"]
    assert [one["at"] for one in said] == [third["edited_at"], edited["edited_at"], created]
    assert said[2]["facets"][0]["value"] == "one"
    listed = stack.api("GET", f"/v1/accounts/{ann.handle}/posts")["items"]
    assert (listed[0]["text"], listed[0]["edited_at"]) == ("Third", third["edited_at"])


def test_history_is_paged_and_an_edit_moves_no_page(ann: Person) -> None:
    post = ann.post("1")["id"]
    for text in ("2", "3"):
        assert ann("PATCH", f"/v1/posts/{post}", {"text": text}).status == 200
    first = ann("GET", f"/v1/posts/{post}/history?limit=2")
    assert [one["text"] for one in first["items"]] == ["3", "2"]
    assert ann("PATCH", f"/v1/posts/{post}", {"text": "4"}).status == 200
    last = ann("GET", f"/v1/posts/{post}/history?limit=2&cursor={first['cursor']}").body
    assert [one["text"] for one in last["items"]] == ["1"]
    assert "cursor" not in last
    assert ann("GET", f"/v1/posts/{post}/history?limit=0").status == 422
    assert ann("GET", f"/v1/posts/{post}/thread?cursor={first['cursor']}").code == "invalid_cursor"


def test_an_edit_that_changes_nothing_is_none(ann: Person) -> None:
    post = ann.post("Same")["id"]
    assert "edited_at" not in ann("PATCH", f"/v1/posts/{post}", {"text": " Same "}).body
    assert "edited_at" not in ann("PATCH", f"/v1/posts/{post}", {}).body
    assert len(history(ann, post)) == 1


def test_descriptions_change_in_the_post_and_with_the_picture(stack: Stack, ann: Person) -> None:
    media = stack.upload(ann, PNG, alt="A dot")
    stack.drain()
    post = ann.post("", media)["id"]
    assert ann("PATCH", f"/v1/posts/{post}", {"alt": {media: "A black dot"}})["media"][0]["alt"] == "A black dot"
    assert ann.media(media)["alt"] == "A black dot"
    assert [one.get("alt") for one in history(ann, post)] == [{media: "A black dot"}, {media: "A dot"}]
    refused = ann("PATCH", f"/v1/posts/{post}", {"alt": {"nothing": "x"}})
    assert (refused.status, refused["errors"][0]["field"]) == (422, "alt.nothing")
    assert ann("PATCH", f"/v1/posts/{post}", {"alt": {media: "x" * 1001}}).status == 422


def test_only_the_author_edits_what_keeps_the_rules(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Mine")["id"]
    assert bob("PATCH", f"/v1/posts/{post}", {"text": "Yours"}).code == "post_not_found"
    assert ann("PATCH", f"/v1/posts/{post}", {"text": ""}).code == "invalid_input"
    assert ann("PATCH", f"/v1/posts/{post}", {"text": "x" * 301}).code == "invalid_input"
    assert ann("PATCH", f"/v1/posts/{post}", {"text": "heil hitler"}).code == "text_blocked"
    assert ann("DELETE", f"/v1/posts/{post}").status == 204
    assert ann("PATCH", f"/v1/posts/{post}", {"text": "Again"}).code == "post_not_found"
    assert ann("GET", f"/v1/posts/{post}/history").status == 404


def test_twenty_edits_are_enough_and_go_with_the_post(stack: Stack, ann: Person) -> None:
    post = ann.post("0")["id"]
    for number in range(1, 21):
        assert ann("PATCH", f"/v1/posts/{post}", {"text": str(number)}).status == 200
    refused = ann("PATCH", f"/v1/posts/{post}", {"text": "21"})
    assert (refused.status, refused.code) == (422, "too_many_edits")
    assert ann("PATCH", f"/v1/posts/{post}", {"gates": {"quote": "nobody"}}).status == 200
    assert [one["text"] for one in history(stack.api, post)] == [str(number) for number in range(20, -1, -1)]
    ann("DELETE", f"/v1/posts/{post}")
    assert stack.partition(f"HISTORY#{post}") == []


def test_what_is_not_out_yet_keeps_no_history(stack: Stack, ann: Person) -> None:
    media = stack.upload(ann, PNG)
    post = ann.post("Secret", media)["id"]
    edited = ann("PATCH", f"/v1/posts/{post}", {"text": "Public", "alt": {media: "A dot"}})
    assert (edited["status"], edited["text"], edited["media"][0]["alt"]) == ("pending", "Public", "A dot")
    stack.drain()
    out = stack.api("GET", f"/v1/posts/{post}")
    assert (out["text"], out["media"][0]["alt"], "edited_at" in out.body) == ("Public", "A dot", False)
    assert [one["text"] for one in history(stack.api, post)] == ["Public"]


def test_an_edit_beside_the_release_loses_neither(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    media = stack.upload(ann, PNG)
    post = ann.post("Before", media)["id"]
    release, met = Posts._release, []

    def slow(self: Posts, *read: Any) -> Any:
        if not met:
            met.append(True)
            assert ann("PATCH", f"/v1/posts/{post}", {"text": "After"}).status == 200
        return release(self, *read)

    monkeypatch.setattr(Posts, "_release", slow)
    stack.drain()
    found = stack.api("GET", f"/v1/posts/{post}")
    assert (met, found["status"], found["text"]) == ([True], "published", "After")


def test_two_edits_at_once_keep_both_versions(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    post = ann.post("Zero")["id"]
    write, met = Editing._write, []

    def slow(self: Editing, *read: Any) -> None:
        if not met:
            met.append(True)
            wiring.editing().edit(ann.id, post, Change("One", {}, None, None))  # type: ignore[arg-type]
        write(self, *read)

    monkeypatch.setattr(Editing, "_write", slow)
    assert ann("PATCH", f"/v1/posts/{post}", {"text": "Two"})["text"] == "Two"
    assert [one["text"] for one in history(ann, post)] == ["Two", "One", "Zero"]


@pytest.fixture
def strict(stack: Stack) -> Iterator[None]:
    """An instance that requires descriptions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring.post_parts, "_alt_required", lambda: True)
        wiring.posts.cache_clear()
        wiring.editing.cache_clear()
        yield
    wiring.posts.cache_clear()
    wiring.editing.cache_clear()


@pytest.mark.usefixtures("strict")
def test_descriptions_are_required_where_the_instance_says_so(stack: Stack, ann: Person) -> None:
    bare, told = stack.upload(ann, PNG), stack.upload(ann, PNG, alt="A dot")
    stack.drain()
    refused = ann("POST", "/v1/posts", {"media_ids": [told, bare]})
    assert (refused.status, refused.code) == (422, "alt_missing")
    assert [error["field"] for error in refused["errors"]] == ["media_ids.1"]
    post = ann.post("", told)["id"]
    assert ann("PATCH", f"/v1/posts/{post}", {"alt": {told: ""}}).code == "alt_missing"
