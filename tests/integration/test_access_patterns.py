"""Every access of the table, measured, and held against docs/access-patterns.md.

`make access-patterns` writes the page anew from what was measured.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from unittest import mock

import pytest

from chalicelib import shell
from imagora import wiring
from imagora.credits.plans import Plans
from imagora.generation import ceiling_store
from imagora.generation.models import MAX_ATTEMPTS, Job
from imagora.generation.providers.port import ProviderError
from imagora.graph.dormancy import day_of
from imagora.graph.head import head_key
from imagora.graph.head_store import HeadItem
from imagora.kernel.ids import AccountId, JobId, MediaId, PostId, new_id
from imagora.kernel.messages import CameBack, MediaSettled
from imagora.media import opinion_store
from imagora.moderation.checkers.port import CheckerDown, Finding
from imagora.moderation.events import Subject
from imagora.notifications.models import about_post
from imagora.posts.authorship import Authorship
from imagora.posts.marks import LIKE, mark_key
from imagora.table import due
from imagora.table.item import Item
from imagora.table.paging import PageRequest
from imagora.webhooks.models import event_id
from imagora.webhooks.sending import Outcome
from infra.local.stack import ROOT
from tests.corpus import hostile
from tests.corpus.pictures import Picture
from tests.integration.assist.scripted import ANSWER, Scripted
from tests.integration.moderation.looker import Looker, processor_with
from tests.integration.moderation.test_judged_pictures import png
from tests.integration.stack import Person, Stack, send_form
from tests.meter import Meter
from tests.unit.provenance import drawing

PAGE = ROOT / "docs" / "access-patterns.md"
PICTURE = "a calm lake"

INTRODUCTION = """# Access patterns

Every access of the table, and what it costs: measured by a test on the laptop stack, with units worked out from item sizes
by DynamoDB's published rules (a local table's own figures are wrong). `make access-patterns` writes this page; a test fails
when it isn't true any more.

A **step** is one wait for the table (requests in parallel are one). A route's figures are the whole request: its rate limit
(1 write), the account's status (1 read, consistent), an Idempotency-Key where one is sent. A read unit is 4 KB read
consistently, a write unit 1 KB written; transactions cost double; an index entry costs what it writes.

Who wrote a post never changes, so a process remembers that of posts that it showed: who answers, quotes, likes or reposts
one has it read together with its author then, and waits a step less.

"""

KEYS = """
## Keys

