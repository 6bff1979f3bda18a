"""Parts of the pipeline: what the functions behind the API run."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId, PostId
    from imagora.pipeline.activity import Activity
    from imagora.pipeline.erasure import Eraser
    from imagora.pipeline.originals import Originals
    from imagora.pipeline.rechecking import Rechecking
    from imagora.pipeline.reconcile import Reconcile
    from imagora.pipeline.rejudging import Rejudging
    from imagora.pipeline.relay import Relay
    from imagora.pipeline.remixing import Remixing
    from imagora.pipeline.settlement import Settling
    from imagora.pipeline.spam_watch import SpamWatch
    from imagora.pipeline.sweep import Sweep


@cache
def relay() -> Relay:
    from imagora.pipeline.relay import Relay

    return Relay(wiring.queues())


@cache
def settling() -> Settling:
    from imagora.pipeline.settlement import Settling

    return Settling(wiring.job_settlement(), wiring.media_store(), wiring.posts(), wiring.reporting())


@cache
def originals() -> Originals:
    from imagora.pipeline.originals import Originals

    return Originals(
        wiring.post_store(),
        wiring.accounts(),
        wiring.media_store(),
        wiring.works(),
        wiring.origins(),
        wiring.attributions(),
        wiring.viewpoints(),
        wiring.notifications(),
    )


@cache
def activity() -> Activity:
    from imagora.pipeline.activity import Activity

    return Activity(
        wiring.notifications(),
        wiring.tallies(),
        wiring.indexing(),
        wiring.trending(),
        wiring.consequences(),
        wiring.originals(),
        wiring.rejudging(),
        _remixing(),
        spam_watch().post_out if config.current().spam == "on" else _watch_nothing,
        wiring.announcing(),
    )


def _remixing() -> Remixing:
    from imagora.pipeline.remixing import Remixing

    return Remixing(wiring.remix_recording(), wiring.terms(), wiring.notifications(), wiring.queues()["activity"])


def _watch_nothing(post_id: PostId) -> None:
    """As an instance that counts nobody's copies does."""


@cache
def spam_watch() -> SpamWatch:
    from imagora.moderation.sightings import Sightings
    from imagora.pipeline.spam_watch import SpamWatch
    from imagora.posts.listing import PostLists
    from imagora.table.writer import Writer

    writer = Writer(aws.client("dynamodb"), config.current().table)
    return SpamWatch(PostLists(wiring.reader()), Sightings(wiring.reader(), writer), wiring.findings(), wiring.now)


@cache
def rejudging() -> Rejudging:
    from imagora.pipeline.rejudging import Rejudging
    from imagora.posts.withdrawal import Withdrawal

    withdrawal = Withdrawal(wiring.post_store(), wiring.media_store(), wiring.now)
    return Rejudging(
        wiring.post_store(),
        wiring.media_store(),
        wiring.screening,
        wiring.findings(),
        wiring.waiting(),
        withdrawal,
    )


@cache
def eraser() -> Eraser:
    from imagora.pipeline.erasure import Eraser

    return Eraser(
        wiring.posts(),
        wiring.reactions(),
        wiring.post_store(),
        wiring.media_store(),
        wiring.job_store(),
        wiring.credits(),
        wiring.feed_store(),
        wiring.note_store(),
        wiring.graph(),
        wiring.relations(),
        wiring.case_store(),
        wiring.queues()["erasure"],
        wiring.edge(),
        wiring.originals(),
        wiring.webhooks(),
        _erase_account,
    )


def _erase_account(account: AccountId) -> bool:
    """The last step of an erasure: sign-in and profile. Answers whether more is left."""
    return bool(wiring.membership().erase(account))


@cache
def sweep() -> Sweep:
    from imagora.pipeline.sweep import Sweep

    return Sweep(
        wiring.reader(),
        wiring.queues(),
        wiring.job_settlement(),
        wiring.media_store(),
        wiring.library(),
        wiring.inspecting(),
        wiring.posts(),
        wiring.graph(),
        wiring.tallies(),
        wiring.dormant(),
        wiring.case_store(),
        wiring.waiting(),
        lambda account: wiring.membership().sweep_unconfirmed(account),
        _overdue,
        lambda: wiring.rechecking().step(),
        lambda: wiring.ceiling_waits().resume(),
        wiring.now,
    )


@cache
def rechecking() -> Rechecking:
    from imagora.media import opinion_store
    from imagora.media.looks import Looks
    from imagora.moderation.recheck_store import RecheckStore
    from imagora.pipeline.rechecking import Rechecking

    waiting, looks = wiring.waiting(), Looks(wiring.reader(), wiring.now)
    return Rechecking(
        wiring.reader(),
        RecheckStore(wiring.reader()),
        waiting.add,
        lambda: waiting.backlog() + looks.backlog(),
        wiring.now,
        lambda media_id: opinion_store.ask_again(media_id, now=wiring.now()),
    )


def _overdue(cases: int) -> None:
    """Tell the operator's alarm of cases that wait for longer than was promised."""
    from aws_lambda_powertools.metrics import MetricUnit

    wiring.metrics().add_metric("CasesOverdue", MetricUnit.Count, cases)
    wiring.metrics().flush_metrics()


@cache
def reconcile() -> Reconcile:
    from imagora.pipeline.reconcile import Reconcile
    from imagora.pipeline.recounting import Recounting

    return Reconcile(
        wiring.reader(), Recounting(wiring.reader(), wiring.tallies()), wiring.metrics(), wiring.dormant().meet
    )
