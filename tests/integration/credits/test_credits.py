"""Credits over HTTP: the statement, its ledger, plans; each movement once, whatever comes twice."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.credits.plans import Plans
from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId
from imagora.table.transaction import Transaction
from infra.grant import CannotGrant, grant_plan
from tests.integration.stack import Person, Stack

_GARBAGE = b"no picture at all"


def statement(person: Person, **query: Any) -> Any:
    """The whole statement, its ledger from all pages, held to the contract's equation."""
    pages = ledger_pages(person, **query)
    whole = next(pages)
    items = [*whole["ledger"]["items"], *(item for page in pages for item in page["ledger"]["items"])]
    sums = Counter[str]()
    for item in items:
        sums[item["kind"]] += item["credits"]
    assert whole["granted"] == sums["grant"]
    assert whole["used"] == sums["spend"]
    assert whole["reserved"] == sums["reserve"] - sums["spend"] - sums["refund"]
    return {**whole, "ledger": items}


def ledger_pages(person: Person, **query: Any) -> Iterator[Any]:
    while True:
        parameters = "&".join(f"{name}={value}" for name, value in query.items())
        reply = person("GET", f"/v1/me/credits?{parameters}")
        assert reply.status == 200, reply
        yield reply.body
        if "cursor" not in reply["ledger"]:
            return
        query["cursor"] = reply["ledger"]["cursor"]


def kinds(whole: Any) -> list[tuple[str, int]]:
    return [(item["kind"], item["credits"]) for item in whole["ledger"]]


