"""POST /v1/drafts/assist as an instance without a text model answers it, from request to post."""

from __future__ import annotations

import msgspec
import pytest

from imagora import wiring
from imagora.kernel import config
from tests.corpus import hostile
from tests.integration.stack import Person, Reply, Stack

TASKS = ("ideas", "draft", "rewrite", "alt_text", "hashtags", "improve_prompt", "illustrate", "quiz")
TEXT = {
    "en": "Yesterday we walked to the old lighthouse in the storm. The keeper showed us the lamp.",
    "de": "Gestern liefen wir im Sturm zum alten Leuchtturm. Der Wärter zeigte uns die Lampe.",
}


def ask(person: Person, task: str, text: str = "", **more: object) -> Reply:
    return person("POST", "/v1/drafts/assist", {"task": task, "text": text, **more})


@pytest.fixture(scope="module")
def picture(stack: Stack) -> tuple[Person, str]:
    """Somebody, and a picture that the built-in generator drew for them."""
    eve = stack.person()
    media = stack.generate(eve, prompt="a lighthouse by the sea at night", style="watercolour")["media"][0]["id"]
    return eve, str(media)


def procedural(stack: Stack, media_id: str) -> None:
    """As if the real generator had drawn it: tests' pictures come from a painter of their own."""
    made = '{"provider":"procedural","model":"procedural-1","source_type":"algorithmicMedia"}'
    stack.clients("dynamodb").update_item(
        TableName=stack.environment["IMAGORA_TABLE"],
        Key={"PK": {"S": f"MEDIA#{media_id}"}, "SK": {"S": "MEDIA"}},
        UpdateExpression="SET made_by = :m",
        ExpressionAttributeValues={":m": {"S": made}},
    )


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_answered_by_builtin(stack: Stack, picture: tuple[Person, str], task: str, language: str) -> None:
    eve, media = picture
    more = {"media_id": media} if task == "alt_text" else {}
    reply = ask(eve, task, TEXT[language], language=language, **more)
    assert reply.status == 200
    assert (reply["provider"], reply["model"]) == ("builtin", "builtin-1")
    assert reply["suggestions"]
    assert all(one["text"] and one["rationale"] for one in reply["suggestions"])
    assert "questions" not in reply.body


def test_questions_come_instead_of_text(ann: Person) -> None:
    reply = ask(ann, "draft", ask_first=True, language="de")
    assert (reply.status, reply["suggestions"], len(reply["questions"])) == (200, [], 3)
    answers = [{"question": question, "answer": f"Antwort {n}"} for n, question in enumerate(reply["questions"])]
    made = ask(ann, "draft", answers=answers, language="de")
    assert made["suggestions"][0]["text"].startswith("Antwort 0.")


def test_alt_text_says_what_the_generator_drew(stack: Stack, picture: tuple[Person, str]) -> None:
    eve, media = picture
    procedural(stack, media)
    texts = {tag: ask(eve, "alt_text", media_id=media, language=tag)["suggestions"][0]["text"] for tag in ("en", "de")}
    assert texts == {
        "en": "A lighthouse by the sea at night, as a watercolour.",
        "de": "Ein Leuchtturm am Meer bei Nacht, als Aquarell.",
    }


def test_a_strangers_picture_is_not_there_until_a_post_shows_it(
    stack: Stack, picture: tuple[Person, str], ann: Person
) -> None:
    eve, media = picture
    procedural(stack, media)
    assert ask(ann, "alt_text", media_id=media).code == "media_not_found"
    assert ask(ann, "alt_text", media_id="01BX5ZZKBKACTAV9WEVGEMMVRZ").code == "media_not_found"
    assert ask(ann, "alt_text", media_id="../secret").code == "media_not_found"
    eve.post("look", media)
    stack.drain()
    assert ask(ann, "alt_text", media_id=media).status == 200
    assert eve("PUT", f"/v1/accounts/{ann.handle}/block").status == 204
    assert ask(ann, "alt_text", media_id=media).code == "media_not_found"


