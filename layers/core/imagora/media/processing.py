"""From raw bytes to a picture that can be shown: verify, sanitise, render, decide. Needs the imaging layer."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import msgspec

from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, MediaId, new_id
from imagora.media import opinion_store
from imagora.media.bucket import Bucket
from imagora.media.judging import (
    MOST_TRIES,
    Judging,
    Look,
    image_again,
    image_of,
    of_shown,
    tells,
    wait_after,
)
from imagora.media.models import (
    MAX_BYTES,
    Label,
    Media,
    Rejection,
    Status,
    StatusChanged,
    rendition_keys,
    unwanted_keys,
    withheld_keys,
)
from imagora.media.store import MediaStore
from imagora.moderation import opinions
from imagora.moderation.case import CaseId
from imagora.moderation.opinions import Opinion
from imagora.moderation.rulebook import CODES, rule

if TYPE_CHECKING:
    from imagora.media.marking import Marking

SETTLED_WITHIN: Final = timedelta(minutes=10)
"""By then its case says what checkers said; the sweep looks after one of which it doesn't."""

_INCOMING = re.compile(r"incoming/(?P<owner>[0-9A-Z]{26})/(?P<media>[0-9A-Z]{26})")


@dataclass(frozen=True)
class Processor:
    """One stage of the pipeline: an object came in, a medium gets ready, held or rejected.

    What checkers said decides where its renditions lie: in `media/` for all, in `quarantine/` for moderators, in
    `withheld/` for nobody, from where an appeal brings them back.
    """

    store: MediaStore
    bucket: Bucket
    marking: Marking
    judging: Judging
    now: Clock

    def process(self, key: str, version: str | None) -> None:
        """Process the object under this key. Retry-safe: what is no longer `processing` is left alone.

        Renditions are written before the status changes, under keys fixed when the medium was made, so a repeated
        delivery writes the same objects again and at most one of them changes the status.
        """
        match = _INCOMING.fullmatch(key)
        media = self.store.get(MediaId(match["media"])) if match else None
        if match is None or media is None or media.owner != AccountId(match["owner"]) or media.settled:
            self.bucket.delete([key])
            return
        data = self.bucket.read(key, version=version, at_most=MAX_BYTES)
        if data is None:
            return  # a repeated delivery: the object was processed and deleted, or replaced by a newer version
        try:
            self._settle(media, data)
        except StatusChanged:
            # Given up, removed, or settled by another delivery, while we worked: only what the winner wants may stay.
            current = self.store.get(media.id)
            self.bucket.delete(unwanted_keys(current or msgspec.structs.replace(media, status="removed")))
            if current is not None and current.status == "held":  # it was judged twice, differently
                self.bucket.delete(ready for _, ready in rendition_keys(media).values())
            if current is None or current.status == "removed":
                self.marking.forget(media.id)
        self.bucket.delete([key])

    def _settle(self, media: Media, data: bytes) -> None:
        from imagora.media.ancestry import Ancestry
        from imagora.media.pixels import UnreadableImage
        from imagora.media.renditions import render

        if rejection := _wrong_size(media, data):
            self._reject(media, rejection)
            return
        try:
            found = self.marking.look(media, data, Ancestry(self.store, self.bucket, self.marking.origins).of(media))
            rendered = render(data, declared=media.content_type, source_type=found.source_type)
        except UnreadableImage as error:
            self._reject(media, Rejection(error.code, error.detail))
            return
        rendered = self.marking.sign(media, data, found, rendered)
        self.marking.keep(media, found, rendered)
        look = self.judging.look(media, image_of(data, rendered))
        status = _STATUS[look.checked.verdict]
        places = _places(media, status)
        if status == "held":  # a delivery that died may have found nothing against it; else tidying up does that
            self.bucket.delete(ready for _, ready in rendition_keys(media).values())
        for name in places:
            self.bucket.write(places[name], getattr(rendered, name), "image/webp")
        facts = {
            "width": rendered.width,
            "height": rendered.height,
            "placeholder": rendered.placeholder,
            "phash": rendered.hash.hex(),
            "digest": sha256(data).hexdigest(),
            **({"declared": found.declared} if found.declared != media.declared else {}),
        }
        if look.checked.verdict == "allow":
            self.store.move(media.id, "processing", "ready", **facts)
        else:
            self._judge(media, status, look, facts)

    def _judge(self, media: Media, status: Status, look: Look, facts: dict[str, Any]) -> None:
        opinion = Opinion(CaseId(new_id(self.now())), look.checked, opens=True, follows=look.follows)
        wait = SETTLED_WITHIN if look.again is None else max(look.again, wait_after(0))
        opinion_store.judged(
            media.id,
            status,
            opinion=opinions.write(opinion),
            again=look.again is not None,
            look_after=self.now() + wait,
            **facts,
            **_consequences(opinion),
        )

    def look_again(self, media_id: MediaId, attempt: int) -> None:
        """Ask the checkers once more about a held picture, or about one that is shown (a re-check). Retry-safe.

        What they say is kept for its case, which lets it out or ends it. Where they still don't answer, it is due again
        later: one that is held three days long, one that is shown until they do. `attempt`: how often they were asked
        before, so that of two messages one asks.
        """
        media = self.store.get(media_id)
        if media is None or media.status not in ("held", "ready") or media.again != attempt:
            return
        shown = media.status == "ready"
        full = self.bucket.read(rendition_keys(media)["full"][int(shown)], version=None, at_most=MAX_BYTES)
        if full is None:
            return  # a moderator let it out, or took it away, in between
        look = self.judging.look(media, image_again(full, media.digest))
        with suppress(StatusChanged):  # a moderator was faster
            if look.again is not None:
                ask_again = self.now() + max(look.again, wait_after(attempt + 1))
                opinion_store.no_answer(media, ask_again=ask_again if shown or attempt < MOST_TRIES else None)
            elif shown and not tells(look.checked):
                opinion_store.nothing_found(media)
            else:
                checked = of_shown(look.checked) if shown else look.checked
                opinion = Opinion(CaseId(new_id(self.now())), checked, follows=look.follows, again=shown)
                opinion_store.form_opinion(media, opinions.write(opinion), look_after=self.now() + SETTLED_WITHIN)

    def _reject(self, media: Media, rejection: Rejection) -> None:
        self.store.give_up(media.id, rejection)


_STATUS: dict[str, Status] = {"allow": "ready", "label": "ready", "hold": "held", "reject": "rejected"}


def _places(media: Media, status: Status) -> dict[str, str]:
    """Where each rendition lies in that status."""
    if status == "rejected":
        return withheld_keys(media)
    return {name: held if status == "held" else ready for name, (held, ready) in rendition_keys(media).items()}


def _consequences(opinion: Opinion) -> dict[str, str]:
    """What else stands with a picture that is rejected or labelled."""
    checked = opinion.checked
    if checked.verdict == "reject":
        title = rule(checked.rule).en.title if checked.rule in CODES and checked.rule else "A checker's decision"
        rejection = Rejection(checked.rule or "checker", f"{title}: this picture can't be shown. You can appeal.")
        return {"rejection": msgspec.json.encode(rejection).decode(), "withheld_by": opinion.case}
    if checked.verdict == "label":
        labels = [Label(value, "ai", opinion.case, checked.sure.get(value)) for value in checked.labels]
        return {"labels": msgspec.json.encode(labels).decode()}
    return {}


def _wrong_size(media: Media, data: bytes) -> Rejection | None:
    if media.origin == "upload" and len(data) > media.bytes:
        return Rejection(
            "wrong_size", "The file is larger than was announced. Start the upload again with its real size."
        )
    return None
