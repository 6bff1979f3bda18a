"""What must be true of an instance at rest: read from table, bucket, user pool, queues. Each breach is a sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from imagora.credits.models import Entry, balances
from imagora.graph.head import head_of
from imagora.kernel.clock import parse
from imagora.posts.listing import card_of
from imagora.posts.models import Card
from tests.faults.books import Books
from tests.faults.lab import POISON, Item, Lab
from tests.faults.recount import recount

FINAL = {"succeeded", "blocked", "failed", "cancelled"}


def breaches(lab: Lab, *, records_lost: bool = False) -> list[str]:
    """Everything that is wrong now; empty when the instance is at rest and whole. `records_lost` as in `recount`."""
    books = Books(lab.items(), lab.objects())
    return [
        *_jobs(books),
        *_credits(books),
        *_spending(books),
        *_media(books),
        *_objects(books),
        *_posts(books),
        *_feeds(books),
        *_follows(books),
        *_heads(books),
        *_accounts(books, lab),
        *recount(books, records_lost=records_lost),
        *_due(books),
        *_queues(lab),
    ]


def _jobs(books: Books) -> Iterator[str]:
    for job_id, job in books.jobs.items():
        if job["status"] not in FINAL:
            yield f"job {job_id} is {job['status']}"
        shown = {m for m in job["media"] if _counts(books.media.get(m, {}))}
        # One that was cancelled is charged what was in a post by then, and what was made, or under way, for money.
        charged = shown | _kept(job)
        if job["status"] in ("succeeded", "cancelled"):
            if not (_posted_and_gone(books, job) or _free(job)) and len(charged) != job["credits"]:
                yield f"job {job_id} is {job['status']}, charged {job['credits']}, and shows {len(shown)}"
        elif job["status"] in FINAL and (shown or job["credits"]):
            yield f"job {job_id} is {job['status']}, charged {job['credits']}, and shows {len(shown)}"


def _kept(job: Item) -> set[str]:
    """What stays its owner's though the job was cancelled; a call that was under way need not have brought anything."""
    return {job["media"][int(index)] for index in job.get("bound", ())} if job["status"] == "cancelled" else set()


def _free(job: Item) -> bool:
    """Whether it was drawn for nothing, since its owner had no credits left."""
    return job.get("lane") == "slow" and not job["credits"]


def _counts(media: Item) -> bool:
    """Whether it was had for its credit; what a moderator took away was."""
    return media.get("status") in ("ready", "held") or bool(media.get("withheld_by"))


def _posted_and_gone(books: Books, job: Item) -> bool:
    return any(books.media.get(m, {}).get("status") == "removed" for m in job["media"])


def _credits(books: Books) -> Iterator[str]:
    """Wallets, ledger and jobs tell the same: each entry once, every sum right, nothing reserved at rest."""
    entries: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for pk, _, entry in books.beside("CREDIT#"):
        entries[pk, f"CREDITS#{entry['period']}"].append(entry)
    wallets = {(pk, f"CREDITS#{period}"): item for pk, period, item in books.beside("CREDITS#")}
    for key in wallets.keys() | entries.keys():
        if books.alive(key[0].removeprefix("USER#")):
            yield from (f"wallet {key}: {wrong}" for wrong in _wallet(books, key, wallets.get(key, {}), entries[key]))


def _wallet(books: Books, key: tuple[str, str], wallet: Item, entries: list[Item]) -> Iterator[str]:
    held = balances(_entry(entry) for entry in entries)
    told = {name: wallet.get(name, 0) for name in ("granted", "left", "reserved", "used", "under_way")}
    written = {
        "granted": -held["issued"], "left": held["available"], "reserved": held["reserved"], "used": held["spent"],
        "under_way": 0,
    }  # fmt: skip
    if told != written:
        yield f"holds {told}, its entries say {written}"
    if held["reserved"]:
        yield f"{held['reserved']} credits are reserved at rest"
    jobs = [j for j in books.jobs.values() if (f"USER#{j['owner']}", f"CREDITS#{j['period']}") == key]
    if held["spent"] != sum(job["credits"] for job in jobs):
        yield f"{held['spent']} were spent, its jobs were charged {sum(job['credits'] for job in jobs)}"
    kinds = Counter((entry["kind"], entry["about"]) for entry in entries)
    yield from (f"{what} is there {times} times" for what, times in kinds.items() if times > 1)


