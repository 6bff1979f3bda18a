"""What checkers say of a picture, as it is written: with the status that follows from it, until its case says it too.

As with all of `media.store`, every write names what it expects to leave.

Pictures that are shown and are to be looked at once more (a re-check) are due on a lane of their own (`media.looks`).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from pynamodb.expressions.update import Action

from imagora.kernel.ids import MediaId
from imagora.media.listing import media_key
from imagora.media.looks import LANE
from imagora.media.models import Media, Status, StatusChanged
from imagora.media.store import UNATTENDED, MediaItem
from imagora.table import due
from imagora.table.transaction import guarded


def ask_again(media_id: MediaId, *, now: datetime) -> None:
    """Have checkers look at a shown picture once more (1 conditional update). Idempotent: nothing where they are to."""
    pk, sk = media_key(media_id)
    waits = MediaItem.opinion.exists() | MediaItem.again.exists()
    with suppress(StatusChanged), guarded(StatusChanged()):
        MediaItem(pk, sk).update(
            actions=[MediaItem.again.set(0), *_attended(media_id, now, LANE)],
            condition=(MediaItem.status == "ready") & ~waits,
        )


def nothing_found(media: Media) -> None:
    """Checkers looked at a shown picture once more, and found nothing that changes it (1 conditional update)."""
    with suppress(StatusChanged), guarded(StatusChanged()):
        MediaItem(*media_key(media.id)).update(
            actions=[MediaItem.again.remove(), *UNATTENDED],
            condition=(MediaItem.status == media.status) & (MediaItem.again == media.again),
        )


def judged(media_id: MediaId, to: Status, *, opinion: str, again: bool, look_after: datetime, **changes: Any) -> None:
    """`processing → to` by what checkers said; the case that says it too is made by another stage, or by the sweep.

    `again`: they are to be asked once more. Raises StatusChanged when it isn't processing any more.
    """
    actions: list[Action] = [MediaItem.status.set(to), MediaItem.opinion.set(opinion)]
    actions += _attended(media_id, look_after)
    actions += [MediaItem.again.set(0)] if again else []
    actions += [getattr(MediaItem, name).set(value) for name, value in changes.items()]
    with guarded(StatusChanged()):
        MediaItem(*media_key(media_id)).update(actions=actions, condition=MediaItem.status == "processing")


def form_opinion(media: Media, opinion: str, *, look_after: datetime) -> None:
    """Keep what checkers say of a picture that is held or shown, for its case (1 conditional update).

    Raises StatusChanged when it isn't as it was read, or another opinion waits.
    """
    as_read = MediaItem.again == media.again if media.again is not None else MediaItem.again.does_not_exist()
    actions = [MediaItem.opinion.set(opinion), MediaItem.again.remove(), *_attended(media.id, look_after)]
    with guarded(StatusChanged()):
        MediaItem(*media_key(media.id)).update(
            actions=actions,
            condition=(MediaItem.status == media.status) & MediaItem.opinion.does_not_exist() & as_read,
        )


def no_answer(media: Media, *, ask_again: datetime | None) -> None:
    """Checkers gave none about a picture: they are asked once more then, or never (1 conditional update).

    Raises StatusChanged when it isn't as it was read.
    """
    lane = LANE if media.status == "ready" else None
    waits = [MediaItem.again.add(1), *_attended(media.id, ask_again, lane)] if ask_again else []
    with guarded(StatusChanged()):
        MediaItem(*media_key(media.id)).update(
            actions=waits or [MediaItem.again.remove(), *UNATTENDED],
            condition=(MediaItem.status == media.status) & (MediaItem.again == media.again),
        )


def heard(media: Media) -> None:
    """Its case says what checkers said: nobody has to look after that any more (1 update). Retry-safe."""
    actions: list[Action] = [MediaItem.opinion.remove()]
    actions += UNATTENDED if media.again is None else ()
    with suppress(StatusChanged), guarded(StatusChanged()):
        MediaItem(*media_key(media.id)).update(actions=actions, condition=MediaItem.opinion == media.opinion)


def _attended(media_id: MediaId, until: datetime, lane: str | None = None) -> list[Action]:
    """Somebody looks after it then; on this lane, or on its own shard."""
    pk, _ = media_key(media_id)
    return [MediaItem.GSI2PK.set(lane or due.partition(pk)), MediaItem.GSI2SK.set(due.sort_key(until, pk))]