| item | PK / SK | index |
|---|---|---|
| profile, contact | `USER#<uid>` / `PROFILE`, `CONTACT` | GSI2 while it is erased |
| claims | `HANDLE#<handle>`, `EMAIL#<HMAC>` / `CLAIM` | |
| sign-up under way | `USER#<uid>` / `SIGNUP` | GSI2 until confirmed |
| follow, request | `USER#<follower>` / `FOLLOW#<followee>`, `REQUEST#<target>` | GSI1 `FOLLOWERS#<followee>`, `REQUESTS#<target>` / `<follower>` (`~<follower>` of who rests); GSI2 until the feed is filled |
| block | `USER#<blocker>` / `BLOCK#<blocked>` | GSI1 `BLOCKERS#<blocked>` / `<blocker>` |
| post | `POST#<pid>` / `POST` | GSI1 `AUTHOR#<uid>` / `<position>#<traits>`; `PENDING#<uid>` before; GSI2 until spread, and until its pictures are gone |
| direct replies, quotes of a post | `REPLIES#<parent>` / `<0 by the parent's author, 1>#<position>`, `QUOTES#<post>` / `<position>` | |
| what a post said before | `HISTORY#<post>` / `<rev>` | |
| like, bookmark, repost | `USER#<uid>` / `MARK#<pid>#<kind>` | GSI1 of a like `LIKES#<pid>` / `<uid>`, of a bookmark `BOOKMARKS#<uid>` / `<when>#<author>…` |
| who reposted | `REPOSTS#<pid>` / `<uid>` | GSI1 `AUTHOR#<uid>` / `<position>#p<author>…`; GSI2 until carried, and until taken back from feeds |
| counts of a contended post, who folds them | `TALLY#<pid>` / `<counter>#<0..15>`, `FOLD#<pid>` / `FOLD` | GSI2 until folded |
| how far the recount of counters came | `RECOUNT` / `CURSOR` | |
| how far a re-check of earlier posts came | `RECHECK` / `RECHECK` | GSI2 until it is through |
| home feed entry (a repost names who, a reply whom it answers), its head | `FEED#<uid>` / `<position>`, `~HEAD` | GSI2, a head: when to look whether its reader still comes |
| what is new of all | `RECENT#<0..2>` / `<position>` | |
| what trends | `TREND#<pid>` / `TREND` | GSI1 `TRENDING` / `<score>#<position>#<pid>#<uid>…` |
| tag page, tags by name | `TAG#<tag>` / `<position>`, `TAGS#<first 2 characters>` / `<tag>` | |
| posts by word | `WORD#<token>` / `<position>` | |
| accounts by name | `NAMES#<first 2 characters>` / `<token>#<uid>` | |
| what was indexed of a post or an account | `INDEXED#<id>` / `INDEXED` | |
| breaker of a provider | `BREAKER#<provider>`, `BREAKER#text <provider>` / `BREAKER` | |
| webhook, and what is delivered to it | `USER#<uid>` / `WEBHOOK`, `HOOK#<uid>` / `D#<event>` | GSI2 until it is delivered or given up; TTL |
| job | `JOB#<jid>` / `JOB` | GSI1 `JOBS#<uid>` / `<jid>`; GSI2 until final, and until what was drawn in vain is gone; `DUE#ceiling` while it waits at one |
| medium, what waits for it | `MEDIA#<mid>` / `MEDIA`, `WAIT#<pid>` | GSI1 `MEDIA_OF#<uid>` / `<mid>`; GSI2 while processing, until its case says what checkers said, and while they are to be asked again: about one that is shown `DUE#look`, a lane of its own, 100 a tick at most |
| where a medium comes from, what it looks like | `MEDIA#<mid>` / `ORIGIN`, `PRINT` | written when it is processed; `PRINT` is 1 to 2 KB of hashes |
| posts with copies of a medium, who was told of one | `MEDIA#<mid>` / `COPY#<pid>`, `COPY#<pid>` / `<uid>` | written when such a post goes out |
| published pictures made from one, where a post's are listed | `REMIXES#<mid>` / `<position>#<mid>`, `LINEAGE#<pid>` / `<mid>` | one below each of 16 ancestors at most |
| check of any picture | `CHECK#<check>` / `CHECK` | GSI2 while it waits; TTL 24 h |
| what must not come back | `BLOCKED#sha256#<digest>`, `BLOCKED#<place>#<byte>`, `BLOCKED#case#<case>` / `BLOCKED` | sets of entries; the case's says what to take away again |
| cases that only follow another | `CASE#<case>` / `FOLLOWER#<case>` | about copies of its picture; gone with an overturn |
| published works by what they look like | `PHASH#<0..3>#<quarter>` / `<mid>#<coarse hashes>` | about 28 a work, no attributes; a lookup is 32 Queries ([how surely](likeness.md)) |
| notification | `NOTES#<uid>` / `<kind>#<subject>`, beyond 100 actors `A#<group>`, `A#<group>#<actor>` | GSI1 `NOTED#<uid>` / `<position>[#<actor>]` |
| what was read, what is off, muted threads | `NOTES#<uid>` / `~READ`, `~SETTINGS`, `~THREAD#<root>` | |
| case: its head, events, who reported it | `CASE#<case>` / `CASE`, `E#<rev>`, `R#<uid>` | GSI1 `QUEUE` / `<0 urgent, 1>#<since>#<case>` while it waits; GSI2 until a decision is carried out, and while an answer is promised |
| the newest case about something | `SUBJECT#<kind>#<id>` / `CASE` | |
| decisions about one's own things, strikes, all cases about them | `USER#<uid>` / `MODERATED#<case>`, `STRIKE#<case>`, `CASE#<case>` | |
| what moderators did, public figures | `AUDIT#<month>` / `<ulid>`, `STATS` / `<month>#<rule>#<0..3>` | |
| what waits to be judged (again) | `JUDGE#<post, media or account>#<id>` / `JUDGE` | GSI2 `DUE#judge` / `<deadline>#<PK>`: a lane of its own, 200 a tick at most |
| texts posted within a day, by a band of their sketch; a young account's pace | `COPIES#<band>` / `<position>`, `PACE#<uid>` / `<position>` | expire after 24 h and 2 h |
| what providers were paid in a day, by all and for one | `SPENDING#<day>` / `SPENDING`, `USER#<uid>` / `CREDITDAY#<day>` | TTL 40 days |
| a month's credits, their ledger, the plan | `USER#<uid>` / `CREDITS#<month>`, `CREDIT#<ulid>`, `PLAN` | TTL 400 days; no plan is `free` |
| idempotency, rate limit | `IDEM#<owner>#<key>` / `IDEM`, `RATE#<who>#<minute>` / `RATE`; of models asked by the co-pilot `RATE#models:<uid>#<day>` | |
| due work | | GSI2 `DUE#<0..7>` / `<deadline>#<PK>` |

