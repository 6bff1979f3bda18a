"""Accounts in the table: profiles, contacts, and the claims that make handles and emails unique."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action

from imagora.accounts.errors import AccountNotFound, EmailTaken, HandleTaken
from imagora.accounts.models import Contact, FeedMode, Profile, Status, leads_to
from imagora.accounts.rows import contact_key, email_key, handle_key, profile_key, signup_key
from imagora.kernel.clock import rfc3339
from imagora.kernel.errors import AccountSuspended, Unauthenticated
from imagora.kernel.ids import AccountId
from imagora.table import due
from imagora.table.item import Item
from imagora.table.reader import Key
from imagora.table.transaction import Transaction, guarded

ERASURE_DUE = timedelta(minutes=15)
"""How long an erasure may take until it is started again."""

ADMISSION_DUE = timedelta(minutes=1)

NAMED_WITHIN = timedelta(minutes=5)
"""When an account whose name isn't in the search index by then is announced to it again."""


class ProfileItem(Item):
    """`USER#<uid>` / `PROFILE`: hot (every hydration reads it), so below 2 KB and without personal data.

    Due (GSI2) while its name waits to be indexed, and once it is deleted, until the erasure removed it.
    """

    handle = UnicodeAttribute()
    name = UnicodeAttribute()
    bio = UnicodeAttribute(default="")
    avatar = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(default="human")
    private = BooleanAttribute(default=False)
    status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    followers_count = NumberAttribute(default=0)
    following_count = NumberAttribute(default=0)
    posts_count = NumberAttribute(default=0)
    feed_mode = UnicodeAttribute(default="push")
    remix_policy = UnicodeAttribute(null=True)
    suspended_by = UnicodeSetAttribute(null=True)
    muted_until = UnicodeAttribute(null=True)
    mutes_settled = NumberAttribute(null=True)


class ContactItem(Item):
    """`USER#<uid>` / `CONTACT`: the email and the pseudonym under which it is claimed."""

    email = UnicodeAttribute()
    claim = UnicodeAttribute()


class ClaimItem(Item):
    """`HANDLE#<handle>` or `EMAIL#<HMAC(email)>` / `CLAIM`: whose it is."""

    account_id = UnicodeAttribute()


class SignupItem(Item):
    """`USER#<uid>` / `SIGNUP`: a sign-up under way, due (GSI2) when it counts as given up.

    Written before anything else and removed when the email is confirmed: whatever a broken sign-up left is found by it.
    `invite` is the code that it was made by, to be given back if it is never confirmed.
    """

    invite = UnicodeAttribute(null=True)


class AdmissionItem(Item):
    """`USER#<uid>` / `ADMIT`: an account that went public has follow requests to accept; due (GSI2) until done."""


def begin_signup(account_id: AccountId, *, invite: str | None, due_at: datetime) -> None:
    """Note that a sign-up starts (1 write unit), so that the sweep finds it if it breaks."""
    SignupItem(*signup_key(account_id), invite=invite, **_due(account_id, due_at)).save()


def end_signup(account_id: AccountId) -> None:
    """Forget the note; nothing happens without one."""
    SignupItem(*signup_key(account_id)).delete()


def create(transaction: Transaction, profile: Profile, contact: Contact) -> None:
    """Add a new account to the transaction: profile, contact and both claims; its sign-up note goes once it is active.

    `commit` raises HandleTaken or EmailTaken.
    """
    transaction.create(ClaimItem(*handle_key(profile.handle), account_id=profile.id), otherwise=HandleTaken())
    transaction.create(ClaimItem(*email_key(contact.claim), account_id=profile.id), otherwise=EmailTaken())
    transaction.create(ContactItem(*contact_key(profile.id), email=contact.email, claim=contact.claim))
    transaction.create(
        ProfileItem(
            *profile_key(profile.id),
            handle=profile.handle,
            name=profile.name,
            bio=profile.bio,
            avatar=profile.avatar,
            kind=profile.kind,
            private=profile.private,
            status=profile.status,
            created_at=rfc3339(profile.created_at),
            feed_mode=profile.feed_mode,
            **(_due(profile.id, profile.created_at + NAMED_WITHIN) if profile.status == "active" else {}),
        )
    )
    if profile.status == "active":
        transaction.delete(SignupItem(*signup_key(profile.id)))


