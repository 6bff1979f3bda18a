"""From scores to actions: one row a rule. Adapters bring their providers' scores to this scale, not the reverse.

The rows are a starting point in the spirit of each rule, not measured on real traffic: an instance looks at its
transparency figures (overturned decisions a rule) and moves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from imagora.moderation.checkers.port import Use

Action = Literal["allow", "label", "hold", "reject"]
"""What happens: shown; shown with a label; kept for a moderator; refused with the rule's code."""

SEVERITY: Mapping[Action, int] = {"allow": 0, "label": 1, "hold": 2, "reject": 3}
_BY_SEVERITY: tuple[Action, ...] = ("allow", "label", "hold", "reject")

SELF_HARM_INTENT = "self_harm_intent"
"""Not a rule, so nobody breaks it: somebody says how bad they feel. The label shows help lines; nothing is withheld."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least score for each action; None: never by score. `value` is the label that a reader sees."""

    value: str = ""
    label: float | None = None
    hold: float | None = None
    reject: float | None = None

    def action(self, score: float) -> Action:
        for action, least in (("reject", self.reject), ("hold", self.hold), ("label", self.label)):
            if least is not None and score >= least:
                return action  # type: ignore[return-value]
        return "allow"


THRESHOLDS: Mapping[str, Threshold] = {
    "minors_sexual": Threshold(hold=0.10, reject=0.50),
    "nonconsensual_intimate": Threshold(hold=0.30, reject=0.80),
    "sexual_explicit": Threshold("nudity", label=0.35, hold=0.60, reject=0.85),
    "violence_graphic": Threshold("graphic", label=0.40, hold=0.75, reject=0.92),
    "hate_slurs": Threshold(hold=0.55, reject=0.85),
    "harassment": Threshold(hold=0.70, reject=0.92),
    "self_harm_instructions": Threshold("help_lines", label=0.30, hold=0.45, reject=0.80),
    SELF_HARM_INTENT: Threshold("help_lines", label=0.40),
    "terror_propaganda": Threshold(hold=0.50, reject=0.85),
    "spam_links": Threshold(hold=0.50, reject=0.90),
    "spam": Threshold(hold=0.50, reject=0.90),
    "private_data": Threshold(hold=0.70),
    "real_person_likeness": Threshold(hold=0.50, reject=0.90),
    "fake_documents": Threshold(hold=0.50, reject=0.90),
    "health_claims": Threshold("health", label=0.50),
    "political_synthetic": Threshold("political_synthetic", label=0.50),
    "real_person_deception": Threshold("misleading", label=0.50, hold=0.90),
}
"""What holds for pictures and prompts, and for texts unless `TEXTS` says otherwise."""

TEXTS: Mapping[str, Threshold] = {
    "sexual_explicit": Threshold("sexual", label=0.60),
    "violence_graphic": Threshold("graphic", label=0.70),
}
"""Texts that others read may speak of what pictures may not show."""


def threshold(rule: str, use: Use) -> Threshold:
    """The row of a rule; one without a row (only people judge it) never leads to anything by score."""
    if use == "text" and rule in TEXTS:
        return TEXTS[rule]
    return THRESHOLDS.get(rule, Threshold())


def milder(action: Action) -> Action:
    """One step towards `allow`."""
    return _BY_SEVERITY[max(0, SEVERITY[action] - 1)]
