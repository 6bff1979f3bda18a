"""Replies, quotes, threads: who may answer what, what each viewer sees, what is counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imagora import wiring
from tests.corpus import hostile
from tests.integration.stack import Person, Stack, pages

pytestmark = pytest.mark.slow


@pytest.fixture
def root(ann: Person) -> str:
    return str(ann.post("Where it all begins")["id"])


@pytest.fixture
def bob(stack: Stack) -> Person:
    return stack.person()


@pytest.fixture
def cleo(stack: Stack) -> Person:
    return stack.person()


def thread(who: Any, post: str, **query: Any) -> Any:
    pages_of = "&".join(f"{name}={value}" for name, value in query.items())
    found = who("GET", f"/v1/posts/{post}/thread?{pages_of}")
    assert found.status == 200, found
    return found.body


def ids(thread: Any) -> list[str]:
    return [item["post"]["id"] for item in thread["replies"]["items"]]


def counts(who: Any, post: str) -> Any:
    return who("GET", f"/v1/posts/{post}")["counts"]


def test_a_thread_has_the_root_first_and_the_authors_own_replies_before_others(
    stack: Stack, ann: Person, bob: Person, root: str
) -> None:
    first = bob.post("An answer", reply_to=root)
    assert (first["reply_to"], first["root"]) == (root, root)
    second = bob.post("Another answer", reply_to=root)["id"]
    own = ann.post("I go on", reply_to=root)["id"]
    deeper = ann.post("To you", reply_to=first["id"])
    assert (deeper["reply_to"], deeper["root"]) == (first["id"], root)
    seen = thread(stack.api, root)
    assert (seen["post"]["id"], seen["ancestors"]) == (root, [])
    assert ids(seen) == [own, first["id"], second]
    assert [item["replies_count"] for item in seen["replies"]["items"]] == [0, 1, 0]
    assert seen["post"]["counts"]["replies"] == 3
    below = thread(stack.api, deeper["id"])
    assert [one["id"] for one in below["ancestors"]] == [root, first["id"]]


def test_a_thread_is_paged(stack: Stack, bob: Person, root: str) -> None:
    replies = [bob.post(f"Number {number}", reply_to=root)["id"] for number in range(5)]
    seen = list(pages_of_thread(stack.api, root))
    assert [len(page["replies"]["items"]) for page in seen] == [2, 2, 1]
    assert [one for page in seen for one in ids(page)] == replies


def pages_of_thread(who: Any, post: str) -> Any:
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = thread(who, post, **query)
        yield page
        if "cursor" not in page["replies"]:
            return
        query["cursor"] = page["replies"]["cursor"]


def test_deleted_posts_leave_tombstones_and_are_counted_no_more(
    stack: Stack, ann: Person, bob: Person, root: str
) -> None:
    reply = bob.post("An answer", reply_to=root)["id"]
    leaf = ann.post("To that", reply_to=reply)["id"]
    assert bob("DELETE", f"/v1/posts/{reply}").status == 204
    assert bob("DELETE", f"/v1/posts/{reply}").status == 204
    tombstone = {"id": reply, "tombstone": "deleted"}
    assert thread(stack.api, root)["replies"]["items"] == [{"post": tombstone, "replies_count": 1}]
    assert thread(stack.api, leaf)["ancestors"][1] == tombstone
    assert counts(ann, root)["replies"] == 0
    assert stack.api("GET", f"/v1/posts/{reply}/thread").status == 404
    assert ann("POST", "/v1/posts", {"text": "Too late", "reply_to": reply}).code == "post_not_found"
    assert ann("POST", "/v1/posts", {"text": "Nothing", "quote_of": "no id"}).code == "post_not_found"


def test_a_quote_shows_what_it_quotes_until_that_is_gone(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    made = bob.post("Look at this", quote_of=root)
    assert made["quote"]["id"] == root
    again = ann.post("And at that", quote_of=made["id"])["id"]
    assert counts(ann, root)["quotes"] == 1
    found = stack.api("GET", f"/v1/posts/{again}")["quote"]
    assert (found["id"], "quote" in found) == (made["id"], False)
    listed = stack.api("GET", f"/v1/accounts/{bob.handle}/posts")["items"]
    assert [one["quote"]["id"] for one in listed] == [root]
    assert [one["id"] for one in stack.api("GET", f"/v1/posts/{root}/quotes")["items"]] == [made["id"]]
    ann("DELETE", f"/v1/posts/{root}")
    assert stack.api("GET", f"/v1/posts/{made['id']}")["quote"] == {"id": root, "tombstone": "deleted"}
    bob("DELETE", f"/v1/posts/{made['id']}")
    assert stack.api("GET", f"/v1/posts/{root}/quotes").status == 404


def test_quotes_are_listed_newest_first_and_paged(stack: Stack, bob: Person, root: str) -> None:
    quotes = [bob.post(f"Number {number}", quote_of=root)["id"] for number in range(3)]
    listed = [one["id"] for page in pages(stack.api, f"/v1/posts/{root}/quotes", limit=2) for one in page["items"]]
    assert listed == quotes[::-1]
    bob("DELETE", f"/v1/posts/{quotes[1]}")
    assert [one["id"] for one in stack.api("GET", f"/v1/posts/{root}/quotes")["items"]] == [quotes[2], quotes[0]]
    assert counts(bob, root)["quotes"] == 2


def test_a_post_may_answer_and_quote_the_same_post(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    made = bob.post("Both", reply_to=root, quote_of=root)["id"]
    stack.drain()
    assert (counts(ann, root)["replies"], counts(ann, root)["quotes"]) == (1, 1)
    assert ids(thread(stack.api, root)) == [made]
    bob("DELETE", f"/v1/posts/{made}")
    stack.drain()
    assert (counts(ann, root)["replies"], counts(ann, root)["quotes"]) == (0, 0)


def test_gates_let_in_whom_they_name(stack: Stack, ann: Person, bob: Person, cleo: Person) -> None:
    bob.follow(ann)
    gated = ann.post(f"Hello @{cleo.handle}", gates={"reply": "followers", "quote": "nobody"})
    assert gated["gates"] == {"reply": "followers", "quote": "nobody"}
    post = gated["id"]
    assert cleo("POST", "/v1/posts", {"text": "May I?", "reply_to": post}).code == "reply_gated"
    refused = bob("POST", "/v1/posts", {"text": "May I?", "quote_of": post})
    assert (refused.status, refused.code) == (403, "quote_gated")
    bob.post("I may", reply_to=post)
    ann.post("Mine", reply_to=post, quote_of=post)
    assert "edited_at" not in ann("PATCH", f"/v1/posts/{post}", {"gates": {"reply": "mentioned"}}).body
    assert bob("POST", "/v1/posts", {"text": "Now?", "reply_to": post}).code == "reply_gated"
    cleo.post("I was named", reply_to=post)
    assert ann("PATCH", f"/v1/posts/{post}", {"gates": {"reply": "everyone", "quote": "everyone"}}).status == 200
    assert "gates" not in bob("GET", f"/v1/posts/{post}").body
    assert bob("POST", "/v1/posts", {"text": "x", "gates": {"reply": "friends"}}).code == "invalid_input"


def test_what_a_private_account_posts_stays_with_its_followers(
    stack: Stack, ann: Person, bob: Person, cleo: Person
) -> None:
    bob.follow(ann)
    ann("PATCH", "/v1/me", {"private": True})
    post = ann.post("Between us")["id"]
    assert cleo("POST", "/v1/posts", {"text": "What?", "reply_to": post}).code == "post_not_found"
    assert cleo("POST", "/v1/posts", {"text": "What?", "quote_of": post}).code == "post_not_found"
    refused = bob("POST", "/v1/posts", {"text": "Look", "quote_of": post})
    assert (refused.status, refused.code) == (403, "private_post")
    reply = bob.post("Thank you", reply_to=post)["id"]
    assert thread(cleo, reply)["ancestors"] == [{"id": post, "tombstone": "unavailable"}]
    assert thread(bob, reply)["ancestors"][0]["text"] == "Between us"
    assert cleo("GET", f"/v1/posts/{post}/thread").status == 404
    assert cleo("GET", f"/v1/posts/{post}/quotes").status == 404
    assert cleo("GET", f"/v1/posts/{post}/history").status == 404
    answer = ann.post("Only for you", reply_to=reply)["id"]
    assert ids(thread(cleo, reply)) == []
    assert ids(thread(bob, reply)) == [answer]


def test_a_quote_of_what_became_private_is_a_tombstone_for_strangers(
    stack: Stack, ann: Person, bob: Person, root: str
) -> None:
    quote = bob.post("Look", quote_of=root)["id"]
    ann("PATCH", "/v1/me", {"private": True})
    assert stack.api("GET", f"/v1/posts/{quote}")["quote"] == {"id": root, "tombstone": "unavailable"}
    assert ann("GET", f"/v1/posts/{quote}")["quote"]["id"] == root


def test_hidden_replies_are_folded_for_others(stack: Stack, ann: Person, bob: Person, cleo: Person, root: str) -> None:
    reply = bob.post("Rude", reply_to=root)["id"]
    nested = cleo.post("Indeed", reply_to=reply)["id"]
    hide = f"/v1/posts/{root}/hidden-replies/{reply}"
    assert bob("PUT", hide).status == 404
    for _ in range(2):
        assert ann("PUT", hide).status == 204
    assert ann("PUT", f"/v1/posts/{root}/hidden-replies/{nested}").status == 204
    assert ann("PUT", f"/v1/posts/{root}/hidden-replies/{root}").status == 404
    assert ann("PUT", f"/v1/posts/{reply}/hidden-replies/{nested}").status == 404

    def flags(who: Any) -> list[tuple[Any, Any]]:
        items = thread(who, root)["replies"]["items"]
        return [(item.get("hidden"), item.get("hidden_by_you")) for item in items]

    assert (flags(stack.api), flags(cleo), flags(bob), flags(ann)) == (
        [(True, None)], [(True, None)], [(None, None)], [(None, True)],
    )  # fmt: skip
    assert thread(ann, reply)["replies"]["items"][0]["hidden_by_you"] is True
    assert ann("DELETE", hide).status == 204
    assert flags(cleo) == [(None, None)]


def test_mentions_name_their_accounts(stack: Stack, ann: Person, bob: Person) -> None:
    facets = ann.post(f"@{bob.handle} and @nobody_of_that_name, #look")["facets"]
    assert [(facet["value"], facet.get("account_id")) for facet in facets] == [
        (bob.handle, bob.id), ("nobody_of_that_name", None), ("look", None),
    ]  # fmt: skip


def test_replies_have_a_page_of_their_own(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    post, reply = bob.post("A post")["id"], bob.post("A reply", reply_to=root)["id"]

    def listed(kind: str) -> list[str]:
        page = stack.api("GET", f"/v1/accounts/{bob.handle}/posts?filter={kind}")
        return [one["id"] for one in page["items"]]

    assert (listed("posts"), listed("replies")) == ([post], [reply])


def test_viewers_see_what_they_marked(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    assert bob("GET", f"/v1/posts/{root}")["viewer"] == {"liked": False, "reposted": False, "bookmarked": False}
    assert "viewer" not in stack.api("GET", f"/v1/posts/{root}").body
    assert ann.post("New")["viewer"]["liked"] is False
    page = bob("GET", f"/v1/accounts/{ann.handle}/posts")["items"]
    assert [one["viewer"]["liked"] for one in page] == [False, False]


def test_a_reply_with_a_picture_is_counted_when_it_goes_out(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    reply = bob.post("With a picture", stack.upload(bob, hostile.build("smallest")), reply_to=root)
    assert (reply["status"], counts(ann, root)["replies"], ids(thread(ann, root))) == ("pending", 0, [])
    assert thread(bob, reply["id"])["ancestors"][0]["id"] == root
    assert ann("GET", f"/v1/posts/{reply['id']}/thread").status == 404
    stack.drain()
    assert (counts(ann, root)["replies"], ids(thread(ann, root))) == (1, [reply["id"]])


def test_a_waiting_reply_goes_out_though_what_it_answers_is_gone(
    stack: Stack, ann: Person, bob: Person, root: str
) -> None:
    reply = bob.post("With a picture", stack.upload(bob, hostile.build("smallest")), reply_to=root)["id"]
    ann("DELETE", f"/v1/posts/{root}")
    stack.drain()
    assert thread(stack.api, reply)["ancestors"] == [{"id": root, "tombstone": "deleted"}]


def test_the_path_of_a_deep_thread_keeps_the_root_and_the_nearest(stack: Stack, ann: Person, root: str) -> None:
    last, chain = root, [root]
    for number in range(43):
        last = str(stack.publish(ann, f"Deeper {number}", reply_to=last).id)
        chain.append(last)
    ancestors = [one["id"] for one in thread(ann, last)["ancestors"]]
    assert ancestors == [root, *chain[-40:-1]]
    assert len(ancestors) == 40


def block(blocker: Person, blocked: Person) -> None:
    assert blocker("PUT", f"/v1/accounts/{blocked.handle}/block").status == 204


def test_a_block_takes_each_from_the_others_conversation(
    stack: Stack, ann: Person, bob: Person, cleo: Person, root: str
) -> None:
    reply = bob.post("An answer", reply_to=root)["id"]
    below = cleo.post("To that", reply_to=reply)["id"]
    quote = cleo.post("Look", quote_of=root)["id"]
    block(ann, bob)
    for path in ("", "/thread", "/quotes", "/history"):
        assert bob("GET", f"/v1/posts/{root}{path}").status == 404
        assert ann("GET", f"/v1/posts/{reply}{path}").status == 404
    assert bob("GET", f"/v1/accounts/{ann.handle}/posts").status == 404
    assert ann("GET", f"/v1/accounts/{bob.handle}/posts?filter=replies")["items"] == []
    unavailable = {"id": root, "tombstone": "unavailable"}
    assert thread(bob, below)["ancestors"][0] == unavailable
    assert bob("GET", f"/v1/posts/{quote}")["quote"] == unavailable
    assert ids(thread(ann, root)) == []
    assert ids(thread(cleo, root)) == [reply]
    for about in ("reply_to", "quote_of"):
        refused = bob("POST", "/v1/posts", {"text": "Again", about: root})
        assert (refused.status, refused.code) == (404, "post_not_found")


def test_replies_of_muted_accounts_are_left_out(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    reply = bob.post("An answer", reply_to=root)["id"]
    assert ann("PUT", f"/v1/accounts/{bob.handle}/mute", {}).status == 204
    assert ids(thread(ann, root)) == []
    assert ann("GET", f"/v1/posts/{reply}/thread").status == 200
    assert ids(thread(stack.api, root)) == [reply]


def test_an_account_that_is_erased_is_counted_no_more(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    reply = bob.post("Both", reply_to=root)["id"]
    bob("PATCH", f"/v1/posts/{reply}", {"text": "Something else"})
    bob.post("Look", quote_of=root)
    assert bob("DELETE", "/v1/me", {"password": bob.password}).status == 204
    assert thread(ann, root)["replies"]["items"][0]["post"] == {"id": reply, "tombstone": "deleted"}
    stack.drain()
    assert (counts(ann, root)["replies"], counts(ann, root)["quotes"]) == (0, 0)
    assert stack.partition(f"HISTORY#{reply}") == []
    assert thread(ann, root)["replies"]["items"][0]["post"] == {"id": reply, "tombstone": "deleted"}


def test_replies_that_come_at_once_are_all_counted(stack: Stack, ann: Person, root: str) -> None:
    repliers = [stack.author() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda author: stack.publish(author, "Me too", reply_to=root).id, repliers))
    wiring.tallies().fold(root)  # type: ignore[arg-type]
    assert counts(ann, root)["replies"] == 8
    assert set(ids(thread(ann, root))) == set(made)


def test_a_reply_is_published_once_for_one_key(stack: Stack, ann: Person, bob: Person, root: str) -> None:
    draft = {"text": "Once", "reply_to": root, "quote_of": root}
    first, again = (bob("POST", "/v1/posts", draft, key="once") for _ in range(2))
    assert (again.headers["idempotency-replayed"], again["id"]) == ("true", first["id"])
    assert (counts(ann, root)["replies"], counts(ann, root)["quotes"]) == (1, 1)
