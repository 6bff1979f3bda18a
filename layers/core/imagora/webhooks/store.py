"""Webhooks in the table: one a account, and an item for each event that is delivered to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from imagora.kernel.clock import epoch, rfc3339
from imagora.kernel.ids import AccountId
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key, plain
from imagora.table.transaction import Transaction, guarded
from imagora.webhooks.listing import delivery_key, hook_key, hook_of
from imagora.webhooks.models import (
    KEEP,
    LONGEST_DELAY,
    SWEPT_AFTER,
    TRANSITIONS,
    Delivery,
    DeliveryChanged,
    Event,
    Hook,
    Last,
    Status,
    WebhookNotFound,
)
from imagora.webhooks.signatures import Seed


class HookItem(Item):
    url = UnicodeAttribute()
    events = ListAttribute[str]()
    seed = UnicodeAttribute()
    before = UnicodeAttribute(null=True)
    before_until = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    failing_since = UnicodeAttribute(null=True)
    disabled_at = UnicodeAttribute(null=True)
    last = UnicodeAttribute(null=True)


class DeliveryItem(Item):
    event = UnicodeAttribute()
    status = UnicodeAttribute()
    body = UnicodeAttribute()
    attempts = NumberAttribute()
    wait = NumberAttribute()
    created_at = UnicodeAttribute()
    not_before = UnicodeAttribute()
    disabled = BooleanAttribute(null=True)


class HookStore:
    """A delivery moves along `models.TRANSITIONS`, each write naming the number of tries that it saw."""

    def put(self, hook: Hook) -> None:
        """Keep this as the account's webhook, in place of the one before (1 write). Idempotent."""
        HookItem(
            *hook_key(hook.account),
            type="webhook",
            url=hook.url,
            events=list(hook.events),
            seed=_written(hook.seed),
            before=_written(hook.before) if hook.before else None,
            before_until=rfc3339(hook.before_until) if hook.before_until else None,
            created_at=rfc3339(hook.created_at),
        ).save()

    def remove(self, account: AccountId) -> None:
        """Idempotent; what is still to be delivered is dropped when its turn comes."""
        HookItem(*hook_key(account)).delete()

    def announce(self, account: AccountId, event_id: str, event: Event, body: str, *, now: datetime) -> None:
        """Have this delivered: that write wakes the delivery. Nothing happens where it was announced before."""
        pk, sk = delivery_key(account, event_id)
        item = DeliveryItem(
            pk,
            sk,
            type="delivery",
            GSI2PK=due.partition(pk),
            GSI2SK=due.sort_key(now + SWEPT_AFTER, pk),
            expires_at=epoch(now + KEEP),
            event=event,
            status="pending",
            body=body,
            attempts=0,
            wait=0,
            created_at=rfc3339(now),
            not_before=rfc3339(now),
        )
        with suppress(DeliveryChanged), guarded(DeliveryChanged()):
            item.save(DeliveryItem.PK.does_not_exist())

    def note(self, hook: Hook, last: Last, *, failed: bool, now: datetime) -> Hook:
        """Say at the webhook what became of a try, and since when it fails (1 conditional write).

        Answers it as it is then. Raises WebhookNotFound where it is gone, or leads elsewhere by now.
        """
        item = HookItem(*hook_key(hook.account))
        actions: list[Action] = [HookItem.last.set(msgspec.json.encode(last).decode())]
        if failed:
            actions.append(HookItem.failing_since.set(HookItem.failing_since | rfc3339(now)))
        else:
            actions.append(HookItem.failing_since.remove())
        with guarded(WebhookNotFound()):
            item.update(actions=actions, condition=HookItem.url == hook.url)
        return hook_of(plain(item.to_dynamodb_dict()))

    def delivered(self, delivery: Delivery) -> None:
        """It arrived. Raises DeliveryChanged, as all below do."""
        self._move(delivery, "delivered", [])

    def retry(self, delivery: Delivery, *, wait: int, now: datetime) -> None:
        """It is tried again after so many seconds: by the queue where it can wait for so long, else by the sweep."""
        pk, _ = delivery_key(delivery.account, delivery.id)
        at = now + timedelta(seconds=wait)
        look = at + SWEPT_AFTER if wait <= LONGEST_DELAY else at
        actions: list[Action] = [
            DeliveryItem.wait.set(wait),
            DeliveryItem.not_before.set(rfc3339(at)),
            DeliveryItem.GSI2SK.set(due.sort_key(look, pk)),
        ]
        self._move(delivery, "pending", actions)

    def give_up(self, delivery: Delivery) -> None:
        """It is tried no more."""
        self._move(delivery, "given_up", [])

    def disable(self, hook: Hook, delivery: Delivery, *, now: datetime) -> None:
        """Give up, and turn the webhook off, in one transaction: that write has its owner told.

        Raises DeliveryChanged; WebhookNotFound where the webhook isn't as it was read.
        """
        together = Transaction()
        together.update(
            HookItem(*hook_key(hook.account)),
            [HookItem.disabled_at.set(rfc3339(now))],
            (HookItem.seed == _written(hook.seed)) & HookItem.disabled_at.does_not_exist(),
            otherwise=WebhookNotFound(),
        )
        actions = [*_ended(delivery, "given_up"), DeliveryItem.disabled.set(True)]
        together.update(
            DeliveryItem(*delivery_key(delivery.account, delivery.id)),
            actions,
            _unchanged(delivery),
            otherwise=DeliveryChanged(),
        )
        together.commit()

    def erase(self, keys: Sequence[Key]) -> None:
        """Forget these deliveries. Idempotent."""
        for pk, sk in keys:
            DeliveryItem(pk, sk).delete()

    def _move(self, delivery: Delivery, to: Status, more: list[Action]) -> None:
        if to not in TRANSITIONS[delivery.status]:
            raise ValueError(f"deliveries don't go from {delivery.status} to {to}")
        actions = _ended(delivery, to) if to != "pending" else [DeliveryItem.attempts.set(delivery.attempts + 1)]
        with guarded(DeliveryChanged()):
            DeliveryItem(*delivery_key(delivery.account, delivery.id)).update(
                actions=[*actions, *more], condition=_unchanged(delivery)
            )


def _ended(delivery: Delivery, to: Status) -> list[Action]:
    return [
        DeliveryItem.status.set(to),
        DeliveryItem.attempts.set(delivery.attempts + 1),
        DeliveryItem.GSI2PK.remove(),
        DeliveryItem.GSI2SK.remove(),
    ]


def _unchanged(delivery: Delivery) -> Condition:
    seen: Condition = (DeliveryItem.status == "pending") & (DeliveryItem.attempts == delivery.attempts)
    return seen


def _written(seed: Seed) -> str:
    return f"{seed.key}:{seed.salt}"
