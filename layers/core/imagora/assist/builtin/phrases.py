"""The built-in assistant's templates, in its two languages. `{topic}` is the person's own words; `…` is theirs to fill.

They are openly templates: every suggestion says so in its rationale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from imagora.assist.builtin.words import Language
from imagora.assist.models import Task


@dataclass(frozen=True, slots=True)
class Phrases:
    """`questions` by task; `why` by what was done."""

    ideas: tuple[str, ...]
    open_ideas: tuple[str, ...]
    draft_question: str
    quiz_gap: str
    quiz_open: tuple[str, ...]
    add_light: tuple[str, ...]
    add_weather: tuple[str, ...]
    add_style: tuple[str, ...]
    abstract: str
    why: Mapping[str, str]
    questions: Mapping[Task, tuple[str, ...]]
    unsupported: Mapping[str, str]


# ruff: noqa: E501 - a task's questions are one line
PHRASES: Final[Mapping[Language, Phrases]] = {
    "en": Phrases(
        ideas=(
            "Three things I'd show somebody who has never come across {topic}: 1. … 2. … 3. …",
            "What do you wish more people knew about {topic}?",
            "{topic}: the moment that changed how I look at it was …",
            "If {topic} were a picture, there would be … in it, and nothing of …",
            "My favourite mistake with {topic}, and what came of it: …",
        ),
        open_ideas=(
            "Something small that made my day: …",
            "A place I'd paint if I could: …",
            "What did you change your mind about lately? For me it was …",
            "Before and after: this is what … looked like, and this is what became of it.",
            "A question that I can't answer: …?",
        ),
        draft_question="What do you think?",
        quiz_gap="Which word is missing? “{sentence}”\n{choices}",
        quiz_open=(
            "True or false? “{topic}: …”",
            "Quiz: which of these is true of {topic}?\nA) …\nB) …\nC) …",
            "Guess: how many … has {topic}?\nA) …\nB) …\nC) …",
        ),
        add_light=("at golden hour", "at night", "at dawn"),
        add_weather=("in light fog", "after the rain", "under a wide, clear sky"),
        add_style=("as a watercolour", "as an oil painting", "as an ink drawing"),
        abstract="An abstract pattern in calm colours, after the words: {words}",
        why={
            "template": "A template with your own words: fill in what is open.",
            "own": "Your own words, tidied: spaces, capitals, signs. Nothing was added.",
            "short": "The beginning of your own text.",
            "lines": "Your own sentences, one a line.",
            "question": "Your own words, with a question to the reader.",
            "no_tone": "Your own words, tidied. The built-in assistant knows no tones.",
            "scene": "What the built-in generator drew for this prompt.",
            "kept": "How this picture is described already.",
            "described": "Your own words about the picture; the built-in assistant sees no pictures.",
            "word": "A word of your text.",
            "seen": "What the built-in generator drew.",
            "prompt": "Your prompt, with what it leaves open: {added}.",
            "whole": "Your prompt names light, weather and style already; this is it, tidied.",
            "illustrate": "What the built-in generator can draw of your text.",
            "no_picture": "The built-in generator finds nothing that it can draw in this text.",
            "gap": "The answer is {answer}. Made of a sentence of yours.",
        },
        questions={
            "ideas": ("What did you last tell a friend about?", "Whom do you want to reach?", "Do you want to show, tell or ask something?"),
            "draft": ("What is the one thing that a reader should remember?", "Why does it matter to you now?", "What should the reader do, or answer?"),
            "rewrite": ("Who will read this?", "What mustn't be lost?", "Should it be shorter, warmer, or plainer?"),
            "alt_text": ("What is the most important thing in the picture?", "Is there writing in it? What does it say?", "Why are you showing it?"),
            "hashtags": ("Which place, event or people is this about?", "Which tags do your readers follow?", "Which language do they read?"),
            "improve_prompt": ("What is the one thing that has to be in it?", "What light, what weather, what time of day?", "Which style: painting, drawing, photograph?"),
            "illustrate": ("Should the picture show what the text says, or its mood?", "Who or what stands in the middle?", "Which colours belong to it?"),
            "quiz": ("What should somebody learn from it?", "Which mistake do people make with it?", "Who is to answer: experts or newcomers?"),
        },
        unsupported={
            "alt_text": "The built-in assistant sees no pictures: it describes what the built-in generator drew. Describe this one in your own words.",
            "hashtags": "The built-in assistant makes tags of your own words, and found none. Say in words what it is about.",
            "language": "The built-in assistant knows English (en) and German (de).",
        },
    ),
    "de": Phrases(
        ideas=(
            "Drei Dinge, die ich jemandem zeigen würde, der {topic} nicht kennt: 1. … 2. … 3. …",
            "Was sollten mehr Leute über {topic} wissen?",
            "{topic}: Der Augenblick, seit dem ich es anders sehe, war …",
            "Wäre {topic} ein Bild, dann wäre … darauf, und nichts von …",
            "Mein liebster Fehler mit {topic}, und was daraus wurde: …",
        ),
        open_ideas=(
            "Etwas Kleines, das mir den Tag gerettet hat: …",
            "Ein Ort, den ich malen würde, wenn ich könnte: …",
            "Worüber denkt ihr inzwischen anders? Bei mir war es …",
            "Vorher, nachher: So sah … aus, und das ist daraus geworden.",
            "Eine Frage, die ich nicht beantworten kann: …?",
        ),
        draft_question="Was meint ihr?",
        quiz_gap="Welches Wort fehlt? „{sentence}“\n{choices}",
        quiz_open=(
            "Wahr oder falsch? „{topic}: …“",
            "Quiz: Was davon stimmt über {topic}?\nA) …\nB) …\nC) …",
            "Schätzfrage: Wie viele … hat {topic}?\nA) …\nB) …\nC) …",
        ),
        add_light=("bei Sonnenuntergang", "bei Nacht", "im Morgenrot"),
        add_weather=("im leichten Nebel", "im Regen", "unter wolkenlosem Himmel"),
        add_style=("als Aquarell", "als Ölgemälde", "als Tuschezeichnung"),
        abstract="Ein abstraktes Muster in ruhigen Farben, nach den Worten: {words}",
        why={
            "template": "Eine Vorlage mit deinen eigenen Worten: Fülle aus, was offen ist.",
            "own": "Deine eigenen Worte, aufgeräumt: Leerzeichen, Großschreibung, Satzzeichen. Nichts kam hinzu.",
            "short": "Der Anfang deines eigenen Textes.",
            "lines": "Deine eigenen Sätze, einer je Zeile.",
            "question": "Deine eigenen Worte, mit einer Frage an die Lesenden.",
            "no_tone": "Deine eigenen Worte, aufgeräumt. Der eingebaute Assistent kennt keine Tonlagen.",
            "scene": "Was der eingebaute Generator zu diesem Prompt gezeichnet hat.",
            "kept": "So ist dieses Bild schon beschrieben.",
            "described": "Deine eigenen Worte über das Bild; der eingebaute Assistent sieht keine Bilder.",
            "word": "Ein Wort aus deinem Text.",
            "seen": "Was der eingebaute Generator gezeichnet hat.",
            "prompt": "Dein Prompt, mit dem, was er offenlässt: {added}.",
            "whole": "Dein Prompt nennt Licht, Wetter und Stil schon; hier ist er aufgeräumt.",
            "illustrate": "Was der eingebaute Generator von deinem Text zeichnen kann.",
            "no_picture": "Der eingebaute Generator findet in diesem Text nichts, was er zeichnen kann.",
            "gap": "Die Antwort ist {answer}. Aus einem Satz von dir.",
        },
        questions={
            "ideas": ("Wovon hast du zuletzt jemandem erzählt?", "Wen möchtest du erreichen?", "Möchtest du etwas zeigen, erzählen oder fragen?"),
            "draft": ("Was soll jemand davon behalten?", "Warum ist es dir gerade jetzt wichtig?", "Was sollen die Lesenden tun oder antworten?"),
            "rewrite": ("Wer wird das lesen?", "Was darf nicht verloren gehen?", "Soll es kürzer, wärmer oder schlichter werden?"),
            "alt_text": ("Was ist das Wichtigste auf dem Bild?", "Steht etwas darauf geschrieben? Was?", "Warum zeigst du es?"),
            "hashtags": ("Um welchen Ort, welches Ereignis, welche Leute geht es?", "Welchen Schlagwörtern folgen deine Leserinnen und Leser?", "Welche Sprache lesen sie?"),
            "improve_prompt": ("Was muss unbedingt darauf sein?", "Welches Licht, welches Wetter, welche Tageszeit?", "Welcher Stil: Gemälde, Zeichnung, Foto?"),
            "illustrate": ("Soll das Bild zeigen, was der Text sagt, oder seine Stimmung?", "Wer oder was steht in der Mitte?", "Welche Farben gehören dazu?"),
            "quiz": ("Was soll jemand daraus lernen?", "Welchen Fehler machen viele dabei?", "Wer soll antworten: Fachleute oder Neulinge?"),
        },
        unsupported={
            "alt_text": "Der eingebaute Assistent sieht keine Bilder: Er beschreibt, was der eingebaute Generator gezeichnet hat. Beschreibe dieses hier mit eigenen Worten.",
            "hashtags": "Der eingebaute Assistent macht Schlagwörter aus deinen eigenen Worten und fand keine. Sag in Worten, worum es geht.",
            "language": "Der eingebaute Assistent kennt Englisch (en) und Deutsch (de).",
        },
    ),
}  # fmt: skip
