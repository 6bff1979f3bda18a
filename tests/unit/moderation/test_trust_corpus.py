"""The corpus is large and mixed, the built-in checkers keep their floors on it, the page says what is measured."""

from __future__ import annotations

import pytest

from tests.corpus.pictures import COPIES, PROMISED, listed, strangers
from tests.corpus.policy_report import PARTS, Part
from tests.corpus.trust_report import COMMAND, PAGE, by_kind, by_rule, campaigns, cases, page, pictures


def test_corpus_is_large_and_mixed() -> None:
    own = [case for part in PARTS for case in cases(part) if case.language]
    assert len(own) >= 200
    assert min(sum(case.language == language for case in own) for language in ("en", "de")) >= 80
    assert {case.kind for case in own} == {"plain", "obfuscation", "irony", "look_alike", "spam"}
    assert sum(bool(case.thread) for case in own) >= 12
    assert sum(len(listed(part)) + len(strangers(part)) for part in PARTS) >= 60


def test_parts_share_nothing() -> None:
    tuned, held_out = ({case.text for case in cases(part)} for part in PARTS)
    assert not tuned & held_out
    assert not {picture.kind for picture in listed("tuned")} & {picture.kind for picture in listed("heldout")} - {
        "plain", "gradient", "poster",
    }  # fmt: skip


def test_rules_do_what_they_were_written_to_do() -> None:
    scores = by_rule("tuned")
    unread = {"harassment", "private_data"}
    assert all(score.hit == 0 for rule, score in scores.items() if rule in unread)
    for rule in set(scores) - unread:
        assert (scores[rule].precision or 0) >= 0.8, rule
        assert (scores[rule].recall or 0) >= 0.9, rule


def test_held_out_part_keeps_its_floor() -> None:
    """Not a target: nothing is adjusted to this part. It fails when a change makes the rules worse."""
    scores = by_rule("heldout")
    harmless = by_kind("heldout")["look_alike"]
    assert harmless[0] / harmless[1] >= 0.9
    for rule, floor in (("health_claims", 0.6), ("fake_documents", 0.5), ("real_person_likeness", 0.8)):
        assert (scores[rule].recall or 0) >= floor, rule


@pytest.mark.parametrize("part", PARTS)
def test_irony_is_left_alone(part: Part) -> None:
    right, count = by_kind(part)["irony"]
    assert right == count


@pytest.mark.parametrize("part", PARTS)
def test_copies_are_known_and_strangers_are_not(part: Part) -> None:
    scores = pictures(part)
    for name in PROMISED:
        assert (scores[name].recall or 0) >= 0.85, name
    assert scores["strangers"].false_alarm <= 1
    assert set(scores) == {*COPIES, "strangers"}


@pytest.mark.parametrize(("part", "precision", "recall"), [("tuned", 0.9, 0.95), ("heldout", 0.95, 0.5)])
def test_campaigns_are_told_from_coincidence(part: Part, precision: float, recall: float) -> None:
    score = campaigns(part)
    assert (score.precision or 0) >= precision
    assert (score.recall or 0) >= recall


def test_page_is_what_was_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"out of date: {COMMAND} --write"
