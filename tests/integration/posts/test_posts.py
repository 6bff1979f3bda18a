"""Posts: published at once or when their pictures are ready, once, and gone everywhere when they are deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId, MediaId, new_id
from imagora.media.models import Rejection
from imagora.posts.answering import Answering, Ground
from tests.corpus import hostile
from tests.integration.faults import ALL, swallowing
from tests.integration.stack import Person, Stack, holding_back, own_feed
from tests.unit.provenance import drawing

PNG = hostile.build("smallest")


@pytest.fixture
def holding(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads wait for a moderator."""
    held = holding_back()
    monkeypatch.setattr(wiring, "processor", lambda: held)


def picture(stack: Stack, person: Person, **draft: Any) -> str:
    media_id = stack.upload(person, PNG, **draft)
    stack.drain()
    return media_id


def explore(stack: Stack) -> list[str]:
    return [item["post"]["id"] for item in stack.api("GET", "/v1/feeds/explore?limit=100")["items"]]


def page_of(stack: Stack, person: Person) -> list[str]:
    return [post["id"] for post in stack.api("GET", f"/v1/accounts/{person.handle}/posts")["items"]]


def test_a_post_reaches_everybody_who_should_see_it(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    stack.drain()
    media_id = stack.upload(ann, hostile.encode(drawing.scene(71), "PNG"), alt="A dot", ai="none")  # like nobody's
    stack.drain()
    made = ann.post("Hello #World @bob https://example.org", media_id)
    assert made.headers["location"] == f"/v1/posts/{made['id']}"
    assert made["author"] == {
        "id": ann.id,
        "handle": ann.handle,
        "name": ann.handle,
        "avatar_url": None,
        "kind": "human",
    }
    assert (made["status"], made["ai"], made["counts"]["likes"]) == ("published", "none", 0)
    assert [(facet["kind"], facet["value"]) for facet in made["facets"]] == [
        ("tag", "world"), ("mention", "bob"), ("link", "https://example.org"),
    ]  # fmt: skip
    assert [(media["status"], media["alt"], "ai" in media) for media in made["media"]] == [("ready", "A dot", False)]
    stack.drain()
    (item,) = own_feed(bob("GET", "/v1/feeds/home")["items"])
    assert item == {"post": made.body, "reason": {"kind": "followed"}}
    assert own_feed(ann("GET", "/v1/feeds/home")["items"]) == [{"post": made.body, "reason": {"kind": "own"}}]
    assert made["viewer"] == {"liked": False, "reposted": False, "bookmarked": False}
    seen = {name: value for name, value in made.body.items() if name != "viewer"}
    assert stack.api("GET", f"/v1/posts/{made['id']}").body == seen
    assert made["id"] in explore(stack)
    assert page_of(stack, ann) == [made["id"]]
    assert stack.api("GET", f"/v1/accounts/{ann.handle}")["posts_count"] == 1


def test_the_prompt_is_not_in_what_others_see(stack: Stack, ann: Person, bob: Person) -> None:
    (media,) = stack.generate(ann, prompt="a secret garden")["media"]
    post = ann.post("Look", media["id"])
    assert post["ai"] == "generated"
    for reader in (bob, ann):
        assert "prompt" not in reader("GET", f"/v1/posts/{post['id']}")["media"][0]["ai"]
    assert ann.media(media["id"])["ai"]["prompt"] == "a secret garden"


@pytest.mark.parametrize(
    ("picture_says", "post_says", "shown"),
    [
        (None, None, "undeclared"),
        (None, "none", "none"),
        ("none", None, "none"),
        ("none", "assisted", "assisted"),
        ("generated", "none", "generated"),
        ("assisted", "generated", "generated"),
    ],
)
def test_what_is_said_of_ai_is_raised_and_never_lowered(
    stack: Stack, ann: Person, picture_says: str | None, post_says: str | None, shown: str
) -> None:
    media_id = picture(stack, ann, ai=picture_says)
    assert ann.post("", media_id, ai=post_says)["ai"] == shown


@pytest.mark.parametrize(
    ("draft", "errors"),
    [
        ({}, {("text", "required")}),
        ({"text": "  \u200b \n"}, {("text", "required")}),
        ({"text": "x" * 301}, {("text", "length")}),
        ({"text": "👩‍👩‍👧‍👦" * 121}, {("text", "length")}),
        ({"text": 5, "ai": "yes"}, {("text", "wrong_type"), ("ai", "invalid")}),
        ({"media_ids": ["a", "b", "c", "d", "e"]}, {("media_ids", "invalid")}),
        ({"media_ids": ["a", 1]}, {("media_ids[1]", "wrong_type")}),
        ({"media_ids": ["a", "a"], "text": "x" * 301}, {("text", "length"), ("media_ids", "duplicate")}),
    ],
)
def test_every_field_that_is_wrong_is_named(ann: Person, draft: dict[str, Any], errors: set[tuple[str, str]]) -> None:
    refused = ann("POST", "/v1/posts", draft)
    assert (refused.status, refused.code) == (422, "invalid_input")
    assert {(error["field"], error["code"]) for error in refused["errors"]} == errors


def test_the_longest_text_is_taken(ann: Person) -> None:
    assert ann.post("👩‍👩‍👧‍👦" * 119)["text"] == "👩‍👩‍👧‍👦" * 119
    assert len(ann.post("x" * 300)["text"]) == 300


def test_a_text_that_the_policy_refuses_is_not_posted(ann: Person) -> None:
    refused = ann("POST", "/v1/posts", {"text": "heil hitler"})
    assert (refused.status, refused.code) == (422, "text_blocked")
    assert refused["rule"]
    assert ann("GET", f"/v1/accounts/{ann.handle}/posts")["items"] == []


def test_only_ones_own_pictures_can_be_posted(stack: Stack, ann: Person, bob: Person) -> None:
    media_id = picture(stack, ann)
    for wanted in (media_id, new_id(stack.clock()), "nothing"):
        refused = bob("POST", "/v1/posts", {"media_ids": [wanted]})
        assert (refused.status, refused.code) == (404, "media_not_found")


def test_a_rejected_picture_can_not_be_posted(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, b"no picture")
    stack.drain()
    refused = ann("POST", "/v1/posts", {"text": "Look", "media_ids": [media_id]})
    assert (refused.status, refused.code) == (422, "media_rejected")


# Once


def test_a_repeated_key_posts_once(stack: Stack, ann: Person) -> None:
    first, again = (ann("POST", "/v1/posts", {"text": "Hello"}, key="k") for _ in range(2))
    assert (again.status, again.body, again.headers["idempotency-replayed"]) == (201, first.body, "true")
    assert "idempotency-replayed" not in first.headers
    assert page_of(stack, ann) == [first["id"]]


def test_a_key_used_for_another_body_or_route_is_refused(ann: Person) -> None:
    assert ann("POST", "/v1/posts", {"text": "Hello"}, key="k").status == 201
    for path, body in (("/v1/posts", {"text": "Bye"}), ("/v1/generations", {"text": "Hello"})):
        refused = ann("POST", path, {**body, "prompt": "a lake"}, key="k")
        assert (refused.status, refused.code) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_account(ann: Person, bob: Person) -> None:
    first, second = (who("POST", "/v1/posts", {"text": "Hello"}, key="shared") for who in (ann, bob))
    assert (first.status, second.status) == (201, 201)
    assert first["id"] != second["id"]


def test_a_key_is_free_again_after_a_day(stack: Stack, ann: Person) -> None:
    first = ann("POST", "/v1/posts", {"text": "Hello"}, key="k")
    with stack.later(hours=24, seconds=2):
        second = ann("POST", "/v1/posts", {"text": "Hello again"}, key="k")
    assert (first.status, second.status) == (201, 201)


def test_a_refused_request_leaves_its_key_free(ann: Person) -> None:
    assert ann("POST", "/v1/posts", {"text": ""}, key="k").status == 422
    assert ann("POST", "/v1/posts", {"text": "Hello"}, key="k").status == 201


def test_one_post_when_the_same_key_comes_at_once(stack: Stack, ann: Person) -> None:
    def post(_: int) -> Any:
        return ann("POST", "/v1/posts", {"text": "Hello"}, key="race")

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(post, range(6)))
    assert {reply.status for reply in replies} <= {201, 409}
    assert len({reply["id"] for reply in replies if reply.status == 201}) == 1
    assert len(page_of(stack, ann)) == 1
    assert stack.api("GET", f"/v1/accounts/{ann.handle}")["posts_count"] == 1


