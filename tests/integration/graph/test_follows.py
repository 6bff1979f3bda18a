from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.accounts.service import Accounts
from imagora.graph.store import TargetChanged
from imagora.kernel.ids import AccountId
from tests.integration.accounts.conflicts import colliding
from tests.integration.accounts.town import PASSWORD, Person, Town
from tests.integration.graph.deeds import counts, follow, go_private, handles, listed, relation, unfollow


def test_follow_counts_once_when_it_is_repeated(town: Town) -> None:
    ada, ben = town.person(), town.person()
    for _ in range(2):
        assert follow(town, ada, ben).status == 204
    assert (counts(town, ada), counts(town, ben)) == ((0, 1), (1, 0))
    assert relation(town, ada, ben) == {"following": "yes", "followed_by": False, "blocking": False, "muting": False}
    assert relation(town, ben, ada)["followed_by"] is True
    for _ in range(2):
        assert unfollow(town, ada, ben).status == 204
    assert (counts(town, ada), counts(town, ben)) == ((0, 0), (0, 0))
    assert relation(town, ada, ben)["following"] == "no"


def test_follow_is_refused_when_it_is_of_oneself_or_of_nobody(town: Town) -> None:
    ada = town.person()
    own = follow(town, ada, ada)
    assert (own.status, own.code) == (422, "invalid_input")
    for method in ("PUT", "DELETE"):
        missing = town.ask(method, "/v1/accounts/nobody_here/follow", by=ada)
        assert (missing.status, missing.code) == (404, "account_not_found")
    assert town.ask("PUT", f"/v1/accounts/{ada.handle}/follow").status == 401
    assert counts(town, ada) == (0, 0)


def test_counters_are_exact_when_many_follow_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    star, fans = town.person(), [town.person() for _ in range(6)]

    def fidget(fan: Person) -> None:
        dice = random.Random(fan.handle)
        for _ in range(4):
            reply = follow(town, fan, star, dice.choice(["PUT", "DELETE"]))
            while reply.status == 503:
                reply = follow(town, fan, star, dice.choice(["PUT", "DELETE"]))
            assert reply.status == 204

    with colliding(monkeypatch) as collisions, ThreadPoolExecutor(8) as pool:
        list(pool.map(fidget, [*fans, *fans]))  # each fan from two devices
    assert collisions.count > 0
    following = {fan.handle for fan in fans if wiring.graph().follows(fan.id, star.id)}
    assert counts(town, star) == (len(following), 0)
    assert {fan.handle for fan in fans if counts(town, fan) == (0, 1)} == following
    assert set(listed(town, f"/v1/accounts/{star.handle}/followers")) == following


def test_lists_page_without_gaps_when_somebody_joins(town: Town) -> None:
    star = town.person()
    fans = [town.person() for _ in range(5)]
    for fan in fans:
        follow(town, fan, star)
    path = f"/v1/accounts/{star.handle}/followers"
    first = town.ask("GET", f"{path}?limit=2")
    follow(town, town.person(), star)
    second = town.ask("GET", f"{path}?limit=2&cursor={first.body['cursor']}")
    third = town.ask("GET", f"{path}?limit=2&cursor={second.body['cursor']}")
    assert handles(first) + handles(second) + handles(third) == [fan.handle for fan in reversed(fans)]
    assert "cursor" not in third.body
    stolen = town.ask("GET", f"{path}?cursor={first.body['cursor']}", by=star)
    assert (stolen.status, stolen.code) == (422, "invalid_cursor")


def test_following_is_listed_with_the_viewers_relation(town: Town) -> None:
    ada, ben, cleo = town.person(), town.person(), town.person()
    follow(town, ada, ben)
    follow(town, ada, cleo)
    follow(town, ben, cleo)
    seen = town.ask("GET", f"/v1/accounts/{ada.handle}/following", by=ben).body["items"]
    assert [(a["handle"], a["viewer"]["following"]) for a in seen] == [(cleo.handle, "yes"), (ben.handle, "no")]
    first = town.ask("GET", f"/v1/accounts/{ada.handle}/following?limit=1")
    rest = town.ask("GET", f"/v1/accounts/{ada.handle}/following?limit=1&cursor={first.body['cursor']}")
    assert handles(first) + handles(rest) == [cleo.handle, ben.handle]
    assert "cursor" not in rest.body


