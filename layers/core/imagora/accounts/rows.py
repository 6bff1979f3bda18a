"""Rows of the table as accounts: their keys, and what a row says. Reading needs no more than this."""

from __future__ import annotations

from imagora.accounts.models import Contact, Profile
from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId
from imagora.table.reader import Key, Row


def profile_key(account_id: str) -> Key:
    return f"USER#{account_id}", "PROFILE"


def contact_key(account_id: str) -> Key:
    return f"USER#{account_id}", "CONTACT"


def signup_key(account_id: str) -> Key:
    return f"USER#{account_id}", "SIGNUP"


def handle_key(handle: str) -> Key:
    return f"HANDLE#{handle}", "CLAIM"


def email_key(pseudonym: str) -> Key:
    return f"EMAIL#{pseudonym}", "CLAIM"


def profile_of(row: Row) -> Profile:
    """The profile in a row that `Reader` gave."""
    return Profile(
        id=AccountId(row["PK"].removeprefix("USER#")),
        handle=row["handle"],
        name=row["name"],
        bio=row.get("bio", ""),
        avatar=row.get("avatar"),
        kind=row["kind"],
        private=row["private"],
        status=row["status"],
        created_at=parse(row["created_at"]),
        followers_count=row["followers_count"],
        following_count=row["following_count"],
        posts_count=row["posts_count"],
        feed_mode=row["feed_mode"],
        muted_until=row.get("muted_until", ""),
        remix_policy=row.get("remix_policy", "everyone"),
    )


def contact_of(row: Row) -> Contact:
    return Contact(email=row["email"], claim=row["claim"])
