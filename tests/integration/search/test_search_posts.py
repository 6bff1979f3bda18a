"""Posts are found by what they say now, by whom they are for."""

from __future__ import annotations

import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.feeds.models import Entry
from imagora.kernel.ids import AccountId
from imagora.kernel.messages import PostGone, PostOut
from imagora.posts.hydration import Pointer
from imagora.posts.models import Post
from imagora.search.port import Indexed
from tests.integration.search.finding import found, publish, search, tagged
from tests.integration.stack import Person, Stack, pages


def places(stack: Stack, *tokens: str) -> list[int]:
    """How many entries stand under each token."""
    return [len(stack.partition(f"WORD#{token}")) for token in tokens]


def entry(post: Post) -> Entry:
    assert post.position
    return Entry(post.position, Pointer(post.id, post.author))


def test_posts_with_all_words_are_found_newest_first(stack: Stack, ann: Person) -> None:
    author = stack.author()
    first = publish(stack, author, "A violet Lighthouse at dawn")
    other = publish(stack, author, "A violet kite")
    second = publish(stack, author, "The LIGHTHOUSE, violet again")
    assert found(stack.api, "violet lighthouse") == [second.id, first.id]
    assert found(ann, "  Violet ") == [second.id, other.id, first.id]
    assert found(ann, "violet submarine") == []
    assert found(ann, "the") == found(ann, "!?") == []


def test_tags_mentions_and_any_script_are_found(stack: Stack, ann: Person) -> None:
    post = publish(stack, ann, f"夜の東京タワー #Nachtbild für @{ann.handle}")
    plain = publish(stack, ann, f"nachtbild {ann.handle}")
    assert found(stack.api, "#nachtbild") == found(stack.api, f"@{ann.handle}") == [post.id]
    assert found(stack.api, "nachtbild") == [plain.id, post.id]
    assert found(stack.api, "東京") == found(stack.api, "京タワー") == [post.id]


def test_what_a_post_says_no_more_does_not_find_it(stack: Stack) -> None:
    post = publish(stack, stack.author(), "A cobalt owl")
    wiring.indexing().index.add(entry(post), Indexed(frozenset({"marmalade"})), name_tags=False)
    assert (places(stack, "marmalade"), found(stack.api, "marmalade")) == ([1], [])


@pytest.mark.parametrize("hide", ["private", "suspended"])
def test_hidden_authors_are_found_by_nobody_and_back_afterwards(
    stack: Stack, ann: Person, bob: Person, hide: str
) -> None:
    bob.follow(ann)
    before = publish(stack, ann, f"{hide} periwinkle one")
    _hide(ann, hide)
    during = [publish(stack, ann, f"{hide} periwinkle two").id] if hide == "private" else []
    for who in (stack.api, bob):
        assert found(who, f"{hide} periwinkle") == []
    _hide(ann, hide, back=True)
    assert found(stack.api, f"{hide} periwinkle") == [*during, before.id]


def _hide(person: Person, how: str, *, back: bool = False) -> None:
    if how == "private":
        assert person("PATCH", "/v1/me", {"private": not back}).status == 200
    else:
        account_store.move(AccountId(person.id), "active" if back else "suspended")


@pytest.mark.parametrize("what", ["block", "blocked", "mute", "word"])
def test_what_a_viewer_hides_is_found_by_others_only(stack: Stack, ann: Person, bob: Person, what: str) -> None:
    post = publish(stack, ann, f"{what} chartreuse walrus")
    actions = {
        "block": (bob, "PUT", f"/v1/accounts/{ann.handle}/block", None),
        "blocked": (ann, "PUT", f"/v1/accounts/{bob.handle}/block", None),
        "mute": (bob, "PUT", f"/v1/accounts/{ann.handle}/mute", {}),
        "word": (bob, "PUT", "/v1/me/muted-words", {"items": [{"word": "walrus", "scope": "both"}]}),
    }
    who, *request = actions[what]
    assert found(bob, f"{what} chartreuse") == [post.id]
    assert who(*request).status in (200, 204)
    assert found(bob, f"{what} chartreuse") == []
    assert found(ann, f"{what} chartreuse") == found(stack.api, f"{what} chartreuse") == [post.id]


def test_a_deleted_post_leaves_nothing_in_the_index(stack: Stack, ann: Person) -> None:
    gone = publish(stack, ann, "An ochre #heron stands")
    stays = publish(stack, ann, "An ochre stork")
    wiring.indexing().index.add(entry(gone), Indexed(frozenset({"earlier"})), name_tags=False)
    assert ann("DELETE", f"/v1/posts/{gone.id}").status == 204
    assert found(stack.api, "ochre") == [stays.id]
    stack.drain()
    assert places(stack, "ochre", "heron", "#heron", "stands", "earlier") == [1, 0, 0, 0, 0]
    assert stack.partition("TAG#heron") == []
    assert stack.item("TAGS#he", "heron") is None
    assert stack.item(f"INDEXED#{gone.id}", "INDEXED") is None