def test_follower_ids_ascend_page_by_page(town: Town) -> None:
    star, fans = town.person(), [town.person() for _ in range(5)]
    for fan in fans:
        follow(town, fan, star)
    pages, after = [], None
    while page := wiring.graph().follower_ids(star.id, after, 2):
        pages.append(page)
        after = page[-1]
    assert [i for page in pages for i in page] == sorted(fan.id for fan in fans)


def test_private_account_is_followed_when_it_accepts(town: Town) -> None:
    ada, ben = town.person(), town.person()
    go_private(town, ben)
    for _ in range(2):
        assert follow(town, ada, ben).status == 204
    assert relation(town, ada, ben)["following"] == "requested"
    assert counts(town, ben) == (0, 0)
    assert listed(town, "/v1/me/follow-requests", ben) == [ada.handle]
    for _ in range(2):
        assert town.ask("PUT", f"/v1/me/follow-requests/{ada.handle}", by=ben).status == 204
    assert relation(town, ada, ben)["following"] == "yes"
    assert (counts(town, ada), counts(town, ben)) == ((0, 1), (1, 0))
    assert listed(town, "/v1/me/follow-requests", ben) == []
    follow(town, ada, ben)
    assert listed(town, "/v1/me/follow-requests", ben) == []


def test_request_is_gone_when_it_is_declined_or_withdrawn(town: Town) -> None:
    ada, ben = town.person(), town.person()
    go_private(town, ben)
    follow(town, ada, ben)
    for _ in range(2):
        assert town.ask("DELETE", f"/v1/me/follow-requests/{ada.handle}", by=ben).status == 204
    assert relation(town, ada, ben)["following"] == "no"
    follow(town, ada, ben)
    unfollow(town, ada, ben)
    missing = town.ask("PUT", f"/v1/me/follow-requests/{ada.handle}", by=ben)
    assert (missing.status, missing.code) == (404, "request_not_found")
    assert (counts(town, ada), counts(town, ben)) == ((0, 0), (0, 0))


def test_going_public_accepts_what_is_requested(town: Town) -> None:
    ben, fans = town.person(), [town.person() for _ in range(3)]
    go_private(town, ben)
    for fan in fans:
        follow(town, fan, ben)
    town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=fans[0])
    opened = go_private(town, ben, private=False)
    assert opened.body["followers_count"] == 2
    assert set(listed(town, f"/v1/accounts/{ben.handle}/followers")) == {fan.handle for fan in fans[1:]}
    assert listed(town, "/v1/me/follow-requests", ben) == []


