"""The lexicon: which words mean what. Built once, at the first prompt, from the rows in `vocabulary*`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from imagora.generation.providers.procedural import vocabulary_scenery as scenery
from imagora.generation.providers.procedural.vocabulary import SUBJECTS
from imagora.generation.providers.procedural.words import english_plural, fold, spellings, transcribed

Language = Literal["en", "de"]

LONGEST_PHRASE = 4
"""Words in the longest phrase of the lexicon that the reader tries."""

# Spelled alike in both languages, and a different thing in the other one: never borrowed.
_GERMAN_ONLY_WORDS = """
boot see all tag rot hell wagen tor bank rad dom zug strom uhr junge kind tal heide weide wind stern
bar rose paar herde turme lok hai reh roman becher trio fruh bach strand
"""
_GERMAN_ONLY = frozenset(_GERMAN_ONLY_WORDS.split())
_ENGLISH_ONLY_WORDS = """
fall man still kind a an in is see boot spring cream park lime alp one fine hut wood few both bay
brook home bright gate oil ink king watch tea bank war chalk fire
"""
_ENGLISH_ONLY = frozenset(_ENGLISH_ONLY_WORDS.split())
# Heads of German compounds that carry their meaning whatever stands before them (`Apfelbaum` is a tree).
_HEADS_WORDS = """
baum baume blume blumen haus hauser turm turme schiff schiffe vogel katze katzen hund hunde brucke
brucken muhle wald walder himmel insel inseln landschaft wiese wiesen wuste nacht kuste hutte hutten
laterne kirche
"""
_HEADS = frozenset(_HEADS_WORDS.split())
_LINKS = ("", "s", "n", "en", "es", "e")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a word says. `count` is what it brings along (a village is four houses), 0 when nothing."""

    kind: str
    name: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A word's meanings, the main one first; the others hold unless the prompt says otherwise."""

    meanings: tuple[Meaning, ...]
    plural: bool = False


Index = dict[str, Entry]


@cache
def indexes() -> dict[Language, Index]:
    """Folded word or phrase → entry, for each language."""
    english: Index = {}
    german: Index = {}
    tables = (SUBJECTS, scenery.PLACES, scenery.TIMES, scenery.WEATHER, scenery.SEASONS, scenery.MOODS)
    for table in (*tables, scenery.COLOURS, scenery.STYLES, scenery.ABSTRACTS, scenery.NUMBERS):
        for row in table.strip().splitlines():
            targets, en, de = (column.strip() for column in row.split("|"))
            meanings = tuple(_meaning(target) for target in targets.split())
            _add(english, meanings, en, pluralise=True)
            _add(german, meanings, de, pluralise=False)
    return {"en": english, "de": german}


def _meaning(target: str) -> Meaning:
    kind, _, rest = target.partition(":")
    name, _, count = rest.partition("@")
    return Meaning(kind, name, int(count) if count and kind == "subject" else 0)


def _add(index: Index, meanings: tuple[Meaning, ...], column: str, *, pluralise: bool) -> None:
    for word in column.split(","):
        one, _, many = fold(word).strip().partition("/")
        index.setdefault(one, Entry(meanings))
        if not many and pluralise and meanings[0].kind in {"subject", "place"}:
            many = english_plural(one)
        if many and many != one:
            index.setdefault(many.strip(), Entry(meanings, plural=True))


@cache
def glue() -> dict[Language, frozenset[str]]:
    """Words that tell the language and mean nothing to a picture."""
    return {
        "en": frozenset(scenery.ENGLISH_GLUE.split()),
        "de": frozenset(scenery.GERMAN_GLUE.split()),
    }


def guess_language(words: list[str]) -> Language:
    """English unless more of the words are German: small words first, then the lexicon's own."""
    votes = {
        language: sum(2 * (word in glue()[language]) + (word in indexes()[language]) for word in words)
        for language in indexes()
    }
    votes["de"] += sum(any(form in indexes()["de"] for form in transcribed(word)) for word in words)
    return "de" if votes["de"] > votes["en"] else "en"


def look_up(phrase: str, language: Language) -> Entry | None:
    """What a folded word or phrase means in this language, or, where that is safe, in the other one."""
    found = _german(phrase) if language == "de" else indexes()["en"].get(phrase)
    if found is not None:
        return found
    other: Language = "en" if language == "de" else "de"
    barred = _ENGLISH_ONLY if language == "de" else _GERMAN_ONLY
    if phrase in barred or len(phrase) < 3:
        return None
    return indexes()[other].get(phrase)


def _german(phrase: str) -> Entry | None:
    index = indexes()["de"]
    for spelling in spellings(phrase):
        if spelling in index:
            return index[spelling]
    return None if " " in phrase else _german_compound(phrase)


def _german_compound(word: str) -> Entry | None:
    """`Bergsee` is a lake with mountains, `Apfelbaum` a tree: the last part is what it is."""
    index = indexes()["de"]
    for cut in range(3, len(word) - 2):
        head = index.get(word[cut:]) or (index.get(word[cut:-1]) if len(word) - cut > 4 else None)
        if head is None or head.meanings[0].kind not in {"subject", "place", "time", "weather", "season"}:
            continue
        before = _modifier(word[:cut])
        if before is not None:
            extra = () if before[0].kind == "subject" == head.meanings[0].kind else before
            return Entry((*head.meanings, *extra), plural=head.plural)
        if word[cut:] in _HEADS:
            return head
    return None


def _modifier(part: str) -> tuple[Meaning, ...] | None:
    index = indexes()["de"]
    for link in _LINKS:
        stem = part[: len(part) - len(link)] if link else part
        if part.endswith(link) and len(stem) >= 3:
            for spelling in (stem, stem + "e"):
                if spelling in index and index[spelling].meanings[0].kind != "count":
                    return index[spelling].meanings
    return None
