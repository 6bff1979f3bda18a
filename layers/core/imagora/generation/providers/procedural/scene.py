"""Reading a prompt into a Scene: what is to be drawn, in the generator's own terms.

An algorithm with a lexicon, not a trained model: it knows the words in `vocabulary*` and no others. The Scene of a
prompt does not depend on its language, its seed or its size.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from imagora.generation.providers.procedural.lexicon import (
    LONGEST_PHRASE,
    Entry,
    Language,
    Meaning,
    guess_language,
    look_up,
)
from imagora.generation.providers.procedural.traits import traits
from imagora.generation.providers.procedural.words import fold, tokens

MOST_OF_ONE = 12
"""The most of one subject that a picture holds; larger numbers are drawn as this many."""
MOST_SUBJECTS = 5
"""The most different subjects in a picture; the first ones in the prompt win."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing in the picture, how many of it, and the colours that the prompt gave to it."""

    name: str
    count: int = 1
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What the prompt said, as far as the lexicon goes. Empty fields were not mentioned."""

    subjects: tuple[Subject, ...] = ()
    places: tuple[str, ...] = ()
    time: str | None = None
    weather: tuple[str, ...] = ()
    season: str | None = None
    moods: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    family: str | None = None

    @property
    def abstract(self) -> bool:
        """Whether nothing in the prompt can be pictured, or an abstract was asked for: then a pattern is drawn."""
        return not (self.subjects or self.places or self.time or self.weather or self.season)

    def has(self, *names: str) -> bool:
        """Whether any of these was mentioned as place, weather, season, time or mood."""
        said = {*self.places, *self.weather, *self.moods, self.season, self.time}
        return not said.isdisjoint(names)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and the adjectives that wait for their noun."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    implied: list[Meaning] = field(default_factory=list)
    count: int = 0
    colours: list[str] = field(default_factory=list)
    idle: int = 0

    def say(self, kind: str, name: str) -> None:
        names = self.said.setdefault(kind, [])
        if name not in names:
            names.append(name)

    def release_colours(self) -> None:
        """Colours without a noun of their own belong to the whole picture."""
        for colour in self.colours:
            self.say("colour", colour)
        self.colours = []
        self.count = 0
        self.idle = 0


def read_scene(prompt: str, style: str | None = None) -> Scene:
    """Read a prompt of any length in English or German; `style` takes the style words and goes first."""
    reading = _Reading()
    if style:
        _read_words(tokens(style), reading, styles_only=True)
    _read_words(tokens(prompt), reading, styles_only=False)
    return _settle(reading)


def _read_words(words: list[str], reading: _Reading, *, styles_only: bool) -> None:
    language = guess_language(words)
    position = 0
    while position < len(words):
        entry, length = _longest_match(words, position, language)
        if entry is None:
            _skip(words[position], reading)
        elif styles_only:
            for meaning in entry.meanings:
                if meaning.kind == "style":
                    reading.say("style", meaning.name)
        else:
            following = _longest_match(words, position + length, language)[0]
            _take(entry, words[position], following, reading)
        position += length
    reading.release_colours()


def _longest_match(words: list[str], start: int, language: Language) -> tuple[Entry | None, int]:
    for length in range(min(LONGEST_PHRASE, len(words) - start), 0, -1):
        entry = look_up(" ".join(words[start : start + length]), language)
        if entry is not None:
            return entry, length
    return None, 1


_JOINS = frozenset({"and", "und", "of", "with", "mit", "von"})


def _skip(word: str, reading: _Reading) -> None:
    """An adjective may stand before its noun with a word or two between them that mean nothing here."""
    if word.isdecimal() and len(word) <= 4:
        reading.count = min(int(word), MOST_OF_ONE)
        return
    reading.idle += word not in _JOINS
    if reading.idle > 2:
        reading.release_colours()


def _take(entry: Entry, word: str, following: Entry | None, reading: _Reading) -> None:
    main = entry.meanings[0]
    if word in {"paar", "couple"} and following is not None and following.meanings[0].kind in {"subject", "colour"}:
        main = Meaning("count", "3" if word == "paar" else "2")
    if main.kind == "count":
        reading.count = int(main.name)
    elif main.kind == "colour":
        reading.colours.append(main.name)
        reading.idle = 0
    elif main.kind == "subject":
        _take_subject(main, entry, reading)
    elif main.kind in {"mood", "style"}:
        reading.say(main.kind, main.name)
    else:
        reading.release_colours()
        reading.say(main.kind, main.name)
    if main.kind not in {"count", "colour"}:
        reading.implied.extend(entry.meanings[1:])


def _take_subject(main: Meaning, entry: Entry, reading: _Reading) -> None:
    usual = main.count or (3 if entry.plural and main.name != "stars" else 1)
    count = reading.count if reading.count > 1 or (reading.count and not main.count) else usual
    known = reading.subjects.get(main.name)
    subject = Subject(main.name, max(1, min(count, MOST_OF_ONE)), tuple(reading.colours))
    if known is not None:
        colours = known.colours + tuple(c for c in subject.colours if c not in known.colours)
        subject = replace(subject, count=max(known.count, subject.count), colours=colours)
    reading.subjects[main.name] = subject
    reading.colours, reading.count, reading.idle = [], 0, 0


def _settle(reading: _Reading) -> Scene:
    """Let what is implied fill the gaps, and put everything in one order so that word order does not matter."""
    for meaning in reading.implied:
        if meaning.kind == "subject":
            reading.subjects.setdefault(meaning.name, Subject(meaning.name, meaning.count or 1))
        elif meaning.kind not in reading.said or meaning.kind in {"weather", "place"}:
            reading.say(meaning.kind, meaning.name)
    if "full_moon" in reading.subjects:
        reading.subjects.pop("moon", None)
    said = {kind: tuple(names) for kind, names in reading.said.items()}
    return Scene(
        subjects=tuple(reading.subjects.values())[:MOST_SUBJECTS],
        places=tuple(sorted(said.get("place", ()))),
        time=said.get("time", (None,))[0],
        weather=tuple(sorted(said.get("weather", ()))),
        season=said.get("season", (None,))[0],
        moods=tuple(sorted(said.get("mood", ()))),
        colours=said.get("colour", ()),
        styles=said.get("style", ())[:2],
        family=said.get("abstract", (None,))[0],
    )


def normalise(prompt: str) -> str:
    """The prompt as the seed sees it: words only, folded, so that case and punctuation change nothing."""
    return " ".join(tokens(prompt)) or fold(prompt).strip()


def main_place(scene: Scene) -> str:
    """The kind of world to draw: the first place that decides, or the home of the first subject."""
    if any(subject.name == "waterfall" for subject in scene.subjects) and not {"sea", "lake"} & set(scene.places):
        return "river"
    for place in ("space", "underwater", "table", "city", "forest", "beach", "sea", "lake", "river"):
        if place in scene.places:
            return place
    for place in ("desert", "canyon", "swamp", "arctic", "mountains", "meadow", "sky"):
        if place in scene.places:
            return place
    homes = [traits()[subject.name].place for subject in scene.subjects]
    if any(subject.name == "bridge" for subject in scene.subjects):
        return "river"
    homes.sort(key=lambda home: home == "sky")
    if homes:
        return homes[0]
    return "forest" if scene.season == "autumn" else "meadow"
