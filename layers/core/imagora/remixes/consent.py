"""Who may make something of a picture: its owner, and whom its owner's policy lets."""

from __future__ import annotations

import msgspec

from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId
from imagora.media.models import Media, MediaNotFound, RemixNotAllowed
from imagora.posts.hydration import follow_key
from imagora.remixes.sight import Sight


class Consent(msgspec.Struct, frozen=True):
    sight: Sight

    def __call__(self, who: AccountId, media_id: str) -> Media:
        """The picture, if this account may remix it now.

        One's own: 1 read. Others': 4 steps, 5 where its owner's followers may. Raises MediaNotFound for what isn't
        there for them, InvalidInput for one's own that isn't ready, RemixNotAllowed where the policy or a block is in
        the way. A block is told apart from a policy by nobody.
        """
        media = self.sight.find(media_id)
        if media.owner == who:
            if media.status != "ready":
                raise InvalidInput.of("remix_of", "not_ready", "This picture isn't ready yet.")
            return media
        self._expect_sight(who, media)
        if media.remix_policy == "nobody":
            raise RemixNotAllowed
        if media.remix_policy == "followers" and self.sight.reader.get(follow_key(who, media.owner)) is None:
            raise RemixNotAllowed
        return media

    def _expect_sight(self, who: AccountId, media: Media) -> None:
        """Who is shut off by a block learns no more than who isn't signed in: that it is there, and not for them."""
        viewpoint = self.sight.viewpoints.of(who)
        if self.sight.shown(media, viewpoint) is not None:
            return
        if viewpoint.shut(media.owner) and self.sight.shown(media, self.sight.viewpoints.of(None)) is not None:
            raise RemixNotAllowed
        raise MediaNotFound
