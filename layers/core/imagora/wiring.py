"""The only place where the parts are put together. Everything is cached, and imported when first asked for.

So a function pays at its cold start for what it uses, and a test swaps a part by setting it here.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from imagora.kernel import aws, config
from imagora.kernel.clock import utc_now
from imagora.kernel.cursors import Cursors
from imagora.kernel.keys import KeyRing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from imagora.accounts.directory import Directory
    from imagora.accounts.emails import Emails
    from imagora.accounts.invites import Invites
    from imagora.accounts.membership import Membership
    from imagora.accounts.service import Accounts
    from imagora.accounts.sessions import Sessions
    from imagora.accounts.tokens import TokenVerifier
    from imagora.feeds.authored import AuthorLists
    from imagora.feeds.deliveries import Deliveries
    from imagora.feeds.explore import Explore
    from imagora.feeds.fanout import Fanout
    from imagora.feeds.newcomers import Newcomers
    from imagora.feeds.open_lists import OpenLists
    from imagora.feeds.paging import Paging
    from imagora.feeds.reading import FeedReader
    from imagora.feeds.reposting import Reposting
    from imagora.feeds.store import FeedStore
    from imagora.feeds.tags import TagPages
    from imagora.feeds.trending import Trending
    from imagora.generation.providers.port import ImageProvider
    from imagora.generation.service import Generations
    from imagora.generation.settlement import Settlement
    from imagora.generation.store import JobStore
    from imagora.generation.worker import Worker
    from imagora.graph.people import People
    from imagora.graph.relations import Relations
    from imagora.graph.service import Graph
    from imagora.graph.suggestions import Suggestions
    from imagora.graph.viewpoint import Viewpoint, Viewpoints
    from imagora.kernel.ids import AccountId, MediaId, PostId
    from imagora.kernel.queues import Queue
    from imagora.media.bucket import Bucket
    from imagora.media.edge import Edge
    from imagora.media.library import Library
    from imagora.media.models import Media
    from imagora.media.processing import Processor
    from imagora.media.store import MediaStore
    from imagora.moderation.policy import Policy
    from imagora.notifications.choices import Choices
    from imagora.notifications.inbox import Inbox
    from imagora.notifications.service import Notifications
    from imagora.notifications.store import NoteStore
    from imagora.pipeline.activity import Activity
    from imagora.pipeline.erasure import Eraser
    from imagora.pipeline.reconcile import Reconcile
    from imagora.pipeline.relay import Relay
    from imagora.pipeline.settlement import Settling
    from imagora.pipeline.sweep import Sweep
    from imagora.posts.answering import Answering
    from imagora.posts.authorship import Authorship
    from imagora.posts.editing import Editing
    from imagora.posts.hydration import Hydration
    from imagora.posts.marks import MarkLists
    from imagora.posts.reach import Reach
    from imagora.posts.reactions import Reactions
    from imagora.posts.reactions_listing import ReactionLists
    from imagora.posts.reading import PostReader
    from imagora.posts.service import Posts
    from imagora.posts.store import PostStore
    from imagora.posts.tally_store import Tallies
    from imagora.posts.threads import ThreadReader
    from imagora.search.accounts import AccountSearch
    from imagora.search.indexing import Indexing
    from imagora.search.reading import Search
    from imagora.table.limits import Allowance
    from imagora.table.reader import Reader


def now() -> datetime:
    return utc_now()


@cache
def _connected() -> None:
    from imagora.table import item

    item.connect(config.current().table)


@cache
def reader() -> Reader:
    from imagora.table.reader import Reader

    return Reader(aws.dynamodb(), config.current().table)


@cache
def key_ring() -> KeyRing:
    def fetch() -> str:
        answer = aws.ssm().get_parameter(Name=config.current().keys_parameter, WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    return KeyRing(fetch)


@cache
def cursors() -> Cursors:
    return Cursors(key_ring())


def count(limited: str, who: str | None) -> Allowance:
    """Count a request against the limit of this name: `writes` (an account's) or `signups` (an address's)."""
    from imagora.table import limits

    _connected()
    settings = config.current()
    limit = settings.writes_per_minute if limited == "writes" else settings.signups_per_minute
    return limits.count(f"{limited}:{who}", limit)


def from_edge(secret: str | None) -> bool:
    """Whether a request carries the edge's secret header, so that its viewer address can be believed."""
    return bool(secret) and key_ring().current().is_edges(secret or "")


def behind_edge() -> bool:
    """Whether requests have to come through the edge: there is a distribution, and a secret to know it by."""
    return bool(config.current().distribution_id) and bool(key_ring().current().edge)


