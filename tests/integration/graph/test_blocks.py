from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.graph import head_store
from imagora.kernel.ids import AccountId
from tests.integration.accounts.conflicts import colliding
from tests.integration.accounts.town import PASSWORD, Person, Reply, Town
from tests.integration.graph.deeds import block, counts, follow, go_private, handles, listed, relation

MISSING = (404, "account_not_found")


def refusal(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.code


def profile(town: Town, viewer: Person, other: Person) -> Reply:
    return town.ask("GET", f"/v1/accounts/{other.handle}", by=viewer)


def test_block_ends_follows_both_ways_and_counts_once(town: Town) -> None:
    ada, ben, cleo = town.person(), town.person(), town.person()
    for one, other in ((ada, ben), (ben, ada), (ada, cleo), (cleo, ben)):
        follow(town, one, other)
    for _ in range(2):
        assert block(town, ada, ben).status == 204
    assert (counts(town, ada), counts(town, ben), counts(town, cleo)) == ((0, 1), (1, 0), (1, 1))
    assert listed(town, f"/v1/accounts/{ada.handle}/followers") == []
    assert wiring.viewpoint(ada.id).head.following == 1
    assert wiring.viewpoint(ben.id).head.following == 0
    for _ in range(2):
        assert block(town, ada, ben, "DELETE").status == 204
    assert relation(town, ada, ben) == {"following": "no", "followed_by": False, "blocking": False, "muting": False}
    assert (counts(town, ada), counts(town, ben)) == ((0, 1), (1, 0))
    assert wiring.viewpoint(ada.id).passes_over(ben.id)  # what was pushed while they were followed stays away
    follow(town, ben, ada)
    assert counts(town, ada) == (1, 1)


def test_block_takes_away_requests_both_ways(town: Town) -> None:
    ada, ben = town.person(), town.person()
    for person in (ada, ben):
        go_private(town, person)
    follow(town, ada, ben)
    follow(town, ben, ada)
    block(town, ada, ben)
    assert listed(town, "/v1/me/follow-requests", ada) == listed(town, "/v1/me/follow-requests", ben) == []
    late = town.ask("PUT", f"/v1/me/follow-requests/{ada.handle}", by=ben)
    assert refusal(late) == (404, "request_not_found")
    block(town, ada, ben, "DELETE")
    assert relation(town, ada, ben)["following"] == "no"


def test_blocked_one_finds_nothing_of_the_blocker(town: Town) -> None:
    ada, ben, cleo = town.person(), town.person(), town.person()
    for one, other in ((ada, cleo), (ben, cleo), (cleo, ada), (cleo, ben)):
        follow(town, one, other)
    block(town, ada, ben)
    assert refusal(profile(town, ben, ada)) == MISSING
    for part in ("followers", "following"):
        assert refusal(town.ask("GET", f"/v1/accounts/{ada.handle}/{part}", by=ben)) == MISSING
        assert listed(town, f"/v1/accounts/{cleo.handle}/{part}", ben) == [ben.handle]
        assert listed(town, f"/v1/accounts/{cleo.handle}/{part}", ada) == [ada.handle]
        assert len(listed(town, f"/v1/accounts/{cleo.handle}/{part}")) == 2
    assert refusal(follow(town, ben, ada)) == MISSING
    assert refusal(town.ask("PUT", f"/v1/accounts/{ada.handle}/mute", by=ben)) == MISSING
    assert profile(town, cleo, ada).status == 200


def test_blocker_sees_whom_it_blocks(town: Town) -> None:
    ada, ben = town.person(), town.person()
    block(town, ada, ben)
    assert profile(town, ada, ben).body["viewer"]["blocking"] is True
    assert refusal(follow(town, ada, ben)) == (409, "blocking")
    block(town, ada, ben, "DELETE")
    assert follow(town, ada, ben).status == 204


def test_blocks_go_both_ways_when_the_blocked_one_blocks_back(town: Town) -> None:
    ada, ben = town.person(), town.person()
    block(town, ada, ben)
    assert block(town, ben, ada).status == 204
    assert refusal(profile(town, ada, ben)) == MISSING
    block(town, ada, ben, "DELETE")
    assert refusal(profile(town, ada, ben)) == MISSING
    assert profile(town, ben, ada).body["viewer"]["blocking"] is True
    assert listed(town, "/v1/me/blocks", ben) == [ada.handle]


def test_block_is_refused_when_it_is_of_oneself_or_of_nobody(town: Town) -> None:
    ada, gone, out = town.person(), town.person(), town.person()
    assert refusal(block(town, ada, ada)) == (422, "invalid_input")
    assert refusal(town.ask("PUT", "/v1/accounts/nobody_here/block", by=ada)) == MISSING
    account_store.move(out.id, "suspended")
    assert refusal(block(town, ada, out)) == MISSING
    assert refusal(block(town, out, ada)) == (403, "account_suspended")
    town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=gone)
    assert refusal(block(town, ada, gone)) == MISSING
    assert town.ask("PUT", f"/v1/accounts/{ada.handle}/block").status == 401


