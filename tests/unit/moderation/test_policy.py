"""The word rules on the corpus, their refusals, and the page that says what they are worth."""

from __future__ import annotations

import json

import pytest

from imagora.moderation import lexicon
from imagora.moderation.policy import MAX_LINKS, MAX_MENTIONS, MAX_SAME_LINK, MAX_TAGS, Policy
from imagora.moderation.rulebook import CODES, RULES, rule
from imagora.moderation.rules import CLAUSES, SIGNS
from tests.corpus.policy_report import COMMAND, PAGE, Case, judge, load, rules_page, score

policy = Policy()


KNOWN_MISSES = {
    "er besorgt es ihr von hinten",
    "strip the singer in this photo",
    "intestines pulled out of a screaming victim",
}
"""Let through, and left so: a rule that caught them would refuse more harmless texts than bad ones."""


@pytest.mark.parametrize("case", load("tuned"), ids=lambda case: case.text[:40].encode("ascii", "ignore").decode())
def test_corpus_is_judged_as_meant(case: Case) -> None:
    assert judge(case) == (None if case.text in KNOWN_MISSES else case.rule)


def test_held_out_part_keeps_its_floor() -> None:
    """Not a target: the rules aren't adjusted to this part. It fails when a change makes them worse."""
    held_out = score(load("heldout"))
    assert held_out.precision >= 0.9
    assert held_out.recall >= 0.45


def test_parts_share_no_text() -> None:
    tuned, held_out = load("tuned"), load("heldout")
    assert len(tuned) + len(held_out) >= 120
    assert not {case.text for case in tuned} & {case.text for case in held_out}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nude photo of a 17-year-old", "minors_sexual"),
        ("nude photo of an 18-year-old woman", "sexual_explicit"),
        ("seventeen years old, topless", "minors_sexual"),
        ("nude " + "far " * 20 + "child", None),
        ("the severed head of Medusa", None),
        ("praise to Isis, goddess of Egypt", None),
        ("a building hit by a car bomb, Beirut", None),
        ("a kind of sexy dress", None),
    ],
)
def test_context_decides(text: str, code: str | None) -> None:
    assert policy.check_prompt(text).rule == code


def test_prompts_and_texts_have_their_own_rules() -> None:
    assert policy.check_prompt("nude woman").rule == "sexual_explicit"
    assert policy.check_text("nude woman on the old painting").allowed
    assert policy.check_text(" ".join(f"https://example.org/{n}" for n in range(9))).rule == "spam_links"
    assert policy.check_prompt(" ".join(f"https://example.org/{n}" for n in range(9))).allowed


@pytest.mark.parametrize(
    ("piece", "limit"),
    [
        ("https://example.org/{} ", MAX_LINKS),
        ("https://example.org/ ", MAX_SAME_LINK),
        ("@anna{} ", MAX_MENTIONS),
        ("#t{} ", MAX_TAGS),
    ],
)
def test_floods_begin_after_the_limit(piece: str, limit: int) -> None:
    assert policy.check_text("".join(piece.format(n) for n in range(limit))).allowed
    assert policy.check_text("".join(piece.format(n) for n in range(limit + 1))).rule == "spam_links"


def test_verdict_names_the_rule_and_never_the_words() -> None:
    verdict = policy.check_prompt("nudify my neighbour")
    assert (verdict.allowed, verdict.rule) == (False, "nonconsensual_intimate")
    assert "nudify" not in verdict.detail


def test_clauses_name_groups_and_rules_that_exist() -> None:
    groups = {group for entries in lexicon.phrases().values() for _, group in entries}
    named = {g for clause in (*CLAUSES, *SIGNS) for joined in clause.groups for g in joined.split("|")}
    named |= {clause.unless for clause in (*CLAUSES, *SIGNS) if clause.unless}
    named |= {name for pair in lexicon.HARMLESS_PAIRS for name in pair[:2]}
    assert named <= groups
    assert groups - named == {"number_word", "years_old"}
    for clause in (*CLAUSES, *SIGNS):
        assert clause.uses <= rule(clause.rule).matched_in


def test_every_rule_that_claims_to_be_matched_is() -> None:
    matched = {(clause.rule, use) for clause in (*CLAUSES, *SIGNS) for use in clause.uses} | {("spam_links", "text")}
    assert matched == {(entry.code, use) for entry in RULES for use in entry.matched_in}
    assert len(CODES) == len(RULES)


def test_wording_follows_the_language() -> None:
    entry = rule("hate_slurs")
    assert entry.wording("de-AT") is entry.de
    assert entry.wording("fr") is entry.en


def test_rules_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), f"run {COMMAND} --write"
    assert all(code in PAGE.read_text(encoding="utf-8") for code in CODES)


def test_corpus_files_hold_nothing_but_cases() -> None:
    for part in ("tuned", "heldout"):
        raw = json.loads((PAGE.parents[1] / "tests" / "corpus" / f"policy_{part}.json").read_text(encoding="utf-8"))
        assert all(item["rule"] is None or item["rule"] in CODES for item in raw)