def queue(url: str) -> Queue:
    from imagora.kernel.queues import Queue

    return Queue(url, aws.sqs())


@cache
def accounts() -> Accounts:
    from imagora.accounts.service import Accounts

    _connected()
    return Accounts(reader(), now, _avatar_key, lambda text: policy().require_text(text))


def _avatar_key(owner: AccountId, media_id: MediaId) -> str:
    """The public key of one's own ready picture, for an avatar."""
    from imagora.media.models import MediaNotFound

    media = library().own(owner, media_id)
    if media.status != "ready":
        raise MediaNotFound
    return media.key


@cache
def _directory() -> Directory:
    from imagora.accounts.directory import Directory

    settings = config.current()
    return Directory(aws.client("cognito-idp"), settings.user_pool_id, settings.user_pool_client_id)


@cache
def emails() -> Emails:
    from imagora.accounts.emails import Emails

    return Emails(reader(), key_ring())


@cache
def invites() -> Invites:
    from imagora.accounts.invites import Invites

    return Invites(accounts(), now)


@cache
def membership() -> Membership:
    from imagora.accounts.membership import Membership

    settings = config.current()
    return Membership(
        accounts(), _directory(), emails(), invites(),
        signup=settings.signup, confirms_at_once=settings.local, now=now,
    )  # fmt: skip


@cache
def sessions() -> Sessions:
    from imagora.accounts.sessions import Sessions

    return Sessions(accounts(), _directory(), emails())


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

    return Graph(accounts(), reader(), viewpoints(), now)


@cache
def people() -> People:
    from imagora.graph.people import People

    return People(accounts(), reader(), viewpoints())


@cache
def relations() -> Relations:
    from imagora.graph.relations import Relations

    return Relations(accounts(), reader(), viewpoints(), now)


@cache
def suggestions() -> Suggestions:
    from imagora.graph.suggestions import Suggestions

    return Suggestions(accounts(), reader(), people(), viewpoints(), _recent_authors)


def _recent_authors() -> list[AccountId]:
    """Who made the 100 newest posts of public accounts, newest first."""
    from imagora.feeds.listing import FeedLists

    newest = FeedLists(reader()).recent(limit=100, after=None, now=now())
    return [entry.pointer.author for entry in newest.items]


@cache
def viewpoints() -> Viewpoints:
    from imagora.graph.viewpoint import Viewpoints

    return Viewpoints(reader(), now)


def viewpoint(viewer: AccountId | None) -> Viewpoint:
    """From where this account (None: nobody) looks at others: 1 read of its head."""
    return viewpoints().of(viewer)


@cache
def policy() -> Policy:
    from imagora.moderation.policy import Policy

    return Policy()


@cache
def bucket() -> Bucket:
    from imagora.media.bucket import Bucket

    return Bucket(aws.client("s3"), config.current().bucket)


@cache
def media_store() -> MediaStore:
    from imagora.media.store import MediaStore

    _connected()
    return MediaStore(reader())


@cache
def library() -> Library:
    from imagora.media.library import Library

    return Library(media_store(), bucket(), policy(), now)


@cache
def processor() -> Processor:
    from imagora.media.processing import Processor

    return Processor(media_store(), bucket(), config.current().uploads)


@cache
def job_store() -> JobStore:
    from imagora.generation.store import JobStore

    _connected()
    return JobStore(reader())


@cache
def provider() -> ImageProvider:
    """The instance's first image provider."""
    from imagora.generation.providers import choose

    return choose(config.current().image_providers)


@cache
def generations() -> Generations:
    from imagora.generation.service import Generations

    return Generations(job_store(), media_store(), policy(), provider(), config.current().daily_pictures, now)


@cache
def worker() -> Worker:
    from imagora.generation.worker import Worker

    return Worker(job_store(), media_store(), bucket(), provider(), now)


@cache
def job_settlement() -> Settlement:
    from imagora.generation.settlement import Settlement

    return Settlement(job_store(), media_store(), now)


@cache
def post_store() -> PostStore:
    from imagora.posts.store import PostStore

    _connected()
    return PostStore(reader())


@cache
def posts() -> Posts:
    from imagora.posts.service import Posts

    return Posts(
        post_store(), media_store(), library(), policy(), _answering(), _authorship(), _alt_required(), now
    )  # fmt: skip


def _answering() -> Answering:
    from imagora.posts.answering import Answering

    return Answering(_reach(), now)


def _alt_required() -> bool:
    return config.current().alt_text == "required"


@cache
def editing() -> Editing:
    from imagora.posts.editing import Editing

    return Editing(post_store(), media_store(), policy(), viewpoints(), _alt_required(), now)


