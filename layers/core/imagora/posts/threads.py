"""Threads: a post with what it answers and what answers it; who quotes it; what it said before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec

from imagora.graph.viewpoint import Viewpoint, Viewpoints
from imagora.kernel.ids import AccountId, PostId
from imagora.kernel.parallel import together
from imagora.posts.conversation import ConversationLists, Reply, Version, version_of
from imagora.posts.hydration import Hydration, Pointer, Shown, Tombstone
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post, Quoted
from imagora.posts.reading import PostReader
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Reader


class Answer(msgspec.Struct, frozen=True):
    """A direct reply. `folded`: the root's author hid it, and it is folded for this viewer; `by_viewer`: it is theirs
    to open again.
    """

    shown: Shown | Tombstone
    replies: int
    folded: bool = False
    by_viewer: bool = False


class Thread(msgspec.Struct, frozen=True):
    """A post, its ancestors from the root on, a page of its direct replies."""

    post: Shown
    ancestors: Sequence[Shown | Tombstone]
    replies: Page[Answer]


class ThreadReader(msgspec.Struct, frozen=True):
    reader: Reader
    conversation: ConversationLists
    posts: PostReader
    hydration: Hydration
    viewpoints: Viewpoints

    def thread(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Thread:
        """A post in its conversation: 3 steps, one more where private accounts take part.

        A deleted ancestor or reply is a tombstone; of what a block or a private account takes away an ancestor is one,
        and a reply is left out, as are those of muted accounts and with muted words. A page may be shorter than asked.
        Raises PostNotFound.
        """
        post, viewpoint = self.posts.found(post_id, viewer)
        replies, path = self._around(post, page)
        onward = cut(replies, page.limit, lambda reply: reply.place)
        pointers = [Pointer(one.id, one.author, one.card.quote) for one in (post, *path.values())]
        pointers += [reply.pointer for reply in onward.items]
        resolved, authors = self.hydration.resolve(pointers, viewpoint, given=[post, *path.values()])
        shown = self.posts.own_or(post, resolved[post.id], authors, viewpoint)
        ancestors = [resolved.get(one) or Tombstone(one, "deleted") for one in post.path]
        root = path.get(post.path[0]) if post.path else post
        answers = [
            answer(resolved[reply.pointer.post], viewpoint, root.author if root else None)
            for reply in onward.items
            if for_viewer(resolved[reply.pointer.post], viewpoint)
        ]
        return Thread(shown, ancestors, Page(answers, onward.next))

    def _around(self, post: Post, page: PageRequest) -> tuple[list[Reply], dict[PostId, Post]]:
        replies = partial(self.conversation.replies, post.id, limit=page.limit + 1, after=page.after)
        if not post.path:
            return replies(), {}
        found, rows = together([replies, partial(self.reader.batch, list(map(post_key, post.path)))])
        path = {one.id: one for one in map(post_of, rows.values())}
        return found, {post_id: path[post_id] for post_id in post.path if post_id in path}

    def quotes(self, post_id: str, viewer: AccountId | None, page: PageRequest) -> Page[Shown]:
        """Posts that quote this one, newest first (4 steps). Raises PostNotFound."""
        post = self.posts.post(post_id, viewer).post
        quoted = Quoted(post.id, post.author)
        found = self.conversation.quotes(quoted, limit=page.limit + 1, after=page.after)
        onward = cut(found, page.limit, lambda one: one[0])
        shown, _ = self.hydration.hydrate([pointer for _, pointer in onward.items], self.viewpoints.of(viewer))
        return Page([shown[pointer.post] for _, pointer in onward.items if pointer.post in shown], onward.next)

    def history(self, post_id: str, viewer: AccountId | None) -> list[Version]:
        """What a post says, and what it said before, newest first: at most 21 versions. Raises PostNotFound."""
        post = self.posts.post(post_id, viewer).post
        return [version_of(post), *(self.conversation.versions(post.id) if post.edits else [])]


def answer(shown: Shown | Tombstone, viewpoint: Viewpoint, root_author: AccountId | None) -> Answer:
    if isinstance(shown, Tombstone):
        return Answer(shown, shown.replies)
    folded = shown.post.hidden and shown.author.id != viewpoint.account
    by_viewer = folded and viewpoint.account is not None and viewpoint.account == root_author
    return Answer(shown, shown.post.counts.replies, folded and not by_viewer, by_viewer)


def for_viewer(shown: Shown | Tombstone, viewpoint: Viewpoint) -> bool:
    """Whether a reply is among those that this viewer sees."""
    if isinstance(shown, Tombstone):
        return shown.kind == "deleted"
    if shown.author.id == viewpoint.account:
        return True
    tags = [facet.value for facet in shown.post.card.facets if facet.kind == "tag"]
    return not viewpoint.hides(shown.author.id) and not viewpoint.mutes(shown.post.card.text, tags)
