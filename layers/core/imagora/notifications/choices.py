"""What one decides about one's notifications: read, off, muted. Each writes as an account that may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from imagora.accounts.service import Accounts
from imagora.kernel.clock import Clock
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import AccountId, Position, PostId, is_id, new_id
from imagora.notifications.models import KINDS, Kind
from imagora.notifications.service import root_of
from imagora.notifications.store import NoteStore
from imagora.posts.models import PostNotFound
from imagora.posts.reading import PostReader
from imagora.posts.store import PostStore

_CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True)
class Choices:
    """All raise AccountSuspended and Unauthenticated; all are idempotent."""

    accounts: Accounts
    store: NoteStore
    posts: PostStore
    post_reader: PostReader
    now: Clock

    def read(self, owner: AccountId, up_to: str) -> None:
        """Everything up to this notification is read; what was read stays so.

        A position that is still to come counts as now: it must not swallow what nobody has seen. Raises InvalidInput
        for what is no id.
        """
        self.accounts.acting(owner)
        if not is_id(up_to):
            raise InvalidInput.of("up_to", "invalid", "This is not the id of a notification.")
        self.store.mark_read(owner, Position(min(up_to, new_id(self.now() + _CLOCKS_DIFFER))))

    def prefer(self, owner: AccountId, kinds: Mapping[Kind, bool]) -> dict[Kind, bool]:
        """Turn off the kinds that are named with False, and on all others. Answers what holds then."""
        self.accounts.acting(owner)
        preferences = {kind: kinds.get(kind, True) for kind in KINDS}
        self.store.turn_off(owner, frozenset(kind for kind, on in preferences.items() if not on))
        return preferences

    def mute_thread(self, owner: AccountId, post_id: str) -> None:
        """Be told no more of the thread in which this post stands. Raises PostNotFound, TooManyMutedThreads."""
        self.accounts.acting(owner)
        self.store.mute_thread(owner, root_of(self.post_reader.post(post_id, owner).post))

    def unmute_thread(self, owner: AccountId, post_id: str) -> None:
        """Be told of it again; works for posts that are gone too. Raises PostNotFound for what can't be one."""
        self.accounts.acting(owner)
        if not is_id(post_id):
            raise PostNotFound
        post = self.posts.get(PostId(post_id))
        self.store.unmute_thread(owner, root_of(post) if post is not None else PostId(post_id))
