"""Parts of notifications: told, listed, chosen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.notifications.choices import Choices
    from imagora.notifications.inbox import Inbox
    from imagora.notifications.service import Notifications
    from imagora.notifications.store import NoteStore


@cache
def inbox() -> Inbox:
    from imagora.notifications.inbox import Inbox
    from imagora.notifications.listing import NoteLists

    return Inbox(NoteLists(wiring.reader()), wiring.hydration(), wiring.viewpoints(), wiring.now)


@cache
def note_store() -> NoteStore:
    from imagora.notifications.store import NoteStore
    from imagora.table.writer import Writer

    wiring.connected()
    return NoteStore(wiring.reader(), Writer(aws.client("dynamodb"), config.current().table))


@cache
def notifications() -> Notifications:
    from imagora.notifications.audience import Audience
    from imagora.notifications.service import Notifications

    return Notifications(
        wiring.note_store(),
        Audience(wiring.reader(), wiring.viewpoints()),
        wiring.post_store(),
        wiring.job_store(),
        wiring.graph(),
        wiring.reader(),
        wiring.now,
    )


@cache
def notification_choices() -> Choices:
    from imagora.notifications.choices import Choices

    return Choices(wiring.accounts(), wiring.note_store(), wiring.post_store(), wiring.post_reader(), wiring.now)
