"""The audit of what people do to each other's posts: everything that is counted is counted again from the items.

Counters of posts, pointers of replies, quotes and reposts, feeds, versions, notifications and the index have to follow
from posts, marks, follows and requests, which stand for themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from imagora.feeds.trends import ENOUGH, points
from imagora.graph.head import head_of
from imagora.media.listing import lineage_of
from imagora.notifications.concerned import concerned_by
from imagora.notifications.models import ABOUT_POSTS
from imagora.posts.models import Counts
from imagora.search import tokens
from tests.faults.books import Books

_COUNTERS = ("likes", "reposts", "replies", "quotes", "remixes")
_LETTERS = {"l": "likes", "r": "reposts"}


_UNTOLD = ("like#", "repost#", "follow#", "follow_request#")


def recount(books: Books, *, records_lost: bool = False) -> list[str]:
    """Everything that is wrong with reactions, conversation, notifications and the index.

    `records_lost`: where stream records are lost, what is lost with them by design isn't wrong; see docs/durability.md.
    """
    return [
        *_counters(books),
        *_replies(books),
        *_quotes(books),
        *_reposts(books),
        *_remixes(books, records_lost),
        *_versions(books),
        *_notes(books, records_lost),
        *_words(books),
        *([] if records_lost else _leftovers(books)),
        *_names(books),
        *_trends(books),
    ]


def _marks(books: Books) -> Iterator[tuple[str, str, str, str | None]]:
    """(whose, on which post, kind, position) of all marks."""
    for pk, rest, item in books.beside("MARK#"):
        post_id, _, kind = rest.partition("#")
        yield pk.removeprefix("USER#"), post_id, kind, item.get("position")


def _counters(books: Books) -> Iterator[str]:
    found: Counter[tuple[str, str]] = Counter()
    for _, post_id, kind, _ in _marks(books):
        if kind in _LETTERS:
            found[post_id, _LETTERS[kind]] += 1
    for _, _, card in books.published():
        if card.reply_to is not None:
            found[card.reply_to, "replies"] += 1
        if card.quote is not None:
            found[card.quote.post, "quotes"] += 1
    found.update((item["c"], "remixes") for _, _, item in books.under("LINEAGE#") if "c" in item)
    for post_id, post, _ in books.published():
        counted = {name: post.get(name, 0) for name in _COUNTERS}
        there = {name: found[post_id, name] for name in _COUNTERS}
        if counted != there:
            yield f"post {post_id} counts {counted}, there are {there}"
    for post_id, shard, item in books.under("TALLY#"):
        yield f"{item['tally']} wait beside post {post_id} in {shard}"


def _replies(books: Books) -> Iterator[str]:
    """Each reply that is out has its pointer; one of a post that was deleted marks the place of its tombstone."""
    there = {(f"REPLIES#{parent}", sk): item for parent, sk, item in books.under("REPLIES#")}
    for post_id, post, card in books.published():
        first = 0 if post["author"] == card.reply_author else 1
        if (
            card.reply_to
            and there.get((f"REPLIES#{card.reply_to}", f"{first}#{post['position']}"), {}).get("p") != post_id
        ):
            yield f"reply {post_id} isn't among those to {card.reply_to}"
    for (pk, _), item in there.items():
        if books.posts.get(item["p"], {}).get("status") not in ("published", "deleted"):
            yield f"{pk} names {item['p']}, which isn't there"
    twice = Counter((pk, item["p"]) for (pk, _), item in there.items())
    yield from (f"{pk} names {post_id} {times} times" for (pk, post_id), times in twice.items() if times > 1)


def _quotes(books: Books) -> Iterator[str]:
    wanted = {(card.quote.post, post["position"], one) for one, post, card in books.published() if card.quote}
    there = {(quoted, place, item["p"]) for quoted, place, item in books.under("QUOTES#")}
    yield from (f"{one} isn't among the quotes of {quoted}" for quoted, _, one in wanted - there)
    yield from (f"{one} is among the quotes of {quoted}" for quoted, _, one in there - wanted)


def _reposts(books: Books) -> Iterator[str]:
    """Marks and pointers say the same, none is undone, and feeds hold no repost but those that stand."""
    marked = {(post_id, who): at for who, post_id, kind, at in _marks(books) if kind == "r"}
    pointers = {(post_id, who): item for post_id, who, item in books.under("REPOSTS#")}
    if marked != {key: item["position"] for key, item in pointers.items()}:
        yield f"reposts by their marks {marked}, by their pointers {sorted(pointers)}"
    for (post_id, who), item in pointers.items():
        if item.get("undone"):
            yield f"the repost of {post_id} by {who} is undone and still there"
    for reader, entries in books.feeds.items():
        for entry in entries:
            by = entry.get("by")
            if by and books.alive(by) and marked.get((entry["p"], by)) != entry["SK"]:
                yield f"feed of {reader} has a repost of {entry['p']} that is undone"


def _remixes(books: Books, records_lost: bool) -> Iterator[str]:
    """Each remix that is out is listed below all that it was made from, and nothing else is."""
    listed = {(post_id, media_id): item for post_id, media_id, item in books.under("LINEAGE#")}
    for post_id, _, card in books.published():
        for picture in card.pictures:
            if picture.remix_of and (post_id, picture.id) not in listed:
                yield f"remix {picture.id} in post {post_id} isn't listed"
    places = set()
    for (post_id, media_id), item in listed.items():
        places |= {(f"REMIXES#{one}", f"{item['position']}#{media_id}") for one in lineage_of(item)}
        if not records_lost and not books.is_out(post_id):
            yield f"remix {media_id} is listed, and its post {post_id} is gone"
    there = {(f"REMIXES#{ancestor}", place) for ancestor, place, _ in books.under("REMIXES#")}
    for partition, place in sorted(places ^ there):
        yield f"{place} is {'missing' if (partition, place) in places else 'left over'} in {partition}"


def _versions(books: Books) -> Iterator[str]:
    kept = Counter(post_id for post_id, _, _ in books.under("HISTORY#"))
    edits = {post_id: post["edits"] for post_id, post, _ in books.published() if post.get("edits")}
    if kept != edits:
        yield f"versions kept {dict(kept)}, edits {edits}"


def _expected(books: Books) -> Iterator[tuple[str, str, str]]:
    """(who is told, of which group, by whom) for everything that stands."""
    for who, post_id, kind, _ in _marks(books):
        if kind in _LETTERS and books.is_out(post_id):
            yield books.posts[post_id]["author"], f"{_LETTERS[kind].rstrip('s')}#{post_id}", who
    for post_id, post, card in books.published():
        for owner, why in concerned_by(card, post["author"]).items():
            yield owner, f"{why}#{post_id}", post["author"]
    for remix, _, item in books.under("LINEAGE#"):
        if "c" in item and books.is_out(remix) and books.is_out(item["c"]):
            yield books.posts[item["c"]]["author"], f"remix#{item['c']}", books.posts[remix]["author"]
    for pk, target, _ in books.beside("REQUEST#"):
        asking = pk.removeprefix("USER#")
        yield target, f"follow_request#{asking}", asking
    for pk, followee, _ in books.beside("FOLLOW#"):
        yield followee, "follow#", pk.removeprefix("USER#")


def _notes(books: Books, records_lost: bool) -> Iterator[str]:
    """Who isn't hidden from somebody is among those whose deeds they are told of."""
    told: set[tuple[str, str, str]] = set()
    for owner, group, item in books.under("NOTES#"):
        kind = group.partition("#")[0]
        if group.startswith(("~", "A#")):
            continue
        actors = set(item.get("w") or ())
        told |= {(owner, "follow#" if kind == "follow" else group, actor) for actor in actors}
        if actors and item["n"] != len(actors):
            yield f"{group} of {owner} counts {item['n']} of {len(actors)}"
    for owner, group, by in set(_expected(books)) - told:
        if records_lost and group.startswith(_UNTOLD):
            continue
        if owner != by and books.alive(owner) and books.alive(by) and not _deaf(books, owner, by):
            yield f"{owner} isn't told of {group} by {by}"
    for job_id, job in books.jobs.items():
        done = job["status"] in ("succeeded", "blocked", "failed")
        if done and not records_lost and (f"NOTES#{job['owner']}", f"generation#{job_id}") not in books.all:
            yield f"{job['owner']} isn't told of job {job_id}"


