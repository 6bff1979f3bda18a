"""Parts of webhooks: set, told of, delivered."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.webhooks.announcing import Announcing
    from imagora.webhooks.delivering import Delivering
    from imagora.webhooks.listing import HookLists
    from imagora.webhooks.sending import Sender
    from imagora.webhooks.service import Webhooks
    from imagora.webhooks.signatures import SigningKeys
    from imagora.webhooks.store import HookStore


@cache
def webhook_keys() -> SigningKeys:
    from imagora.webhooks.signatures import SigningKeys

    def fetch() -> str:
        answer = aws.ssm().get_parameter(Name=config.current().webhook_keys_parameter, WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    return SigningKeys(fetch)


@cache
def hook_lists() -> HookLists:
    from imagora.webhooks.listing import HookLists

    return HookLists(wiring.reader())


@cache
def hook_store() -> HookStore:
    from imagora.webhooks.store import HookStore

    wiring.connected()
    return HookStore()


@cache
def webhooks() -> Webhooks:
    from imagora.webhooks.service import Webhooks

    return Webhooks(
        wiring.accounts(),
        wiring.hook_lists(),
        hook_store,
        wiring.webhook_keys(),
        config.current().webhook_receivers == "anywhere",
        wiring.now,
    )


@cache
def announcing() -> Announcing:
    from imagora.webhooks.announcing import Announcing

    return Announcing(wiring.hook_lists(), wiring.hook_store(), wiring.job_store(), wiring.media_store(), wiring.now)


@cache
def sender() -> Sender:
    from imagora.webhooks.sending import Sender

    return Sender(anywhere=config.current().webhook_receivers == "anywhere")


@cache
def delivering() -> Delivering:
    from imagora.webhooks.delivering import Delivering

    agent = f"Imagora-Webhooks/{config.current().version}"
    return Delivering(
        wiring.hook_lists(), wiring.hook_store(), wiring.webhook_keys(), wiring.sender().post, agent, wiring.now
    )
