"""A home of 50 posts by 50 authors, as the product's own stores write it, and the gateway's event that asks for it.

The reader likes a third of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from imagora.accounts import store as accounts
from imagora.accounts.models import Contact, Profile
from imagora.feeds.models import Entry
from imagora.feeds.store import FeedStore
from imagora.graph.dormancy import day_of
from imagora.graph.head import head_key
from imagora.graph.head_store import HeadItem
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import AccountId, MediaId, Position, PostId, new_id
from imagora.media.models import MadeBy
from imagora.posts import reactions_store
from imagora.posts.facets import Facet
from imagora.posts.hydration import Pointer
from imagora.posts.models import Card, Picture, Post
from imagora.posts.store import PostStore
from imagora.table.transaction import Transaction

Item = dict[str, dict[str, Any]]

POSTS = 50
_START = datetime(2026, 11, 1, tzinfo=UTC)
_FAR_OFF = timedelta(days=3650)  # entries whose TTL lies ahead, whenever this runs
_TEXT = "The harbour of my home town before the storm, with a word to @ada_0 #harbour and the whole story of it."


class _Kept:
    """A writer that keeps what it is to put."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def put(self, items: Any) -> None:
        self.items += items


def _id(number: int) -> str:
    return new_id(_START + timedelta(minutes=number))


READER = AccountId(_id(0))


def items() -> list[Item]:
    """One more post than a page shows, each with a picture and its own author, in the reader's feed."""
    transaction, kept = Transaction(), _Kept()
    feeds, posts = FeedStore(None, kept), PostStore(None)  # type: ignore[arg-type]
    accounts.create(transaction, _profile(READER, 0), Contact("reader@example.org", "claim"))
    for number in range(1, POSTS + 2):
        author, post = AccountId(_id(1000 + number)), PostId(_id(2000 + number))
        accounts.create(transaction, _profile(author, number), Contact("ada@example.org", "claim"))
        posts.add(transaction, _post(post, author, number), look_after=_START)
        pointer = Pointer(post, author)
        feeds.push(Entry(Position(post), pointer), [READER], now=_START + _FAR_OFF)
        if number % 3 == 0:
            reactions_store.like(transaction, READER, pointer, now=_START, crowded=False)
    written = [item.serialize() for item, *_ in transaction._puts]
    for item in written:
        for due in ("GSI2PK", "GSI2SK"):  # posts were spread and names indexed: nothing is due any more
            item.pop(due, None)
        if item["SK"]["S"] == "POST":
            item.update({name: {"N": "12"} for name in ("likes", "reposts", "replies", "quotes", "remixes")})
    # They looked today already: what the first page of a day notes is no part of an ordinary one.
    head = HeadItem(*head_key(READER), following=POSTS + 1, seen=day_of(datetime.now(UTC))).serialize()
    read = [item for item in written if item["SK"]["S"].startswith(("PROFILE", "POST", "MARK#"))]
    return [head, *read, *kept.items]


def _profile(author: AccountId, number: int) -> Profile:
    return Profile(
        id=author, handle=f"ada_{number}", name="Ada of the Harbour", bio="Draws the sea, mostly at night.",
        avatar=f"{number:032x}", kind="human", private=False, status="active", created_at=_START,
    )  # fmt: skip


def _post(post: PostId, author: AccountId, number: int) -> Post:
    picture = Picture(
        id=MediaId(_id(3000 + number)), key=f"{number:032x}", width=1024, height=1024, alt="A harbour at dusk",
        placeholder="LEHV6nWB2yk8pyo0adR*.7kCMdnj", made_by=MadeBy("procedural", "procedural-1", "algorithmicMedia"),
    )  # fmt: skip
    facets = (Facet(62, 68, "mention", "ada_0"), Facet(69, 77, "tag", "harbour"))
    card = Card(_TEXT, facets, (picture,), ai="generated", created_at=rfc3339(_START))
    return Post(post, author, "published", card, position=Position(post))


HOME = {
    "resource": "/v1/feeds/home",
    "path": "/v1/feeds/home",
    "httpMethod": "GET",
    "headers": {
        "accept": "application/json",
        "accept-encoding": "gzip, br",
        "authorization": f"Bearer {'t' * 900}",
        "host": "d111111abcdef8.cloudfront.net",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    },
    "multiValueHeaders": {"accept": ["application/json"]},
    "queryStringParameters": {"limit": str(POSTS)},
    "multiValueQueryStringParameters": {"limit": [str(POSTS)]},
    "pathParameters": None,
    "stageVariables": None,
    "requestContext": {
        "resourcePath": "/v1/feeds/home",
        "path": "/api/v1/feeds/home",
        "httpMethod": "GET",
        "stage": "api",
        "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        "identity": {"sourceIp": "198.51.100.7"},
        "authorizer": {
            "claims": {
                "sub": "9f4a1f0e-1111-2222-3333-444455556666",
                "username": READER,
                "token_use": "access",
                "scope": "aws.cognito.signin.user.admin",
                "client_id": "client",
            }
        },
    },
    "body": None,
    "isBase64Encoded": False,
}
"""API Gateway's event (REST, version 1) for the first page, with the claims that its authorizer found."""

HELLO = HOME | {
    "resource": "/hello",
    "path": "/hello",
    "requestContext": {**HOME["requestContext"], "resourcePath": "/hello", "path": "/api/hello"},  # type: ignore[dict-item]
}
"""The same request, to the yardstick."""
