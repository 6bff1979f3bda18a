"""Media and the way that they may go."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from imagora.kernel.errors import DomainError
from imagora.kernel.ids import AccountId, JobId, MediaId, PostId

Status = Literal["processing", "ready", "held", "rejected", "removed"]
Origin = Literal["upload", "generated"]
Declared = Literal["none", "assisted", "generated"]
RemixPolicy = Literal["everyone", "followers", "nobody"]

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "processing": frozenset({"ready", "held", "rejected", "removed"}),
    "held": frozenset({"ready", "rejected", "removed"}),
    "ready": frozenset({"rejected", "removed"}),
    "rejected": frozenset({"ready", "removed"}),
    "removed": frozenset(),
}
"""From → to. Whoever writes a status names the one it expects to leave.

`rejected → ready`: a decision was overturned.
"""

CONTENT_TYPES = ("image/png", "image/jpeg", "image/webp", "image/avif")
MAX_BYTES = 20_000_000
MAX_ALT = 1_000


class MediaNotFound(DomainError):
    """There is no such picture among yours."""

    code = "media_not_found"


class MediaRejected(DomainError):
    """This picture was rejected and can't be posted."""

    code = "media_rejected"


class StatusChanged(Exception):
    """The medium is not in the status that this write expected to leave: someone else was here."""


class MadeBy(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What made a generated picture."""

    provider: str
    model: str
    source_type: Literal["trainedAlgorithmicMedia", "algorithmicMedia"]


class Rejection(msgspec.Struct, frozen=True):
    """Why a picture can't be shown: a stable code, and a sentence for its owner."""

    code: str
    detail: str


NOT_UPLOADED = Rejection("not_uploaded", "No file came for this upload. Start again.")
LOST = Rejection("lost", "This picture was lost on its way and is not charged.")


class Label(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename={
    "value": "v", "source": "s", "case": "c", "confidence": "p",
}):  # fmt: skip
    """What stands on a post or a picture, and who put it there; `case` is the decision that did."""

    value: str
    source: Literal["ai", "author", "moderator"]
    case: str | None = None
    confidence: float | None = None


class Media(msgspec.Struct, frozen=True):
    """One picture. Sizes in pixels, 0 until known; `key` is the unguessable part of its public address.

    `posts` counts the living posts that show it, `shown_in` names them; `withheld_by` is the case that took it away.
    `digest`: SHA-256 of the file that came, in hex. `labels` stand on every post that shows it. `opinion`: what
    checkers said of it, while its case doesn't say it yet (`moderation.opinions`). `again`: how often checkers were
    asked about it without an answer, while it waits for one. `checked`: what was found in its prompt (`Judging`).
    """

    id: MediaId
    owner: AccountId
    status: Status
    origin: Origin
    key: str
    created_at: datetime
    content_type: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0
    alt: str = ""
    placeholder: str = ""
    declared: Declared | None = None
    made_by: MadeBy | None = None
    job: JobId | None = None
    prompt: str | None = None
    remix_policy: RemixPolicy = "nobody"
    rejection: Rejection | None = None
    posts: int = 0
    shown_in: tuple[PostId, ...] = ()
    withheld_by: str | None = None
    digest: str = ""
    labels: tuple[Label, ...] = ()
    opinion: str = ""
    again: int | None = None
    checked: str = ""

    @property
    def settled(self) -> bool:
        """Whether processing is over, whichever way it went."""
        return self.status != "processing"


def relabelled(labels: tuple[Label, ...], case: str, wanted: tuple[Label, ...]) -> tuple[Label, ...]:
    """These labels, with those that a case wants in place of those that it put there before."""
    return (*(label for label in labels if label.case != case), *wanted)


def url_of(key: str) -> str:
    return f"/media/{key}/full.webp"


def thumb_url_of(key: str) -> str:
    return f"/media/{key}/thumb.webp"


def incoming_key(owner: AccountId, media_id: MediaId) -> str:
    """Where raw bytes land before anyone looked at them."""
    return f"incoming/{owner}/{media_id}"


def unwanted_keys(media: Media) -> list[str]:
    """Where nothing of it may lie any more: what a process that died half-way may have left there.

    None while its status may still lead there: deleting would race with who decides about it.
    """
    pairs = rendition_keys(media).values()
    if media.status == "ready":
        return [held for held, _ in pairs]
    if media.status in ("rejected", "removed"):
        kept = withheld_keys(media).values() if media.status == "removed" or media.withheld_by is None else ()
        return [incoming_key(media.owner, media.id), *(key for pair in pairs for key in pair), *kept]
    return []


def rendition_keys(media: Media) -> dict[str, tuple[str, str]]:
    """Rendition → (key while held, key once ready)."""
    return {
        name: (f"quarantine/{media.id}/{name}.webp", f"media/{media.key}/{name}.webp") for name in ("full", "thumb")
    }


def withheld_keys(media: Media) -> dict[str, str]:
    """Rendition → where it lies while a moderator's decision keeps it away: nobody is served from there."""
    return {name: f"withheld/{media.id}/{name}.webp" for name in ("full", "thumb")}