def test_messages_may_come_twice_and_in_any_order(stack: Stack, ann: Person) -> None:
    post = publish(stack, ann, "A teal #gecko basks")
    with stack.metered() as again:
        wiring.indexing().post(post.id)
    assert (again.write, again.read) == (0, 2)
    assert post.position
    gone = PostGone(post_id=post.id, position=post.position, text=post.card.text)
    wiring.indexing().forget(post.id, post.position, post.card.text)
    assert found(stack.api, "teal gecko") == [post.id]  # it stands: a message that was sent too early, or is too late
    assert ann("DELETE", f"/v1/posts/{post.id}").status == 204
    for message in (gone, PostOut(post_id=post.id), gone):
        wiring.activity().record(message)
    assert places(stack, "teal", "gecko", "#gecko") == [0, 0, 0]


def test_pages_hold_everything_once_while_posts_are_added(stack: Stack) -> None:
    author = stack.author()
    made = [publish(stack, author, f"magenta newt {number}").id for number in range(5)]
    seen: list[str] = []
    for number, page in enumerate(pages(stack.api, "/v1/search", q="newt magenta", limit=2)):
        seen += [post["id"] for post in page["items"]]
        publish(stack, author, f"magenta newt, later {number}")
    assert seen == made[::-1]


def test_a_cursor_tells_nothing_of_what_is_hidden(stack: Stack, ann: Person) -> None:
    """Whether there is more depends on what the viewer may see: else a word of a private post could be guessed."""
    secret = stack.author(private=True)
    publish(stack, secret, "sepia vault code")
    own = publish(stack, ann, "sepia vault code")
    for query in ("sepia vault", "sepia"):
        reply = search(ann, query, limit=1)
        assert ([post["id"] for post in reply["items"]], "cursor" in reply.body) == ([own.id], False)
    publish(stack, secret, "umber vault")
    reply = search(ann, "umber", limit=1)
    assert (reply["items"], "cursor" in reply.body) == ([], False)


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "x" * 101])
def test_a_query_has_one_to_a_hundred_characters(stack: Stack, query: str) -> None:
    for kind in ("posts", "accounts", "tags"):
        reply = search(stack.api, query, kind)
        assert (reply.status, reply.code, reply["errors"][0]["field"]) == (422, "invalid_input", "q")
    assert search(stack.api, "x" * 100).status == 200


def test_types_and_cursors_are_checked(stack: Stack, ann: Person) -> None:
    for number in range(2):
        publish(stack, ann, f"indigo yak {number}")
    cursor = search(stack.api, "indigo", limit=1)["cursor"]
    assert search(stack.api, "INDIGO ", cursor=cursor, limit=1).status == 200
    for who, query, kind in ((ann, "indigo", "posts"), (stack.api, "yak", "posts"), (stack.api, "indigo", "tags")):
        assert search(who, query, kind, cursor=cursor).code == "invalid_cursor"
    assert search(stack.api, "indigo", "things").code == "invalid_input"
    assert stack.api("GET", "/v1/search").code == "invalid_input"


def test_an_edited_post_is_found_by_what_it_says_now(stack: Stack, ann: Person) -> None:
    post = publish(stack, ann, "A saffron #finch")
    assert ann("PATCH", f"/v1/posts/{post.id}", {"text": "A saffron #wren"}).status == 200
    assert found(stack.api, "saffron finch") == []  # at once, though the index knows no better yet
    stack.drain()
    assert found(stack.api, "finch") == found(stack.api, "#finch") == []
    assert found(stack.api, "saffron wren") == found(stack.api, "#wren") == [post.id]
    assert ann("DELETE", f"/v1/posts/{post.id}").status == 204
    stack.drain()
    assert places(stack, "saffron", "finch", "#finch", "wren", "#wren") == [0, 0, 0, 0, 0]


def test_replies_and_quotes_are_found_too(stack: Stack, ann: Person, bob: Person) -> None:
    root = publish(stack, ann, "A scarlet ibis")
    reply = bob.post("Scarlet indeed #ibis", reply_to=root.id)["id"]
    quote = bob.post("What a scarlet ibis", quote_of=root.id)["id"]
    stack.drain()
    assert found(stack.api, "scarlet") == [quote, reply, root.id]
    assert tagged(stack.api, "ibis") == [reply]
    assert search(stack.api, "scarlet", limit=1)["items"][0]["quote"]["id"] == root.id
