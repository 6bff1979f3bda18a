"""Suggestions fit where they go, whoever made them."""

from __future__ import annotations

import pytest

from imagora.assist.fitting import clipped, fitted, fitted_questions
from imagora.assist.models import LIMITS, RATIONALE, Limit, Suggestion, Task
from imagora.kernel.text import graphemes

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize("task", sorted(set(LIMITS) - {"hashtags"}))
@pytest.mark.parametrize(
    "long", ["word " * 2_000, "x" * 9_000, FAMILY * 900, "é" * 5_000], ids=["words", "x", "family", "e"]
)
def test_no_suggestion_is_longer_than_its_place(task: Task, long: str) -> None:
    [one] = fitted(task, [Suggestion(long, long)])
    assert LIMITS[task].holds(one.text)
    assert one.text.endswith("…")
    assert RATIONALE.holds(one.rationale)


def test_clipping_ends_at_a_word_and_in_no_cluster() -> None:
    assert clipped("one two three four", Limit(12, 100)) == "one two…"
    assert clipped(FAMILY * 5, Limit(3, 1_000)) == f"{FAMILY}{FAMILY}…"
    assert graphemes(clipped(FAMILY * 5, Limit(3, 1_000))) == 3
    assert clipped("short", Limit(5, 5)) == "short"


def test_suggestions_are_clean_and_each_there_once() -> None:
    made = fitted("draft", [Suggestion(" A\u202e b "), Suggestion("a B"), Suggestion("\u200b"), Suggestion("c")])
    assert [one.text for one in made] == ["A b", "c"]


def test_no_more_suggestions_than_a_task_has() -> None:
    assert len(fitted("draft", [Suggestion(str(number)) for number in range(20)])) == LIMITS["draft"].most


def test_a_tag_that_is_too_long_is_left_out_rather_than_cut() -> None:
    assert fitted("hashtags", [Suggestion("#" + "x" * 65), Suggestion("#sea")]) == (Suggestion("#sea"),)


def test_questions_are_clean_short_and_five() -> None:
    made = fitted_questions(["Why?\n\nReally?", "Why? Really?", *(f"{number}?" for number in range(9)), "y" * 400])
    assert made[0] == "Why? Really?"
    assert len(made) == 5
