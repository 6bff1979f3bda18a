"""Spam across accounts: copies are recognised, numbers lead to a look, nobody is refused for being new."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from imagora.moderation.checkers.judge import worst
from imagora.moderation.checkers.sketch import SIZE, bands, fingerprint, resemblance, sketch
from imagora.moderation.checkers.spam import Facts, judge
from tests.growth import LINEAR, growth

OFFER = "Earn 500 € a day from home! I was sceptical at first, write me: https://bit.ly/a1?x=9 @anna_k"


@pytest.mark.parametrize(
    "copy",
    [
        "EARN 900 € A DAY FROM HOME! I WAS SCEPTICAL AT FIRST, WRITE ME: https://bit.ly/zz @bob_m @cleo",
        "earn 20 € a day from home… I was sceptical at first, write me → http://www.bit.ly/b2",
        "Ｅａｒｎ 500 € a day\u200b from home! I was sceptical at first; write me: https://bit.ly/a1?x=10",
    ],
)
def test_copies_have_one_fingerprint(copy: str) -> None:
    assert fingerprint(copy) == fingerprint(OFFER) is not None


def test_other_hosts_and_other_words_are_other_texts() -> None:
    assert fingerprint(OFFER) != fingerprint(OFFER.replace("bit.ly", "example.org"))
    assert fingerprint(OFFER) != fingerprint(OFFER.replace("home", "hell"))


@pytest.mark.parametrize("text", ["", "Happy new year!", "gm", "Guten Morgen zusammen 🌞", "@a_b @c_d @e_f @g_h @i_j"])
def test_greetings_are_no_copies(text: str) -> None:
    assert fingerprint(text) is None
    assert sketch(text) == ()
    assert bands(sketch(text)) == ()
    assert resemblance(sketch(text), sketch(OFFER)) == 0


LONG = (
    "My cousin lost her job last spring and now earns more than her old boss because she joined this group of traders "
    "who show beginners every step, ask me how and I will send you the link today"
)


@pytest.mark.parametrize(
    "changed", [LONG.replace("cousin", "sister"), LONG + " friend", LONG.replace("spring", "fall")]
)
def test_texts_with_a_word_changed_are_alike_and_share_a_key(changed: str) -> None:
    assert fingerprint(changed) != fingerprint(LONG)
    assert resemblance(sketch(changed), sketch(LONG)) >= 0.7
    assert set(bands(sketch(changed))) & set(bands(sketch(LONG)))


def test_strangers_are_not_alike() -> None:
    texts = [
        "The lighthouse stands where the river meets the grey sea in the evening",
        "Who else spent the whole weekend repairing a bicycle that was never broken?",
        "Ich habe heute zum ersten Mal einen Eisvogel gesehen und es niemandem erzählt",
        "Rezept für Apfelkuchen: drei Äpfel, Mehl, Butter, Zucker und sehr viel Geduld",
        LONG,
        OFFER,
    ]
    for one, other in combinations(map(sketch, texts), 2):
        assert resemblance(one, other) < 0.35
        assert not set(bands(one)) & set(bands(other))


def test_sketch_is_small_and_says_nothing() -> None:
    assert len(sketch(LONG)) == SIZE
    assert all(0 <= number < 1 << 32 for number in sketch(LONG))


def test_hostile_text_is_sketched_in_linear_time() -> None:
    assert growth(lambda count: sketch("@a https://x.y/ word1 " * count), 200) < LINEAR


HOUR, WEEK, YEAR = timedelta(hours=1), timedelta(days=6), timedelta(days=365)


@pytest.mark.parametrize(
    ("facts", "action"),
    [
        (Facts(HOUR), "allow"),
        (Facts(HOUR, posts=14, linked=3, strangers=9, has_link=True), "allow"),
        (Facts(YEAR, posts=100, linked=50, strangers=100), "allow"),
        (Facts(YEAR, copies=4), "allow"),
        (Facts(YEAR, copies=5), "hold"),
        (Facts(YEAR, copies=3, has_link=True), "hold"),
        (Facts(YEAR, copies=10, has_link=True), "reject"),
        (Facts(YEAR, copies=20), "reject"),
        (Facts(HOUR, copies=2, new_copies=2), "hold"),
        (Facts(HOUR, copies=5, new_copies=5), "reject"),
        (Facts(YEAR, copies=4, new_copies=4), "allow"),
        (Facts(YEAR, own_copies=4), "hold"),
        (Facts(YEAR, own_copies=12), "reject"),
        (Facts(HOUR, posts=15), "hold"),
        (Facts(HOUR, posts=40), "reject"),
        (Facts(WEEK, posts=39), "allow"),
        (Facts(WEEK, posts=40), "hold"),
        (Facts(YEAR, posts=120), "hold"),
        (Facts(HOUR, linked=4), "hold"),
        (Facts(WEEK, linked=4), "allow"),
        (Facts(HOUR, strangers=10), "hold"),
        (Facts(HOUR, strangers=30), "reject"),
        (Facts(WEEK, strangers=30), "hold"),
    ],
)
def test_numbers_lead_to_actions(facts: Facts, action: str) -> None:
    finding = judge(facts)
    assert worst(finding, "text")[0] == action
    assert bool(finding.evidence) is (action != "allow")


@pytest.mark.parametrize("name", ["copies", "new_copies", "own_copies", "posts", "linked", "strangers"])
def test_more_is_never_better(name: str) -> None:
    for age in (HOUR, WEEK, YEAR):
        scores = [judge(Facts(age, **_count(name, count))).scores.get("spam", 0.0) for count in range(0, 500, 7)]
        assert scores == sorted(scores)


def _count(name: str, count: int) -> dict[str, Any]:
    return {name: count}
