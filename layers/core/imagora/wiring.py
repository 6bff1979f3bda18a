"""The only place where the parts are put together. Everything is cached, and imported when first asked for.

So a function pays at its cold start for what it uses, and a test swaps a part by setting it here.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from imagora.kernel import aws, config
from imagora.kernel.clock import utc_now
from imagora.kernel.cursors import Cursors
from imagora.kernel.ids import AccountId, MediaId
from imagora.kernel.keys import KeyRing
from imagora.kernel.queues import Queue

if TYPE_CHECKING:
    from imagora.accounts.service import Accounts
    from imagora.accounts.sessions import Sessions
    from imagora.accounts.tokens import TokenVerifier
    from imagora.graph.service import Graph
    from imagora.table.limits import Allowance
    from imagora.table.reader import Reader


def now() -> datetime:
    return utc_now()


@cache
def _connected() -> None:
    from imagora.table import item

    item.connect(config.current().table)


@cache
def reader() -> Reader:
    from imagora.table.reader import Reader

    return Reader(aws.client("dynamodb"), config.current().table)


@cache
def key_ring() -> KeyRing:
    def fetch() -> str:
        answer = aws.client("ssm").get_parameter(Name=config.current().keys_parameter, WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    return KeyRing(fetch)


@cache
def cursors() -> Cursors:
    return Cursors(key_ring())


def count(limited: str, who: str | None) -> Allowance:
    """Count a request against the limit of this name: `writes` (an account's) or `signups` (an address's)."""
    from imagora.table import limits

    _connected()
    settings = config.current()
    limit = settings.writes_per_minute if limited == "writes" else settings.signups_per_minute
    return limits.count(f"{limited}:{who}", limit)


def from_edge(secret: str | None) -> bool:
    """Whether a request carries the edge's secret header, so that its viewer address can be believed."""
    known = key_ring().current().edge
    return bool(known and secret) and hmac.compare_digest(known, secret or "")


def queue(url: str) -> Queue:
    return Queue(url, aws.client("sqs"))


@cache
def accounts() -> Accounts:
    from imagora.accounts.service import Accounts

    _connected()
    return Accounts(reader(), now, _avatar_key)


def _avatar_key(owner: AccountId, media_id: MediaId) -> str:
    from imagora.accounts.errors import PictureNotFound

    raise PictureNotFound


@cache
def sessions() -> Sessions:
    from imagora.accounts.directory import Directory
    from imagora.accounts.sessions import Sessions

    _connected()
    settings = config.current()
    directory = Directory(aws.client("cognito-idp"), settings.user_pool_id, settings.user_pool_client_id)
    return Sessions(directory, key_ring(), settings, now)


@cache
def tokens() -> TokenVerifier:
    from imagora.accounts.tokens import TokenVerifier

    settings = config.current()
    return TokenVerifier(settings.user_pool_id, settings.user_pool_client_id)


@cache
def graph() -> Graph:
    from imagora.graph.service import Graph

    return Graph(accounts(), reader(), now, followed=lambda *_: None, unfollowed=lambda *_: None)


def forget() -> None:
    """Drop everything that is cached: the next call reads the environment as it is then. For tests."""
    from imagora.table import item

    for part in list(globals().values()):
        if hasattr(part, "cache_clear"):
            part.cache_clear()
    aws.forget()
    config.current.cache_clear()
    item.disconnect()
