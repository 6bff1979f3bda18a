"""What authors change about their published posts: words, descriptions, gates; and replies that they fold away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import msgspec

from imagora.accounts.rows import profile_key
from imagora.accounts.service import acting_of, speaking_of
from imagora.graph.head import head_key, head_of
from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import FieldError, InvalidInput, Unavailable
from imagora.kernel.ids import AccountId, MediaId, is_id
from imagora.media import models as media_models
from imagora.media.models import Label
from imagora.media.store import MediaStore
from imagora.moderation.events import Subject
from imagora.moderation.screening import Clearance, Screening, no_thread
from imagora.posts import conversation_store
from imagora.posts.context import texts_above
from imagora.posts.facets import Facet
from imagora.posts.listing import post_key, post_of
from imagora.posts.mentions import Written
from imagora.posts.models import (
    MAX_EDITS,
    AltMissing,
    Card,
    Gate,
    NotEditable,
    Post,
    PostNotFound,
    StatusChanged,
    TooManyEdits,
    gates,
    read_anew,
)
from imagora.posts.service import labels_by_ai
from imagora.posts.store import PostStore
from imagora.table.reader import Key, Row
from imagora.table.transaction import Transaction

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change about a post; None and what isn't named stays. `alts`: cleaned descriptions by picture."""

    text: str | None
    alts: Mapping[MediaId, str]
    reply_gate: Gate | None
    quote_gate: Gate | None


class _Edit(msgspec.Struct, frozen=True):
    """A post's next card, and the descriptions that change with it."""

    card: Card
    alts: dict[MediaId, str]
    worded: bool
    labels: tuple[Label, ...] = ()


class Edited(msgspec.Struct, frozen=True):
    """A post as it is after an edit, and from where its author looks."""

    post: Post
    viewpoint: Viewpoint