@cache
def threads() -> ThreadReader:
    from imagora.notifications.listing import NoteLists
    from imagora.posts.conversation import ConversationLists
    from imagora.posts.threads import ThreadReader

    return ThreadReader(
        reader(), ConversationLists(reader()), post_reader(), hydration(), viewpoints(),
        NoteLists(reader()).begin_muted,
    )  # fmt: skip


@cache
def tallies() -> Tallies:
    from imagora.kernel.messages import TallyChanged
    from imagora.posts.tallies import AGAIN_SECONDS
    from imagora.posts.tally_store import Tallies

    def again(post: PostId) -> None:
        _queues()["activity"].send([TallyChanged(post_id=post)], delay_seconds=AGAIN_SECONDS)

    _connected()
    return Tallies(reader(), now, again)


@cache
def _authorship() -> Authorship:
    from imagora.posts.authorship import Authorship

    return Authorship()


@cache
def _reach() -> Reach:
    from imagora.posts.reach import Reach

    return Reach(reader(), viewpoints(), _authorship())


@cache
def reactions() -> Reactions:
    from imagora.posts.reactions import Reactions

    _connected()
    return Reactions(reader(), _reach(), now)


@cache
def reaction_lists() -> ReactionLists:
    from imagora.posts.reactions_listing import ReactionLists

    return ReactionLists(reader(), _reach(), viewpoints(), hydration())


@cache
def mark_lists() -> MarkLists:
    from imagora.posts.marks import MarkLists

    return MarkLists(reader())


@cache
def hydration() -> Hydration:
    from imagora.posts.hydration import Hydration

    return Hydration(reader(), mark_lists(), _authorship())


@cache
def post_reader() -> PostReader:
    from imagora.posts.listing import PostLists
    from imagora.posts.reading import PostReader

    def media_of(ids: Sequence[MediaId]) -> Mapping[MediaId, Media]:
        return media_store().batch(ids)

    return PostReader(reader(), PostLists(reader()), _owner_of, media_of, hydration(), viewpoints())


def _owner_of(handle: str) -> AccountId:
    """Whose handle this is, for who only reads: the table is asked without what writes it."""
    from imagora.accounts.service import id_of

    return id_of(reader(), handle)


@cache
def feed_store() -> FeedStore:
    from imagora.feeds.store import FeedStore
    from imagora.table.writer import Writer

    _connected()
    return FeedStore(reader(), Writer(aws.client("dynamodb"), config.current().table))


@cache
def feeds() -> FeedReader:
    from imagora.feeds.listing import FeedLists
    from imagora.feeds.reading import FeedReader

    return FeedReader(FeedLists(reader()), _authored(), hydration(), viewpoints(), _newcomers, now)


@cache
def _newcomers() -> Newcomers:
    from imagora.accounts.rows import profile_key
    from imagora.accounts.service import own_of
    from imagora.feeds.newcomers import Newcomers
    from imagora.feeds.reading import FEW
    from imagora.graph import listing
    from imagora.kernel.parallel import together

    def followed(reader_id: AccountId) -> list[AccountId]:
        own, few = together(
            [
                lambda: reader().get(profile_key(reader_id), consistent=True),
                lambda: listing.outgoing(reader(), reader_id, listing.FOLLOW, None, 4 * FEW),
            ]
        )
        own_of(own)
        return list(few)

    return Newcomers(explore(), viewpoints(), followed)


@cache
def open_lists() -> OpenLists:
    from imagora.feeds.open_lists import OpenLists

    return OpenLists(hydration(), viewpoints())


@cache
def explore() -> Explore:
    from imagora.feeds.explore import Explore
    from imagora.feeds.listing import FeedLists
    from imagora.feeds.trends import Trends

    return Explore(FeedLists(reader()), Trends(reader()), open_lists(), now)


@cache
def tag_pages() -> TagPages:
    from imagora.feeds.tags import TagPages

    return TagPages(reader(), open_lists())


@cache
def trending() -> Trending:
    from imagora.feeds.trending import Trending
    from imagora.posts.listing import PostLists

    _connected()
    return Trending(reader(), PostLists(reader()), accounts(), now)


@cache
def search() -> Search:
    from imagora.search.listing import TableIndex
    from imagora.search.reading import Search

    return Search(TableIndex(reader()), open_lists())


@cache
def account_search() -> AccountSearch:
    from imagora.search.accounts import AccountSearch
    from imagora.search.listing import TableIndex

    return AccountSearch(TableIndex(reader()), accounts(), viewpoints())