Traits are letters: `m` with pictures, `r` a reply, `q<post><author>` a quote; so an author's page is filtered by keys alone.
"""


@dataclass(frozen=True)
class Scene:
    """What the accesses are measured on.

    A reader whose home and whose world's newest have more than a page; an engineer whose program asks for pictures.
    """

    stack: Stack
    reader: Person
    author: Person
    engineer: Person
    job: str
    picture: str

    @contextmanager
    def metered(self) -> Iterator[Meter]:
        with self.stack.metered() as meter:
            yield meter


Measure = Callable[[Scene], object]
MEASURES: list[tuple[str, str, Measure]] = []


def access(name: str, budget: str = "") -> Callable[[Measure], Measure]:
    def register(measure: Measure) -> Measure:
        MEASURES.append((name, budget, measure))
        return measure

    return register


@access("home page of 50, 50 authors", "2 steps, ≤ 28 read + 0.5 an author")
def _home(scene: Scene) -> object:
    return scene.reader("GET", "/v1/feeds/home?limit=50")


@access("explore page of 50, 50 authors", "2 steps, ≤ 28 read + 0.5 an author")
def _explore(scene: Scene) -> object:
    return scene.stack.api("GET", "/v1/feeds/explore?limit=50")


@access("tag page of 50, 50 authors", "2 steps, ≤ 28 read + 0.5 an author")
def _tag_page(scene: Scene) -> object:
    return scene.reader("GET", "/v1/feeds/tags/morning?limit=50")


@access("search posts for one word, 50 found of 50 authors", "2 steps")
def _one_word(scene: Scene) -> object:
    return scene.reader("GET", "/v1/search?q=good&limit=50")


@access("search posts for three words, 50 found of 50 authors", "2 steps")
def _three_words(scene: Scene) -> object:
    return scene.reader("GET", "/v1/search?q=good+morning+%23morning&limit=50")


@access("search accounts, 52 found", "2 steps, besides relations")
def _accounts(scene: Scene) -> object:
    return scene.stack.api("GET", "/v1/search?q=zenobia&type=accounts&limit=100")


@access("search tags", "1 step, 0.5 read")
def _tags(scene: Scene) -> object:
    return scene.stack.api("GET", "/v1/search?q=mor&type=tags")


@access("author page of 20", "3 steps, ≤ 29 read + authors")
def _author_page(scene: Scene) -> object:
    return scene.stack.api("GET", f"/v1/accounts/{scene.author.handle}/posts")


@access("one post")
def _post(scene: Scene) -> object:
    post = scene.stack.api("GET", f"/v1/accounts/{scene.author.handle}/posts?limit=1")["items"][0]["id"]

    def measured() -> object:
        return scene.stack.api("GET", f"/v1/posts/{post}")

    return measured


@access("the page behind a shared link to a post", "2 steps")
def _post_page(scene: Scene) -> object:
    post = scene.stack.api("GET", f"/v1/accounts/{scene.author.handle}/posts?limit=1")["items"][0]["id"]
    return lambda: _page(scene, f"/pages/posts/{post}")


@access("… to an account", "2 steps")
def _profile_page(scene: Scene) -> object:
    return _page(scene, f"/pages/accounts/{scene.author.handle}")


def _page(scene: Scene, path: str) -> object:
    with mock.patch.object(shell, "DEPLOYED", ROOT / "web/index.html"):
        answer = scene.stack.gateway.handle("GET", path)
    assert b"og:title" in answer.body
    return answer


@access("an account, asked by nobody")
def _account(scene: Scene) -> object:
    return scene.stack.api("GET", f"/v1/accounts/{scene.author.handle}")


@access("an account, asked by somebody")
def _account_seen(scene: Scene) -> object:
    return scene.reader("GET", f"/v1/accounts/{scene.author.handle}")


@access("a job's status while it waits", "1 step, 0.5 read")
def _waiting(scene: Scene) -> object:
    asked = scene.author("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})

    def measured() -> object:
        return scene.author("GET", f"/v1/generations/{asked['id']}")

    return measured


@access("a job's status with its picture", "1 step, 0.5 a picture and 0.5 more")
def _job(scene: Scene) -> object:
    return scene.author("GET", f"/v1/generations/{scene.job}")


@access("one's own jobs, a page")
def _jobs(scene: Scene) -> object:
    return scene.author("GET", "/v1/generations")


@access("one's own account")
def _me(scene: Scene) -> object:
    return scene.reader("GET", "/v1/me")


@access("ask for a picture")
def _ask(scene: Scene) -> object:
    return scene.reader("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})


@access("… with an Idempotency-Key")
def _ask_once(scene: Scene) -> object:
    return scene.reader(
        "POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"}, key=new_id(scene.stack.clock())
    )


@access("one's own credits and a page of the ledger")
def _credits(scene: Scene) -> object:
    return scene.reader("GET", "/v1/me/credits")


@access("… the month's first look, which grants them")
def _first_credits(scene: Scene) -> object:
    newcomer = scene.stack.person()

    def measured() -> object:
        return newcomer("GET", "/v1/me/credits")

    return measured


@access("try a failed job again")
def _retry(scene: Scene) -> object:
    job = scene.reader("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})["id"]
    scene.stack.painter.plan.extend([ProviderError("unavailable", "It is down.", retryable=True)] * MAX_ATTEMPTS)
    scene.stack.drain()

    def measured() -> object:
        return scene.reader("POST", f"/v1/generations/{job}/retry")

    return measured


@access("publish a text", "2 steps and ≤ 8 write, besides the limit")
def _publish(scene: Scene) -> object:
    return scene.author("POST", "/v1/posts", {"text": "good morning"})


@access("publish a picture", "2 steps and ≤ 8 write + 2 a medium, besides the limit")
def _publish_picture(scene: Scene) -> object:
    return scene.author("POST", "/v1/posts", {"text": "good morning", "media_ids": [scene.picture]})


@access("index a post of 12 words, 2 of them tags", "1 write a word, 3 a tag, 1 more")
def _index(scene: Scene) -> object:
    words = "one lighthouse two gulls three boats four waves five #stones six #shells"
    post = scene.stack.publish(scene.author, words)

    def measured() -> object:
        return wiring.indexing().post(post.id)

    return measured


@access("publish a reply", "2 steps, besides the limit")
def _reply(scene: Scene) -> object:
    parent = scene.stack.publish(scene.author, "good morning").id

    def measured() -> object:
        return scene.reader("POST", "/v1/posts", {"text": "good evening", "reply_to": parent})

    return measured


@access("publish a quote with 2 mentions", "2 steps, besides the limit")
def _quote(scene: Scene) -> object:
    quoted = scene.stack.publish(scene.author, "good morning").id
    text = f"@{scene.author.handle} and @{scene.reader.handle}"

    def measured() -> object:
        return scene.reader("POST", "/v1/posts", {"text": text, "quote_of": quoted})

    return measured


@access("edit a post")
def _edit(scene: Scene) -> object:
    post = scene.stack.publish(scene.author, "good morning").id

    def measured() -> object:
        return scene.author("PATCH", f"/v1/posts/{post}", {"text": "good evening"})

    return measured


@access("thread of 50 replies by 50 authors", "3 steps, ≤ 29 read + authors")
def _thread(scene: Scene) -> object:
    root = scene.stack.publish(scene.author, "good morning").id
    post = scene.stack.publish(scene.author, "good evening", reply_to=root).id
    for _ in range(50):
        scene.stack.publish(scene.stack.author(), "A reply of an ordinary length, with a tag #art", reply_to=post)

    def measured() -> object:
        return scene.reader("GET", f"/v1/posts/{post}/thread")

    return measured


@access("50 quotes of a post by one author", "2 steps")
def _quotes(scene: Scene) -> object:
    quoted = scene.stack.publish(scene.author, "good morning").id
    for _ in range(50):
        scene.stack.publish(scene.author, "Look at this", quote_of=quoted)

    def measured() -> object:
        return scene.reader("GET", f"/v1/posts/{quoted}/quotes")

    return measured


def _newest(scene: Scene) -> str:
    page = scene.stack.api("GET", f"/v1/accounts/{scene.author.handle}/posts?limit=1")
    return str(page["items"][0]["id"])


@access("like a post", "2 steps and ≤ 6 write, besides the limit")
def _like(scene: Scene) -> object:
    post = _newest(scene)

    def measured() -> object:
        return scene.reader("PUT", f"/v1/posts/{post}/like")

    return measured


@access("… one whose author the process doesn't know yet", "1 step more")
def _like_unknown(scene: Scene) -> object:
    post = _newest(scene)
    scene.reader("DELETE", f"/v1/posts/{post}/like")

    def measured() -> object:
        with mock.patch.object(Authorship, "of", return_value=None):
            return scene.reader("PUT", f"/v1/posts/{post}/like")

    return measured


@access("like it no longer", "2 steps and ≤ 6 write, besides the limit")
def _unlike(scene: Scene) -> object:
    post = _newest(scene)
    scene.reader("PUT", f"/v1/posts/{post}/like")

    def measured() -> object:
        return scene.reader("DELETE", f"/v1/posts/{post}/like")

    return measured


@access("repost a post", "2 steps, besides the limit")
def _repost(scene: Scene) -> object:
    post = _newest(scene)

    def measured() -> object:
        return scene.reader("PUT", f"/v1/posts/{post}/repost")

    return measured


@access("who likes a post, asked by nobody", "2 steps")
def _likers(scene: Scene) -> object:
    post = _newest(scene)
    scene.reader("PUT", f"/v1/posts/{post}/like")

    def measured() -> object:
        return scene.stack.api("GET", f"/v1/posts/{post}/likes")

    return measured


@access("what one likes, a page", "2 steps")
def _liked(scene: Scene) -> object:
    def measured() -> object:
        return scene.reader("GET", "/v1/me/likes")

    return measured


@access("begin an upload")
def _upload(scene: Scene) -> object:
    return scene.reader("POST", "/v1/uploads", {"content_type": "image/png", "bytes": 1000})


@access("a text for the co-pilot", "2 steps")
def _assist(scene: Scene) -> object:
    return scene.reader("POST", "/v1/drafts/assist", {"task": "draft", "text": "A calm lake"})


@access("a text for the co-pilot, answered by a model that is well", "4 steps, 2 write")
def _assist_by_model(scene: Scene) -> object:
    asked = dataclasses.replace(wiring.co_pilot(), assistants=(Scripted("well", ANSWER),))

    def measured() -> object:
        with mock.patch.object(wiring, "co_pilot", return_value=asked):
            return scene.reader("POST", "/v1/drafts/assist", {"task": "draft", "text": "A calm lake"})

    return measured


@access("… that is paid for", "3 steps, 8 write and 1 read more")
def _assist_for_money(scene: Scene) -> object:
    model = Scripted("paid", dataclasses.replace(ANSWER, microdollars=1), most=2)
    asked = dataclasses.replace(wiring.co_pilot(), assistants=(model,))

    def measured() -> object:
        with mock.patch.object(wiring, "co_pilot", return_value=asked):
            return scene.reader("POST", "/v1/drafts/assist", {"task": "draft", "text": "A calm lake"})

    return measured


@access("a picture of one's own for the co-pilot", "3 steps")
def _assist_with_picture(scene: Scene) -> object:
    media = scene.stack.generate(scene.reader)["media"][0]["id"]

    def measured() -> object:
        return scene.reader("POST", "/v1/drafts/assist", {"task": "alt_text", "media_id": media})

    return measured


def _copied(scene: Scene) -> tuple[str, str]:
    """A picture that looks like somebody else's, and the post that shows it."""
    picture = hostile.encode(drawing.scene(91), "PNG")
    posts = []
    for person in (scene.author, scene.reader):
        media = scene.stack.upload(person, picture)
        scene.stack.drain()
        posts.append((media, str(person.post("look", media)["id"])))
        scene.stack.drain()
    return posts[1]


