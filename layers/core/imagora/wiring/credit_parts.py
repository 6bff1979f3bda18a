"""Parts of credits: plans, wallets, what providers may be paid."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import config

if TYPE_CHECKING:
    from imagora.credits.ceilings import Ceilings, Notice
    from imagora.credits.service import Credits


@cache
def credits() -> Credits:  # noqa: A001 - the room's name
    from imagora.credits.plans import Plans
    from imagora.credits.reading import Books
    from imagora.credits.service import Credits

    settings = config.current()
    wiring.connected()
    return Credits(
        Books(wiring.reader()),
        Plans.read(settings.plans, daily=settings.daily_pictures),
        slow_lane=settings.slow_lane,
        now=wiring.now,
    )


@cache
def ceilings() -> Ceilings:
    from imagora.credits.ceilings import Ceilings

    settings = config.current()
    wiring.connected()
    return Ceilings(wiring.reader(), settings.ceiling_day, settings.ceiling_account_day, wiring.now, _tell)


def _tell(notice: Notice) -> None:
    """Count it for the operator's alarms."""
    from aws_lambda_powertools.metrics import MetricUnit

    wiring.metrics().add_metric(notice, MetricUnit.Count, 1)
    wiring.metrics().flush_metrics()
