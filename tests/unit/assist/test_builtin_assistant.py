"""The built-in assistant: honest about what it is, the person's own words, two languages."""

from __future__ import annotations

import pytest

from imagora.assist.builtin import Builtin
from imagora.assist.builtin.phrases import PHRASES
from imagora.assist.builtin.scene_de import describe_in_german, nouns
from imagora.assist.builtin.words import keywords, language_of, tag_of, tidied, topic
from imagora.assist.fitting import fitted
from imagora.assist.models import LIMITS, AssistUnsupported, Pictured, Said, Task, Wish
from imagora.assist.port import Brief, Reply
from imagora.generation.providers.procedural.scene import read_scene
from imagora.generation.providers.procedural.traits import traits

TEXTS = {
    "en": "Yesterday we walked to the old lighthouse in the storm. The keeper showed us the lamp. It still burns oil!",
    "de": "Gestern liefen wir im Sturm zum alten Leuchtturm. Der Wärter zeigte uns die Lampe. Sie brennt noch mit Öl!",
}
DRAWN = Pictured("", "three red cats and a lighthouse by the sea at night", "oil", procedural=True)


def assist(task: Task, text: str = "", picture: Pictured | None = None, **about: object) -> Reply:
    return Builtin().assist(Brief(Wish(task, text, **about), picture))  # type: ignore[arg-type]


def said(task: Task, text: str = "", picture: Pictured | None = None, **about: object) -> list[str]:
    return [one.text for one in fitted(task, assist(task, text, picture, **about).suggestions)]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("task", sorted(LIMITS))
def test_every_task_is_answered_in_the_language_asked_when_it_is_one_of_two(task: Task, language: str) -> None:
    made = assist(task, TEXTS[language], DRAWN, language=language)
    suggestions = fitted(task, made.suggestions)
    assert suggestions
    assert all(LIMITS[task].holds(one.text) for one in suggestions)
    openings = [why.partition("{")[0] for why in PHRASES[language].why.values()]  # type: ignore[index]
    assert all(any(one.rationale.startswith(why) for why in openings) for one in suggestions)


@pytest.mark.parametrize("task", sorted(LIMITS))
def test_questions_come_instead_of_text_when_asked_first(task: Task) -> None:
    for language in ("en", "de"):
        made = assist(task, "", DRAWN, language=language, ask_first=True)
        assert made.suggestions == ()
        assert len(made.questions) == 3
        assert all(question.endswith("?") for question in made.questions)


def test_language_is_the_texts_own_when_none_is_asked_for() -> None:
    assert language_of(None, TEXTS["de"]) == "de"
    assert language_of(None, TEXTS["en"]) == "en"
    assert language_of("de-AT", TEXTS["en"]) == "de"
    assert language_of("fr", TEXTS["en"]) is None


def test_another_language_is_refused_rather_than_answered_in_english() -> None:
    with pytest.raises(AssistUnsupported, match="English"):
        assist("ideas", "la mer", language="fr")


def test_alt_text_says_what_was_drawn() -> None:
    assert said("alt_text", "", DRAWN, language="en") == [
        "A lighthouse and three red cats by the sea at night, as an oil painting."
    ] or said("alt_text", "", DRAWN, language="en") == [
        "Three red cats and a lighthouse by the sea at night, as an oil painting."
    ]
    assert said("alt_text", "", DRAWN, language="de") == [
        "Drei rote Katzen und ein Leuchtturm am Meer bei Nacht, als Ölgemälde."
    ]


def test_alt_text_of_a_picture_that_it_cannot_know_is_refused_or_the_persons_own() -> None:
    with pytest.raises(AssistUnsupported):
        assist("alt_text", "", Pictured(""))
    assert said("alt_text", "my dog on the sofa", Pictured("")) == ["My dog on the sofa."]
    assert said("alt_text", "", Pictured("A dog.")) == ["A dog."]


def test_hashtags_are_words_of_the_text_and_of_the_scene() -> None:
    tags = said("hashtags", "Der Leuchtturm im Sturm", DRAWN, language="de")
    assert tags[:2] == ["#Leuchtturm", "#Sturm"]
    assert "#Katze" in tags
    assert said("hashtags", "", DRAWN, language="en") == ["#cat", "#lighthouse", "#sea"]
    with pytest.raises(AssistUnsupported):
        assist("hashtags", "!!!")


def test_a_better_prompt_keeps_the_prompt_and_adds_only_what_it_leaves_open() -> None:
    better = said("improve_prompt", "a lighthouse at night")
    assert all(one.startswith("a lighthouse at night, ") for one in better)
    assert not any("golden" in one or "dawn" in one for one in better)
    whole = "a lighthouse at night in fog as a watercolour"
    assert said("improve_prompt", whole) == [whole]


def test_a_picture_idea_says_so_when_the_text_has_nothing_to_draw() -> None:
    assert said("illustrate", "Ein roter Fuchs im Wald")[0].startswith("Ein roter Fuchs in einem Wald")
    [only] = assist("illustrate", "Quarterly results exceed guidance").suggestions
    assert only.rationale == PHRASES["en"].why["no_picture"]


def test_a_quiz_leaves_out_a_word_of_the_persons_own() -> None:
    text = "Volcanoes erupt because magma rises. Lava is magma outside. Iceland has many glaciers."
    first = assist("quiz", text).suggestions[0]
    assert "____" in first.text
    answer = first.rationale.split("The answer is ")[1].split(".")[0]
    assert f") {answer}" in first.text
    assert answer in text


def test_draft_uses_the_answers_to_earlier_questions() -> None:
    made = said("draft", "", answers=(Said("What was it?", "a storm at the lighthouse"),))
    assert made[0] == "A storm at the lighthouse."


def test_tidying_changes_no_word() -> None:
    assert tidied("so   cold!!!!! but  worth it , really") == "So cold! but worth it, really."
    assert tidied("DAS IST MIR ALLES ZU VIEL") == "Das ist mir alles zu viel."
    assert tidied("see https://example.org/a") == "See https://example.org/a"


def test_words_that_matter_are_no_links_and_no_small_words() -> None:
    assert keywords("the lighthouse and the Lighthouse at https://example.org/secret", 5) == ["lighthouse"]
    assert topic("A lighthouse.") == "A lighthouse"
    assert tag_of("old light-house!") == "#oldlighthouse"
    assert tag_of("2026") == ""


def test_every_subject_of_the_generator_has_a_german_name() -> None:
    assert set(nouns()) == set(traits())
    for name in nouns():
        sentence = describe_in_german(read_scene(f"two blue {name.replace('_', ' ')} at dusk"))
        assert sentence.endswith(".")
        assert sentence[0].isupper()


def test_both_languages_have_all_phrases() -> None:
    english, german = PHRASES["en"], PHRASES["de"]
    for part in ("why", "questions", "unsupported"):
        assert set(getattr(english, part)) == set(getattr(german, part))
    assert set(english.questions) == set(LIMITS)
