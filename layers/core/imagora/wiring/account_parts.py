"""Parts of accounts and the graph: who somebody is, signs in, follows, blocks, mutes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.accounts.directory import Directory
    from imagora.accounts.emails import Emails
    from imagora.accounts.invites import Invites
    from imagora.accounts.membership import Membership
    from imagora.accounts.service import Accounts
    from imagora.accounts.sessions import Sessions
    from imagora.accounts.tokens import TokenVerifier
    from imagora.graph.dormancy import Dormancy
    from imagora.graph.people import People
    from imagora.graph.relations import Relations
    from imagora.graph.service import Graph
    from imagora.graph.suggestions import Suggestions
    from imagora.graph.viewpoint import Viewpoint, Viewpoints
    from imagora.kernel.ids import AccountId, MediaId


@cache
def accounts() -> Accounts:
    from imagora.accounts.service import Accounts

    wiring.connected()
    return Accounts(wiring.reader(), wiring.now, _avatar_key, _require_text)


def _require_text(text: str, account: AccountId, *, newcomer: bool = False) -> None:
    from imagora.moderation.events import Subject

    wiring.screening().words(text, Subject("account", account), account, newcomer=newcomer)


def _avatar_key(owner: AccountId, media_id: MediaId) -> str:
    """The public key of one's own ready picture, for an avatar."""
    from imagora.media.models import MediaNotFound

    media = wiring.library().own(owner, media_id)
    if media.status != "ready":
        raise MediaNotFound
    return media.key


@cache
def directory() -> Directory:
    from imagora.accounts.directory import Directory

    settings = config.current()
    return Directory(aws.client("cognito-idp"), settings.user_pool_id, settings.user_pool_client_id)


@cache
def emails() -> Emails:
    from imagora.accounts.emails import Emails

    return Emails(wiring.reader(), wiring.key_ring())


@cache
def invites() -> Invites:
    from imagora.accounts.invites import Invites

    return Invites(wiring.accounts(), wiring.now)


@cache
def membership() -> Membership:
    from imagora.accounts.membership import Membership

    settings = config.current()
    return Membership(
        wiring.accounts(),
        wiring.directory(),
        wiring.emails(),
        wiring.invites(),
        signup=settings.signup,
        confirms_at_once=settings.local,
        now=wiring.now,
    )


@cache
def sessions() -> Sessions:
    from imagora.accounts.sessions import Sessions

    return Sessions(wiring.accounts(), wiring.directory(), wiring.emails())


@cache
def tokens() -> TokenVerifier:
    from imagora.accounts.tokens import TokenVerifier

    settings = config.current()
    return TokenVerifier(settings.user_pool_id, settings.user_pool_client_id, _user_pool_keys)


def _user_pool_keys() -> bytes:
    """The pool's JWKS document, from wherever Cognito's endpoint is."""
    from urllib.request import urlopen

    url = f"{aws.client('cognito-idp').meta.endpoint_url}/{config.current().user_pool_id}/.well-known/jwks.json"
    with urlopen(url, timeout=3) as answer:  # noqa: S310 - the SDK's own endpoint
        return bytes(answer.read())


@cache
def graph() -> Graph:
    from imagora.graph.service import Graph

    return Graph(wiring.accounts(), wiring.reader(), wiring.viewpoints(), wiring.dormancy(), wiring.now)


def dormancy() -> Dormancy:
    from imagora.graph.dormancy import Dormancy

    return Dormancy(config.current().dormant_days)


@cache
def people() -> People:
    from imagora.graph.people import People

    return People(wiring.accounts(), wiring.reader(), wiring.viewpoints())


@cache
def relations() -> Relations:
    from imagora.graph.relations import Relations

    return Relations(wiring.accounts(), wiring.reader(), wiring.viewpoints(), wiring.now)


@cache
def suggestions() -> Suggestions:
    from imagora.graph.suggestions import Suggestions

    return Suggestions(wiring.accounts(), wiring.reader(), wiring.people(), wiring.viewpoints(), _recent_authors)


def _recent_authors() -> list[AccountId]:
    """Who made the 100 newest posts of public accounts, newest first."""
    from imagora.feeds.listing import FeedLists

    newest = FeedLists(wiring.reader()).recent(limit=100, after=None, now=wiring.now())
    return [entry.pointer.author for entry in newest.items]


@cache
def viewpoints() -> Viewpoints:
    from imagora.graph.viewpoint import Viewpoints

    return Viewpoints(wiring.reader(), wiring.now)


def viewpoint(viewer: AccountId | None) -> Viewpoint:
    """From where this account (None: nobody) looks at others: 1 read of its head."""
    return wiring.viewpoints().of(viewer)