def activate(account_id: AccountId, *, now: datetime) -> None:
    """Make an unconfirmed account active (5 write units).

    Raises AccountNotFound when it isn't unconfirmed (any more).
    """
    transaction = Transaction()
    transaction.update(
        ProfileItem(*profile_key(account_id)),
        [ProfileItem.status.set("active"), *_set_due(account_id, now + NAMED_WITHIN)],
        ProfileItem.status == "unconfirmed",
        otherwise=AccountNotFound(),
    )
    transaction.delete(SignupItem(*signup_key(account_id)))
    transaction.commit()


def edit(profile: Profile, changes: Mapping[str, Any], *, now: datetime) -> None:
    """Set these attributes of an active profile; None removes one.

    A new name is due to be indexed, an account that goes public has its requests due to be accepted.
    Raises AccountSuspended when it isn't active any more. Retry-safe.
    """
    actions: list[Action] = []
    for name, value in changes.items():
        attribute = getattr(ProfileItem, name)
        actions.append(attribute.remove() if value is None else attribute.set(value))
    if "name" in changes:
        actions += _set_due(profile.id, now + NAMED_WITHIN)
    transaction = Transaction()
    transaction.update(
        ProfileItem(*profile_key(profile.id)), actions, ProfileItem.status == "active", otherwise=AccountSuspended()
    )
    if profile.private and changes.get("private") is False:
        transaction.put(AdmissionItem(*_admission_key(profile.id), **_due(profile.id, now + ADMISSION_DUE)))
    transaction.commit()


def named(profile: Profile) -> None:
    """An account is found by this handle and name: it isn't due any more, unless it changed since. Retry-safe."""
    same = (ProfileItem.handle == profile.handle) & (ProfileItem.name == profile.name)
    with suppress(AccountNotFound), guarded(AccountNotFound()):
        ProfileItem(*profile_key(profile.id)).update(
            [ProfileItem.GSI2PK.remove(), ProfileItem.GSI2SK.remove()],
            condition=same & (ProfileItem.status != "deleted") & ProfileItem.GSI2PK.exists(),
        )


def admitted(account_id: AccountId) -> None:
    """All follow requests of an account that went public are accepted."""
    AdmissionItem(*_admission_key(account_id)).delete()


class ProfileChanged(Exception):
    """The profile isn't as it was read any more."""


def mute(account_id: AccountId, until: str | None, *, seen: int | None) -> None:
    """Have an account muted until then (RFC 3339), or not any more; `seen`: `mutes_settled` as it was read.

    Raises ProfileChanged where another did so since, or the account is gone.
    """
    muted = ProfileItem.muted_until.remove() if until is None else ProfileItem.muted_until.set(until)
    settled = ProfileItem.mutes_settled
    as_read = settled.does_not_exist() if seen is None else settled == seen
    with guarded(ProfileChanged()):
        ProfileItem(*profile_key(account_id)).update(
            [muted, settled.add(1)], condition=ProfileItem.status.is_in("active", "suspended") & as_read
        )


def move(account_id: AccountId, status: Status) -> None:
    """Suspend an account or make it active again.

    Raises AccountNotFound when the step is none that `models.TRANSITIONS` has.
    """
    with guarded(AccountNotFound()):
        ProfileItem(*profile_key(account_id)).update(
            [ProfileItem.status.set(status)], condition=ProfileItem.status.is_in(*leads_to(status))
        )


def suspend(transaction: Transaction, account_id: AccountId, case: str) -> None:
    """Suspend an account because of a case. Idempotent; several cases may hold an account.

    `commit` raises AccountNotFound for one that is neither active nor suspended.
    """
    transaction.update(
        ProfileItem(*profile_key(account_id)),
        [ProfileItem.status.set("suspended"), ProfileItem.suspended_by.add({case})],
        ProfileItem.status.is_in("active", "suspended"),
        otherwise=AccountNotFound(),
    )


def lift(transaction: Transaction, account_id: AccountId, case: str, *, last: bool) -> None:
    """End what a case holds against an account; `last`: nothing else does, so it is active again.

    `commit` raises AccountNotFound where that isn't as it was read any more.
    """
    held = ProfileItem.suspended_by
    actions = [ProfileItem.status.set("active"), held.remove()] if last else [held.delete({case})]
    when = (ProfileItem.status == "suspended") & (held == {case} if last else held.contains(case))
    transaction.update(ProfileItem(*profile_key(account_id)), actions, when, otherwise=AccountNotFound())