@dataclass(frozen=True)
class Editing:
    posts: PostStore
    media: MediaStore
    screening: Screening
    viewpoints: Viewpoints
    alt_required: bool
    now: Clock

    def edit(self, author: AccountId, post_id: str, change: Change) -> Edited:
        """Change one's own post (1 consistent batch, 1 transaction); what it said before is kept in its history.

        Retry-safe: what changes nothing writes nothing. One that isn't out yet keeps no history. A change of gates
        alone is no edit. New words are read as those of a new post are, but can't wait for a moderator. Raises
        Unauthenticated, AccountSuspended, AccountMuted, PostNotFound, NotEditable for a rejected one, InvalidInput,
        TextBlocked, AltMissing, TooManyEdits, Unavailable where it keeps changing under us or no checker can be asked.
        """
        written = Written.of(change.text or "")
        cleared: dict[str, Clearance] = {}
        for _ in range(_TRIES):
            rows = self._read(author, post_id, [head_key(author), *written.keys])
            speaking_of(rows.get(profile_key(author)), self.now())
            viewpoint = self.viewpoints.behind(author, head_of(rows.get(head_key(author))))
            post = _own(rows, author, post_id)
            if post.status == "rejected":
                raise NotEditable
            edit = self._edit(post, change, written.named(rows))
            if edit.card == post.card and not edit.alts:
                return Edited(post, viewpoint)
            edit = self._screened(post, edit, cleared)
            try:
                self._write(post, edit)
            except (StatusChanged, media_models.StatusChanged):
                continue
            return Edited(_after(post, edit), viewpoint)
        raise Unavailable

    def _screened(self, post: Post, edit: _Edit, cleared: dict[str, Clearance]) -> _Edit:
        """Have what is new read, each text once, with what the post answers; labels follow from its text."""
        new = [edit.card.text] if edit.card.text != post.card.text else []
        for told in filter(None, (*new, *edit.alts.values())):
            if told not in cleared:
                above = partial(texts_above, self.posts.reader, post.path) if told in new else no_thread
                cleared[told] = self.screening.words(told, Subject("post", post.id), post.author, thread=above)
        if not new:
            return msgspec.structs.replace(edit, labels=post.labels)
        found = labels_by_ai(cleared[edit.card.text]) if edit.card.text else ()
        media = self.media.fresh(post.media_ids) if post.labels and post.position else []
        return msgspec.structs.replace(edit, labels=read_anew(post.labels, found, media))

    def _read(self, author: AccountId, post_id: str, also: Iterable[Key]) -> Mapping[Key, Row]:
        """The author, who may write, with the post and these rows (1 consistent batch)."""
        if not is_id(post_id):
            raise PostNotFound
        rows = self.posts.reader.batch([profile_key(author), post_key(post_id), *also], consistent=True)
        acting_of(rows.get(profile_key(author)))
        return rows

    def _edit(self, post: Post, change: Change, facets: tuple[Facet, ...]) -> _Edit:
        card, text = post.card, post.card.text if change.text is None else change.text
        if not text and not post.media_ids:
            raise InvalidInput.of("text", "required", "A post has text, pictures, or both.")
        alts = self._new_alts(post, change.alts)
        worded = text != card.text or bool(alts)
        if worded and post.edits >= MAX_EDITS:
            raise TooManyEdits
        edited = msgspec.structs.replace(
            card,
            text=text,
            facets=card.facets if text == card.text else facets,
            pictures=tuple(
                msgspec.structs.replace(picture, alt=alts.get(picture.id, picture.alt)) for picture in card.pictures
            ),
            gates=gates(change.reply_gate, change.quote_gate, card.gates),
            edited_at=rfc3339(self.now()) if worded else card.edited_at,
        )
        return _Edit(edited, alts, worded)

    def _new_alts(self, post: Post, asked: Mapping[MediaId, str]) -> dict[MediaId, str]:
        """Those of the descriptions that are new. Those of pictures that aren't out yet stand with the pictures."""
        if not asked:
            return {}
        if unknown := [media_id for media_id in asked if media_id not in post.media_ids]:
            raise InvalidInput(
                *[FieldError(f"alt.{one}", "unknown", "This post has no such picture.") for one in unknown]
            )
        if self.alt_required and (bare := [f"alt.{media_id}" for media_id, alt in asked.items() if not alt]):
            raise AltMissing(*bare)
        known = {picture.id: picture.alt for picture in post.card.pictures}
        known |= {one.id: one.alt for one in self.media.fresh(post.card.waiting)}
        return {media_id: alt for media_id, alt in asked.items() if known.get(media_id) != alt}

    def _write(self, post: Post, edit: _Edit) -> None:
        transaction = Transaction()
        if edit.worded and post.status == "published":
            conversation_store.keep_version(transaction, post)
        self.posts.edit(transaction, post, edit.card, worded=edit.worded, labels=edit.labels)
        for media_id, alt in edit.alts.items():
            self.media.describe(media_id, alt, into=transaction)
        transaction.commit()

    def fold(self, author: AccountId, post_id: str, reply_id: str, *, hidden: bool) -> None:
        """Fold a reply in one's own thread away for everybody, or open it again. Idempotent.

        Raises Unauthenticated, AccountSuspended, PostNotFound unless the first is one's own and the root of the second.
        """
        rows = self._read(author, post_id, [post_key(reply_id)] if is_id(reply_id) else [])
        root, reply = _own(rows, author, post_id), _living(rows, reply_id)
        if reply is None or reply.card.root != root.id:
            raise PostNotFound
        self.posts.fold(reply.id, hidden=hidden)


def _after(post: Post, edit: _Edit) -> Post:
    edits = post.edits + edit.worded
    return msgspec.structs.replace(post, card=edit.card, rev=post.rev + 1, edits=edits, labels=edit.labels)


def _own(rows: Mapping[Key, Row], author: AccountId, post_id: str) -> Post:
    post = _living(rows, post_id)
    if post is None or post.author != author:
        raise PostNotFound
    return post


def _living(rows: Mapping[Key, Row], post_id: str) -> Post | None:
    row = rows.get(post_key(post_id))
    return post_of(row) if row is not None and row["status"] != "deleted" else None
