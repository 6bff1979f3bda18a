"""The built-in word rules as a checker: the cheapest, asked first, there on every instance.

A floor (`docs/rules.md`): its silence means nothing, so it sees no rule in the judge's sense.
"""

from __future__ import annotations

from imagora import __version__
from imagora.moderation import rules
from imagora.moderation.checkers.port import NOTHING, Finding, Text
from imagora.moderation.policy import Policy
from imagora.moderation.rulebook import VERSION

_BREACH = 1.0
_SIGN = 0.6
"""Above the bar for a label and for a moderator's look, below the one for a refusal."""


class WordRules:
    """Words in English and German, and floods of links, mentions and tags. No network; linear in the length."""

    name = "builtin"
    floor = True

    def __init__(self) -> None:
        self._policy = Policy()

    def sees(self, content: Text) -> frozenset[str]:
        return NOTHING

    def check(self, content: Text) -> Finding:
        """Judge the text by itself: words don't know irony. Never raises."""
        text, use = content.text, content.use
        verdict = self._policy.check_prompt(text) if use == "prompt" else self._policy.check_text(text)
        scores = dict.fromkeys(rules.signs(text, use), _SIGN)
        if verdict.rule:
            scores[verdict.rule] = _BREACH
        return Finding(self.name, "word rules", f"{__version__}/{VERSION}", scores, certain=verdict.rule is not None)
