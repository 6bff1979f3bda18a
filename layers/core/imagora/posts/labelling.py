"""Changes of the labels that stand on a post, whoever puts them there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import PostId
from imagora.media.models import Label
from imagora.posts.models import LOOKS_LIKE, Labels, Post, StatusChanged
from imagora.posts.store import PostStore
from imagora.table.transaction import Transaction

_TRIES: Final = 4

Expect = Callable[[Transaction], object]
"""Adds to a transaction what has to be so for it to be written."""


def relabel(
    posts: PostStore, post_id: PostId, change: Callable[[Post], Labels], expect: Expect = lambda _: None
) -> None:
    """Have a living post's labels changed (1 read; 1 transaction where that makes a difference). Retry-safe.

    Raises Unavailable where they keep changing under us, and what `expect` adds.
    """
    for _ in range(_TRIES):
        post = posts.get(post_id)
        if post is None or post.status == "deleted":
            return
        labels = change(post)
        if labels == post.labels:
            return
        transaction = Transaction()
        expect(transaction)
        posts.label(transaction, post, labels)
        try:
            transaction.commit()
        except StatusChanged:
            continue
        return
    raise Unavailable


def resembling(labels: Labels, confidence: float | None) -> Labels:
    """These labels, saying that a picture looks like somebody else's, how surely (0..1); None: not saying so."""
    others = tuple(label for label in labels if (label.value, label.source) != (LOOKS_LIKE, "ai"))
    return others if confidence is None else (*others, Label(LOOKS_LIKE, "ai", confidence=confidence))
