"""Who somebody is: read, found by handle, edited. Sign-up and farewell are in `membership`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from imagora.accounts import rows, rules
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Contact, Profile, RemixPolicy
from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import AccountMuted, AccountSuspended, Unauthenticated
from imagora.kernel.ids import AccountId, MediaId
from imagora.table.reader import Key, Reader, Row

Rows = dict[Key, Row]

AvatarKey = Callable[[AccountId, MediaId], str]
"""The public address part of an account's own ready picture; raises `media_not_found` for anything else."""


class RequireText(Protocol):
    def __call__(self, text: str, account: AccountId, *, newcomer: bool = False) -> object:
        """Read a name or a bio of an account; `newcomer`: of one that is about to be.

        Raises `text_blocked` with the rule that it breaks, or may break; `unavailable` where nobody can look at it now.
        """


@dataclass(frozen=True)
class Edit:
    """What an account changes about itself. `changes` names only what is to change.

    name: str; bio: str; private: bool; avatar_media_id: MediaId, or None for no picture.
    """

    changes: dict[str, Any]


@dataclass(frozen=True)
class Accounts:
    reader: Reader
    now: Clock
    avatar_key: AvatarKey
    require_text: RequireText

    def acting(self, account_id: AccountId) -> Profile:
        """The account that is about to write (1 consistent read): a suspension acts at once.

        Raises Unauthenticated for one that is unknown, unconfirmed or deleted, AccountSuspended for a suspended one.
        """
        return acting_of(self.reader.get(rows.profile_key(account_id), consistent=True))

    def speaking(self, account_id: AccountId) -> Profile:
        """As `acting`, of one that is about to have something stand where others see it. Raises AccountMuted, too."""
        return speaking_of(self.reader.get(rows.profile_key(account_id), consistent=True), self.now())

    def facing(self, account_id: AccountId, handle: str, also: Iterable[Key] = ()) -> tuple[AccountId, Rows]:
        """Whose handle this is, for an account that is about to do something to them, and all rows that were read.

        1 consistent batch: the account, the handle, these rows besides. Raises Unauthenticated and AccountSuspended as
        `acting` does, then AccountNotFound.
        """
        claim = _claim_key(handle)
        keys = [rows.profile_key(account_id), *also, *([claim] if claim else [])]
        found = self.reader.batch(keys, consistent=True)
        acting_of(found.get(keys[0]))
        return _named(found.get(claim) if claim else None), found

    def own(self, account_id: AccountId) -> Profile:
        """The account that asks about itself, which a suspended one may.

        Raises Unauthenticated for one that is unknown, unconfirmed or deleted.
        """
        return own_of(self.reader.get(rows.profile_key(account_id), consistent=True))

    def contact(self, account_id: AccountId) -> Contact:
        """How it is reached, for itself only (1 consistent read). Raises Unauthenticated for one that is gone."""
        row = self.reader.get(rows.contact_key(account_id), consistent=True)
        if row is None:
            raise Unauthenticated
        return rows.contact_of(row)

    def profile(self, account_id: AccountId, *, consistent: bool = False) -> Profile:
        """The profile under this id, whatever its status. Raises AccountNotFound."""
        row = self.reader.get(rows.profile_key(account_id), consistent=consistent)
        if row is None:
            raise AccountNotFound
        return rows.profile_of(row)

    def profiles(self, account_ids: Iterable[AccountId]) -> dict[AccountId, Profile]:
        """The profiles that exist under these ids, whatever their status (0.5 read units each, 100 a request)."""
        found = self.reader.batch(rows.profile_key(account_id) for account_id in account_ids).values()
        profiles = map(rows.profile_of, found)
        return {profile.id: profile for profile in profiles}

    def id_of(self, handle: str) -> AccountId:
        """Whose handle this is (1 read). Raises AccountNotFound."""
        return id_of(self.reader, handle)

    def edit(self, account_id: AccountId, edit: Edit) -> Profile:
        """Change one's own profile. Retry-safe.

        Raises InvalidInput with every field that was refused, `text_blocked` for a name or bio that breaks a rule of
        the house, `media_not_found` for an avatar that can't be one, AccountSuspended, AccountMuted,
        Unauthenticated, and what `require_text` raises.
        """
        profile = self.speaking(account_id)
        changes = rules.clean_edit(edit.changes)
        for told in filter(None, (changes.get("name"), changes.get("bio"))):
            self.require_text(told, account_id)
        if "avatar_media_id" in changes:
            media_id = changes.pop("avatar_media_id")
            changes["avatar"] = None if media_id is None else self.avatar_key(account_id, media_id)
        if changes:
            from imagora.accounts import store

            store.edit(profile, changes, now=self.now())
        return self.own(account_id)

    def let_remix(self, account_id: AccountId, policy: RemixPolicy) -> None:
        """Say who may remix the pictures that it generates from now on. Idempotent.

        Raises AccountSuspended, Unauthenticated.
        """
        profile = self.acting(account_id)
        if profile.remix_policy != policy:
            from imagora.accounts import store

            store.edit(profile, {"remix_policy": policy}, now=self.now())


def id_of(reader: Reader, handle: str) -> AccountId:
    """Whose handle this is (1 read). Raises AccountNotFound."""
    claim = _claim_key(handle)
    return _named(reader.get(claim) if claim else None)


def _claim_key(handle: str) -> Key | None:
    """Where it is said whose handle this is; None for what can't be one."""
    folded = rules.fold_handle(handle)
    return rows.handle_key(folded) if rules.is_handle(folded) else None


def _named(claim: Row | None) -> AccountId:
    if claim is None:
        raise AccountNotFound
    return AccountId(claim["account_id"])


def acting_of(row: Row | None) -> Profile:
    """The account in a row, if it may write. Raises Unauthenticated and AccountSuspended as `Accounts.acting` does."""
    profile = own_of(row)
    if profile.status == "suspended":
        raise AccountSuspended
    return profile


def speaking_of(row: Row | None, now: datetime) -> Profile:
    """The account in a row, if it may say something in public. Raises AccountMuted, and as `Accounts.acting` does."""
    profile = acting_of(row)
    if profile.muted_until and rfc3339(now) < profile.muted_until:
        raise AccountMuted(profile.muted_until)
    return profile


def own_of(row: Row | None) -> Profile:
    """The account in a row that asks about itself. Raises Unauthenticated as `Accounts.own` does."""
    profile = rows.profile_of(row) if row else None
    if profile is None or profile.status in ("unconfirmed", "deleted"):
        raise Unauthenticated
    return profile
