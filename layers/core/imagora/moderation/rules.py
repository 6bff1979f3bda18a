"""How the word rules match: groups of words near one another, in linear time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from imagora.moderation import lexicon
from imagora.moderation.models import Use
from imagora.moderation.normalise import words

Hits = dict[str, list[int]]
"""Where each group of the lexicon occurs: word positions, ascending."""

_BOTH: frozenset[Use] = frozenset({"prompt", "text"})
_PROMPT: frozenset[Use] = frozenset({"prompt"})
_TEXT: frozenset[Use] = frozenset({"text"})
_ADULTHOOD = 18
_AGE = re.compile(r"(?P<number>[0-9]{1,2})(?P<unit>yo|yrs?|jahrig(?:e[mnrs]?)?)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """All of `groups` within `window` words of the first one (after it, if `ordered`), and no `unless` there.

    A group may be several, joined with `|`: any of them.
    """

    rule: str
    uses: frozenset[Use]
    groups: tuple[str, ...]
    window: int = 0
    ordered: bool = False
    unless: str | None = None


# The graver rule comes first: the first clause that matches gives the answer.
CLAUSES = (
    Clause("minors_sexual", _PROMPT, ("coded_minor",)),
    Clause("minors_sexual", _PROMPT, ("minor|coded_child", "bare|explicit|genital|suggestive"), 8),
    Clause("minors_sexual", _PROMPT, ("youth", "bare|explicit|genital"), 5),
    Clause("minors_sexual", _PROMPT, ("kind", "bare_german"), 5),
    Clause("minors_sexual", _TEXT, ("trade", "coded_minor"), 4),
    Clause("minors_sexual", _TEXT, ("trade", "minor", "bare_picture|explicit"), 8),
    Clause("nonconsensual_intimate", _BOTH, ("nudify",)),
    Clause("nonconsensual_intimate", _PROMPT, ("nudify_german",)),
    Clause("nonconsensual_intimate", _PROMPT, ("undress", "pronoun"), 2, ordered=True),
    Clause("nonconsensual_intimate", _PROMPT, ("take_off", "person|pronoun", "clothing"), 5, ordered=True),
    Clause("nonconsensual_intimate", _PROMPT, ("real_person", "bare|bare_picture|explicit"), 6),
    Clause("nonconsensual_intimate", _PROMPT, ("deepfake", "bare|explicit"), 2),
    Clause("nonconsensual_intimate", _PROMPT, ("see_through", "clothing_german"), 3),
    Clause("sexual_explicit", _PROMPT, ("explicit",)),
    Clause("sexual_explicit", _PROMPT, ("making_love", "intimate"), 2),
    Clause("sexual_explicit", _PROMPT, ("bare", "person"), 4),
    Clause("sexual_explicit", _PROMPT, ("bare", "picture"), 1, ordered=True),
    Clause("sexual_explicit", _PROMPT, ("bare_picture",)),
    Clause("sexual_explicit", _PROMPT, ("genital",), 6, unless="medical"),
    Clause("violence_graphic", _PROMPT, ("carnage",)),
    Clause("violence_graphic", _PROMPT, ("maimed", "flesh"), 4, unless="staged"),
    Clause("hate_slurs", _BOTH, ("slur",)),
    Clause("hate_slurs", _BOTH, ("slur_or_dish",), 4, unless="dish"),
    Clause("hate_slurs", _BOTH, ("kill", "peoples"), 2, ordered=True),
    Clause("hate_slurs", _BOTH, ("peoples", "must", "killed"), 6, ordered=True),
    Clause("hate_slurs", _BOTH, ("peoples|slur", "vermin"), 4),
    Clause("hate_slurs", _BOTH, ("peoples", "gassing"), 1, ordered=True),
    Clause("hate_slurs", _PROMPT, ("tyrant", "promotion"), 4),
    Clause("self_harm_instructions", _BOTH, ("how", "end_oneself"), 6, unless="help"),
    Clause("self_harm_instructions", _BOTH, ("how", "mich", "umbringen"), 6, ordered=True, unless="help"),
    Clause("self_harm_instructions", _BOTH, ("end_oneself_how",), 4, unless="help"),
    Clause("terror_propaganda", _PROMPT, ("terror", "promotion"), 6, unless="goddess"),
    Clause("terror_propaganda", _BOTH, ("make", "bomb"), 4, ordered=True),
    Clause("terror_propaganda", _BOTH, ("instructions", "bomb"), 6),
)

SIGNS = (
    Clause("fake_documents", _PROMPT, ("forge", "proof"), 4, unless="proof_play"),
    Clause("fake_documents", _TEXT, ("forge_text", "proof_text"), 4, unless="proof_play"),
    Clause("real_person_likeness", _PROMPT, ("politician|real_person", "deed"), 6, unless="satire"),
    Clause("real_person_likeness", _PROMPT, ("deepfake",)),
    Clause("health_claims", _TEXT, ("heals", "illness", "remedy"), 8, unless="doubt"),
    Clause("health_claims", _TEXT, ("renounce", "treatment"), 5, unless="doubt"),
    Clause("political_synthetic", _PROMPT, ("politician|politics",)),
)
"""What no text is refused for by itself, but what a moderator or a reader should know of."""


def signs(text: str, use: Use) -> list[str]:
    """The codes of all rules of whose breach the text's words are a sign, each once."""
    return _signs(find_groups(words(text)), use)


