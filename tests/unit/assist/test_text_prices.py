"""What a question to a text model may cost at most, and what its tokens did cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imagora.assist.models import Pictured, Wish
from imagora.assist.port import AssistError, Brief
from imagora.assist.text_models import bedrock, openai, prices
from imagora.assist.text_models.modelled import Modelled, prompt_of
from imagora.assist.text_models.port import Completion, Prompt
from imagora.assist.text_models.prices import DEAREST, NOTHING, Price, price_of
from imagora.kernel import config

_GOOD = b'{"suggestions": [{"text": "A walk to the lighthouse.", "rationale": ""}]}'


class Told:
    """A text model that answers what it was told to, and keeps the question."""

    name, model = "told", "told-1"

    def __init__(self, said: Completion) -> None:
        self.said = said
        self.asked: list[Prompt] = []

    def complete(self, prompt: Prompt) -> Completion:
        self.asked.append(prompt)
        return self.said


def brief(text: str = "we walked to the lighthouse", *, pictured: bool = False) -> Brief:
    return Brief(Wish("draft", text), Pictured("A lighthouse.") if pictured else None)


def test_the_models_that_an_instance_asks_by_itself_have_prices() -> None:
    assert price_of(openai.MODEL, ()) == Price(0.75, 4.5)
    assert price_of(bedrock.MODEL, ()) == Price(0.33, 2.75)
    assert price_of("gpt-5.4-2026-03-05", ()) == Price(2.5, 15)


def test_the_instances_own_prices_go_before() -> None:
    assert price_of("gpt-5.4-mini", (("gpt-5.4-mini", 1.0, 2.0),)) == Price(1.0, 2.0)


def test_a_model_that_nobody_knows_is_taken_for_the_dearest_unless_it_runs_on_a_server_of_ones_own() -> None:
    assert price_of("gpt-9", ()) == DEAREST
    assert price_of("qwen3-vl", (), own_server=True) == NOTHING
    assert price_of("gpt-5.4-mini", (), own_server=True) == Price(0.75, 4.5)


@pytest.mark.parametrize("text", ["walk", "ein Spaziergang für zwei", "🏮" * 400, "字" * 2_000])
@pytest.mark.parametrize("pictured", [False, True])
def test_what_is_held_is_at_least_what_every_byte_and_the_longest_answer_cost(text: str, pictured: bool) -> None:
    price = Price(1, 10)
    asked = prompt_of(brief(text, pictured=pictured), "0" * 16)
    most = Modelled(Told(Completion(_GOOD)), price).most(brief(text, pictured=pictured))
    octets = len(asked.instructions.encode()) + len(asked.data.encode())
    assert most >= octets + 10 * asked.tokens + (prices.PICTURE if pictured else 0)
    assert most < 3 * (octets + 10 * asked.tokens + prices.PICTURE)


def test_an_answer_costs_the_tokens_that_it_says() -> None:
    model = Modelled(Told(Completion(_GOOD, 410, 60)), Price(0.75, 4.5))
    assert model.assist(brief()).microdollars == 578


def test_an_answer_that_says_nothing_of_tokens_costs_all_that_was_held() -> None:
    model = Modelled(Told(Completion(_GOOD)), Price(0.75, 4.5))
    assert model.assist(brief()).microdollars == model.most(brief())


def test_an_answer_that_is_no_good_costs_its_tokens_too() -> None:
    with pytest.raises(AssistError) as refused:
        Modelled(Told(Completion(b"{}", 400, 100)), Price(1, 10)).assist(brief())
    assert (refused.value.code, refused.value.microdollars) == ("garbled", 1_400)


def test_what_costs_nothing_holds_nothing() -> None:
    model = Modelled(Told(Completion(_GOOD)), NOTHING)
    assert (model.most(brief()), model.assist(brief()).microdollars) == (0, 0)


def read(text: str) -> tuple[tuple[str, float, float], ...]:
    return config.read({"IMAGORA_STAGE": "prod", "IMAGORA_TABLE": "t", "IMAGORA_TEXT_PRICES": text}).text_prices


def test_prices_are_read_from_the_configuration() -> None:
    assert read("") == ()
    assert read("qwen=0/0, openai/gpt-5=1.25/10") == (("qwen", 0.0, 0.0), ("openai/gpt-5", 1.25, 10.0))


@pytest.mark.parametrize("text", ["gpt", "gpt=1", "gpt=1/", "=1/2", "gpt=1/2/3", "gpt=a/b", "gpt=1,5/2"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(config.Misconfigured, match="IMAGORA_TEXT_PRICES"):
        read(text)


def test_the_page_has_the_prices_that_are_counted_with() -> None:
    page = Path("docs/co-pilot.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.-]+)` \| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE)
    told = {model: Price(float(read), float(written)) for model, read, written in rows}
    assert told == dict(prices._PRICES)
