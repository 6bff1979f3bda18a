"""What an owner says of a picture, as it is written."""

from __future__ import annotations

from pynamodb.expressions.update import Action

from imagora.accounts.models import RemixPolicy
from imagora.kernel.ids import MediaId
from imagora.media.listing import media_key
from imagora.media.models import StatusChanged
from imagora.media.store import THERE, MediaItem
from imagora.table.transaction import guarded


def set_terms(media_id: MediaId, *, alt: str | None, remix_policy: RemixPolicy | None, shared: bool | None) -> None:
    """Set these; None stays (1 conditional update). Raises StatusChanged for a picture that was removed."""
    actions: list[Action] = []
    if alt is not None:
        actions.append(MediaItem.alt.set(alt) if alt else MediaItem.alt.remove())
    if remix_policy is not None:
        actions.append(MediaItem.remix_policy.set(remix_policy))
    if shared is not None:
        actions.append(MediaItem.shared.set(True) if shared else MediaItem.shared.remove())
    with guarded(StatusChanged()):
        MediaItem(*media_key(media_id)).update(actions=actions, condition=MediaItem.status.is_in(*THERE))