def _spending(books: Books) -> Iterator[str]:
    """What providers were paid in a day by all isn't less than for those who are still there."""
    for pk, sk, item in books.under("SPENDING#"):
        paid = sum(one["microdollars"] for _, day, one in books.beside("CREDITDAY#") if day == pk)
        if paid > item["microdollars"]:
            yield f"{sk} of {pk} counts {item['microdollars']}, accounts count {paid}"


def _entry(item: Item) -> Entry:
    return Entry(item["kind"], item["credits"], item["period"], parse(item["created_at"]), item["about"])


def _media(books: Books) -> Iterator[str]:
    users: Counter[str] = Counter()
    for post in books.posts.values():
        if post["status"] != "deleted":
            users.update(_pictures(post))
    for media_id, one in books.media.items():
        if one["status"] == "processing":
            yield f"medium {media_id} is processing"
        if one["posts"] != users[media_id]:
            yield f"medium {media_id} counts {one['posts']} posts, {users[media_id]} show it"
        if one["owner"] not in books.profiles:
            yield f"medium {media_id} has no owner"
        if one.get("job") and one["job"] not in books.jobs:
            yield f"medium {media_id} has no job"


def _objects(books: Books) -> Iterator[str]:
    wanted = set()
    for media_id, one in books.media.items():
        place = {"ready": f"media/{one['key']}", "held": f"quarantine/{media_id}"}.get(one["status"])
        if one["status"] == "rejected" and one.get("withheld_by"):
            place = f"withheld/{media_id}"
        if place:
            wanted |= {f"{place}/full.webp", f"{place}/thumb.webp"}
    for key in sorted(wanted ^ books.objects):
        yield f"object {key} is {'missing' if key in wanted else 'left over'}"


def _posts(books: Books) -> Iterator[str]:
    published: Counter[str] = Counter()
    for post_id, post in books.posts.items():
        states = [books.media.get(m, {}).get("status") for m in _pictures(post)]
        if post["status"] == "published":
            published[post["author"]] += 1
            if any(state != "ready" for state in states):
                yield f"post {post_id} shows pictures that are {states}"
        elif post["status"] == "pending" and "held" not in states and "held_by" not in post:
            yield f"post {post_id} is pending, its pictures are {states}"
        elif post["status"] == "deleted" and "ready" in states:
            yield f"post {post_id} is deleted, its pictures are {states}"
    for uid, profile in books.profiles.items():
        if profile["status"] != "deleted" and profile["posts_count"] != published[uid]:
            yield f"account {uid} counts {profile['posts_count']} posts and has {published[uid]}"
    for pk, post_id, _ in books.beside("WAIT#"):
        if books.posts.get(post_id, {}).get("status") != "pending":
            yield f"{pk} is waited for by {post_id}, which is not pending"


def _pictures(post: Item) -> list[str]:
    if not post.get("card"):
        return []
    card = card_of(post["card"])
    return [*card.waiting, *(picture.id for picture in card.pictures)]


def _feeds(books: Books) -> Iterator[str]:
    for owner, entries in books.feeds.items():
        if not books.alive(owner):
            yield f"feed of {owner}, who is gone"
        places = Counter((entry["p"], entry.get("by")) for entry in entries)
        yield from (f"feed of {owner} has post {p} {n} times" for (p, _), n in places.items() if n > 1)
    fed = {owner: {entry["p"] for entry in entries if "by" not in entry} for owner, entries in books.feeds.items()}
    announced = Counter(entry["p"] for entry in books.recent)
    for post_id, post, card in books.published():
        author = post["author"]
        if not books.alive(author):
            continue
        if announced[post_id] != (0 if card.reply_to or books.profiles[author]["private"] else 1):
            yield f"post {post_id} is announced {announced[post_id]} times"
        for reader in _readers(books, author, card):
            if post_id not in fed.get(reader, ()) and not _pulls(books, reader, author):
                yield f"post {post_id} is not in the feed of {reader}"


def _readers(books: Books, author: str, card: Card) -> set[str]:
    """Whom a post is for: a reply is for those who follow both, or are one of the two."""
    readers = {author} | books.followers(author)
    answered = card.reply_author
    if answered is None or answered == author:
        return readers
    return readers & (books.followers(answered) | {answered})