def delete(profile: Profile, contact: Contact, *, now: datetime) -> None:
    """Mark an account deleted and free its handle and email, all at once; it is due for erasure from then on.

    Raises Unauthenticated when it was deleted already.
    """
    transaction = Transaction()
    transaction.delete(ClaimItem(*handle_key(profile.handle)), ClaimItem.account_id == profile.id)
    transaction.delete(ClaimItem(*email_key(contact.claim)), ClaimItem.account_id == profile.id)
    transaction.delete(ContactItem(*contact_key(profile.id)), ContactItem.PK.exists(), otherwise=Unauthenticated())
    transaction.update(
        ProfileItem(*profile_key(profile.id)),
        [ProfileItem.status.set("deleted"), *_set_due(profile.id, now + ERASURE_DUE)],
        ProfileItem.status.is_in(*leads_to("deleted")),
        otherwise=Unauthenticated(),
    )
    transaction.commit()


def postpone_erasure(account_id: AccountId, *, now: datetime) -> None:
    """Give an erasure that was started again its time before the sweep looks at it once more.

    Raises AccountNotFound when it is done.
    """
    again = _due(account_id, now + ERASURE_DUE)
    with guarded(AccountNotFound()):
        ProfileItem(*profile_key(account_id)).update(
            [ProfileItem.GSI2SK.set(again["GSI2SK"])], condition=ProfileItem.status == "deleted"
        )


def erase(account_id: AccountId) -> None:
    """Remove what is left of a deleted account (or of a broken sign-up), the profile last. Retry-safe.

    Raises AccountNotFound for an account that is alive: nothing of it is touched.
    """
    transaction = Transaction()
    transaction.delete(ContactItem(*contact_key(account_id)))
    transaction.delete(AdmissionItem(*_admission_key(account_id)))
    transaction.delete(SignupItem(*signup_key(account_id)))
    transaction.delete(
        ProfileItem(*profile_key(account_id)),
        (ProfileItem.status == "deleted") | ProfileItem.PK.does_not_exist(),
        otherwise=AccountNotFound(),
    )
    transaction.commit()


def count(transaction: Transaction, account_id: str, action: Action, *, active: bool) -> None:
    """Change one of an account's counters in somebody's transaction.

    `commit` raises AccountSuspended where it has to be active and isn't, AccountNotFound where it is gone.
    """
    when = ProfileItem.status == "active" if active else ProfileItem.PK.exists()
    refusal = AccountSuspended() if active else AccountNotFound()
    transaction.update(ProfileItem(*profile_key(account_id)), [action], when, otherwise=refusal)


def count_posts(transaction: Transaction, account_id: str, change: int, *, back: bool = False) -> None:
    """Add to the number of posts in somebody's transaction. `change` is +1 or -1; `back`: it was out before.

    `commit` raises AccountSuspended for a new post of an account that isn't active, AccountNotFound for one less of an
    account that is gone.
    """
    count(transaction, account_id, ProfileItem.posts_count.add(change), active=change > 0 and not back)


def set_feed_mode(profile: Profile, mode: FeedMode) -> None:
    """Change how its posts reach followers.

    Raises AccountNotFound when the mode isn't the one that was read any more.
    """
    with guarded(AccountNotFound()):
        ProfileItem(*profile_key(profile.id)).update(
            [ProfileItem.feed_mode.set(mode)], condition=ProfileItem.feed_mode == profile.feed_mode
        )


def _admission_key(account_id: str) -> Key:
    return f"USER#{account_id}", "ADMIT"


def _due(account_id: str, at: datetime) -> dict[str, Any]:
    pk = f"USER#{account_id}"
    return {"GSI2PK": due.partition(pk), "GSI2SK": due.sort_key(at, pk)}


def _set_due(account_id: AccountId, at: datetime) -> list[Action]:
    values = _due(account_id, at)
    return [ProfileItem.GSI2PK.set(values["GSI2PK"]), ProfileItem.GSI2SK.set(values["GSI2SK"])]