@pytest.fixture
def plans(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance with small plans."""
    small = Plans.read("free:6:4:1536:fast,plus:20:8:1536:fast", daily=50)
    made = dataclasses.replace(wiring.credits(), plans=small)
    asking = dataclasses.replace(wiring.generations(), credits=made)
    monkeypatch.setattr(wiring, "credits", lambda: made)
    monkeypatch.setattr(wiring, "generations", lambda: asking)


def test_a_new_account_is_granted_its_plans_credits(ann: Person) -> None:
    whole = statement(ann)
    assert (whole["plan"], whole["granted"], whole["used"], whole["reserved"]) == ("free", 100, 0, 0)
    ends = parse(whole["period_ends_at"])
    assert (ends.day, ends.hour, ends.minute) == (1, 0, 0)
    (granted,) = whole["ledger"]
    assert (granted["kind"], granted["credits"], "generation_id" in granted) == ("grant", 100, False)
    assert statement(ann) == whole


def test_a_generation_reserves_then_spends_and_refunds(stack: Stack, ann: Person) -> None:
    stack.painter.plan.append(_GARBAGE)
    asked = ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", "count": 3})
    waiting = statement(ann)
    assert (waiting["used"], waiting["reserved"]) == (0, 3)
    stack.drain()
    done = statement(ann)
    assert (done["used"], done["reserved"]) == (2, 0)
    assert sorted(kinds(done)) == [("grant", 100), ("refund", 1), ("reserve", 3), ("spend", 2)]
    about = {item.get("generation_id") for item in done["ledger"]}
    assert about == {None, asked["id"]}
    times = [item["created_at"] for item in done["ledger"]]
    assert times == sorted(times, reverse=True)


def test_the_ledger_is_paged_newest_first(stack: Stack, ann: Person) -> None:
    for _ in range(4):
        stack.generate(ann)
    whole = statement(ann)
    pages = [page["ledger"]["items"] for page in ledger_pages(ann, limit=4)]
    assert [len(page) for page in pages] == [4, 4, 1]
    assert [item for page in pages for item in page] == whole["ledger"]
    ids = [item["id"] for item in whole["ledger"]]
    assert ids == sorted(ids, reverse=True)


def test_a_cursor_of_somebody_elses_ledger_is_refused(stack: Stack, ann: Person, bob: Person) -> None:
    stack.generate(ann)
    cursor = ann("GET", "/v1/me/credits?limit=1")["ledger"]["cursor"]
    refused = bob("GET", f"/v1/me/credits?cursor={cursor}")
    assert (refused.status, refused.code) == (422, "invalid_cursor")


def test_a_cancelled_generation_gives_all_back(stack: Stack, ann: Person) -> None:
    asked = ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", "count": 2})
    assert ann("POST", f"/v1/generations/{asked['id']}/cancel").status == 200
    assert sorted(kinds(statement(ann))) == [("grant", 100), ("refund", 2), ("reserve", 2)]


def test_a_month_begins_with_its_own_credits(stack: Stack, ann: Person) -> None:
    stack.generate(ann, 2)
    now = stack.clock()
    first = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    assert parse(statement(ann)["period_ends_at"]) == first
    with stack.later(seconds=(first - now).total_seconds() + 60):
        reply = ann("GET", "/v1/me/credits").body
        assert (reply["granted"], reply["used"], reply["reserved"]) == (100, 0, 0)
        assert kinds({"ledger": reply["ledger"]["items"]})[0] == ("grant", 100)
        assert parse(reply["period_ends_at"]) > first + timedelta(days=27)


def test_a_generation_over_the_months_end_is_settled_with_the_month_that_paid(stack: Stack, ann: Person) -> None:
    now = stack.clock()
    first = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    before = (first - now).total_seconds() - 20
    with stack.later(seconds=before):
        asked = ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})
        assert asked.status == 202
    with stack.later(seconds=before + 40):
        stack.drain()
        assert ann.generation(asked["id"])["status"] == "succeeded"
        reply = ann("GET", "/v1/me/credits").body
        assert (reply["granted"], reply["used"], reply["reserved"]) == (100, 0, 0)
    month_that_paid = (first - timedelta(days=1)).strftime("%Y-%m")
    paid = wiring.credits().books.wallet(AccountId(ann.id), month_that_paid, consistent=True)
    assert paid is not None
    assert (paid.used, paid.reserved, paid.under_way) == (1, 0, 0)


def test_one_grant_when_many_look_at_once(ann: Person) -> None:
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: ann("GET", "/v1/me/credits"), range(6)))
    assert {reply.status for reply in replies} == {200}
    assert kinds(statement(ann)) == [("grant", 100)]


@pytest.mark.usefixtures("plans")
def test_no_credit_is_spent_twice_when_many_ask_at_once(stack: Stack, ann: Person) -> None:
    def one(_: int) -> int:
        return ann("POST", "/v1/generations", {"prompt": "a lake", "count": 2, "size": "256x256"}).status

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(one, range(6)))
    assert statuses.count(202) >= 3
    stack.drain(deliver_twice=True)
    whole = statement(ann)
    assert (whole["used"], whole["reserved"]) == (6, 0)
    assert Counter(kinds(whole)) == Counter({("grant", 6): 1, ("reserve", 2): 3, ("spend", 2): 3})


@pytest.mark.usefixtures("plans")
def test_a_plan_is_given_at_once_and_only_its_difference_is_granted(stack: Stack, ann: Person) -> None:
    stack.generate(ann, 4)
    for _ in range(2):
        grant_plan(ann.handle, "plus")
    whole = statement(ann)
    assert (whole["plan"], whole["granted"], whole["used"]) == ("plus", 20, 4)
    assert Counter(kinds(whole)) == Counter({("grant", 6): 1, ("grant", 14): 1, ("reserve", 4): 1, ("spend", 4): 1})
    grant_plan(ann.handle, "free")
    grant_plan(ann.handle, "plus")
    assert statement(ann)["granted"] == 20


@pytest.mark.usefixtures("plans")
def test_a_plan_given_before_the_first_use_counts_from_it(stack: Stack, ann: Person) -> None:
    grant_plan(f"@{ann.handle}", "plus")
    assert kinds(statement(ann)) == [("grant", 20)]
    with pytest.raises(CannotGrant, match="gold"):
        grant_plan(ann.handle, "gold")
    with pytest.raises(CannotGrant, match="nobody_here"):
        grant_plan("nobody_here", "plus")


def test_a_plans_sizes_bind(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dataclasses.replace(wiring.credits(), plans=Plans.read("free:6:4:512:fast", daily=50))
    asking = dataclasses.replace(wiring.generations(), credits=made)
    monkeypatch.setattr(wiring, "generations", lambda: asking)
    for query in ("", "?dry_run=true"):
        refused = ann("POST", f"/v1/generations{query}", {"prompt": "a lake", "size": "1024x512"})
        assert (refused.status, refused["errors"][0]["code"]) == (422, "not_in_plan")
    assert statement(ann)["reserved"] == 0


def test_a_grant_whose_entry_is_there_is_not_granted_again(stack: Stack, ann: Person) -> None:
    """The transaction that opens a wallet refuses as a whole where its entry was written before."""
    from imagora.credits import store

    credits_ = wiring.credits()
    statement(ann)
    wallet = credits_.books.wallet(
        AccountId(ann.id), credits_.statement(AccountId(ann.id), _page()).wallet.period, consistent=True
    )
    assert wallet is not None
    transaction = Transaction()
    store.grant(transaction, AccountId(ann.id), wallet, stack.clock())
    with pytest.raises(store.Moved):
        transaction.commit()
    assert kinds(statement(ann)) == [("grant", 100)]


def _page() -> Any:
    from imagora.table.paging import PageRequest

    return PageRequest(1)


def test_nothing_is_left_of_an_account_that_was_deleted(stack: Stack, ann: Person) -> None:
    for _ in range(10):
        asked = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})
        if asked.status == 202:
            assert ann("POST", f"/v1/generations/{asked['id']}/cancel").status == 200
    grant_plan(ann.handle, "plus")
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    stack.drain()
    assert stack.partition(f"USER#{ann.id}") == []
    assert ann("GET", "/v1/me/credits").status == 401
