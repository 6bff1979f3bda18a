"""Media and the way that they may go."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from imagora.accounts.models import RemixPolicy
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import AccountId, JobId, MediaId, PostId

Status = Literal["processing", "ready", "held", "rejected", "removed"]
Origin = Literal["upload", "generated"]
Declared = Literal["none", "assisted", "generated"]

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

MAX_BYTES = 20_000_000
MAX_ALT = 1_000
MAX_LINEAGE = 16
"""How many of its ancestors a picture names: the nearest, and the one with which it all began."""


class MediaNotFound(DomainError):
    """There is no such picture among yours."""

    code = "media_not_found"


class MediaRejected(DomainError):
    """This picture was rejected and can't be posted."""

    code = "media_rejected"


class RemixNotAllowed(DomainError):
    """Whose picture this is doesn't let you remix it."""

    code = "remix_not_allowed"


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
    `lineage`: what it was made from, its parent first (`descent`). `prompt_shared`: whether others may see its prompt.
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
    lineage: tuple[MediaId, ...] = ()
    prompt_shared: bool = False

    @property
    def remix_of(self) -> MediaId | None:
        """The picture that it was made from."""
        return self.lineage[0] if self.lineage else None

    @property
    def shared_prompt(self) -> str | None:
        """The prompt as others may see it."""
        return self.prompt if self.prompt_shared else None

    @property
    def settled(self) -> bool:
        """Whether processing is over, whichever way it went."""
        return self.status != "processing"


def descent(parent: Media) -> tuple[MediaId, ...]:
    """The lineage of what is made from this picture, its parent first.

    Beyond MAX_LINEAGE those in the middle are left out, so that it stays a few hundred bytes.
    """
    line = (parent.id, *parent.lineage)
    return line if len(line) <= MAX_LINEAGE else (*line[: MAX_LINEAGE - 1], line[-1])


_OPENNESS: tuple[RemixPolicy, ...] = ("nobody", "followers", "everyone")


def narrower(one: RemixPolicy, other: RemixPolicy) -> RemixPolicy:
    """The policy that lets in fewer: what a remix begins with is never more open than its original."""
    return min(one, other, key=_OPENNESS.index)


class Edit(msgspec.Struct, frozen=True):
    """What an owner changes about a picture; None stays. `alt`: cleaned text."""

    alt: str | None = None
    remix_policy: RemixPolicy | None = None
    share_prompt: bool | None = None

    def applied(self, media: Media) -> Media:
        return msgspec.structs.replace(
            media,
            alt=media.alt if self.alt is None else self.alt,
            remix_policy=self.remix_policy or media.remix_policy,
            prompt_shared=media.prompt_shared if self.share_prompt is None else self.share_prompt,
        )


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
