"""An account as anybody may see it: read without what writes accounts."""

from __future__ import annotations

from imagora.accounts import rows
from imagora.accounts.errors import AccountNotFound
from imagora.accounts.models import Profile
from imagora.accounts.service import id_of
from imagora.table.reader import Reader


def public_profile(reader: Reader, handle: str) -> Profile:
    """The account with this handle (2 steps, 1 read unit). Raises AccountNotFound, also for one that is suspended."""
    row = reader.get(rows.profile_key(id_of(reader, handle)))
    profile = rows.profile_of(row) if row else None
    if profile is None or not profile.visible_to(None):
        raise AccountNotFound
    return profile
