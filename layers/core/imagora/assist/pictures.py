"""Which picture somebody may ask about: their own, and what a post shows them. Anything else isn't there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imagora.assist.models import MediaNotReady, Pictured
from imagora.graph.viewpoint import Viewpoints
from imagora.kernel.ids import AccountId, MediaId, is_id
from imagora.media.listing import media_key, media_of
from imagora.media.models import Media, MediaNotFound, rendition_keys
from imagora.posts.showcase import Showcase
from imagora.table.reader import Reader

PROCEDURAL = "procedural"


@dataclass(frozen=True)
class Pictures:
    """Reads only."""

    reader: Reader
    showcase: Callable[[], Showcase]
    viewpoints: Viewpoints

    def see(self, viewer: AccountId, media_id: str) -> Pictured:
        """What may be known of it: 1 step for one's own, 2 with its style, 4 for somebody else's.

        Raises MediaNotFound for what the viewer may not see, MediaNotReady for one's own that isn't shown yet.
        """
        row = self.reader.get(media_key(MediaId(media_id))) if is_id(media_id) else None
        media = media_of(row) if row is not None else None
        if media is None or not self._visible(viewer, media):
            raise MediaNotFound
        if media.status != "ready":
            raise MediaNotReady
        procedural = media.made_by is not None and media.made_by.provider == PROCEDURAL
        return Pictured(
            media.alt,
            media.prompt or "" if procedural or media.owner == viewer else "",
            self._style(media) if procedural else "",
            procedural=procedural,
            keys=tuple(rendition_keys(media)[name][1] for name in ("full", "thumb")),
        )

    def _visible(self, viewer: AccountId, media: Media) -> bool:
        if media.owner == viewer:
            return media.status != "removed"
        return media.id in self.showcase().showing([media.id], self.viewpoints.of(viewer))

    def _style(self, media: Media) -> str:
        """A drawn picture's style is its job's; forgotten with it, where that is gone."""
        row = self.reader.get((f"JOB#{media.job}", "JOB")) if media.job else None
        return str(row.get("style") or "") if row is not None else ""
