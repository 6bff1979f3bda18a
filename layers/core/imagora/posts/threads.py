"""Threads: a post with what it answers and what answers it; who quotes it; what it said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter

import msgspec

from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.posts.conversation import ConversationLists, Version, version_of
from imagora.posts.hydration import Hydration, Pointer, Shown, Tombstone
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post, Quoted
from imagora.posts.reading import PostReader
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Begun, Reader


class Answer(msgspec.Struct, frozen=True):
    """A direct reply. `folded`: the root's author hid it, and it is folded for this viewer; `by_viewer`: it is theirs
    to open again.
    """

    shown: Shown | Tombstone
    replies: int
    folded: bool = False
    by_viewer: bool = False


class Thread(msgspec.Struct, frozen=True):
    """A post, its ancestors from the root on, a page of its direct replies.

    `muted`: whether the viewer is told of what happens in it no more; None for nobody.
    """

    post: Shown
    ancestors: Sequence[Shown | Tombstone]
    replies: Page[Answer]
    muted: bool | None = None


BeginMuted = Callable[[AccountId, PostId], Begun[bool]]
"""Ask whether somebody muted the thread of this root, without waiting."""


class ThreadReader(msgspec.Struct, frozen=True):
    reader: Reader
    conversation: ConversationLists
    posts: PostReader
    hydration: Hydration
    viewpoints: Viewpoints
    begin_muted: BeginMuted

    def thread(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Thread:
        """A post in its conversation: 2 steps for a root, 3 for others, one more where private accounts take part.

        A deleted ancestor or reply is a tombstone; of what a block or a private account takes away an ancestor is one,
        and a reply is left out, as are those of muted accounts and with muted words. A page may be shorter than asked.
        Raises PostNotFound.
        """
        answers = partial(self.conversation.replies, PostId(post_id), limit=page.limit + 1, after=page.after)
        (post, viewpoint), replies = together([partial(self.posts.found, post_id, viewer), answers])
        muted = self.begin_muted(viewer, post.card.root or post.id) if viewer is not None else None
        path = self._path(post)
        onward = cut(replies, page.limit, lambda reply: reply.place)
        pointers = [_pointer(one) for one in (post, *path.values())]
        pointers += [reply.pointer for reply in onward.items]
        resolved, authors = self.hydration.resolve(pointers, viewpoint, given=[post, *path.values()], asked=post.id)
        shown = self.posts.own_or(post, resolved[post.id], authors, viewpoint)
        ancestors = [resolved.get(one) or Tombstone(one, "deleted") for one in post.path]
        root = path.get(post.path[0]) if post.path else post
        direct = [resolved[reply.pointer.post] for reply in onward.items]
        seen = [_answer(one, viewpoint, root.author if root else None) for one in direct if _is_for(one, viewpoint)]
        return Thread(shown, ancestors, Page(seen, onward.next), muted() if muted is not None else None)

    def _path(self, post: Post) -> dict[PostId, Post]:
        """The ancestors that are there, root first (1 step where there are any)."""
        rows = self.reader.batch(map(post_key, post.path)) if post.path else {}
        return {post_id: post_of(rows[post_key(post_id)]) for post_id in post.path if post_key(post_id) in rows}

    def quotes(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Page[Shown]:
        """Posts that quote this one, newest first, without whom the viewer mutes (2 steps). Raises PostNotFound."""
        listed = partial(self.conversation.quotes, PostId(post_id), limit=page.limit + 1, after=page.after)
        (post, viewpoint), found = together([partial(self.posts.found, post_id, viewer), listed])
        onward = cut(found, page.limit, lambda quote: quote.place)
        quoted = Quoted(post.id, post.author)
        wanted = [quote for quote in onward.items if not viewpoint.muting(quote.author)]
        quotes = [Pointer(quote.post, quote.author, quoted) for quote in wanted]
        resolved, authors = self.hydration.resolve([_pointer(post), *quotes], viewpoint, given=[post], asked=post.id)
        self.posts.own_or(post, resolved[post.id], authors, viewpoint)
        shown = [resolved[quote.post] for quote in quotes]
        return Page([one for one in shown if isinstance(one, Shown)], onward.next)

    def history(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Page[Version]:
        """What a post says, and what it said before, newest first: at most 21 versions. Raises PostNotFound.

        They are counted from the oldest, so that an edit moves no page.
        """
        post = self.posts.post(post_id, viewer).post
        versions = [version_of(post), *(self.conversation.versions(post.id) if post.edits else [])]
        counted = zip(reversed(range(len(versions))), versions, strict=True)
        beyond = [one for one in counted if page.after is None or one[0] < int(page.after)]
        return cut(beyond, page.limit, lambda one: str(one[0])).map(itemgetter(1))


def _pointer(post: Post) -> Pointer:
    return Pointer(post.id, post.author, post.card.quote)


def _answer(shown: Shown | Tombstone, viewpoint: Viewpoint, root_author: AccountId | None) -> Answer:
    if isinstance(shown, Tombstone):
        return Answer(shown, shown.replies)
    folded = shown.post.hidden and shown.author.id != viewpoint.account
    by_viewer = folded and viewpoint.account is not None and viewpoint.account == root_author
    return Answer(shown, shown.post.counts.replies, folded and not by_viewer, by_viewer)


def _is_for(shown: Shown | Tombstone, viewpoint: Viewpoint) -> bool:
    """Whether a reply is among those that this viewer sees."""
    if isinstance(shown, Tombstone):
        return shown.kind == "deleted"
    if shown.author.id == viewpoint.account:
        return True
    tags = [facet.value for facet in shown.post.card.facets if facet.kind == "tag"]
    return not viewpoint.hides(shown.author.id) and not viewpoint.mutes(shown.post.card.text, tags)