# Pending


def test_a_post_goes_out_by_itself_when_its_pictures_are_ready(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    ids = [stack.upload(ann, PNG) for _ in range(2)]
    post = ann.post("Soon", *ids)
    assert (post["status"], [media["status"] for media in post["media"]]) == ("pending", ["processing"] * 2)
    assert bob("GET", f"/v1/posts/{post['id']}").status == 404
    assert page_of(stack, ann) == []
    stack.drain()
    out = bob("GET", f"/v1/posts/{post['id']}")
    assert (out["status"], [media["id"] for media in out["media"]]) == ("published", ids)
    assert bob.home() == [post["id"]]
    assert {row["SK"] for row in stack.partition(f"MEDIA#{ids[0]}")} == {"MEDIA", "ORIGIN", "PRINT"}  # nobody waits
    assert stack.api("GET", f"/v1/accounts/{ann.handle}")["posts_count"] == 1


@pytest.mark.usefixtures("holding")
def test_a_held_picture_surfaces_at_the_top_when_it_is_approved(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    media_id = picture(stack, ann)
    held = ann.post("Held", media_id)
    assert (held["status"], held["media"][0]["status"]) == ("pending", "held")
    newer = ann.post("Newer")
    stack.drain()
    assert bob.home() == [newer["id"]]
    with stack.later(days=1):
        wiring.library().approve(MediaId(media_id))
        stack.drain()
        out = bob("GET", f"/v1/posts/{held['id']}")
        assert (out["status"], parse(out["created_at"]) > parse(newer["created_at"])) == ("published", True)
        assert bob.home() == [held["id"], newer["id"]]
        assert page_of(stack, ann) == [held["id"], newer["id"]]
        ours = {held["id"], newer["id"]}  # other posts of the run may come from a clock set ahead
        assert [post for post in explore(stack) if post in ours] == [held["id"], newer["id"]]


@pytest.mark.usefixtures("holding")
def test_a_post_is_rejected_with_its_picture_and_its_author_sees_why(stack: Stack, ann: Person, bob: Person) -> None:
    media_id = picture(stack, ann)
    post = ann.post("Held", media_id)
    wiring.library().reject(MediaId(media_id), Rejection("violence", "It shows violence."))
    stack.drain()
    seen = ann("GET", f"/v1/posts/{post['id']}")
    assert (seen["status"], seen["media"][0]["rejection"]["code"]) == ("rejected", "violence")
    assert bob("GET", f"/v1/posts/{post['id']}").status == 404
    assert page_of(stack, ann) == []
    assert ann("DELETE", f"/v1/posts/{post['id']}").status == 204
    assert ann("GET", f"/v1/posts/{post['id']}").status == 404


def test_a_post_is_rejected_when_its_picture_never_comes(stack: Stack, ann: Person) -> None:
    media_id = stack.begin_upload(ann, PNG)["media"]["id"]
    post = ann.post("Never", media_id)
    with stack.later(minutes=16):
        stack.sweep()
    seen = ann("GET", f"/v1/posts/{post['id']}")
    assert (seen["status"], seen["media"][0]["rejection"]["code"]) == ("rejected", "not_uploaded")


def test_the_sweep_lets_a_post_out_when_the_message_was_lost(stack: Stack, ann: Person) -> None:
    post = ann.post("Soon", stack.upload(ann, PNG))
    with stack.pump.with_faults(swallowing("SettleMedia")):
        stack.drain()
    assert ann("GET", f"/v1/posts/{post['id']}")["status"] == "pending"
    with stack.later(minutes=11):
        stack.sweep()
    assert ann("GET", f"/v1/posts/{post['id']}")["status"] == "published"


def test_a_picture_that_gets_ready_between_read_and_write_strands_no_post(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_id = stack.upload(ann, PNG)

    def look(self: Answering, *args: Any) -> Ground:
        found = original(self, *args)
        stack.drain()  # ready now, and nobody waits for it yet
        return found

    original = Answering.look
    monkeypatch.setattr(Answering, "look", look)
    post = ann.post("Just in time", media_id)
    assert post["status"] == "published"
    stack.drain()
    assert page_of(stack, ann) == [post["id"]]


def test_a_post_of_a_suspended_author_waits_until_they_are_back(stack: Stack, ann: Person) -> None:
    post = ann.post("Soon", stack.upload(ann, PNG))
    account_store.move(AccountId(ann.id), "suspended")
    stack.drain(redeliver=True)
    assert (stack.item(f"POST#{post['id']}", "POST") or {})["status"] == "pending"
    assert ann("POST", "/v1/posts", {"text": "Hello"}).code == "account_suspended"
    account_store.move(AccountId(ann.id), "active")
    with stack.later(minutes=11):
        stack.sweep()
    assert ann("GET", f"/v1/posts/{post['id']}")["status"] == "published"


# Deletion


def test_a_deleted_post_is_gone_everywhere(stack: Stack, ann: Person, bob: Person) -> None:
    bob.follow(ann)
    post = ann.post("Look", picture(stack, ann))
    stack.drain()
    url = post["media"][0]["url"]
    assert (bob.home(), stack.api("GET", url).status) == ([post["id"]], 200)
    assert ann("DELETE", f"/v1/posts/{post['id']}").status == 204
    assert (bob.home(), ann.home(), page_of(stack, ann)) == ([], [], [])
    assert post["id"] not in explore(stack)
    assert (bob("GET", f"/v1/posts/{post['id']}").status, ann("GET", f"/v1/posts/{post['id']}").status) == (404, 404)
    assert stack.api("GET", url).status == 404
    assert ann("DELETE", f"/v1/posts/{post['id']}").status == 204
    stack.drain()
    kept = stack.item(f"POST#{post['id']}", "POST") or {}
    assert "card" not in kept
    assert stack.api("GET", f"/v1/accounts/{ann.handle}")["posts_count"] == 0
    assert ann("GET", f"/v1/media/{post['media'][0]['id']}").status == 404


def test_only_its_author_deletes_a_post(stack: Stack, ann: Person, bob: Person) -> None:
    post = ann.post("Mine")
    for wanted in (post["id"], new_id(stack.clock()), "nothing"):
        refused = bob("DELETE", f"/v1/posts/{wanted}")
        assert (refused.status, refused.code) == (404, "post_not_found")
    assert stack.api("GET", f"/v1/posts/{post['id']}").status == 200


def test_a_picture_stays_until_the_last_post_with_it_is_deleted(stack: Stack, ann: Person) -> None:
    media_id = picture(stack, ann)
    first, second = ann.post("One", media_id), ann.post("Two", media_id)
    url = first["media"][0]["url"]
    ann("DELETE", f"/v1/posts/{first['id']}")
    stack.drain()
    assert stack.api("GET", url).status == 200
    ann("DELETE", f"/v1/posts/{second['id']}")
    assert stack.api("GET", url).status == 404
    assert ann("POST", "/v1/posts", {"media_ids": [media_id]}).code == "media_not_found"


def test_a_post_deleted_while_its_picture_is_processed_leaves_nothing(stack: Stack, ann: Person) -> None:
    media_id = stack.upload(ann, PNG)
    post = ann.post("Never mind", media_id)
    key = (stack.item(f"MEDIA#{media_id}", "MEDIA") or {})["key"]
    assert ann("DELETE", f"/v1/posts/{post['id']}").status == 204
    stack.drain()
    assert (page_of(stack, ann), stack.keys(f"media/{key}/"), stack.keys(f"incoming/{ann.id}/")) == ([], set(), set())
    assert [item["SK"] for item in stack.partition(f"MEDIA#{media_id}")] == ["MEDIA"]


def test_pictures_go_by_the_stream_when_the_deletion_broke_off(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = ann.post("Look", picture(stack, ann))
    with monkeypatch.context() as broken:
        broken.setattr(type(wiring.posts()), "remove_pictures", lambda *_: None)
        assert ann("DELETE", f"/v1/posts/{post['id']}").status == 204
    assert stack.api("GET", post["media"][0]["url"]).status == 200
    stack.drain()
    assert stack.api("GET", post["media"][0]["url"]).status == 404


def test_a_post_is_deleted_once_when_asked_for_at_once(stack: Stack, ann: Person) -> None:
    post = ann.post("Look", picture(stack, ann))
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: ann("DELETE", f"/v1/posts/{post['id']}").status, range(4)))
    assert statuses == [204] * 4
    assert stack.api("GET", f"/v1/accounts/{ann.handle}")["posts_count"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("faults", ALL)
def test_all_is_done_once_when_deliveries_go_wrong(stack: Stack, ann: Person, bob: Person, faults: str) -> None:
    bob.follow(ann)
    stack.drain()
    made = [ann.post(f"Number {number}", stack.upload(ann, PNG)) for number in range(4)]
    with stack.pump.with_faults(ALL[faults]()):
        stack.drain(redeliver=True)
        assert sorted(bob.home()) == [post["id"] for post in made]
        assert stack.api("GET", f"/v1/accounts/{ann.handle}")["posts_count"] == 4
        for post in made[:2]:
            ann("DELETE", f"/v1/posts/{post['id']}")
        stack.drain(redeliver=True)
    assert sorted(bob.home()) == [post["id"] for post in made[2:]]
    assert len(stack.partition(f"FEED#{bob.id}")) <= 5
    account = stack.api("GET", f"/v1/accounts/{ann.handle}").body
    assert (account["posts_count"], account["followers_count"]) == (2, 1)


# The author's page


def test_the_page_is_filtered_by_what_is_asked_for(stack: Stack, ann: Person) -> None:
    with_picture, without = ann.post("", picture(stack, ann)), ann.post("Words")
    for kind, expected in (("posts", [without, with_picture]), ("media", [with_picture]), ("replies", [])):
        listed = stack.api("GET", f"/v1/accounts/{ann.handle}/posts?filter={kind}")["items"]
        assert [post["id"] for post in listed] == [post["id"] for post in expected]
    refused = stack.api("GET", f"/v1/accounts/{ann.handle}/posts?filter=other")
    assert (refused.status, refused["errors"][0]["field"]) == (422, "filter")
    assert stack.api("GET", "/v1/accounts/nobody_here/posts").code == "account_not_found"


def test_pictures_are_found_behind_many_words(stack: Stack, ann: Person) -> None:
    media_id = picture(stack, ann)
    made = [stack.publish(ann, "", media_id).id]
    for number in range(30):
        stack.publish(ann, f"Words {number}")
    made.insert(0, stack.publish(ann, "", media_id).id)
    path = f"/v1/accounts/{ann.handle}/posts"
    found = [post["id"] for page in ann.pages(path, filter="media", limit=2) for post in page["items"]]
    assert found == made


def test_a_private_authors_posts_are_for_followers_only(stack: Stack, ann: Person, bob: Person) -> None:
    carla = stack.person()
    bob.follow(ann)
    post = ann.post("Among us")
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    later = ann.post("Still among us")
    stack.drain()
    path = f"/v1/accounts/{ann.handle}/posts"
    for reader in (ann, bob):
        assert [p["id"] for p in reader("GET", path)["items"]] == [later["id"], post["id"]]
        assert reader("GET", f"/v1/posts/{post['id']}").status == 200
        assert reader.home() == [later["id"], post["id"]]
    for stranger in (carla, stack.api):
        assert stranger("GET", path)["items"] == []
        assert stranger("GET", f"/v1/posts/{later['id']}").code == "post_not_found"
    assert not {post["id"], later["id"]} & set(explore(stack))
    assert carla.home() == []
