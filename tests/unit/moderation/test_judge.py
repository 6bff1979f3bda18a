"""The judge: who is asked, when it stops, what two judges and an outage lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from imagora.moderation.checkers.builtin import WordRules
from imagora.moderation.checkers.judge import Judge, LabelFound
from imagora.moderation.checkers.patience import LONGEST_PAUSE, PAUSE, Patient
from imagora.moderation.checkers.port import CheckerDown, CheckerFailed, CheckerRefused, Finding, Image, Text
from imagora.moderation.checkers.thresholds import SELF_HARM_INTENT, SEVERITY, TEXTS, THRESHOLDS, milder, threshold
from imagora.moderation.rulebook import CODES

TEXT = Text("a text")
PICTURE = Image(b"pixels", "image/png", 64, 64)


@dataclass
class Scripted:
    """A checker that says what it is told to, and counts who asks."""

    name: str
    scores: dict[str, float] = field(default_factory=dict)
    rules: frozenset[str] = frozenset({"hate_slurs", "harassment"})
    in_context: dict[str, float] = field(default_factory=dict)
    failure: CheckerFailed | None = None
    certain: bool = False
    floor: bool = False
    asked: int = 0

    def sees(self, content: Any) -> frozenset[str]:
        return self.rules

    def check(self, content: Any) -> Finding:
        self.asked += 1
        if self.failure:
            raise self.failure
        return Finding(self.name, "m", "1", self.scores, self.in_context, certain=self.certain)


def down(name: str, seconds: float | None = None) -> CheckerDown:
    return CheckerDown(name, "timeout", retry_after=seconds)


def test_nothing_configured_looks_at_nothing() -> None:
    ruling = Judge[Image]([]).judge(PICTURE)
    assert (ruling.action, ruling.looked, ruling.recheck) == ("allow", False, False)


def test_word_rules_alone_let_through_without_having_looked() -> None:
    ruling = Judge([WordRules()]).judge(Text("a lighthouse at dusk"))
    assert (ruling.action, ruling.looked) == ("allow", False)


def test_certain_breach_ends_it_before_anybody_is_paid() -> None:
    paid = Scripted("openai")
    ruling = Judge([WordRules(), paid]).judge(Text("heil hitler"))
    assert (ruling.action, ruling.rule) == ("reject", "hate_slurs")
    assert ruling.by is not None
    assert ruling.by.provider == "builtin"
    assert paid.asked == 0


def test_later_checker_is_asked_only_for_what_none_before_could_judge() -> None:
    first, same = Scripted("openai"), Scripted("comprehend")
    other = Scripted("rekognition", rules=frozenset({"violence_graphic"}))
    ruling = Judge([first, same, other]).judge(TEXT)
    assert [first.asked, same.asked, other.asked] == [1, 0, 1]
    assert (ruling.action, ruling.looked) == ("allow", True)


@pytest.mark.parametrize(("second", "action"), [(0.9, "reject"), (0.6, "reject"), (0.3, "hold"), (0.0, "hold")])
def test_second_judge_is_asked_before_a_rejection_by_score(second: float, action: str) -> None:
    judges = [Scripted("openai", {"hate_slurs": 0.95}), Scripted("comprehend", {"hate_slurs": second})]
    ruling = Judge(judges).judge(TEXT)
    assert (ruling.action, ruling.rule) == (action, "hate_slurs")
    assert [finding.provider for finding in ruling.findings] == ["openai", "comprehend"]
    assert judges[1].asked == 1


def test_checker_that_knows_nothing_of_this_content_is_not_asked() -> None:
    english, floor = Scripted("comprehend", rules=frozenset()), Scripted("ours", rules=frozenset(), floor=True)
    ruling = Judge([floor, english]).judge(TEXT)
    assert (floor.asked, english.asked, ruling.looked) == (1, 0, False)


def test_second_judge_that_was_asked_before_is_not_asked_again() -> None:
    narrow = Scripted("comprehend", rules=frozenset({"hate_slurs"}))
    wide = Scripted("openai", {"hate_slurs": 0.95}, rules=frozenset({"hate_slurs", "harassment"}))
    assert Judge([narrow, wide]).judge(TEXT).action == "hold"
    assert (narrow.asked, wide.asked) == (1, 1)


def test_second_judge_that_is_down_leaves_it_to_a_person() -> None:
    ruling = Judge(
        [Scripted("openai", {"hate_slurs": 0.95}), Scripted("comprehend", failure=down("comprehend"))]
    ).judge(TEXT, good_standing=True)
    assert (ruling.action, ruling.rule) == ("hold", "hate_slurs")


@pytest.mark.parametrize(
    "other", [Scripted("openai", {}), Scripted("comprehend", rules=frozenset({"violence_graphic"}))]
)
def test_same_provider_or_one_that_does_not_know_the_rule_is_no_second_judge(other: Scripted) -> None:
    assert Judge([Scripted("openai", {"hate_slurs": 0.95}), other]).judge(TEXT).action == "reject"


def test_gravest_finding_decides_and_all_labels_show() -> None:
    judges = [
        Scripted("a", {"sexual_explicit": 0.4}, frozenset({"sexual_explicit"})),
        Scripted("b", {"violence_graphic": 0.8, "sexual_explicit": 0.5}, frozenset({"violence_graphic"})),
    ]
    ruling = Judge(judges).judge(PICTURE)
    assert (ruling.action, ruling.rule) == ("hold", "violence_graphic")
    assert ruling.labels == (LabelFound("graphic", 0.8), LabelFound("nudity", 0.5))


@pytest.mark.parametrize(
    ("alone", "together", "action"),
    [(0.95, 0.1, "hold"), (0.95, 0.95, "reject"), (0.6, 0.1, "hold"), (0.1, 0.95, "allow")],
)
def test_context_makes_milder_by_one_step_and_never_harsher(alone: float, together: float, action: str) -> None:
    checker = Scripted("openai", {"hate_slurs": alone}, in_context={"hate_slurs": together})
    assert Judge([checker]).judge(TEXT).action == action


@pytest.mark.parametrize(
    "failure", [down("openai"), CheckerRefused("openai", "quota"), CheckerRefused("openai", "garbage")]
)
def test_picture_that_nobody_could_look_at_is_held(failure: CheckerFailed) -> None:
    ruling = Judge([Scripted("openai", failure=failure)]).judge(PICTURE, good_standing=True)
    assert (ruling.action, ruling.rule, ruling.looked, ruling.recheck) == ("hold", None, False, False)
    assert ruling.outages[0].alarm is isinstance(failure, CheckerRefused)


@pytest.mark.parametrize(("standing", "action", "again"), [(True, "allow", True), (False, "hold", False)])
def test_text_goes_out_unseen_only_in_good_standing_and_is_judged_again(
    standing: bool, action: str, again: bool
) -> None:
    judge = Judge([WordRules(), Scripted("openai", failure=down("openai", 30))])
    ruling = judge.judge(Text("a lighthouse at dusk"), good_standing=standing)
    assert (ruling.action, ruling.recheck, ruling.retry_after) == (action, again, 30)


def test_text_under_the_word_rules_is_refused_while_a_checker_is_down() -> None:
    judge = Judge([WordRules(), Scripted("openai", failure=down("openai"))])
    assert judge.judge(Text("heil hitler"), good_standing=True).action == "reject"


def test_text_that_a_checker_will_not_judge_waits_for_a_person() -> None:
    judge = Judge([Scripted("openai", failure=CheckerRefused("openai", "rejected"))])
    assert judge.judge(TEXT, good_standing=True).action == "hold"


def test_another_provider_stands_in_for_one_that_is_down() -> None:
    substitute = Scripted("comprehend")
    ruling = Judge([Scripted("openai", failure=down("openai")), substitute]).judge(TEXT)
    assert (ruling.action, ruling.looked, substitute.asked) == ("allow", True, 1)


def test_substitute_that_sees_less_leaves_a_gap_that_counts() -> None:
    substitute = Scripted("rekognition", rules=frozenset({"hate_slurs"}))
    assert Judge([Scripted("openai", failure=down("openai")), substitute]).judge(PICTURE).action == "hold"


def test_hour_without_a_checker_passes_nothing_and_loses_nothing() -> None:
    now = [0.0]
    checker = Scripted("openai", failure=down("openai"))
    judge = Judge([Patient(checker, lambda: now[0])])
    pictures = [Image(str(number).encode(), "image/png", 64, 64) for number in range(500)]
    waiting = []
    for picture in pictures:
        assert judge.judge(picture, good_standing=True).action == "hold"
        waiting.append(picture)
        now[0] += 3600 / 500
    assert checker.asked <= 3600 / PAUSE + 1
    checker.failure = None
    now[0] += LONGEST_PAUSE
    assert [judge.judge(picture).action for picture in waiting] == ["allow"] * 500


@pytest.mark.parametrize(
    ("failure", "pause"),
    [
        (down("openai"), PAUSE),
        (down("openai", 3), 3),
        (down("openai", 9_999), LONGEST_PAUSE),
        (CheckerRefused("openai", "quota"), LONGEST_PAUSE),
        (CheckerRefused("openai", "rejected"), 0),
    ],
)
def test_patience_lasts_as_long_as_was_asked_for(failure: CheckerFailed, pause: float) -> None:
    now = [100.0]
    checker = Scripted("openai", failure=failure)
    patient = Patient(checker, lambda: now[0])
    for moment, asked in ((100.0, 1), (100.0 + pause / 2, 2 - bool(pause)), (100.5 + pause, 3 - bool(pause))):
        now[0] = moment
        with pytest.raises(CheckerFailed):
            patient.check(TEXT)
        assert checker.asked == asked


def test_thresholds_are_of_rules_that_exist_and_rise() -> None:
    assert set(THRESHOLDS) - {SELF_HARM_INTENT} <= CODES
    assert set(TEXTS) <= set(THRESHOLDS)
    for row in (*THRESHOLDS.values(), *TEXTS.values()):
        bars = [bar for bar in (row.label, row.hold, row.reject) if bar is not None]
        assert bars == sorted(bars)
        assert bars
        assert (row.label is None) or row.value


def test_rule_that_only_people_judge_never_acts_by_score() -> None:
    assert threshold("ai_undeclared", "image").action(1.0) == "allow"


def test_milder_goes_down_one_step() -> None:
    assert [milder(action) for action in SEVERITY] == ["allow", "allow", "label", "hold"]


def test_saying_how_bad_one_feels_is_never_withheld() -> None:
    checker = Scripted("openai", {SELF_HARM_INTENT: 1.0})
    ruling = Judge([checker]).judge(TEXT)
    assert ruling.action == "label"
    assert ruling.labels == (LabelFound("help_lines", 1.0),)
