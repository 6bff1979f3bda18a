"""Groups as the table keeps them: who is in them is a set, whatever the order, the repeats, and who writes at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagora import wiring
from imagora.kernel.clock import utc_now
from imagora.kernel.ids import AccountId, PostId, new_id
from imagora.notifications import store
from imagora.notifications.listing import NoteLists, note_of
from imagora.notifications.models import KEEP, Group, Note, about_post
from tests.integration.stack import Stack
from tests.meter import item_size

ACTORS = [AccountId(new_id(utc_now())) for _ in range(8)]
SUBJECTS = [PostId(new_id(utc_now())) for _ in range(2)]

deeds = st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(ACTORS)), max_size=24)


@pytest.fixture
def few_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups that hold three actors themselves, so that a handful crosses over."""
    monkeypatch.setattr(store, "COUNTED_INSIDE", 3)


def somebody() -> AccountId:
    return AccountId(new_id(utc_now()))


def group_of(owner: AccountId, group: Group) -> Note:
    row = wiring.reader().get((f"NOTES#{owner}", group.name), consistent=True)
    note = note_of(row, utc_now()) if row else None
    assert note is not None
    return note


@pytest.mark.usefixtures("few_inside")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_groups_count_as_a_set_does_when_deeds_come_in_any_order_and_again(
    stack: Stack, told: list[tuple[PostId, AccountId]]
) -> None:
    owner = somebody()
    for subject, actor in told:
        wiring.note_store().tell(owner, about_post("like", subject), actor, now=stack.clock())
    expected: dict[str, dict[AccountId, None]] = {}
    for subject, actor in told:
        expected.setdefault(f"like#{subject}", {}).setdefault(actor)
    entries = NoteLists(wiring.reader()).newest(owner, limit=10, after=None)
    assert {entry.group for entry in entries} == expected.keys()
    for name, actors in expected.items():
        note = group_of(owner, Group.named(name))
        assert note.count == len(actors)
        assert note.recent == tuple(reversed(actors))[: len(note.recent)]
        assert len(note.recent) == min(len(actors), 6)


def test_everybody_is_counted_once_when_they_come_at_the_same_time(
    stack: Stack, few_inside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_TRIES", 40)
    owner, group = somebody(), about_post("like", SUBJECTS[0])
    actors = [somebody() for _ in range(12)]

    def tell(actor: AccountId) -> None:
        wiring.note_store().tell(owner, group, actor, now=stack.clock())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, actors * 2))
    assert group_of(owner, group).count == len(actors)


@pytest.mark.slow
def test_a_group_stays_small_when_more_than_a_hundred_join_it(stack: Stack) -> None:
    owner, group = somebody(), about_post("like", SUBJECTS[0])
    actors = [somebody() for _ in range(104)]
    sizes = []
    for actor in [*actors, actors[0], actors[99], actors[100], actors[103]]:
        wiring.note_store().tell(owner, group, actor, now=stack.clock())
        item = stack.look(stack.environment["IMAGORA_TABLE"], {"PK": {"S": f"NOTES#{owner}"}, "SK": {"S": group.name}})
        sizes.append(item_size(item or {}))
    assert max(sizes) < 4096
    assert sizes[-1] < 1024
    note = group_of(owner, group)
    assert (note.count, note.recent) == (104, tuple(reversed(actors[-6:])))
    for actor in (actors[0], actors[99], actors[100], actors[103]):
        assert wiring.note_store().knows(owner, group, actor, now=stack.clock())
    assert not wiring.note_store().knows(owner, group, somebody(), now=stack.clock())


def test_one_who_joins_lifts_the_group_and_one_who_is_in_it_does_not(stack: Stack) -> None:
    owner, (older, newer) = somebody(), [about_post("like", subject) for subject in SUBJECTS]
    ann, bob = somebody(), somebody()
    lists = NoteLists(wiring.reader())

    def order() -> list[str]:
        return [entry.group for entry in lists.newest(owner, limit=10, after=None)]

    for number, group in enumerate((older, newer)):
        wiring.note_store().tell(owner, group, ann, now=stack.clock() + timedelta(seconds=number))
    assert order() == [newer.name, older.name]
    wiring.note_store().tell(owner, older, ann, now=stack.clock() + timedelta(seconds=2))
    assert order() == [newer.name, older.name]
    wiring.note_store().tell(owner, older, bob, now=stack.clock() + timedelta(seconds=3))
    assert order() == [older.name, newer.name]


def test_a_group_begins_anew_when_it_has_expired_and_the_table_has_not_deleted_it_yet(stack: Stack) -> None:
    owner, group = somebody(), about_post("like", SUBJECTS[0])
    ann, bob = somebody(), somebody()
    wiring.note_store().tell(owner, group, ann, now=stack.clock())
    later = stack.clock() + KEEP + timedelta(seconds=1)
    assert NoteLists(wiring.reader()).groups(owner, [group.name], later) == {}
    wiring.note_store().tell(owner, group, bob, now=later)
    note = group_of(owner, group)
    assert (note.count, note.recent) == (1, (bob,))


def test_the_read_mark_never_moves_back(stack: Stack) -> None:
    owner, lists = somebody(), NoteLists(wiring.reader())
    first, second = new_id(stack.clock()), new_id(stack.clock() + timedelta(seconds=1))
    for mark in (second, first, second):
        wiring.note_store().mark_read(owner, mark)  # type: ignore[arg-type]
    assert lists.read_mark(owner) == second


def test_an_owner_is_forgotten_step_by_step(stack: Stack) -> None:
    owner = somebody()
    for subject in SUBJECTS:
        wiring.note_store().tell(owner, about_post("like", subject), somebody(), now=stack.clock())
    wiring.note_store().mark_read(owner, new_id(stack.clock()))  # type: ignore[arg-type]
    wiring.note_store().mute_thread(owner, SUBJECTS[0])
    assert [wiring.note_store().erase(owner, limit=3) for _ in range(3)] == [3, 2, 0]
    assert stack.partition(f"NOTES#{owner}") == []
