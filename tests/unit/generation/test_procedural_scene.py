"""What the built-in generator reads out of a prompt, in English and German, and what it says about the picture."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from imagora.generation.providers.procedural.describe import describe
from imagora.generation.providers.procedural.scene import MOST_OF_ONE, Scene, Subject, main_place, normalise, read_scene
from imagora.generation.providers.procedural.traits import traits

TRANSLATIONS = [
    ("a lighthouse by the sea at sunset", "ein Leuchtturm am Meer bei Sonnenuntergang"),
    ("three red balloons over the desert", "drei rote Ballons über der Wüste"),
    ("two cats in the moonlight", "zwei Katzen im Mondschein"),
    ("an autumn forest in the fog", "ein Herbstwald im Nebel"),
    ("a mountain lake under northern lights", "ein Bergsee unter Polarlichtern"),
    ("a lonely house in winter, watercolour", "ein einsames Haus im Winter, Aquarell"),
    ("a city in the rain at night, neon", "eine Stadt im Regen bei Nacht, Neon"),
    ("a castle in the mountains, oil painting", "eine Burg in den Bergen, Ölgemälde"),
    ("fish and a turtle under water", "Fische und eine Schildkröte unter Wasser"),
    ("a black dog on the beach at dawn", "ein schwarzer Hund am Strand im Morgenrot"),
    ("a couple with a yellow umbrella", "ein Paar mit gelbem Regenschirm"),
    ("a cup of coffee and a book", "eine Tasse Kaffee und ein Buch"),
    ("an astronaut and a rocket in space", "ein Astronaut und eine Rakete im Weltraum"),
    ("a sunflower field in summer", "ein Sonnenblumenfeld im Sommer"),
    ("teal and coral", "petrol und korallenrot"),
    ("a storm over the sea, dramatic", "ein Sturm über dem Meer, dramatisch"),
]


@pytest.mark.parametrize(("english", "german"), TRANSLATIONS)
def test_scene_is_the_same_when_the_prompt_is_translated(english: str, german: str) -> None:
    if english.startswith("fish"):
        english = english.replace("fish", "three fish", 1)  # the German plural is visible, the English one is not
    assert read_scene(german) == read_scene(english)


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        ("three red balloons", Subject("balloon", 3, ("red",))),
        ("eine Schar von sieben weißen Schwänen", Subject("swan", 7, ("white",))),
        ("the cat's whiskers", Subject("cat")),
        ("LEUCHTTÜRME", Subject("lighthouse", 3)),
        ("Leuchttuerme", Subject("lighthouse", 3)),
        ("ｌｉｇｈｔｈｏｕｓｅ", Subject("lighthouse")),
        ("ein Apfelbaum", Subject("tree")),
        ("mit roten Rosen", Subject("rose", 3, ("red",))),
        ("ein paar Pferde", Subject("horse", 3)),
        ("a pair of foxes", Subject("fox", 2)),
        ("4 wolves", Subject("wolf", 4)),
        ("a red and white lighthouse", Subject("lighthouse", 1, ("red", "white"))),
        ("500 butterflies", Subject("butterfly", MOST_OF_ONE)),
    ],
)
def test_subject_is_found_when_inflected_counted_or_coloured(prompt: str, subject: Subject) -> None:
    assert read_scene(prompt).subjects == (subject,)


@pytest.mark.parametrize(
    "prompt",
    [
        "qwzrt blorfimund xaxl",
        "Gerechtigkeit und Steuerrecht",
        "education friendship western bargain",
        "a toaster and a stapler",
        "",
        "!!! ??? ---",
        "teal and coral",
        "something calm",
        "a purple and gold mandala",
        "東京の夜",
    ],
)
def test_scene_is_abstract_when_nothing_in_the_prompt_can_be_pictured(prompt: str) -> None:
    scene = read_scene(prompt)
    assert scene.abstract
    assert describe(scene).startswith("An abstract pattern")


def test_only_what_is_known_is_described_when_some_words_are_unknown() -> None:
    sentence = describe(read_scene("a stapler, a toaster and a red fox in the forest at dusk"))
    assert sentence == "A red fox in a forest at dusk."


def test_description_says_that_words_are_unknown_when_only_colours_are() -> None:
    assert describe(read_scene("teal and coral")) == (
        "An abstract pattern in teal and coral: the built-in generator knows no picture for these words."
    )


def test_loose_colours_belong_to_the_picture_and_not_to_a_far_noun() -> None:
    scene = read_scene("purple everywhere around my very favourite lighthouse")
    assert scene.colours == ("purple",)
    assert scene.subjects == (Subject("lighthouse"),)


@pytest.mark.parametrize("word", ["watercolour", "Aquarell", "watercolor painting"])
def test_style_argument_is_read_when_it_uses_any_of_the_style_words(word: str) -> None:
    assert read_scene("a cat", word).styles == ("watercolour",)


def test_style_argument_adds_no_subject_when_it_names_one() -> None:
    assert read_scene("a cat", "lighthouse").subjects == (Subject("cat"),)


def test_time_of_the_prompt_wins_when_a_word_only_implies_another() -> None:
    assert read_scene("stars at dawn").time == "dawn"
    assert read_scene("stars").time == "night"


def test_there_are_many_subjects_and_each_has_an_artist_or_is_in_the_sky() -> None:
    from imagora.generation.providers.procedural.art import ARTISTS

    on_the_ground = {name for name, nature in traits().items() if nature.habitat != "sky"}
    assert on_the_ground == set(ARTISTS)
    assert len(traits()) >= 80


def test_place_comes_from_the_subject_when_the_prompt_names_none() -> None:
    assert main_place(read_scene("a cactus")) == "desert"
    assert main_place(read_scene("a whale")) == "underwater"
    assert main_place(read_scene("a whale in the sea")) == "sea"
    assert main_place(Scene(season="autumn")) == "forest"


def test_seed_text_ignores_case_and_punctuation() -> None:
    assert normalise("A  Cat, at NIGHT!") == normalise("a cat at night")


def test_reading_stays_fast_when_the_prompt_is_as_long_as_allowed() -> None:
    scene = read_scene("a fox and a very long tail of words " * 55)
    assert [subject.name for subject in scene.subjects] == ["fox"]


def test_numpy_and_pillow_stay_out_until_a_picture_is_drawn() -> None:
    code = (
        "import sys, json\n"
        "from imagora.generation.providers.procedural import Procedural\n"
        "Procedural()\n"
        "print(json.dumps([m for m in ('numpy', 'PIL') if m in sys.modules]))"
    )
    root = Path(__file__).resolve().parents[3] / "layers" / "core"
    run = subprocess.run  # our own code, in this very Python
    done = run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
