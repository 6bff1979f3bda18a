"""Delivering: one try, and what becomes of the delivery and the webhook after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from imagora.kernel.clock import Clock, epoch, rfc3339
from imagora.kernel.ids import AccountId
from imagora.webhooks import signatures
from imagora.webhooks.listing import HookLists
from imagora.webhooks.models import (
    DISABLED_AFTER,
    PATIENCE,
    Delivery,
    DeliveryChanged,
    Hook,
    Last,
    Status,
    WebhookNotFound,
    next_wait,
)
from imagora.webhooks.sending import Outcome
from imagora.webhooks.signatures import SigningKeys
from imagora.webhooks.store import HookStore

log = Logger(child=True)

_CLOCKS_DIFFER = timedelta(seconds=2)

Post = Callable[[str, Mapping[str, str], bytes], Outcome]


@dataclass(frozen=True)
class Delivering:
    """`post` is `Sender.post`. `agent`: what the receiver is told who we are."""

    lists: HookLists
    store: HookStore
    keys: SigningKeys
    post: Post
    agent: str
    now: Clock

    def deliver(self, account: AccountId, event_id: str) -> None:
        """Try once. A message that comes again, late or early does nothing, or tries under the same id once more.

        What the receiver does wrong never raises: the write that says so has it tried again.
        """
        delivery = self.lists.delivery(account, event_id)
        if delivery is None or delivery.status != "pending":
            return
        now = self.now()
        if now < delivery.not_before - _CLOCKS_DIFFER:
            return  # the message that was meant for then is still to come
        hook = self.lists.hook(account, consistent=True)
        with suppress(DeliveryChanged):  # another message's try was faster
            if hook is None or not hook.active or delivery.event not in hook.events:
                self.store.give_up(delivery)
            elif now > delivery.created_at + PATIENCE:
                self._end(hook, delivery, Outcome("timeout"))
            else:
                self._try(hook, delivery)

    def _try(self, hook: Hook, delivery: Delivery) -> None:
        now, body = self.now(), delivery.body.encode()
        signers = [self.keys.secret(hook.account, seed) for seed in hook.seeds(now)]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": self.agent,
            **signatures.headers(signers, event_id=delivery.id, at=epoch(now), body=body),
        }
        outcome = self.post(hook.url, headers, body)
        log.info(
            "a webhook was tried",
            account=hook.account,
            event=delivery.id,
            attempt=delivery.attempts + 1,
            outcome=outcome.reason or "arrived",
            status=outcome.code,
        )
        if outcome.arrived:
            self._note(hook, delivery, outcome, "delivered")
            self.store.delivered(delivery)
        else:
            self._failed(hook, delivery, outcome)

    def _failed(self, hook: Hook, delivery: Delivery, outcome: Outcome) -> None:
        wait = next_wait(delivery.attempts + 1, asked_for=outcome.retry_after)
        now = self.now()
        if wait is None or outcome.gone or now + timedelta(seconds=wait) > delivery.created_at + PATIENCE:
            self._end(hook, delivery, outcome)
            return
        self._note(hook, delivery, outcome, "pending", next_at=rfc3339(now + timedelta(seconds=wait)))
        self.store.retry(delivery, wait=wait, now=now)

    def _end(self, hook: Hook, delivery: Delivery, outcome: Outcome) -> None:
        """Give this delivery up; and the webhook, where it fails for too long or says that nobody is there."""
        noted = self._note(hook, delivery, outcome, "given_up")
        now = self.now()
        if noted is not None and noted.active and (outcome.gone or _failing_for_long(noted, now - DISABLED_AFTER)):
            with suppress(WebhookNotFound):  # its owner set it anew in between
                self.store.disable(noted, delivery, now=now)
                return
        self.store.give_up(delivery)

    def _note(
        self, hook: Hook, delivery: Delivery, outcome: Outcome, status: Status, *, next_at: str = ""
    ) -> Hook | None:
        """Say it at the webhook, before the delivery moves on: should that write be lost, all comes again."""
        now = self.now()
        last = Last(
            id=delivery.id,
            event=delivery.event,
            status=status,
            attempts=delivery.attempts + 1,
            at=rfc3339(now),
            code=outcome.code,
            reason=outcome.reason,
            next_at=next_at,
        )
        try:
            return self.store.note(hook, last, failed=not outcome.arrived, now=now)
        except WebhookNotFound:
            return None


def _failing_for_long(hook: Hook, since: datetime) -> bool:
    return hook.failing_since is not None and hook.failing_since <= since