@access("where a picture comes from, that looks like one other", "4 steps")
def _provenance(scene: Scene) -> object:
    media, _ = _copied(scene)

    def measured() -> object:
        return scene.reader("GET", f"/v1/media/{media}/provenance")

    return measured


@access("process and judge a picture that came")
def _process(scene: Scene) -> object:
    media = scene.stack.upload(scene.reader, hostile.encode(drawing.scene(901), "PNG"))

    def measured() -> object:
        wiring.processor().process(f"incoming/{scene.reader.id}/{media}", None)
        return None

    return measured


@access("a post whose picture looks like somebody else's")
def _credited(scene: Scene) -> object:
    _, post = _copied(scene)

    def measured() -> object:
        return scene.reader("GET", f"/v1/posts/{post}")

    return measured


def _chain(scene: Scene) -> tuple[str, str, str]:
    """A picture in a post of the author's, a remix of that by somebody, and one of the remix: both ends, the last post."""
    stack, media_id = scene.stack, str(scene.stack.generate(scene.author)["media"][0]["id"])
    first = media_id
    scene.author.post("the first", first)
    stack.drain()
    for person in (stack.person(), stack.person()):
        media_id = str(stack.generate(person, remix_of=media_id)["media"][0]["id"])
        post = str(person.post("made from it", media_id)["id"])
        stack.drain()
    return first, media_id, post


