"""What an account is, and which way its status may go. Pure data."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from imagora.kernel.ids import AccountId

Status = Literal["unconfirmed", "active", "suspended", "deleted"]
Kind = Literal["human", "persona", "bot"]
FeedMode = Literal["push", "pull"]
RemixPolicy = Literal["everyone", "followers", "nobody"]
"""Who may make pictures from somebody's picture: everybody who sees it, their followers, themselves alone."""

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "unconfirmed": frozenset({"active", "deleted"}),
    "active": frozenset({"suspended", "deleted"}),
    "suspended": frozenset({"active", "deleted"}),
    "deleted": frozenset(),
}
"""From each status the ones that may follow. Stores name what they leave, so no other step can happen."""


def leads_to(target: Status) -> tuple[Status, ...]:
    """The statuses that may be left for this one."""
    return tuple(status for status, following in TRANSITIONS.items() if target in following)


class Author(msgspec.Struct, frozen=True, gc=False):
    """What is shown of an account beside its posts, and what decides who sees them.

    `avatar` is the unguessable part of its picture's public address.
    """

    id: AccountId
    handle: str
    name: str
    avatar: str | None
    kind: Kind
    private: bool
    status: Status

    @property
    def avatar_url(self) -> str | None:
        """Relative to the origin that serves the API; None for nobody's picture."""
        return f"/media/{self.avatar}/thumb.webp" if self.avatar else None

    def visible_to(self, viewer: AccountId | None) -> bool:
        """Whether this viewer (None: nobody) may know of it: active ones all may, a suspended one only itself."""
        return self.status == "active" or (self.status == "suspended" and viewer == self.id)


class Profile(Author, frozen=True, kw_only=True):
    """An account's public side; no personal data beyond what its owner shows everybody.

    `feed_mode` says how its posts reach followers: pushed into their feeds, or pulled when they read (accounts above
    the push limit). `remix_policy` is what the pictures begin with that it has generated.
    """

    bio: str
    created_at: datetime
    followers_count: int = 0
    following_count: int = 0
    posts_count: int = 0
    feed_mode: FeedMode = "push"
    muted_until: str = ""
    remix_policy: RemixPolicy = "everyone"


class Contact(msgspec.Struct, frozen=True):
    """How an account is reached, kept apart from the profile that everybody reads. `claim` is its email's pseudonym."""

    email: str
    claim: str


class Invite(msgspec.Struct, frozen=True):
    """A code by which up to `uses` people may sign up; `owner` None for an operator's. `expires_at`: epoch seconds."""

    code: str
    uses: int
    used: int
    expires_at: int
    owner: AccountId | None


class Grant(msgspec.Struct, frozen=True):
    """What an account gave out, as its ledger counts it until it expires. `code` is empty once it was withdrawn."""

    id: str
    code: str
    uses: int
    expires_at: int

    def closed(self, used: int) -> Grant:
        """What is left of it when it is withdrawn: the uses that were made."""
        return Grant(self.id, "", used, self.expires_at)