def test_waiting_requests_are_due_when_going_public_broke_off(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben = town.person(), town.person()
    go_private(town, ben)
    follow(town, ada, ben)
    profile = wiring.accounts().profile(ben.id)
    account_store.edit(profile, {"private": False}, now=wiring.now())
    note = town.item(f"USER#{ben.id}", "ADMIT")
    assert note is not None
    assert note["GSI2PK"].startswith("DUE#")
    monkeypatch.setattr("imagora.graph.service.ADMITTED_AT_ONCE", 1)
    wiring.graph().admit_waiting(ben.id)
    assert town.item(f"USER#{ben.id}", "ADMIT") is not None
    wiring.graph().admit_waiting(ben.id)
    assert relation(town, ada, ben)["following"] == "yes"
    assert town.item(f"USER#{ben.id}", "ADMIT") is None


def test_lists_of_a_private_account_are_for_its_followers(town: Town) -> None:
    ada, ben, stranger = town.person(), town.person(), town.person()
    follow(town, ada, ben)
    follow(town, ben, ada)
    go_private(town, ben)
    for kind in ("followers", "following"):
        path = f"/v1/accounts/{ben.handle}/{kind}"
        assert listed(town, path) == []
        assert listed(town, path, stranger) == []
        assert listed(town, path, ada) == [ada.handle]
        assert listed(town, path, ben) == [ada.handle]


class Stale(Accounts):
    """Answers what it read before the account changed, as often as it is told to."""

    def profile(self, account_id: AccountId, *, consistent: bool = False) -> Any:
        fresh = super().profile(account_id, consistent=consistent)
        if not wrong_reads:
            return fresh
        wrong_reads.pop()
        return msgspec.structs.replace(fresh, feed_mode="pull", private=False)


wrong_reads: list[int] = []


def stale_graph() -> Any:
    accounts = wiring.accounts()
    return replace(wiring.graph(), accounts=Stale(**vars(accounts)))


def test_follow_is_tried_again_when_the_target_changed_meanwhile(town: Town) -> None:
    ada, ben = town.person(), town.person()
    go_private(town, ben)
    wrong_reads[:] = [1, 2]
    stale_graph().follow(ada.id, ben.handle)
    assert wrong_reads == []
    assert relation(town, ada, ben)["following"] == "requested"
    wrong_reads[:] = list(range(20))
    with pytest.raises(TargetChanged):
        stale_graph().follow(town.person().id, ben.handle)
    wrong_reads.clear()
    assert counts(town, ben) == (0, 0)


def test_the_head_counts_whom_one_follows(town: Town) -> None:
    ada, ben, cleo = town.person(), town.person(), town.person()
    for other in (ben, ben, cleo):
        follow(town, ada, other)
    assert wiring.viewpoint(ada.id).head.following == 2
    for _ in range(2):
        unfollow(town, ada, ben)
    head = wiring.viewpoint(ada.id).head
    assert (head.following, head.passes_over(ben.id, wiring.now()), head.passes_over(cleo.id, wiring.now())) == (
        1, True, False,
    )  # fmt: skip
    follow(town, ada, ben)
    assert wiring.viewpoint(ada.id).head.unfollowed == {}


def test_follows_of_an_erased_account_are_gone_both_ways(town: Town) -> None:
    gone, fan, idol, shy = (town.person() for _ in range(4))
    follow(town, fan, gone)
    follow(town, gone, idol)
    go_private(town, shy)
    follow(town, gone, shy)
    town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=gone)
    assert listed(town, f"/v1/accounts/{idol.handle}/followers") == []
    assert listed(town, f"/v1/accounts/{fan.handle}/following") == []
    assert listed(town, "/v1/me/follow-requests", shy) == []
    for _ in range(2):
        assert wiring.graph().erase(gone.id) is False
    assert (counts(town, fan), counts(town, idol)) == ((0, 0), (0, 0))
    wiring.membership().erase(gone.id)
    assert [item["SK"] for item in town.items() if gone.id in item["PK"] + item["SK"] and item["SK"] != "~HEAD"] == []


def test_follower_is_removed_without_being_blocked(town: Town) -> None:
    ada, ben = town.person(), town.person()
    go_private(town, ben)
    follow(town, ada, ben)
    town.ask("PUT", f"/v1/me/follow-requests/{ada.handle}", by=ben)
    for _ in range(2):
        assert town.ask("DELETE", f"/v1/accounts/{ada.handle}/follower", by=ben).status == 204
    assert relation(town, ada, ben)["following"] == "no"
    assert (counts(town, ada), counts(town, ben)) == ((0, 0), (0, 0))
    assert wiring.viewpoint(ada.id).passes_over(ben.id)
    assert listed(town, f"/v1/accounts/{ben.handle}/followers", ada) == []
    assert town.ask("DELETE", f"/v1/accounts/{ben.handle}/follower", by=ben).status == 204
    follow(town, ada, ben)
    assert listed(town, "/v1/me/follow-requests", ben) == [ada.handle]


def test_posts_of_a_private_account_are_for_whom_it_let_in(town: Town) -> None:
    ada, ben = town.person(), town.person()
    post = town.ask("POST", "/v1/posts", {"text": "for friends"}, by=ben).body["id"]
    go_private(town, ben)
    follow(town, ada, ben)

    def seen() -> tuple[int, int]:
        posts = town.ask("GET", f"/v1/accounts/{ben.handle}/posts", by=ada)
        return town.ask("GET", f"/v1/posts/{post}", by=ada).status, len(posts.body["items"])

    assert seen() == (404, 0)
    town.ask("PUT", f"/v1/me/follow-requests/{ada.handle}", by=ben)
    assert seen() == (200, 1)
    town.ask("DELETE", f"/v1/accounts/{ada.handle}/follower", by=ben)
    assert seen() == (404, 0)
    follow(town, ada, ben)
    assert seen() == (404, 0)
    go_private(town, ben, private=False)
    assert (seen(), relation(town, ada, ben)["following"]) == ((200, 1), "yes")