def test_blocked_accounts_are_listed_page_by_page(town: Town) -> None:
    ada, others = town.person(), [town.person() for _ in range(3)]
    for other in others:
        block(town, ada, other)
    block(town, others[0], ada)
    first = town.ask("GET", "/v1/me/blocks?limit=2", by=ada)
    rest = town.ask("GET", f"/v1/me/blocks?limit=2&cursor={first.body['cursor']}", by=ada)
    assert handles(first) + handles(rest) == [other.handle for other in reversed(others)]
    assert all(account["viewer"]["blocking"] for account in first.body["items"] + rest.body["items"])
    stolen = town.ask("GET", f"/v1/me/blocks?cursor={first.body['cursor']}", by=others[1])
    assert refusal(stolen) == (422, "invalid_cursor")


def test_blocking_more_than_may_be_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben, cleo = town.person(), town.person(), town.person()
    monkeypatch.setattr("imagora.graph.relations.MAX_SHUT", 1)
    assert block(town, ada, ben).status == 204
    assert refusal(block(town, ada, cleo)) == (409, "too_many")
    assert refusal(town.ask("PUT", f"/v1/accounts/{cleo.handle}/mute", by=ada)) == (409, "too_many")
    assert town.ask("PUT", f"/v1/accounts/{ben.handle}/mute", by=ada).status == 204  # it takes no further room
    assert block(town, ada, ben, "DELETE").status == 204


def test_notorious_account_is_shut_off_by_all_whom_its_head_cannot_name(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, blockers, friend = town.person(), [town.person() for _ in range(2)], town.person()
    monkeypatch.setattr(head_store, "MAX_NAMED", 1)
    for blocker in blockers:
        block(town, blocker, ben)
        follow(town, blocker, friend)
    assert wiring.viewpoint(ben.id).head.crowded
    for blocker in blockers:
        assert refusal(profile(town, ben, blocker)) == MISSING
        assert refusal(follow(town, ben, blocker)) == MISSING
    assert listed(town, f"/v1/accounts/{friend.handle}/followers", ben) == []
    assert follow(town, ben, friend).status == 204
    for blocker in blockers:
        block(town, blocker, ben, "DELETE")
        assert profile(town, ben, blocker).status == 200
        assert follow(town, ben, blocker).status == 204


def test_counters_are_exact_when_blocks_and_follows_race(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [town.person() for _ in range(3)]

    def fidget(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(5):
            one, other = dice.sample(people, 2)
            what, method = dice.choice([("follow", "PUT"), ("follow", "PUT"), ("block", "PUT"), ("block", "DELETE")])
            reply = town.ask(method, f"/v1/accounts/{other.handle}/{what}", by=one)
            assert reply.status in (204, 404, 409, 503), reply.text

    with colliding(monkeypatch) as collisions, ThreadPoolExecutor(4) as pool:
        list(pool.map(fidget, range(6)))
    assert collisions.count > 0
    items = [(item["PK"], item["SK"]) for item in town.items()]
    for person in people:
        others = [other for other in people if other is not person]
        follows = {other.id for other in others if (f"USER#{person.id}", f"FOLLOW#{other.id}") in items}
        followers = {other.id for other in others if (f"USER#{other.id}", f"FOLLOW#{person.id}") in items}
        blocks = {other.id for other in others if (f"USER#{person.id}", f"BLOCK#{other.id}") in items}
        head = wiring.viewpoint(person.id).head
        assert counts(town, person) == (len(followers), len(follows))
        assert (head.following, head.blocking) == (len(follows), blocks)
        assert not (follows | followers) & blocks
        assert all(person.id in wiring.viewpoint(AccountId(other)).head.blocked_by for other in blocks)


def traces(town: Town, person: Person) -> list[dict[str, Any]]:
    return [item for item in town.items() if person.id in str(item)]


def test_blocks_of_an_erased_account_are_gone_both_ways(town: Town) -> None:
    gone, ben, cleo = town.person(), town.person(), town.person()
    block(town, gone, ben)
    block(town, cleo, gone)
    town.ask("DELETE", "/v1/me", {"password": PASSWORD}, by=gone)
    assert handles(town.ask("GET", "/v1/me/blocks", by=cleo)) == []
    for _ in range(2):
        assert wiring.relations().erase(gone.id) is False
    wiring.feed_store().erase(gone.id, limit=25)
    wiring.membership().erase(gone.id)
    assert traces(town, gone) == []