@access("ask for a remix of somebody's picture", "4 steps more")
def _ask_remix(scene: Scene) -> object:
    original = str(scene.stack.generate(scene.author)["media"][0]["id"])
    scene.author.post("look", original)
    scene.stack.drain()

    def measured() -> object:
        wish = {"prompt": PICTURE, "size": "256x256", "remix_of": original}
        return scene.reader("POST", "/v1/generations", wish)

    return measured


@access("change who may remix a picture that a post shows")
def _policy(scene: Scene) -> object:
    original = str(scene.stack.generate(scene.author)["media"][0]["id"])
    scene.author.post("look", original)
    scene.stack.drain()

    def measured() -> object:
        return scene.author("PATCH", f"/v1/media/{original}", {"remix_policy": "followers"})

    return measured


@access("the tree below a picture, 2 remixes", "5 steps")
def _tree(scene: Scene) -> object:
    first, _, _ = _chain(scene)

    def measured() -> object:
        return scene.stack.api("GET", f"/v1/media/{first}/remixes")

    return measured


@access("a post with a remix of a remix, credited")
def _credited_remix(scene: Scene) -> object:
    _, _, post = _chain(scene)

    def measured() -> object:
        return scene.stack.api("GET", f"/v1/posts/{post}")

    return measured


@access("list and count a published remix of a remix", "2 write an ancestor, 6 more")
def _list_remix(scene: Scene) -> object:
    _, _, post = _chain(scene)
    recording = wiring.remix_recording()
    for listed in recording.store.of_post(PostId(post)):
        recording.store.strike(listed, now=scene.stack.clock())

    def measured() -> object:
        return recording.post_out(PostId(post))

    return measured


def _rejected(scene: Scene) -> str:
    """A picture that a checker rejected, while its case isn't made yet."""
    looker = Looker()
    looker.scores(minors_sexual=0.9)
    media = scene.stack.upload(scene.reader, hostile.encode(drawing.scene(902), "PNG"))
    processor_with(looker).process(f"incoming/{scene.reader.id}/{media}", None)
    return media


@access("make the case of a picture that a checker rejected", "1 transaction, and 1 write")
def _case_of_a_picture(scene: Scene) -> object:
    media = _rejected(scene)

    def measured() -> object:
        wiring.settling().settle(MediaSettled(media_id=MediaId(media)))
        return None

    return measured


@access("… and list it, so that it doesn't come back")
def _list_a_picture(scene: Scene) -> object:
    media = MediaId(_rejected(scene))
    wiring.settling().settle(MediaSettled(media_id=media))
    case, found = wiring.case_store().about(Subject("media", media)), wiring.media_store().get(media)
    assert case is not None
    assert found is not None

    def measured() -> object:
        wiring.spreading().taken(case, found)
        return None

    scene.stack.drain()
    wiring.blocklist().remove(case.id, "minors_sexual")
    return measured