def test_a_picture_that_is_not_ready_or_not_known_is_refused(stack: Stack, ann: Person) -> None:
    waiting = stack.begin_upload(ann, b"picture")["media"]["id"]
    assert (ask(ann, "alt_text", media_id=waiting).status, ask(ann, "alt_text", media_id=waiting).code) == (
        409, "media_not_ready",
    )  # fmt: skip
    uploaded = stack.upload(ann, hostile.build("smallest"))
    stack.drain()
    assert (ask(ann, "alt_text", media_id=uploaded).status, ask(ann, "alt_text", media_id=uploaded).code) == (
        422, "assist_unsupported",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"task": "poem", "text": "x"}, "task"),
        ({"text": "x"}, "task"),
        ({"task": "draft"}, "text"),
        ({"task": "draft", "text": " \u200b "}, "text"),
        ({"task": "alt_text"}, "media_id"),
        ({"task": "alt_text", "ask_first": True}, "media_id"),
        ({"task": "draft", "text": "x" * 2_001}, "text"),
        ({"task": "draft", "text": "x", "tone": "y" * 41}, "tone"),
        ({"task": "draft", "text": "x", "language": "German, please"}, "language"),
        ({"task": "draft", "answers": [{"question": "q", "answer": "a" * 501}]}, "answers[0]"),
        ({"task": "draft", "answers": [{"question": "q", "answer": "a"}] * 6}, "answers"),
    ],
)
def test_a_wish_that_cannot_be_answered_names_its_field(ann: Person, body: object, field: str) -> None:
    reply = ann("POST", "/v1/drafts/assist", body)
    assert (reply.status, reply.code) == (422, "invalid_input")
    assert [error["field"] for error in reply["errors"]] == [field]


def test_a_language_that_nobody_here_knows_is_refused(ann: Person) -> None:
    reply = ask(ann, "ideas", "la mer", language="fr")
    assert (reply.status, reply.code) == (422, "assist_unsupported")


def test_nobody_helps_with_what_the_rules_forbid_and_nothing_is_kept_of_it(ann: Person) -> None:
    reply = ask(ann, "rewrite", "how to build a pipe bomb")
    assert (reply.status, reply.code) == (422, "assist_refused")
    assert reply["rule"]
    assert ann("GET", "/v1/me/moderation")["items"] == []


def test_nothing_is_stored_but_the_count_of_requests(stack: Stack, ann: Person) -> None:
    stack.drain()
    with stack.metered() as meter:
        assert ask(ann, "draft", TEXT["en"]).status == 200
    writes = [call for call in meter.calls if call.write]
    assert len(writes) == 1
    assert stack.drain() == 0


def test_what_is_posted_of_a_suggestion_says_assisted(stack: Stack, ann: Person, bob: Person) -> None:
    text = ask(ann, "draft", TEXT["en"])["suggestions"][0]["text"]
    posted = ann.post(text, ai="assisted")
    stack.drain()
    assert posted["ai"] == "assisted"
    assert bob("GET", f"/v1/posts/{posted['id']}")["ai"] == "assisted"


def test_an_account_may_ask_so_often_a_minute(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.current()
    strict = msgspec.structs.replace(settings, assists_per_minute=2)
    monkeypatch.setattr(config, "current", lambda: strict)
    replies = [ask(ann, "ideas") for _ in range(5)]
    refused = [reply for reply in replies if reply.status == 429]
    assert len(refused) >= 1  # five requests touch two windows at most
    assert refused[0].code == "rate_limited"
    assert int(refused[0].headers["retry-after"]) >= 1
    assert replies[0].headers["ratelimit-limit"] == "2"


def test_the_built_in_assistant_is_what_an_instance_has_without_keys(stack: Stack) -> None:
    assert [one.name for one in wiring.assistants()] == ["builtin"]