@cache
def indexing() -> Indexing:
    from imagora.posts.listing import PostLists
    from imagora.search.indexing import Indexing
    from imagora.search.store import IndexStore
    from imagora.table.writer import Writer

    _connected()
    index = IndexStore(reader(), Writer(aws.client("dynamodb"), config.current().table))
    return Indexing(index, PostLists(reader()), accounts())


@cache
def fanout() -> Fanout:
    from imagora.feeds.fanout import Fanout

    activity = queue(config.current().activity_queue)
    return Fanout(feed_store(), post_store(), _authored(), accounts(), graph(), _paging(), activity, now)


@cache
def reposting() -> Reposting:
    from imagora.feeds.reposting import Reposting

    return Reposting(accounts(), _paging(), deliveries())


@cache
def deliveries() -> Deliveries:
    from imagora.feeds.deliveries import Deliveries

    return Deliveries(feed_store(), post_store(), graph(), reader(), now)


@cache
def _paging() -> Paging:
    from imagora.feeds.paging import Paging

    settings = config.current()
    return Paging(graph(), queue(settings.fanout_page_queue), queue(settings.fanout_queue), settings.push_limit)


@cache
def _authored() -> AuthorLists:
    from imagora.feeds.authored import AuthorLists

    return AuthorLists(reader())


@cache
def inbox() -> Inbox:
    from imagora.notifications.inbox import Inbox
    from imagora.notifications.listing import NoteLists

    return Inbox(NoteLists(reader()), hydration(), viewpoints(), now)


@cache
def note_store() -> NoteStore:
    from imagora.notifications.store import NoteStore
    from imagora.table.writer import Writer

    _connected()
    return NoteStore(reader(), Writer(aws.client("dynamodb"), config.current().table))


@cache
def notifications() -> Notifications:
    from imagora.notifications.audience import Audience
    from imagora.notifications.service import Notifications

    return Notifications(
        note_store(), Audience(reader(), viewpoints()), post_store(), job_store(), graph(), reader(), now
    )


@cache
def notification_choices() -> Choices:
    from imagora.notifications.choices import Choices

    return Choices(accounts(), note_store(), post_store(), post_reader(), now)


@cache
def _queues() -> dict[str, Queue]:
    settings = config.current()
    return {
        "generation": queue(settings.generation_queue),
        "settlement": queue(settings.settlement_queue),
        "fanout": queue(settings.fanout_queue),
        "erasure": queue(settings.erasure_queue),
        "activity": queue(settings.activity_queue),
    }


@cache
def relay() -> Relay:
    from imagora.pipeline.relay import Relay

    return Relay(_queues())


@cache
def settling() -> Settling:
    from imagora.pipeline.settlement import Settling

    return Settling(job_settlement(), media_store(), posts())


@cache
def activity() -> Activity:
    from imagora.pipeline.activity import Activity

    return Activity(notifications(), tallies(), indexing(), trending())


@cache
def eraser() -> Eraser:
    from imagora.pipeline.erasure import Eraser

    return Eraser(
        posts(), reactions(), post_store(), media_store(), job_store(), feed_store(), note_store(), graph(),
        relations(), _queues()["erasure"], edge(), _erase_account,
    )  # fmt: skip


@cache
def edge() -> Edge:
    from imagora.media.edge import Edge

    return Edge(lambda: aws.client("cloudfront"), config.current().distribution_id)


def _erase_account(account: AccountId) -> bool:
    """The last step of an erasure: sign-in and profile. Answers whether more is left."""
    return bool(membership().erase(account))


@cache
def sweep() -> Sweep:
    from imagora.pipeline.sweep import Sweep

    return Sweep(
        reader(), _queues(), job_settlement(), media_store(), library(), posts(), graph(), tallies(),
        lambda account: membership().sweep_unconfirmed(account), now,
    )  # fmt: skip


@cache
def reconcile() -> Reconcile:
    from aws_lambda_powertools import Metrics

    from imagora.pipeline.reconcile import Reconcile
    from imagora.pipeline.recounting import Recounting

    metrics = Metrics(namespace="Imagora")
    metrics.set_default_dimensions(stage=config.current().stage)
    return Reconcile(reader(), Recounting(reader(), tallies()), metrics)


def forget() -> None:
    """Drop everything that is cached: the next call reads the environment as it is then. For tests."""
    for part in list(globals().values()):
        if hasattr(part, "cache_clear"):
            part.cache_clear()
    aws.forget()
    config.current.cache_clear()
    if "imagora.table.item" in sys.modules:
        sys.modules["imagora.table.item"].disconnect()