@access("look a published upload up, one like it: up to 40 writes, 32 Queries")
def _look_up(scene: Scene) -> object:
    _, post = _copied(scene)

    def measured() -> object:
        return wiring.originals().post_out(PostId(post))

    return measured


@access("begin a check of a picture", "1 transaction, besides the limit")
def _begin_check(scene: Scene) -> object:
    return scene.stack.api("POST", "/v1/provenance/checks", {"content_type": "image/png", "bytes": 1000})


@access("the result of a check that finds nothing")
def _check(scene: Scene) -> object:
    picture = hostile.encode(drawing.scene(92), "PNG")
    begun = scene.stack.api("POST", "/v1/provenance/checks", {"content_type": "image/png", "bytes": len(picture)})
    assert send_form(begun["upload"], picture, "image/png").is_success
    scene.stack.drain()

    def measured() -> object:
        return scene.stack.api("GET", f"/v1/provenance/checks/{begun['id']}")

    return measured


@access("ask a checker again about a held picture, in vain", "1 step and 1 write")
def _ask_again(scene: Scene) -> object:
    looker = Looker()
    looker.says = _no_answer
    media = scene.stack.upload(scene.reader, png(Picture("tuned", "hills", 2)))
    processor = processor_with(looker)
    processor.process(f"incoming/{scene.reader.id}/{media}", None)

    def measured() -> object:
        processor.look_again(MediaId(media), 0)
        return None

    return measured


@access("look at a shown picture again, and find nothing", "1 step and 1 write")
def _look_over(scene: Scene) -> object:
    media = MediaId(scene.stack.upload(scene.reader, png(Picture("tuned", "hills", 3))))
    processor = processor_with(Looker())
    processor.process(f"incoming/{scene.reader.id}/{media}", None)
    opinion_store.ask_again(media, now=wiring.now())

    def measured() -> object:
        processor.look_again(media, 0)
        return None

    return measured


def _no_answer(_: object) -> Finding:
    raise CheckerDown("looker", "timeout")


@access("follow")
def _follow(scene: Scene) -> object:
    return scene.author("PUT", f"/v1/accounts/{scene.reader.handle}/follow")


@access("unfollow")
def _unfollow(scene: Scene) -> object:
    return scene.author("DELETE", f"/v1/accounts/{scene.reader.handle}/follow")


@access("tell an author of a like, the first")
def _tell_first(scene: Scene) -> object:
    return _liked(scene, before=0)


@access("… the fiftieth")
def _tell_fiftieth(scene: Scene) -> object:
    return _liked(scene, before=49)


@access("… the hundred and tenth")
def _tell_beyond(scene: Scene) -> object:
    return _liked(scene, before=109)


def _liked(scene: Scene, *, before: int) -> object:
    """Deliver one like of a post of which so many were told before."""
    post, (fan, *_) = scene.stack.publish(scene.author, "good morning"), _fans(scene, 1)
    group = about_post("like", post.id)
    for _ in range(before):
        somebody = AccountId(new_id(scene.stack.clock()))
        wiring.note_store().tell(AccountId(scene.author.id), group, somebody, now=scene.stack.clock())
    Item(*mark_key(fan, post.id, LIKE)).save()

    def measured() -> object:
        return wiring.notifications().liked(post.id, fan)

    return measured


def _fans(scene: Scene, count: int) -> list[AccountId]:
    return [scene.stack.author().id for _ in range(count)]


@access("50 notifications, 50 actors", "3 steps")
def _notifications(scene: Scene) -> object:
    for fan in _fans(scene, 50):
        post = scene.stack.publish(scene.reader, "good morning")
        wiring.note_store().tell(AccountId(scene.reader.id), about_post("like", post.id), fan, now=scene.stack.clock())

    def measured() -> object:
        return scene.reader("GET", "/v1/notifications?limit=50")

    return measured


@access("one's own account with 50 unread notifications")
def _me_unread(scene: Scene) -> object:
    return scene.reader("GET", "/v1/me")


@access("mark all notifications as read")
def _read(scene: Scene) -> object:
    return scene.reader("POST", "/v1/notifications/read", {"up_to": new_id(scene.stack.clock())})


@access("block somebody, both following each other")
def _block(scene: Scene) -> object:
    somebody = scene.stack.person()
    somebody.follow(scene.reader)
    scene.reader.follow(somebody)

    def measured() -> object:
        return scene.reader("PUT", f"/v1/accounts/{somebody.handle}/block")

    return measured


@access("mute somebody")
def _mute(scene: Scene) -> object:
    return scene.author("PUT", f"/v1/accounts/{scene.reader.handle}/mute")


@access("suggestions of 5, whom 5 followees follow")
def _suggested(scene: Scene) -> object:
    """People of its own, and as many of them as are asked for: what others posted lately isn't looked at."""
    reader = scene.stack.person()
    followees, theirs = ([scene.stack.author() for _ in range(5)] for _ in range(2))
    for followee in followees:
        scene.stack.follow(reader, followee)
        for one in theirs:
            scene.stack.follow(followee, one)

    def measured() -> object:
        return reader("GET", "/v1/suggestions?limit=5")

    return measured


