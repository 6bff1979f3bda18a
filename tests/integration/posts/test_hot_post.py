"""A post that everybody reacts to at once, with conflicts raised as AWS raises them: the counters end exact."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from imagora import wiring
from imagora.accounts.rows import profile_key
from imagora.kernel import aws
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId, PostId, new_id
from imagora.kernel.retry import retrying
from imagora.table.writer import Writer
from infra.local.strict.refusal import Refused
from infra.local.strict.transactions import TransactionsUnderWay
from tests.integration.stack import Stack

_AT_ONCE = 16


def crowd(stack: Stack, size: int) -> list[AccountId]:
    """So many accounts, by copies of one profile."""
    somebody = stack.author()
    pk, sk = profile_key(somebody.id)
    table = stack.environment["IMAGORA_TABLE"]
    item = stack.look(table, {"PK": {"S": pk}, "SK": {"S": sk}})
    assert item is not None
    people = [AccountId(new_id(stack.clock())) for _ in range(size)]
    Writer(aws.client("dynamodb"), table).put(
        [{**item, "PK": {"S": f"USER#{who}"}} for who in people]  # type: ignore[dict-item]
    )
    return people


def all_at_once(jobs: list[Callable[[], object]]) -> None:
    """Each as a client makes it: who is told to come again comes again."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda job: retrying(job, on=Unavailable), jobs))


def until_two_meet(under_way: TransactionsUnderWay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the first transactions stay under way until another one meets them, however busy the machine is."""
    met, admit = threading.Event(), under_way.admit

    @contextmanager
    def admitted(action: str, *asked: Any) -> Iterator[None]:
        try:
            with admit(action, *asked):
                if action == "TransactWriteItems":
                    met.wait(timeout=10)
                yield
        except Refused:
            met.set()
            raise

    monkeypatch.setattr(under_way, "admit", admitted)


def react_all_at_once(stack: Stack, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    post = stack.publish(stack.author(), "Everybody looks").id
    stack.drain()
    people, dice, deeds = crowd(stack, size), random.Random(size), wiring.reactions()
    likes: list[Callable[[], object]] = [partial(deeds.like, who, post) for who in people]
    twice = [partial(deeds.like, who, post) for who in people[::10]]
    folds = [partial(wiring.tallies().fold, PostId(post)) for _ in range(size // 10)]
    reposts = [partial(deeds.repost, who, post) for who in people[: size // 10]]
    first = [*likes, *twice, *folds, *reposts]
    dice.shuffle(first)
    under_way = stack.services.strict.under_way
    before = under_way.conflicts
    until_two_meet(under_way, monkeypatch)
    all_at_once(first)
    gone = set(people[: size * 2 // 5])
    second: list[Callable[[], object]] = [partial(deeds.unlike, who, post) for who in gone]
    second += [partial(deeds.unlike, who, post) for who in list(gone)[::10]]
    second += folds
    dice.shuffle(second)
    all_at_once(second)
    assert under_way.conflicts > before
    stack.drain(max_rounds=5_000)
    with stack.later(seconds=5):
        wiring.tallies().fold(PostId(post))
    found = stack.item(f"POST#{post}", "POST")
    assert found is not None
    assert found["likes"] == size - len(gone)
    assert found["reposts"] == size // 10
    assert stack.partition(f"TALLY#{post}") == []
    marks = [stack.item(f"USER#{who}", f"MARK#{post}#l") is not None for who in people]
    assert sum(marks) == found["likes"]


def test_counters_end_exact_when_many_react_at_once(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    react_all_at_once(stack, 30, monkeypatch)


@pytest.mark.slow
def test_counters_end_exact_when_five_hundred_react_at_once(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    react_all_at_once(stack, 500, monkeypatch)
