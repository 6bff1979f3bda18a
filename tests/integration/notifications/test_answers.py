"""Replies, quotes and mentions: whom a post tells, when it goes out, is edited, and is gone."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId, Position, PostId, new_id
from imagora.notifications.models import about_post
from imagora.posts.facets import Facet
from imagora.posts.models import Card, Post, Quoted
from imagora.posts.store import PostItem
from imagora.table.paging import PageRequest
from imagora.table.transaction import Transaction
from tests.integration.stack import Person, Stack


def summary(person: Person) -> list[tuple[str, str, str]]:
    """Kind, actor and post of each notification, newest first."""
    page = wiring.inbox().page(AccountId(person.id), PageRequest(50))
    return [(one.kind, one.actors[0].id, one.post.post.id) for one in page.items if one.post is not None]


def mentions(*people: Person) -> tuple[Facet, ...]:
    return tuple(Facet(0, 1, "mention", person.handle, AccountId(person.id)) for person in people)


def published(
    stack: Stack, author: Person, *, to: Post | None = None, quoting: Post | None = None, **card: Any
) -> Post:
    """A post of this kind, and what is told of it: the message comes twice."""
    now = stack.clock()
    post = Post(
        id=PostId(new_id(now)),
        author=AccountId(author.id),
        status="published",
        card=Card(
            text="Words",
            created_at=rfc3339(now),
            reply_to=to.id if to else None,
            reply_author=to.author if to else None,
            root=(to.card.root or to.id) if to else None,
            quote=Quoted(quoting.id, quoting.author) if quoting else None,
            **card,
        ),
        position=Position(new_id(now)),
        path=(*to.path, to.id) if to else (),
    )
    transaction = Transaction()
    wiring.post_store().add(transaction, post, look_after=now)
    transaction.commit()
    for _ in range(2):
        wiring.notifications().post_out(post.id)
    return post


def test_a_post_tells_each_account_once(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    first, second = published(stack, ann), published(stack, bob)
    answer = published(stack, carla, to=first, quoting=second, facets=mentions(ann, bob, carla))
    assert summary(ann) == [("reply", carla.id, answer.id)]
    assert summary(bob) == [("quote", carla.id, answer.id)]
    assert summary(carla) == []
    published(stack, ann, to=first)
    assert len(summary(ann)) == 1


def test_an_edit_tells_whom_it_mentions_anew(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    post = published(stack, ann, facets=mentions(bob))
    card = msgspec.structs.replace(post.card, facets=mentions(bob, carla))
    PostItem(f"POST#{post.id}", "POST").update([PostItem.card.set(msgspec.json.encode(card).decode())])
    for _ in range(2):
        wiring.notifications().post_edited(post.id)
    assert summary(bob) == summary(carla) == [("mention", ann.id, post.id)]


def test_a_post_that_is_gone_is_told_no_more(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    first = published(stack, ann)
    answer = published(stack, bob, to=first, facets=mentions(carla))
    assert ann("GET", "/v1/me")["unread_count"] == carla("GET", "/v1/me")["unread_count"] == 1
    assert bob("DELETE", f"/v1/posts/{answer.id}").status == 204
    assert summary(ann) == summary(carla) == []
    stack.drain()
    assert ann("GET", "/v1/me")["unread_count"] == carla("GET", "/v1/me")["unread_count"] == 0
    wiring.notifications().post_out(answer.id)
    assert stack.partition(f"NOTES#{ann.id}") == []


def test_likes_are_told_no_more_when_their_post_is_gone(stack: Stack, ann: Person, bob: Person) -> None:
    first = published(stack, ann)
    wiring.note_store().tell(AccountId(ann.id), about_post("like", first.id), AccountId(bob.id), now=stack.clock())
    assert ann("GET", "/v1/me")["unread_count"] == 1
    assert ann("DELETE", f"/v1/posts/{first.id}").status == 204
    stack.drain()
    assert ann("GET", "/v1/me")["unread_count"] == 0


def test_a_private_accounts_posts_are_told_to_its_followers_only(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    carla.follow(ann)
    ann("PATCH", "/v1/me", {"private": True})
    post = published(stack, ann, facets=mentions(bob, carla))
    assert stack.partition(f"NOTES#{bob.id}") == []
    assert summary(carla) == [("mention", ann.id, post.id)]
    published(stack, bob, to=post)
    assert [kind for kind, *_ in summary(ann)] == ["reply"]


def test_nothing_comes_of_a_muted_thread(stack: Stack, ann: Person, bob: Person) -> None:
    root = published(stack, ann)
    reply = published(stack, bob, to=root)
    assert len(summary(ann)) == 1
    assert ann("PUT", f"/v1/posts/{reply.id}/mute").status == 204  # any post of the thread stands for all of it
    deeper = published(stack, bob, to=reply, facets=mentions(ann))
    published(stack, bob, quoting=root)
    assert len(summary(ann)) == 1
    assert ann("DELETE", f"/v1/posts/{deeper.id}/mute").status == 204
    published(stack, bob, to=root)
    assert len(summary(ann)) == 2


def test_a_thread_says_whether_its_reader_muted_it(stack: Stack, ann: Person, bob: Person) -> None:
    root = stack.publish(ann, "What do you think?")
    reply = stack.publish(bob, "A lot", reply_to=root.id)

    def told(reader: Any) -> list[Any]:
        return [reader("GET", f"/v1/posts/{post.id}/thread").body.get("viewer") for post in (root, reply)]

    assert ann("PUT", f"/v1/posts/{reply.id}/mute").status == 204
    assert told(ann) == [{"muted": True}] * 2
    assert told(bob) == [{"muted": False}] * 2
    assert told(stack.api) == [None] * 2
    assert ann("DELETE", f"/v1/posts/{root.id}/mute").status == 204
    assert told(ann) == [{"muted": False}] * 2


def test_a_thread_can_be_unmuted_by_a_post_that_is_gone(stack: Stack, ann: Person, bob: Person) -> None:
    root = published(stack, ann)
    reply = published(stack, bob, to=root)
    assert ann("PUT", f"/v1/posts/{reply.id}/mute").status == 204
    assert bob("DELETE", f"/v1/posts/{reply.id}").status == 204
    assert ann("DELETE", f"/v1/posts/{reply.id}/mute").status == 204
    published(stack, bob, to=root)
    assert len(summary(ann)) == 1


def test_a_suspended_account_tells_nobody(stack: Stack, ann: Person, bob: Person) -> None:
    root = published(stack, ann)
    account_store.move(AccountId(bob.id), "suspended")
    published(stack, bob, to=root)
    assert stack.partition(f"NOTES#{ann.id}") == []


@pytest.mark.parametrize("how", ["block", "mute"])
def test_nothing_is_made_of_what_somebody_says_whom_one_hides(stack: Stack, ann: Person, bob: Person, how: str) -> None:
    carla = stack.person()
    assert ann("PUT", f"/v1/accounts/{bob.handle}/{how}", {} if how == "mute" else None).status == 204
    published(stack, bob, facets=mentions(ann, carla))
    assert stack.partition(f"NOTES#{ann.id}") == []
    assert [kind for kind, *_ in summary(carla)] == ["mention"]
    published(stack, ann, facets=mentions(bob))
    assert len(stack.partition(f"NOTES#{bob.id}")) == (0 if how == "block" else 1)
    assert ann("DELETE", f"/v1/accounts/{bob.handle}/{how}").status == 204
    assert summary(ann) == []


def test_an_answer_with_a_muted_word_is_left_out(stack: Stack, ann: Person, bob: Person) -> None:
    root = published(stack, ann)
    published(stack, bob, to=root)
    words = [{"word": "words", "scope": "text"}]
    assert ann("PUT", "/v1/me/muted-words", {"items": words}).status == 200
    assert summary(ann) == []
    assert ann("PUT", "/v1/me/muted-words", {"items": []}).status == 200
    assert len(summary(ann)) == 1


def test_what_people_answer_is_told(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    root, other = ann.post("One"), carla.post("Two")
    answer = bob.post(f"Look, @{ann.handle} and @{carla.handle}", reply_to=root["id"], quote_of=other["id"])
    stack.drain()
    assert summary(ann) == [("reply", bob.id, answer["id"])]
    assert summary(carla) == [("quote", bob.id, answer["id"])]
    (item,) = carla("GET", "/v1/notifications")["items"]
    assert item["post"]["quote"]["id"] == other["id"]
    dora = stack.person()
    assert bob("PATCH", f"/v1/posts/{answer['id']}", {"text": f"And @{dora.handle}"}).status == 200
    stack.drain()
    assert summary(dora) == [("mention", bob.id, answer["id"])]
    assert bob("DELETE", f"/v1/posts/{answer['id']}").status == 204
    stack.drain()
    assert [stack.partition(f"NOTES#{person.id}") for person in (ann, carla, dora)] == [[], [], []]