@access("home with `since`, nothing new", "1 Query and nothing else")
def _since(scene: Scene) -> object:
    reader = scene.stack.person()
    for author in [scene.stack.author() for _ in range(5)]:
        scene.stack.follow(reader, author)
        scene.stack.publish(author, "good morning")
    scene.stack.drain()
    since = reader("GET", "/v1/feeds/home")["since"]

    def measured() -> object:
        return reader("GET", f"/v1/feeds/home?since={since}")

    return measured


def _follower_of_ten(scene: Scene, *, resting: bool) -> Person:
    """Somebody who was seen yesterday, or rests; of the ten whom they follow each posted since."""
    reader = scene.stack.person()
    authors = [scene.stack.author() for _ in range(10)]
    for author in authors:
        scene.stack.follow(reader, author)
    scene.stack.drain()
    seen = scene.stack.clock() - timedelta(days=40 if resting else 1)
    head = HeadItem(*head_key(reader.id))
    head.update([HeadItem.seen.set(day_of(seen)), HeadItem.GSI2SK.set(due.sort_key(seen, head.PK))])
    if resting:
        scene.stack.sweep()
    for author in authors:
        scene.stack.publish(author, "good morning")
    scene.stack.drain()
    return reader


@access("home page, the first of a day", "as any other, 1 write more")
def _first_look(scene: Scene) -> object:
    reader = _follower_of_ten(scene, resting=False)

    def measured() -> object:
        return reader("GET", "/v1/feeds/home")

    return measured


@access("home page of a reader who comes back, following 10", "4 steps")
def _return(scene: Scene) -> object:
    reader = _follower_of_ten(scene, resting=True)

    def measured() -> object:
        return reader("GET", "/v1/feeds/home")

    return measured


@access("… and into reach again, 10 follows", "4 write a follow, 2 more")
def _into_reach(scene: Scene) -> object:
    reader = _follower_of_ten(scene, resting=True)
    reader("GET", "/v1/feeds/home")

    def measured() -> object:
        return scene.stack.drain()

    return measured


@access("… and filled, 10 posts", "1 write a post, 3 more")
def _filled(scene: Scene) -> object:
    reader = _follower_of_ten(scene, resting=True)
    reader("GET", "/v1/feeds/home")
    scene.stack.drain()

    def measured() -> object:
        return wiring.dormant().wake(CameBack(reader_id=AccountId(reader.id), fill=True))

    return measured


@access("put a reader of 10 follows to rest", "4 write a follow, 7 more")
def _rest(scene: Scene) -> object:
    reader = _follower_of_ten(scene, resting=False)
    head = HeadItem(*head_key(reader.id))
    head.update([HeadItem.seen.set("2026-01-01")])
    head.refresh()

    def measured() -> object:
        wiring.dormant().look_after(AccountId(reader.id), due_key=str(head.GSI2SK))
        return scene.stack.drain()

    return measured


@access("carry a repost to a follower and oneself", "1 write a follower")
def _carry_repost(scene: Scene) -> object:
    somebody, reposter = scene.stack.author(), scene.stack.author()
    scene.stack.follow(scene.stack.author(), reposter)
    post = scene.stack.publish(somebody, "to be reposted")
    scene.stack.drain()
    wiring.reactions().repost(reposter.id, post.id)

    def measured() -> object:
        return scene.stack.drain()

    return measured


