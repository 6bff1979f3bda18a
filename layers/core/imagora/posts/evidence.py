"""What moderators see of what a case is about: as it is now, whatever its status. Nothing of it is for anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from imagora.accounts.models import Profile
from imagora.accounts.rows import profile_key, profile_of
from imagora.kernel.ids import MediaId, PostId
from imagora.media.listing import media_key, media_of
from imagora.media.models import Media, rendition_keys, url_of, withheld_keys
from imagora.moderation.case import Case
from imagora.posts.hydration import Shown
from imagora.posts.listing import post_key, post_of
from imagora.posts.models import Post
from imagora.table.reader import Key, Reader, Row

Link = Callable[[str], str]
"""An address that opens an object of the private bucket for a minute."""


class Exhibit(msgspec.Struct, frozen=True):
    """A case with its owner, the post, the pictures (each with an address for a minute), the text that was refused.

    Each is None or empty where there is none, or where it was deleted since.
    """

    case: Case
    owner: Profile | None
    post: Shown | None
    media: Sequence[tuple[Media, str]]
    text: str = ""


class EvidenceRoom(msgspec.Struct, frozen=True):
    reader: Reader
    link: Link

    def exhibit(self, cases: Sequence[Case]) -> list[Exhibit]:
        """These cases with what they are about (2 steps: posts, pictures and owners; then the pictures of posts)."""
        rows = self.reader.batch([key for case in cases for key in _keys(case)])
        pictures = {media_key(one): None for post in _posts(rows.values()) for one in post.media_ids}
        more = [key for key in pictures if key not in rows]
        rows |= self.reader.batch(more) if more else {}
        return [self._exhibit(case, rows) for case in cases]

    def _exhibit(self, case: Case, rows: Mapping[Key, Row]) -> Exhibit:
        row = rows.get(profile_key(case.owner))
        owner = profile_of(row) if row else None
        post = _post(case, rows)
        ids = post.media_ids if post is not None else [MediaId(case.subject.id)]
        media = [media_of(rows[media_key(one)]) for one in ids if media_key(one) in rows]
        shown = Shown(post, owner) if post is not None and owner is not None and post.status != "deleted" else None
        texts = [check.text for check in case.checks if check.text]
        return Exhibit(
            case, owner, shown, [(one, url) for one in media if (url := self._address(one))], texts[0] if texts else ""
        )

    def _address(self, media: Media) -> str:
        if media.status == "ready":
            return url_of(media.key)
        if media.status == "held":
            return self.link(rendition_keys(media)["full"][0])
        return self.link(withheld_keys(media)["full"]) if media.withheld_by else ""


def _keys(case: Case) -> Iterable[Key]:
    yield profile_key(case.owner)
    if case.subject.kind == "post":
        yield post_key(case.subject.id)
    if case.subject.kind == "media":
        yield media_key(MediaId(case.subject.id))


def _posts(rows: Iterable[Row]) -> list[Post]:
    return [post_of(row) for row in rows if row["SK"] == "POST"]


def _post(case: Case, rows: Mapping[Key, Row]) -> Post | None:
    row = rows.get(post_key(PostId(case.subject.id))) if case.subject.kind == "post" else None
    return post_of(row) if row else None
