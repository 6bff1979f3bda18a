"""The policy on prompts and texts, as far as word rules carry it: a floor, not moderation (`docs/rules.md`)."""

from __future__ import annotations

import re
from collections import Counter

from imagora.moderation import rules
from imagora.moderation.models import Use, Verdict
from imagora.moderation.rulebook import rule

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@])@\w{3,30}")
_TAG = re.compile(r"(?<![\w#])[#＃]\w+")
MAX_LINKS, MAX_SAME_LINK, MAX_MENTIONS, MAX_TAGS = 5, 3, 10, 25
"""What one text may hold before it counts as a flood of links, mentions or tags."""

_ALLOWED = Verdict(allowed=True, rule=None, detail="")


class Policy:
    """Judges one text by itself. No state, no network; the word list is prepared at the first call.

    A verdict never quotes what matched, and depends on the text only: the same text gets the same answer.
    Linear in the length of the text.
    """

    def check_prompt(self, text: str) -> Verdict:
        """Judge a prompt for a picture."""
        return _verdict(rules.first_match(text, "prompt"))

    def check_text(self, text: str) -> Verdict:
        """Judge a text that others will read: a post, an alternative text, a name, a bio."""
        return _verdict(rules.first_match(text, "text") or ("spam_links" if _floods(text) else None))

    def look(self, text: str, use: Use) -> tuple[str | None, list[str]]:
        """The rule that the text breaks, if any, and the rules of whose breach it has a sign."""
        breach, signs = rules.matches(text, use)
        if breach is None and use == "text" and _floods(text):
            return "spam_links", signs
        return breach, signs


def _verdict(code: str | None) -> Verdict:
    if code is None:
        return _ALLOWED
    return Verdict(allowed=False, rule=code, detail=told(code))


def told(code: str) -> str:
    """What somebody is told whose text breaks this rule."""
    return f"Our rule “{rule(code).en.title}” doesn't allow this."


def _floods(text: str) -> bool:
    links = Counter(_LINK.findall(text))
    return (
        links.total() > MAX_LINKS
        or max(links.values(), default=0) > MAX_SAME_LINK
        or len(_MENTION.findall(text)) > MAX_MENTIONS
        or len(_TAG.findall(text)) > MAX_TAGS
    )