@access("the pipeline of one picture, from the queue to ready")
def _pipeline(scene: Scene) -> object:
    scene.stack.drain()
    scene.reader("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})

    def measured() -> object:
        return scene.stack.drain()

    return measured


@access("publish a post that is held for a moderator, with its case")
def _publish_held(scene: Scene) -> object:
    return scene.reader("POST", "/v1/posts", {"text": "selling fake passports and fake diplomas, fast shipping"})


@access("count a young account's post with a link for spam", "≤ 7 write")
def _count_for_spam(scene: Scene) -> object:
    post = scene.stack.publish(scene.author, "here is all about lighthouses https://example.org/lighthouses")

    def measured() -> object:
        return wiring.spam_watch().post_out(post.id)

    return measured


@access("judge a post again that is fine", "no write")
def _judge_again(scene: Scene) -> object:
    post = scene.stack.publish(scene.author, "nothing to see here")

    def measured() -> object:
        return wiring.rejudging().judge_again(Subject("post", post.id))

    return measured


@access("ask for a picture without credits: the slow lane", "as with them")
def _ask_slowly(scene: Scene) -> object:
    """Somebody of a plan that grants nothing."""
    poor = dataclasses.replace(wiring.credits(), plans=Plans.read("free:0:4:1536:fast", daily=50))
    asking = dataclasses.replace(wiring.generations(), credits=poor)
    somebody = scene.stack.person()
    poor.statement(AccountId(somebody.id), PageRequest(limit=1, after=None))

    def measured() -> object:
        with mock.patch.object(wiring, "generations", return_value=asking):
            asked = somebody("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})
        assert asked["lane"] == "slow"
        return asked

    return measured


@access("hold what a provider's calls may cost", "2 steps, 4 write, 1 read")
def _hold_money(scene: Scene) -> object:
    return wiring.ceilings().hold(AccountId(scene.reader.id), 2)


@access("… and correct it to what they did cost", "1 step, 4 write")
def _correct_money(scene: Scene) -> object:
    hold = wiring.ceilings().hold(AccountId(scene.reader.id), 2)
    assert hold is not None

    def measured() -> object:
        return wiring.ceilings().correct(hold, 1)

    return measured


@access("a sweep with nothing due")
def _sweep(scene: Scene) -> object:
    def measured() -> object:
        scene.stack.pump.tick("SweepStalled")
        return None

    scene.stack.drain()
    return measured


def _running(scene: Scene) -> Job:
    """A job that a worker has just claimed."""
    scene.stack.drain()
    asked = scene.engineer("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})["id"]
    return wiring.job_store().claim(JobId(asked), lease="lease", now=scene.stack.clock())


@access("have a job wait at a ceiling", "1 step, 3 write")
def _hold_back(scene: Scene) -> object:
    job, now = _running(scene), scene.stack.clock()

    def measured() -> object:
        return ceiling_store.hold_back(job, until=now, look_at=now)

    return measured


@access("… let it go on", "1 step, 3 write")
def _resume(scene: Scene) -> object:
    job, now = _running(scene), scene.stack.clock()
    ceiling_store.hold_back(job, until=now, look_at=now)

    def measured() -> object:
        return ceiling_store.resume(job, now=now)

    return measured


_HOOK = {"url": "https://nobody.example/hook", "events": ["generation.cancelled"]}


@access("set one's webhook", "1 write besides the limit")
def _set_webhook(scene: Scene) -> object:
    kept = scene.engineer("PUT", "/v1/me/webhook", _HOOK)
    assert kept.status == 200
    return kept


@access("look at one's webhook")
def _look_at_webhook(scene: Scene) -> object:
    shown = scene.engineer("GET", "/v1/me/webhook")
    assert shown.status == 200
    return shown


def _cancelled(scene: Scene) -> JobId:
    """A job that its owner cancelled, of which nobody was told yet."""
    scene.stack.drain()
    asked = scene.engineer("POST", "/v1/generations", {"prompt": PICTURE, "size": "256x256"})["id"]
    assert scene.engineer("POST", f"/v1/generations/{asked}/cancel").status == 200
    return JobId(asked)


@access("have a webhook told of a job that ended", "3 steps, 2 write")
def _announce(scene: Scene) -> object:
    job = _cancelled(scene)

    def measured() -> object:
        return wiring.announcing().job_finished(job)

    return measured


@access("… tell it", "4 steps")
def _deliver(scene: Scene) -> object:
    return _delivery(scene, Outcome("", 204))


@access("… in vain, to try again later", "4 steps")
def _deliver_in_vain(scene: Scene) -> object:
    return _delivery(scene, Outcome("refused", 500))


def _delivery(scene: Scene, outcome: Outcome) -> object:
    job = _cancelled(scene)
    wiring.announcing().job_finished(job)
    delivering = dataclasses.replace(wiring.delivering(), post=lambda *_: outcome)

    def measured() -> object:
        return delivering.deliver(AccountId(scene.engineer.id), event_id(job, "generation.cancelled"))

    return measured


@access("remove one's webhook", "1 write besides the limit")
def _remove_webhook(scene: Scene) -> object:
    return scene.engineer("DELETE", "/v1/me/webhook")


def _scene(stack: Stack) -> Scene:
    reader, author = stack.person(), stack.person()
    generation = stack.generate(author)
    for _ in range(20):
        stack.publish(author, "good #morning")
    for number in range(52):
        somebody = stack.author(name=f"Zenobia {number}")
        stack.follow(reader, somebody)
        stack.publish(somebody, "good #morning")
    stack.drain(max_rounds=5000)
    reader("GET", "/v1/feeds/home")  # the keys for cursors are fetched once a process
    return Scene(stack, reader, author, stack.person(), generation["id"], generation["media"][0]["id"])


def _measure(scene: Scene, measure: Measure) -> Meter:
    """Run one access under the meter; one that prepares something returns what is to be measured."""
    prepared: object = None
    with scene.metered() as meter:
        prepared = measure(scene)
    if callable(prepared):
        with scene.metered() as meter:
            prepared()
    return meter


def _row(name: str, budget: str, meter: Meter) -> str:
    return f"| {name} | {meter.steps} | {len(meter.calls)} | {meter.read:g} | {meter.write:g} | {budget} |"


@pytest.mark.slow
def test_the_page_says_what_is_measured(stack: Stack) -> None:
    scene = _scene(stack)
    rows = [_row(name, budget, _measure(scene, measure)) for name, budget, measure in MEASURES]
    table = "\n".join(
        ["| access | steps | requests | read units | write units | budget |", "|---|---|---|---|---|---|", *rows, ""]
    )
    page = INTRODUCTION + table + KEYS
    if os.environ.get("IMAGORA_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
