"""The built-in assistant: templates, the person's own words, and what the built-in generator knows of its scenes.

It is no model and says so: its name is `builtin`, its rationales tell what was done. It writes nothing that it would
have to understand; what it can't do it refuses. The same request gets the same answer; nothing leaves the process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from imagora.assist.builtin import words
from imagora.assist.builtin.phrases import PHRASES, Phrases
from imagora.assist.builtin.scenes import described, parts, scene_of
from imagora.assist.builtin.words import Language
from imagora.assist.models import LIMITS, AssistUnsupported, Pictured, Suggestion, Task, Wish
from imagora.assist.port import Brief, Reply

_SHORT: Final = 140
"""Characters that the shortened form of a text has at most, unless its first sentence is longer."""


class Builtin:
    """English and German. Needs no key, no network; a few milliseconds."""

    name = "builtin"
    model = "builtin-1"
    remote = False

    def most(self, brief: Brief) -> int:
        """Nobody is paid for it."""
        return 0

    def assist(self, brief: Brief) -> Reply:
        """Answer from templates. Raises AssistUnsupported for another language, or a picture that it can't know."""
        wish = brief.wish
        language = words.language_of(wish.language, wish.written)
        if language is None:
            raise AssistUnsupported(PHRASES["en"].unsupported["language"])
        phrases = PHRASES[language]
        if wish.ask_first:
            return Reply(questions=phrases.questions[wish.task])
        return Reply(suggestions=tuple(_MAKERS[wish.task](wish, brief.picture, phrases, language)))


def _ideas(wish: Wish, _: Pictured | None, phrases: Phrases, __: Language) -> list[Suggestion]:
    topic = words.topic(wish.written)
    templates = phrases.ideas if topic else phrases.open_ideas
    return [Suggestion(_capital(line.format(topic=topic)), phrases.why["template"]) for line in templates]


def _draft(wish: Wish, _: Pictured | None, phrases: Phrases, __: Language) -> list[Suggestion]:
    own = words.tidied(wish.written)
    made = [Suggestion(own, phrases.why["own"])]
    if not own.endswith("?"):
        room = LIMITS["draft"].graphemes - len(phrases.draft_question) - 2
        made.append(Suggestion(f"{_beginning(own, room)} {phrases.draft_question}", phrases.why["question"]))
    return made + _in_lines(own, phrases)


def _rewrite(wish: Wish, _: Pictured | None, phrases: Phrases, __: Language) -> list[Suggestion]:
    own = words.tidied(wish.written)
    made = [Suggestion(own, phrases.why["no_tone" if wish.tone else "own"])]
    short = _beginning(own, _SHORT)
    if short != own:
        made.append(Suggestion(short, phrases.why["short"]))
    return made + _in_lines(own, phrases)


def _alt_text(wish: Wish, picture: Pictured | None, phrases: Phrases, language: Language) -> list[Suggestion]:
    made = []
    scene = scene_of(picture)
    if scene is not None:
        made.append(Suggestion(described(scene, language), phrases.why["scene"]))
    if wish.written:
        made.append(Suggestion(words.tidied(wish.written), phrases.why["described"]))
    if picture is not None and picture.alt and scene is None:
        made.append(Suggestion(picture.alt, phrases.why["kept"]))
    if not made:
        raise AssistUnsupported(phrases.unsupported["alt_text"])
    return made


def _hashtags(wish: Wish, picture: Pictured | None, phrases: Phrases, language: Language) -> list[Suggestion]:
    tags = {words.tag_of(word): phrases.why["word"] for word in words.keywords(wish.written, LIMITS["hashtags"].most)}
    scene = scene_of(picture)
    if scene is not None:
        for part in parts(scene, language):
            tags.setdefault(words.tag_of(part), phrases.why["seen"])
    if not any(tags):  # nothing but small words: then those
        tags = {words.tag_of(wish.written): phrases.why["word"]}
    if not any(tags):
        raise AssistUnsupported(phrases.unsupported["hashtags"])
    return [Suggestion(tag, why) for tag, why in tags.items() if tag]


def _improve_prompt(wish: Wish, _: Pictured | None, phrases: Phrases, __: Language) -> list[Suggestion]:
    from imagora.generation.providers.procedural.scene import read_scene

    own = wish.written.rstrip(" .,")
    scene = read_scene(own)
    open_parts = [
        additions
        for said, additions in (
            (scene.time, phrases.add_light),
            (scene.weather or scene.season, phrases.add_weather),
            (scene.styles, phrases.add_style),
        )
        if not said
    ]
    if not open_parts:
        return [Suggestion(own, phrases.why["whole"])]
    made = []
    for row in zip(*open_parts, strict=True):
        added = ", ".join(row)
        made.append(Suggestion(f"{own}, {added}", phrases.why["prompt"].format(added=added)))
    return made


def _illustrate(wish: Wish, _: Pictured | None, phrases: Phrases, language: Language) -> list[Suggestion]:
    from imagora.generation.providers.procedural.scene import read_scene

    scene = read_scene(wish.written)
    if scene.abstract:
        line = phrases.abstract.format(words=words.topic(wish.written))
        return [Suggestion(line, phrases.why["no_picture"])]
    drawn = described(scene, language).rstrip(".")
    styles = ("",) if scene.styles else phrases.add_style
    lines = [f"{drawn}, {style}" if style else drawn for style in styles]
    return [Suggestion(line, phrases.why["illustrate"]) for line in lines]


def _quiz(wish: Wish, _: Pictured | None, phrases: Phrases, __: Language) -> list[Suggestion]:
    topic = words.topic(wish.written)
    open_ones = [Suggestion(_capital(one.format(topic=topic)), phrases.why["template"]) for one in phrases.quiz_open]
    return _gaps(wish.written, phrases) + open_ones


def _gaps(text: str, phrases: Phrases) -> list[Suggestion]:
    """Sentences of the person's own with a word left out, and three words of theirs to choose from."""
    known = words.keywords(text, 12)
    found = []
    for sentence in words.sentences(text):
        answer = max((word for word in known if word in sentence.split()), key=len, default=None)
        others = [word for word in known if word != answer and word not in sentence.split()][:2]
        if answer is None or len(others) < 2 or len(sentence) > 200:
            continue
        choices = "\n".join(f"{letter}) {word}" for letter, word in zip("ABC", sorted([answer, *others]), strict=True))
        asked = phrases.quiz_gap.format(sentence=sentence.replace(answer, "____", 1), choices=choices)
        found.append(Suggestion(asked, phrases.why["gap"].format(answer=answer)))
    return found[:2]


def _in_lines(own: str, phrases: Phrases) -> list[Suggestion]:
    lines = words.sentences(own)
    return [Suggestion("\n".join(lines), phrases.why["lines"])] if len(lines) > 1 else []


def _beginning(text: str, room: int) -> str:
    """As many whole sentences as there is room for, at least the first."""
    kept = ""
    for sentence in words.sentences(text):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > room:
            break
        kept = longer
    return kept


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


_MAKERS: Final[dict[Task, Callable[[Wish, Pictured | None, Phrases, Language], list[Suggestion]]]] = {
    "ideas": _ideas,
    "draft": _draft,
    "rewrite": _rewrite,
    "alt_text": _alt_text,
    "hashtags": _hashtags,
    "improve_prompt": _improve_prompt,
    "illustrate": _illustrate,
    "quiz": _quiz,
}