def _pulls(books: Books, reader: str, author: str) -> bool:
    head = head_of(books.all.get((f"FEED#{reader}", "~HEAD")))
    return head.resting or author in head.pulled


def _follows(books: Books) -> Iterator[str]:
    following: Counter[str] = Counter()
    followers: Counter[str] = Counter()
    for pk, followee, _ in books.beside("FOLLOW#"):
        following[pk.removeprefix("USER#")] += 1
        followers[followee] += 1
    for uid, profile in books.profiles.items():
        counted = (profile["following_count"], profile["followers_count"])
        if profile["status"] != "deleted" and counted != (following[uid], followers[uid]):
            yield f"account {uid} counts {counted} follows, there are {(following[uid], followers[uid])}"
    for uid in (following | followers).keys() - books.profiles.keys():
        yield f"follows of {uid}, who is gone"


def _heads(books: Books) -> Iterator[str]:
    """Each head against the follows and blocks that stand for themselves."""
    follows = {(pk.removeprefix("USER#"), whom) for pk, whom, _ in books.beside("FOLLOW#")}
    blocks = {(pk.removeprefix("USER#"), whom) for pk, whom, _ in books.beside("BLOCK#")}
    for uid in filter(books.alive, books.profiles):
        head = head_of(books.all.get((f"FEED#{uid}", "~HEAD")))
        following = sum(1 for follower, _ in follows if follower == uid)
        if head.following != following:
            yield f"the head of {uid} counts {head.following} follows, there are {following}"
        if {(uid, whom) for whom in head.blocking} | {(by, uid) for by in head.blocked_by} != {
            pair for pair in blocks if uid in pair
        }:
            yield f"the head of {uid} knows of other blocks than there are"
    for one, other in blocks:
        if follows & {(one, other), (other, one)}:
            yield f"{one} blocks {other}, and a follow is between them"


def _accounts(books: Books, lab: Lab) -> Iterator[str]:
    for (pk, sk), item in books.all.items():
        if sk == "CLAIM" and not books.alive(item["account_id"]):
            yield f"{pk.partition('#')[0]} is claimed by {item['account_id']}, who is gone"
        if pk.startswith("USER#") and pk.removeprefix("USER#") not in books.profiles:
            yield f"{pk} / {sk} has no profile"
    for uid, profile in books.profiles.items():
        if profile["status"] == "deleted":
            yield f"account {uid} is deleted and not erased"
        contact = books.all.get((f"USER#{uid}", "CONTACT"), {"claim": "claim-"})
        stand_in = contact["claim"].startswith("claim-")  # made without a user, see `Stack.author`
        if profile["status"] == "active" and not stand_in and uid not in directory(lab):
            yield f"account {uid} can't sign in"
    for uid in directory(lab):
        if uid not in books.profiles:
            yield f"sign-in of {uid} has no account"


def directory(lab: Lab) -> set[str]:
    """Usernames in the user pool."""
    return {user.username for user in lab.users.values()}


_DUE_AT_REST = {("POST", "pending"), ("~HEAD", None), ("CASE", "appealed"), ("CASE", "claimed")}
"""Due though nothing is left to do just now: posts that wait, readers who come, appeals until their deadline."""


def _due(books: Books) -> Iterator[str]:
    for (pk, sk), item in books.all.items():
        if "GSI2PK" in item and (sk, item.get("status")) not in _DUE_AT_REST:
            yield f"{pk} / {sk} is due{' (' + item['status'] + ')' if 'status' in item else ''}"


def _queues(lab: Lab) -> Iterator[str]:
    for name, found in lab.queued().items():
        bodies = [body for body in found if body != POISON or not name.endswith("-dead")]
        if bodies:
            yield f"queue {name} holds {len(bodies)}: {bodies[0][:120]}"


def summary(lab: Lab) -> dict[str, Any]:
    """Figures about what there is."""
    books = Books(lab.items(), lab.objects())
    return {
        "jobs": dict(Counter(job["status"] for job in books.jobs.values())),
        "media": dict(Counter(one["status"] for one in books.media.values())),
        "posts": dict(Counter(post["status"] for post in books.posts.values())),
        "feed entries": sum(map(len, books.feeds.values())),
        "objects": len(books.objects),
    }
