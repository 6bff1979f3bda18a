"""The person's own words: sentences, words that may matter, a tidied form. English and German; no sense of either."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final, Literal

from imagora.kernel import text as texts

Language = Literal["en", "de"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "de")

_WORD: Final = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
_LINK: Final = re.compile(r"https?://\S+")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHOUTED: Final = re.compile(r"([!?.,])\1{2,}")
_SPACE_BEFORE: Final = re.compile(r" +([,.;:!?])")

_EN: Final = """
a about after again all also always am an and any are as at be because been before being but by can could did do does
done doing down each else even ever every few for from get go got had has have having he her here hers him his how i if
in into is it its just least less let like made make many may me might mine more most much must my need never no nor not
now of off on once one only or other our ours out over own put quite rather really said same say see she should since so
some still such than that the their theirs them then there these they this those though through to too under until up
upon us use used very want was we well went were what when where which while who whom whose why will with within without
would yes yet you your yours
"""
_DE: Final = """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da dabei
dafür damit danach dann daran darauf daraus das dass dein deine deinem deinen deiner dem den denn der des dich die dies
diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer für
gegen gerade habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins
ist ja jede jedem jeden jeder jedes jetzt kann kannst kein keine keinem keinen keiner können könnte mal man manche mehr
mein meine meinem meinen meiner mich mir mit muss müssen nach nicht nichts nie noch nun nur ob oder ohne sehr sein seine
seinem seinen seiner seit sich sie sind so soll sollen sollte sondern sonst über um und uns unser unsere unter viel
viele vom von vor war waren warum was weg weil weiter welche wenn wer werde werden wie wieder will wir wird wirst wo
wollen worden würde würden zu zum zur zwar zwischen
"""
_TELLING_DE: Final = frozenset("äöüß")


@cache
def _idle(language: Language) -> frozenset[str]:
    return frozenset((_EN if language == "en" else _DE).split())


def language_of(asked: str | None, text: str) -> Language | None:
    """The language to answer in: the one asked for, None where that isn't ours; else what the text looks like."""
    if asked:
        primary = asked.partition("-")[0].lower()
        return next((one for one in LANGUAGES if one == primary), None)
    words = [word.lower() for word in _WORD.findall(text)]
    german = sum(word in _idle("de") for word in words) + any(letter in text.lower() for letter in _TELLING_DE)
    return "de" if german > sum(word in _idle("en") for word in words) else "en"


def keywords(text: str, most: int) -> list[str]:
    """The words that may matter, as they were written: the most frequent first, then in order. Links aren't words."""
    idle = _idle("en") | _idle("de")
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for word in _WORD.findall(_LINK.sub(" ", text)):
        folded = texts.fold(word)
        if len(folded) >= 3 and folded not in idle and not folded.isdecimal():
            written.setdefault(folded, word)
            counts[folded] += 1
    return [written[folded] for folded, _ in counts.most_common(most)]


def sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def tidied(text: str) -> str:
    """The same words: single spaces, no rows of signs, no shouting, a capital to begin with, a full stop at the end."""
    lines = [_tidied_line(" ".join(line.split())) for line in text.split("\n")]
    return "\n".join(lines).strip()


def _tidied_line(line: str) -> str:
    line = _SPACE_BEFORE.sub(r"\1", _SHOUTED.sub(r"\1", line))
    letters = [letter for letter in line if letter.isalpha()]
    if len(letters) > 12 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters):
        line = line.lower()
    line = line[:1].upper() + line[1:]
    return f"{line}." if line and line[-1].isalnum() and not _ends_in_link_or_tag(line) else line


def _ends_in_link_or_tag(line: str) -> bool:
    return line.rsplit(maxsplit=1)[-1].startswith(("#", "@", "http://", "https://"))


def topic(text: str) -> str:
    """What a text is about, in its own words: itself where it is short, else the words that may matter."""
    line = " ".join(text.split()).rstrip(".!?… ")
    if len(line) <= 48 and len(sentences(text)) <= 1:
        return line
    return ", ".join(keywords(text, 3)) or line[:48].rstrip()


def tag_of(words: str) -> str:
    """A tag of these words, with its sign; "" where no letter is left."""
    joined = "".join(part for part in re.split(r"[^\w]+", words) if part).strip("_")
    return f"#{joined}" if any(letter.isalpha() for letter in joined) else ""
