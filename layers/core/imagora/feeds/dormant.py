"""Readers who stay away: out of the fan-out's reach in bounded steps, and back into it when they look again.

Every step asks the head what is true now; so messages may come twice, late or in any order. No step puts a follow out
of reach once its reader was seen: the head is checked in the transaction that does. Coming back, all follows are in
reach before the feed is filled, and `status` goes last: reads go by pull until then, so that nothing is lost between.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import msgspec

from imagora.feeds.authored import AuthorLists
from imagora.feeds.models import BACKFILL
from imagora.feeds.store import FeedStore
from imagora.graph import dormancy_store, listing
from imagora.graph.dormancy import PATIENCE, Dormancy, day_of
from imagora.graph.head import Head, head_key, head_of
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.kernel.messages import CameBack, WentAway
from imagora.kernel.parallel import together
from imagora.kernel.queues import Queue
from imagora.kernel.retry import retrying
from imagora.table import due
from imagora.table.reader import Reader

FILLED_AT_ONCE = 25
"""Whose posts one step brings back: at most so many times the 20 newest."""

_FILL_AFTER_SECONDS = 60
"""What is posted before the index shows all follows again is among what is filled in then."""


@dataclass(frozen=True)
class Dormant:
    feeds: FeedStore
    authored: AuthorLists
    reader: Reader
    queue: Queue
    dormancy: Dormancy
    now: Clock

    def meet(self, account: AccountId) -> None:
        """Somebody who was never seen, from before looks were noted, counts as seen now: half a read unit for all."""
        head = head_of(self.reader.get(head_key(account)))
        if head.following and not head.seen:
            today = day_of(self.now())
            dormancy_store.meet(account, today=today, look_at=self.dormancy.look_at(account, today))

    def look_after(self, account: AccountId, *, due_key: str) -> None:
        """Somebody's head is due: put them to rest, or look again a while after they were seen last.

        Or, where they are on their way to rest or back, have that begin again. Raises Settled when that isn't due any
        more.
        """
        head = self._head(account)
        if head.resting:
            self._postpone(account, head, due_key)
            again = WentAway if self.dormancy.is_away(head, self.now()) else CameBack
            self.queue.send([again(reader_id=account)])
        elif self.dormancy.is_away(head, self.now()):
            dormancy_store.rest(account, head, due_key=due_key, now=self.now())
        elif head.seen:
            self._postpone(account, head, due_key)

    def _postpone(self, account: AccountId, head: Head, due_key: str) -> None:
        until = self.now() + PATIENCE if head.resting else self.dormancy.look_at(account, head.seen)
        due.postpone(*head_key(account), seen=due_key, until=until)

    def rest(self, message: WentAway) -> None:
        """Put up to 90 follows out of the fan-out's reach, and leave what is left to another message. Retry-safe."""
        with suppress(dormancy_store.StateChanged):  # seen meanwhile: on their way back
            retrying(lambda: self._rest(message), on=dormancy_store.FollowEnded)

    def _rest(self, message: WentAway) -> None:
        reader, head = message.reader_id, self._head(message.reader_id)
        if not (head.resting and self.dormancy.is_away(head, self.now())):
            return
        follows = listing.follows_of(self.reader, reader, message.after, dormancy_store.AT_ONCE)
        if within := [followee for followee, reached in follows.items() if reached]:
            dormancy_store.move_out(reader, within, seen=head.seen)
        if len(follows) == dormancy_store.AT_ONCE:
            self.queue.send([msgspec.structs.replace(message, after=list(follows)[-1])])
        else:
            dormancy_store.out(reader, seen=head.seen)

    def wake(self, message: CameBack) -> None:
        """Put up to 90 follows back into reach, or bring back the posts of 25. Retry-safe; the rest as in `rest`."""
        head = self._head(message.reader_id)
        if not head.resting or self.dormancy.is_away(head, self.now()):
            return
        with suppress(dormancy_store.StateChanged):  # another message of this kind was faster
            if message.fill:
                self._fill(message, head)
            else:
                retrying(lambda: self._reach(message), on=dormancy_store.FollowEnded)

    def _reach(self, message: CameBack) -> None:
        reader = message.reader_id
        follows = listing.follows_of(self.reader, reader, message.after, dormancy_store.AT_ONCE)
        if beyond := [followee for followee, reached in follows.items() if not reached]:
            dormancy_store.move_in(reader, beyond)
        if len(follows) == dormancy_store.AT_ONCE:
            self.queue.send([msgspec.structs.replace(message, after=list(follows)[-1])])
        else:
            self.queue.send([CameBack(reader_id=reader, fill=True)], delay_seconds=_FILL_AFTER_SECONDS)

    def _fill(self, message: CameBack, head: Head) -> None:
        reader = message.reader_id
        follows = list(listing.follows_of(self.reader, reader, message.after, FILLED_AT_ONCE))
        self._bring_back(reader, (followee for followee in follows if followee not in head.pulled))
        if len(follows) == FILLED_AT_ONCE:
            self.queue.send([msgspec.structs.replace(message, after=follows[-1])])
        else:
            dormancy_store.back(reader, seen=head.seen, dormancy=self.dormancy)

    def _bring_back(self, reader: AccountId, followees: Iterable[AccountId]) -> None:
        """What a new follow of each would bring: see `Fanout.back_fill`."""
        asked = [partial(self.authored.newest_posts, followee, BACKFILL) for followee in followees]
        if asked:
            self.feeds.fill(reader, [entry for found in together(asked) for entry in found], now=self.now())

    def _head(self, account: AccountId) -> Head:
        return head_of(self.reader.get(head_key(account), consistent=True))