def _deaf(books: Books, owner: str, by: str) -> bool:
    head = head_of(books.all.get((f"FEED#{owner}", "~HEAD")))
    return by in head.blocking or by in head.blocked_by or by in head.muted


def _words(books: Books) -> Iterator[str]:
    """Each post that is out is found by its words and tags."""
    found = {(place, position) for room in ("WORD#", "TAG#") for place, position, _ in _rooms(books, room)}
    for post_id, post, card in books.published():
        tags = {facet.value for facet in card.facets if facet.kind == "tag"}
        places = {f"WORD#{token}" for token in tokens.of_post(card.text, card.facets)} | {f"TAG#{tag}" for tag in tags}
        missing = sorted(place for place in places if (place, post["position"]) not in found)
        if missing:
            yield f"post {post_id} isn't under {missing}"
        if places and (f"INDEXED#{post_id}", "INDEXED") not in books.all:
            yield f"nobody knows where post {post_id} is indexed"


def _leftovers(books: Books) -> Iterator[str]:
    """Nobody is told of what is gone, and nothing that is gone is indexed."""
    for owner, group, _ in books.under("NOTES#"):
        kind, _, subject = group.partition("#")
        if kind in ABOUT_POSTS and not books.is_out(subject):
            yield f"{owner} is told of {group}, which is gone"
    for room in ("WORD#", "TAG#"):
        yield from (f"{pk} names {row['p']}, gone" for pk, _, row in _rooms(books, room) if not books.is_out(row["p"]))
    for one, _, _ in books.under("INDEXED#"):
        if not books.is_out(one) and not books.alive(one):
            yield f"{one} is gone and indexed"


def _rooms(books: Books, room: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    return ((room + rest, sk, item) for rest, sk, item in books.under(room))


def _names(books: Books) -> Iterator[str]:
    """Each account is found by its handle and name, and by nothing else."""
    found = {tuple(sk.rsplit("#", 1)) for _, sk, _ in books.under("NAMES#")}
    wanted = {
        (token, uid)
        for uid, profile in books.profiles.items()
        if profile["status"] in ("active", "suspended")
        for token in tokens.of_name(profile["handle"], profile["name"])
    }
    for token, uid in wanted ^ found:
        yield f"account {uid} is {'not ' if (token, uid) in wanted else ''}found by {token}"


def _trends(books: Books) -> Iterator[str]:
    trending = {post_id for post_id, _, _ in books.under("TREND#")}
    for post_id in trending:
        if not books.is_out(post_id):
            yield f"post {post_id} trends, and is gone"
    for post_id, post, card in books.published():
        counts = Counts(**{name: post.get(name, 0) for name in _COUNTERS})
        open_account = books.alive(post["author"]) and not books.profiles[post["author"]]["private"]
        if card.reply_to is None and open_account and points(counts) >= ENOUGH and post_id not in trending:
            yield f"post {post_id} with {points(counts)} points doesn't trend"
