"""Whom a post concerns besides its author: told when it goes out, and told no more when it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagora.kernel.ids import AccountId
from imagora.posts.models import Card

if TYPE_CHECKING:
    from imagora.notifications.models import Kind

MOST_MENTIONED = 10
"""Accounts that one post's mentions notify, the first in the text."""


def concerned_by(card: Card, by: AccountId) -> dict[AccountId, Kind]:
    """Whom a post by this author answers, quotes and mentions, each with the most telling of its reasons."""
    mentioned = [facet.account_id for facet in card.facets if facet.kind == "mention" and facet.account_id]
    concerned: dict[AccountId, Kind] = dict.fromkeys(list(dict.fromkeys(mentioned))[:MOST_MENTIONED], "mention")
    if card.quote is not None:
        concerned[card.quote.author] = "quote"
    if card.reply_author is not None:
        concerned[card.reply_author] = "reply"
    return {account: kind for account, kind in concerned.items() if account != by}
