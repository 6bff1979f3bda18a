"""What every part stands on: the clock, the table, keys and cursors, limits, queues."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config
from imagora.kernel.clock import utc_now
from imagora.kernel.cursors import Cursors
from imagora.kernel.keys import KeyRing

if TYPE_CHECKING:
    from datetime import datetime

    from aws_lambda_powertools import Metrics

    from imagora.kernel.keys import ProviderKeys
    from imagora.kernel.queues import Queue
    from imagora.table.limits import Allowance
    from imagora.table.reader import Reader


def now() -> datetime:
    return utc_now()


@cache
def connected() -> None:
    from imagora.table import item

    item.connect(config.current().table)


@cache
def reader() -> Reader:
    from imagora.table.reader import Reader

    return Reader(aws.dynamodb(), config.current().table)


@cache
def key_ring() -> KeyRing:
    def fetch() -> str:
        answer = aws.ssm().get_parameter(Name=config.current().keys_parameter, WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    return KeyRing(fetch)


@cache
def _provider_keys() -> ProviderKeys:
    from imagora.kernel.keys import ProviderKeys
    from imagora.kernel.wire import Refused

    def fetch() -> str:
        name = config.current().providers_parameter
        if not name:
            return ""
        try:
            answer = aws.ssm().get_parameter(Name=name, WithDecryption=True)
        except Refused as refusal:
            if refusal.code.endswith("ParameterNotFound"):
                return ""  # no provider was given a key: who asks one is told so
            raise
        return str(answer["Parameter"]["Value"])

    return ProviderKeys(fetch)


def openai_key() -> str:
    """The key for OpenAI: the variable that its own SDK reads, else the instance's secret."""
    return config.openai_key() or _provider_keys().of("openai")


def renewed_openai_key() -> str:
    """The same after the one that was kept was refused: the secret is read again."""
    return config.openai_key() or _provider_keys().renewed("openai")


@cache
def cursors() -> Cursors:
    return Cursors(wiring.key_ring())


def count(limited: str, who: str | None) -> Allowance:
    """Count a request against the limit: an account's `writes`, `assists`, or an address's `signups`, `checks`.

    An address may start as many checks in a minute as it may sign up.
    """
    from imagora.table import limits

    wiring.connected()
    settings = config.current()
    of_accounts = {"writes": settings.writes_per_minute, "assists": settings.assists_per_minute}
    return limits.count(f"{limited}:{who}", of_accounts.get(limited, settings.signups_per_minute))


def from_edge(secret: str | None) -> bool:
    """Whether a request carries the edge's secret header, so that its viewer address can be believed."""
    return bool(secret) and wiring.key_ring().current().is_edges(secret or "")


def behind_edge() -> bool:
    """Whether requests have to come through the edge: there is a distribution, and a secret to know it by."""
    return bool(config.current().distribution_id) and bool(wiring.key_ring().current().edge)


@cache
def metrics() -> Metrics:
    """What operators watch, by stage."""
    from aws_lambda_powertools import Metrics

    made = Metrics(namespace="Imagora")
    made.set_default_dimensions(stage=config.current().stage)
    return made


def queue(url: str) -> Queue:
    from imagora.kernel.queues import Queue

    return Queue(url, aws.sqs())


@cache
def queues() -> dict[str, Queue]:
    settings = config.current()
    return {
        "generation": wiring.queue(settings.generation_queue),
        "slow": wiring.queue(settings.slow_queue),
        "media": wiring.queue(settings.media_queue),
        "settlement": wiring.queue(settings.settlement_queue),
        "fanout": wiring.queue(settings.fanout_queue),
        "erasure": wiring.queue(settings.erasure_queue),
        "activity": wiring.queue(settings.activity_queue),
        "webhook": wiring.queue(settings.webhook_queue),
    }
