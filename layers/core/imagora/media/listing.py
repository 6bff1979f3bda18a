"""Media as they are read: rows of the table as media. Writing is the store's."""

from __future__ import annotations

import msgspec

from imagora.kernel.clock import parse
from imagora.kernel.ids import MediaId
from imagora.media.models import Label, MadeBy, Media, Rejection
from imagora.table.reader import Key, Row

_ID = 26  # characters

_LABELS = msgspec.json.Decoder(tuple[Label, ...])


def media_key(media_id: MediaId) -> Key:
    return f"MEDIA#{media_id}", "MEDIA"


def lineage_of(row: Row) -> tuple[MediaId, ...]:
    """The ids in an item's `lineage`, which joins them without anything between."""
    joined: str = row.get("lineage", "")
    return tuple(MediaId(joined[start : start + _ID]) for start in range(0, len(joined), _ID))


def media_of(row: Row) -> Media:
    """A medium from its item."""
    return Media(
        id=MediaId(row["PK"].removeprefix("MEDIA#")),
        owner=row["owner"],
        status=row["status"],
        origin=row["origin"],
        key=row["key"],
        created_at=parse(row["created_at"]),
        content_type=row.get("content_type", ""),
        bytes=row.get("bytes", 0),
        width=row.get("width", 0),
        height=row.get("height", 0),
        alt=row.get("alt", ""),
        placeholder=row.get("placeholder", ""),
        declared=row.get("declared"),
        made_by=msgspec.json.decode(row["made_by"], type=MadeBy) if row.get("made_by") else None,
        job=row.get("job"),
        prompt=row.get("prompt"),
        remix_policy=row.get("remix_policy", "nobody"),
        rejection=msgspec.json.decode(row["rejection"], type=Rejection) if row.get("rejection") else None,
        posts=row.get("posts", 0),
        shown_in=tuple(sorted(row.get("shown_in") or ())),
        withheld_by=row.get("withheld_by"),
        digest=row.get("digest", ""),
        labels=_LABELS.decode(row["labels"]) if row.get("labels") else (),
        opinion=row.get("opinion", ""),
        checked=row.get("checked", ""),
        again=row.get("again"),
        lineage=lineage_of(row),
        prompt_shared="shared" in row,
    )
