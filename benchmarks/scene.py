"""Items for the benchmarks: one of each kind as the product writes it, and as many like it as are wanted.

A post with a picture, its author and its place in a feed are made through the API on the laptop stack and read back as
the table holds them. Further ones are copies in which ids, names, texts, keys and counts are others, so that they have
the size (and compress as badly) as real ones would, whatever form the items take.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.laptop import laptop
from benchmarks.results import SEED
from imagora.graph.head import head_key
from imagora.kernel.clock import rfc3339
from imagora.kernel.ids import new_id, time_of
from imagora.posts.marks import LIKE, mark_key
from tests.integration.stack import Stack

Item = dict[str, Any]

LIKED = 3
"""The reader of a home likes one of so many posts."""

_TEXT = "The harbour of my home town before the storm, with a word to @{handle} #harbour #weather and the whole story"
_WORDS = tuple(
    """
    light harbour morning river stone quiet window letter garden winter paper orange street silver mountain question
    summer train bridge shadow coffee forest blue corner signal island memory engine thunder velvet meadow lantern
    copper season pocket thread market ocean valley pencil mirror candle ribbon harvest museum planet needle kitchen
    """.split()  # noqa: SIM905 - fifty words in quotes are no easier to read
)
_PLACEHOLDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


@dataclass(frozen=True)
class Prototypes:
    """One item of each kind, and the strings in them that differ from item to item."""

    profile: Item
    post: Item
    entry: Item
    follow: Item
    head: Item
    like: Item
    reader: str
    author: str
    handle: str
    post_id: str
    position: str
    media: str
    key: str
    placeholder: str
    words: str
    created_at: str


def record() -> Prototypes:
    """Make one post as people do, and read back what the table then holds."""
    with laptop() as stack:
        return record_on(stack)


def record_on(stack: Stack) -> Prototypes:
    reader, author = stack.person(), stack.person()
    author(
        "PATCH", "/v1/me", {"name": "Ada of the Harbour", "bio": "Draws the sea, mostly at night. Prints on request."}
    )
    reader.follow(author)
    picture = stack.generate(author, prompt="a red lighthouse in a storm at night", size="512x512")["media"][0]
    author("PATCH", "/v1/me", {"avatar_media_id": picture["id"]})
    text = _TEXT.format(handle=reader.handle)
    post = author.post(text, picture["id"])
    stack.drain()
    assert reader("PUT", f"/v1/posts/{post['id']}/like").status == 204
    stack.drain()
    item = _raw(stack, f"POST#{post['id']}", "POST")
    position = item["position"]["S"]
    return Prototypes(
        profile=_raw(stack, f"USER#{author.id}", "PROFILE"),
        post=item,
        entry=_raw(stack, f"FEED#{reader.id}", position),
        follow=_raw(stack, f"USER#{reader.id}", f"FOLLOW#{author.id}"),
        head=_raw(stack, *head_key(reader.id)),
        like=_raw(stack, *mark_key(reader.id, post["id"], LIKE)),
        reader=reader.id,
        author=author.id,
        handle=author.handle,
        post_id=post["id"],
        position=position,
        media=picture["id"],
        key=picture["url"].split("/")[2],
        placeholder=picture["placeholder"],
        words=text.split(" to @")[0],
        created_at=post["created_at"],
    )


def _raw(stack: Stack, pk: str, sk: str) -> Item:
    found = stack.look(stack.environment["IMAGORA_TABLE"], {"PK": {"S": pk}, "SK": {"S": sk}})
    if found is None:
        raise LookupError(f"{pk} / {sk} was not written")
    return dict(found)


class World:
    """People, posts and feeds in the product's items; the same for the same seed."""

    def __init__(self, prototypes: Prototypes, seed: int = SEED) -> None:
        self.prototypes = prototypes
        self.dice = random.Random(seed)
        self.start = datetime.now(UTC) - timedelta(days=20)
        self._minute = 0
        self._profile = json.dumps(prototypes.profile)
        self._post = json.dumps(prototypes.post)
        self._entry = json.dumps(prototypes.entry)
        self._follow = json.dumps(prototypes.follow)
        self._like = json.dumps(prototypes.like)

    def new_id(self) -> str:
        """A ULID later than those before."""
        self._minute += 1
        return new_id(self.start + timedelta(seconds=self._minute / 10))

    def handle(self) -> str:
        return f"{self.dice.choice(_WORDS)}_{self.dice.randrange(10**5)}"

    def profile(self, uid: str, handle: str) -> Item:
        known = self.prototypes
        text = self._profile.replace(known.author, uid).replace(known.handle, handle)
        item: Item = json.loads(text.replace(known.key, self._hex()).replace("Ada of the Harbour", self._words(2)))
        return item | {name: {"N": str(self.dice.randrange(900))} for name in ("followers_count", "posts_count")}

    def post(self, post_id: str, author: str, position: str) -> Item:
        known = self.prototypes
        text = self._post.replace(known.author, author).replace(known.post_id, post_id)
        text = (
            text.replace(known.position, position).replace(known.media, self.new_id()).replace(known.key, self._hex())
        )
        text = text.replace(known.words, self._words(len(known.words.split()), len(known.words)))
        text = text.replace(json.dumps(known.placeholder)[1:-1], self._placeholder())
        text = text.replace(known.created_at, rfc3339(time_of(post_id)))
        item: Item = json.loads(text)
        return item | {name: {"N": str(self.dice.randrange(300))} for name in ("likes", "reposts", "replies")}

    def entry(self, reader: str, post_id: str, author: str, position: str) -> Item:
        known = self.prototypes
        text = self._entry.replace(known.reader, reader).replace(known.author, author)
        item: Item = json.loads(text.replace(known.post_id, post_id).replace(known.position, position))
        return item

    def follow(self, reader: str, author: str) -> Item:
        known = self.prototypes
        item: Item = json.loads(self._follow.replace(known.reader, reader).replace(known.author, author))
        return item

    def head(self, reader: str, following: int) -> Item:
        """The head of somebody who follows so many accounts, none of them pulled."""
        key = dict(zip(("PK", "SK"), ({"S": part} for part in head_key(reader)), strict=True))
        return self.prototypes.head | key | {"following": {"N": str(following)}}

    def like(self, reader: str, post_id: str) -> Item:
        known = self.prototypes
        item: Item = json.loads(self._like.replace(known.reader, reader).replace(known.post_id, post_id))
        return item

    def _hex(self) -> str:
        return f"{self.dice.getrandbits(128):0{len(self.prototypes.key)}x}"[: len(self.prototypes.key)]

    def _words(self, count: int, length: int | None = None) -> str:
        text = " ".join(self.dice.choice(_WORDS) for _ in range(count))
        return text if length is None else text[:length].ljust(length, "x")  # facets count bytes

    def _placeholder(self) -> str:
        return "".join(self.dice.choice(_PLACEHOLDER) for _ in self.prototypes.placeholder)


@dataclass(frozen=True)
class Home:
    """Items of one reader's home and all that is in it."""

    reader: str
    items: list[Item]


def home(prototypes: Prototypes, *, posts: int, authors: int) -> Home:
    """A home feed of so many posts with a picture each, by so many authors in turn; the reader likes every third."""
    world = World(prototypes)
    reader = world.new_id()
    people = [(world.new_id(), world.handle()) for _ in range(authors)]
    items = [world.profile(reader, world.handle()), *(world.profile(*person) for person in people)]
    items.append(world.head(reader, authors))
    for number in range(posts):
        author, post_id = people[number % authors][0], world.new_id()
        items += [world.post(post_id, author, post_id), world.entry(reader, post_id, author, post_id)]
        if number % LIKED == 0:
            items.append(world.like(reader, post_id))
    return Home(reader, items)