def first_match(text: str, use: Use) -> str | None:
    """The code of the gravest rule that the text's words break, or None."""
    return _first(find_groups(words(text)), use)


def matches(text: str, use: Use) -> tuple[str | None, list[str]]:
    """`first_match` and `signs`, for one look at the words."""
    hits = find_groups(words(text))
    return _first(hits, use), _signs(hits, use)


def _first(hits: Hits, use: Use) -> str | None:
    return next((c.rule for c in CLAUSES if use in c.uses and _matches(c, hits)), None)


def _signs(hits: Hits, use: Use) -> list[str]:
    return list(dict.fromkeys(c.rule for c in SIGNS if use in c.uses and _matches(c, hits)))


def find_groups(positions: list[frozenset[str]]) -> Hits:
    """Look every word and phrase up in the lexicon, then weigh it with its direct neighbours."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    phrases = lexicon.phrases()
    for index, spellings in enumerate(positions):
        for spelling in spellings:
            for phrase, group in phrases.get(spelling, ()):
                if _continues(positions, index, phrase):
                    found[group].add(index)
        if age := _age(spellings):
            found[age].add(index)
    _weigh(found)
    return {group: sorted(places) for group, places in found.items()}


def _continues(positions: list[frozenset[str]], index: int, phrase: tuple[str, ...]) -> bool:
    return len(phrase) == 1 or (
        index + len(phrase) <= len(positions)
        and all(word in positions[index + step] for step, word in enumerate(phrase))
    )


def _age(spellings: frozenset[str]) -> str | None:
    """`14yo` is a minor by itself, a bare `14` only a number until it is followed by years."""
    for spelling in spellings:
        if match := _AGE.fullmatch(spelling):
            young = int(match["number"]) < _ADULTHOOD
            return ("minor" if match["unit"] else "number_word") if young else None
    return None


def _weigh(found: defaultdict[str, set[int]]) -> None:
    for group, neighbour, where in lexicon.HARMLESS_PAIRS:
        found[group] -= {place - where for place in found[neighbour]}
    found["minor"] |= {place for place in found["number_word"] if place + 1 in found["years_old"]}


def _matches(clause: Clause, hits: Hits) -> bool:
    first, *others = (_places(groups, hits) for groups in clause.groups)
    if not first or not all(others):
        return False
    unless = hits.get(clause.unless, []) if clause.unless else []
    return any(
        all(_near(place, other, clause) for other in others)
        and not _within(unless, place - clause.window, place + clause.window)
        for place in first
    )


def _places(groups: str, hits: Hits) -> list[int]:
    found = [hits.get(group, []) for group in groups.split("|")]
    return found[0] if len(found) == 1 else sorted({place for places in found for place in places})


def _near(place: int, others: list[int], clause: Clause) -> bool:
    return _within(others, place if clause.ordered else place - clause.window, place + clause.window)


def _within(places: list[int], low: int, high: int) -> bool:
    index = bisect_left(places, low)
    return index < len(places) and places[index] <= high
