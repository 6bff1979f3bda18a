"""An assistant that asks a text model: our instructions, everybody's words as data, and no trust in what comes back."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from imagora.assist.models import AssistUnsupported, Suggestion, Wish
from imagora.assist.port import AssistError, Brief, Reply
from imagora.assist.text_models.guard import foreign, repeats
from imagora.assist.text_models.instructions import FORM, QUESTION_FORM, instructions, schema
from imagora.assist.text_models.port import Completion, Prompt, TextModel
from imagora.assist.text_models.prices import AROUND, PICTURE, Price

_TAG: Final = re.compile(r"[#＃][^\W_][\w\u200c\u200d]*")
_LONGEST: Final = 6_000
"""Characters of one text: three times the longest that is taken. Longer is no answer to what was asked."""

_Text = Annotated[str, Meta(min_length=1, max_length=_LONGEST)]


class _Suggestion(Struct, forbid_unknown_fields=True):
    text: _Text
    rationale: Annotated[str, Meta(max_length=_LONGEST)]


class _Suggestions(Struct, forbid_unknown_fields=True):
    suggestions: Annotated[list[_Suggestion], Meta(min_length=1, max_length=20)]


class _Questions(Struct, forbid_unknown_fields=True):
    questions: Annotated[list[_Text], Meta(min_length=1, max_length=20)]


@dataclass(frozen=True)
class Modelled:
    """One model as an assistant, and what its tokens cost."""

    text_model: TextModel
    price: Price
    remote = True

    @property
    def name(self) -> str:
        return self.text_model.name

    @property
    def model(self) -> str:
        return self.text_model.model

    def assist(self, brief: Brief) -> Reply:
        """Ask once. Raises AssistError; AssistUnsupported for a picture to be described that can't be looked at."""
        mark = secrets.token_hex(8)
        prompt = prompt_of(brief, mark)
        completion = self.text_model.complete(prompt)
        charged = self.price.of(completion.tokens_in, completion.tokens_out) or self._bound(prompt)
        try:
            return replace(_read(completion, brief.wish, prompt.instructions, mark), microdollars=charged)
        except AssistError as error:
            error.microdollars = charged
            raise

    def most(self, brief: Brief) -> int:
        """By the bytes of what is sent, which has no more tokens than those, and by the longest answer."""
        pictured = (b"", "") if brief.picture is not None else None
        return self._bound(_prompt(brief, "0" * 16, pictured))

    def _bound(self, prompt: Prompt) -> int:
        octets = len(f"{prompt.instructions}{prompt.data}".encode()) + len(msgspec.json.encode(prompt.schema))
        return self.price.of(octets + AROUND + (PICTURE if prompt.picture is not None else 0), prompt.tokens)


def prompt_of(brief: Brief, mark: str) -> Prompt:
    """The question: instructions that depend on the task alone, and one JSON object with all that anybody wrote."""
    picture = brief.look()
    if brief.wish.task == "alt_text" and picture is None:
        raise AssistUnsupported("This picture can't be looked at.")
    return _prompt(brief, mark, picture)


def _prompt(brief: Brief, mark: str, picture: tuple[bytes, str] | None) -> Prompt:
    wish = brief.wish
    return Prompt(
        instructions(wish.task, ask_first=wish.ask_first, mark=mark),
        msgspec.json.encode(_data(brief)).decode(),
        schema(ask_first=wish.ask_first),
        QUESTION_FORM if wish.ask_first else FORM,
        picture,
        brief.person,
        seconds=brief.seconds,
    )


def _data(brief: Brief) -> dict[str, Any]:
    wish, picture = brief.wish, brief.picture
    data: dict[str, Any] = {"text": wish.text}
    if wish.answers:
        data["answers"] = [{"question": said.question, "answer": said.answer} for said in wish.answers]
    if picture is not None:
        data["picture"] = {"description": picture.alt, "prompt": picture.prompt}
    if wish.tone:
        data["tone"] = wish.tone
    if wish.language:
        data["language"] = wish.language
    return data


def _read(completion: Completion, wish: Wish, told: str, mark: str) -> Reply:
    """The answer, held to its form. One that repeats the instructions is refused as a whole."""
    reply = _decoded(completion.json, wish)
    texts = [*reply.questions, *(part for one in reply.suggestions for part in (one.text, one.rationale))]
    if repeats("\n".join(texts), told, mark):
        raise AssistError("leaked", "it repeats the instructions")
    kept = Reply(
        tuple(one for one in reply.suggestions if not foreign(f"{one.text}\n{one.rationale}", wish.written)),
        tuple(one for one in reply.questions if not foreign(one, wish.written)),
        completion.tokens_in,
        completion.tokens_out,
    )
    if not (kept.suggestions or kept.questions):
        raise AssistError("leaked", "links or names that nobody wrote")
    return kept


def _decoded(answer: bytes, wish: Wish) -> Reply:
    try:
        if wish.ask_first:
            return Reply(questions=tuple(msgspec.json.decode(answer, type=_Questions).questions))
        said = msgspec.json.decode(answer, type=_Suggestions).suggestions
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AssistError("garbled", "not of the form that was asked for") from error
    if wish.task == "hashtags":
        said = [one for one in said if _TAG.fullmatch(one.text.strip())]
    if not said:
        raise AssistError("garbled", "no hashtag in it")
    return Reply(tuple(Suggestion(one.text, one.rationale) for one in said))
