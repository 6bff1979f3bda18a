"""The recount finds what is wrong: each kind of breach, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.faults.books import Books
from tests.faults.case import World
from tests.faults.lab import Item, Lab
from tests.faults.recount import recount
from tests.faults.social_cases import talked_about

pytestmark = pytest.mark.slow

Items = dict[tuple[str, str], Item]


def _without(*prefixes: tuple[str, str]) -> Callable[[Items, World], None]:
    """Take away the items whose keys begin like this; names in them are the world's."""

    def tamper(items: Items, world: World) -> None:
        for pk, sk in prefixes:
            found = [
                key
                for key in items
                if key[0].startswith(pk.format_map(world)) and key[1].startswith(sk.format_map(world))
            ]
            assert found, (pk, sk)
            for key in found:
                del items[key]

    return tamper


def _miscounted(items: Items, world: World) -> None:
    items[f"POST#{world['own']}", "POST"]["likes"] += 1


def _undone(items: Items, world: World) -> None:
    items[f"REPOSTS#{world['own']}", world["bob"].id]["undone"] = True


def _gone(items: Items, world: World) -> None:
    items[f"POST#{world['own']}", "POST"]["status"] = "deleted"


TAMPERED = {
    "a counter": (_miscounted, "counts {'likes': 3,"),
    "a like without its mark": (_without(("USER#{bob.id}", "MARK#{own}#l")), "there are {'likes': 1,"),
    "a reply without its pointer": (_without(("REPLIES#{own}", "")), "isn't among those to"),
    "a quote without its pointer": (_without(("QUOTES#{own}", "")), "isn't among the quotes of"),
    "a repost without its pointer": (_without(("REPOSTS#{own}", "{bob.id}")), "by their pointers"),
    "a repost that is in feeds though it was undone": (
        _without(("USER#{bob.id}", "MARK#{own}#r"), ("REPOSTS#{own}", "{bob.id}")),
        "that is undone",
    ),
    "the pointer of an undone repost": (_undone, "is undone and still there"),
    "a notification that was never made": (_without(("NOTES#{ann.id}", "like#{own}")), "isn't told of like#"),
    "a notification of what is gone": (_gone, "which is gone"),
    "a word that isn't indexed": (_without(("WORD#lake", "")), "isn't under ['WORD#lake']"),
    "a tag that isn't indexed": (_without(("TAG#lake", "")), "isn't under ['TAG#lake']"),
    "an index entry of what is gone": (_gone, "TAG#lake names"),
    "an account that isn't found": (_without(("NAMES#", "{handle}")), "not found by"),
    "a post that doesn't trend": (_without(("TREND#{own}", "")), "doesn't trend"),
}


@pytest.fixture(scope="module")
def talk(lab: Lab) -> tuple[list[Item], World]:
    world = talked_about(lab)
    return lab.items(), world


def test_nothing_is_wrong_with_what_wasnt_touched(talk: tuple[list[Item], World]) -> None:
    assert recount(Books(talk[0], set())) == []


@pytest.mark.parametrize("what", TAMPERED)
def test_each_breach_is_found(talk: tuple[list[Item], World], what: str) -> None:
    items = {(item["PK"], item["SK"]): item for item in deepcopy(talk[0])}
    tamper, told = TAMPERED[what]
    tamper(items, talk[1])
    assert [line for line in recount(Books(items.values(), set())) if told in line] != []
