"""What somebody may be told of where a picture comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import msgspec

from imagora.graph.viewpoint import Viewpoints
from imagora.kernel.ids import AccountId, MediaId, is_id
from imagora.kernel.parallel import together
from imagora.media.listing import media_key, media_of
from imagora.media.models import Media
from imagora.posts.hydration import Shown
from imagora.posts.showcase import Showcase
from imagora.provenance.origins import Origin, Origins
from imagora.table.reader import Reader


class Pedigree(msgspec.Struct, frozen=True):
    """`visible`: of the pictures that `origin` names, and of the picture itself, those that a post shows the viewer."""

    media_id: MediaId
    origin: Origin
    visible: Mapping[MediaId, Shown]


class Pedigrees(msgspec.Struct, frozen=True):
    reader: Reader
    origins: Origins
    showcase: Showcase
    viewpoints: Viewpoints

    def of(self, media_id: str, viewer: AccountId | None) -> Pedigree | None:
        """What is known of a picture's origin; None where there is none that the viewer may see.

        3 steps: the picture with what was found out about it; all that it names; the posts that show them. Its owner
        sees it at any time, whoever else only where a published post shows it to them.
        """
        known = MediaId(media_id)
        if not is_id(media_id):
            return None
        row, kept = together([partial(self.reader.get, media_key(known)), partial(self.origins.get, known)])
        media = media_of(row) if row is not None else None
        if media is None or media.status == "removed":
            return None
        origin = kept or _unprocessed(media)
        named = [known, *(near.media_id for near in origin.nearest), *_ours(origin)]
        visible = self.visible(named, viewer)
        if known not in visible and media.owner != viewer:
            return None
        return Pedigree(known, origin, visible)

    def visible(self, media_ids: Iterable[MediaId], viewer: AccountId | None) -> Mapping[MediaId, Shown]:
        """Those of these pictures that a published post shows to this viewer."""
        return self.showcase.showing(list(media_ids), self.viewpoints.of(viewer))


def _unprocessed(media: Media) -> Origin:
    """What is known of a picture without looking at it."""
    return Origin(source_type=media.made_by.source_type if media.made_by else None)


def _ours(origin: Origin) -> list[MediaId]:
    return [one.media_id for one in origin.ancestors if one.media_id is not None]
