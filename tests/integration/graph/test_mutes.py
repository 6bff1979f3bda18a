from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.clock import rfc3339
from tests.integration.accounts.town import Person, Reply, Town
from tests.integration.graph.deeds import block, listed, mute, relation

WORDS = "/v1/me/muted-words"


def from_now(**time: float) -> str:
    return rfc3339(wiring.now() + timedelta(**time))


def mute_words(town: Town, person: Person, *words: Any) -> Reply:
    return town.ask("PUT", WORDS, {"items": list(words)}, by=person)


def test_mute_is_the_muters_alone(town: Town) -> None:
    ada, ben = town.person(), town.person()
    for _ in range(2):
        assert mute(town, ada, ben).status == 204
    assert relation(town, ada, ben)["muting"] is True
    assert relation(town, ben, ada)["muting"] is False
    assert listed(town, "/v1/me/mutes", ada) == [ben.handle]
    assert wiring.viewpoint(ada.id).hides(ben.id)
    assert not wiring.viewpoint(ben.id).hides(ada.id)
    for _ in range(2):
        assert mute(town, ada, ben, "DELETE").status == 204
    assert relation(town, ada, ben)["muting"] is False


def test_mute_passes_away_when_its_time_comes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben, cleo = town.person(), town.person(), town.person()
    assert mute(town, ada, ben, until=from_now(hours=1)).status == 204
    assert mute(town, ada, cleo).status == 204
    assert listed(town, "/v1/me/mutes", ada) == [cleo.handle, ben.handle]
    later = wiring.now() + timedelta(hours=2)
    monkeypatch.setattr(wiring, "now", lambda: later)
    for part in (wiring.viewpoints, wiring.people, wiring.relations):
        part.cache_clear()
    assert listed(town, "/v1/me/mutes", ada) == [cleo.handle]
    assert relation(town, ada, ben)["muting"] is False
    mute(town, ada, cleo)
    assert set(wiring.viewpoint(ada.id).head.muted) == {cleo.id}  # what passed away isn't kept
    monkeypatch.undo()
    for part in (wiring.viewpoints, wiring.people, wiring.relations):
        part.cache_clear()


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", "tomorrow", "2030-01-31", "2030-02-30T00:00:00Z", 7])
def test_mute_is_refused_when_its_end_is_no_time_to_come(town: Town, until: object) -> None:
    ada, ben = town.person(), town.person()
    reply = mute(town, ada, ben, until=until)
    assert (reply.status, reply.code, reply.body["errors"][0]["field"]) == (422, "invalid_input", "until")
    assert relation(town, ada, ben)["muting"] is False


def test_mute_is_refused_when_it_is_of_oneself_or_of_nobody(town: Town) -> None:
    ada = town.person()
    assert mute(town, ada, ada).status == 422
    assert town.ask("PUT", "/v1/accounts/nobody_here/mute", by=ada).status == 404


def test_muted_are_listed_page_by_page_also_who_is_blocked(town: Town) -> None:
    ada, others = town.person(), [town.person() for _ in range(3)]
    for other in others:
        mute(town, ada, other)
    block(town, ada, others[1])
    first = town.ask("GET", "/v1/me/mutes?limit=2", by=ada)
    rest = town.ask("GET", f"/v1/me/mutes?limit=2&cursor={first.body['cursor']}", by=ada)
    shown = [account["handle"] for account in first.body["items"] + rest.body["items"]]
    assert shown == [other.handle for other in reversed(others)]
    assert "cursor" not in rest.body


def test_muted_words_are_kept_clean_and_each_once(town: Town) -> None:
    ada, soon = town.person(), from_now(days=1)
    assert town.ask("GET", WORDS, by=ada).body == {"items": []}
    put = mute_words(
        town, ada,
        {"word": "  Spoiler\n alert ", "scope": "text"},
        {"word": "#Cats", "scope": "tags", "until": soon},
        {"word": "CATS", "scope": "tags"},
        {"word": "cats", "scope": "both", "until": None},
        {"word": "over", "scope": "both", "until": "2020-01-01T00:00:00Z"},
    )  # fmt: skip
    kept = [
        {"word": "Spoiler alert", "scope": "text"},
        {"word": "CATS", "scope": "tags"},
        {"word": "cats", "scope": "both"},
    ]
    assert (put.status, put.body) == (200, {"items": kept})
    assert town.ask("GET", WORDS, by=ada).body == {"items": kept}
    assert wiring.viewpoint(ada.id).mutes("no spoiler alert please", [])
    assert mute_words(town, ada).body == {"items": []}
    assert not wiring.viewpoint(ada.id).mutes("no spoiler alert please", [])


def test_muted_words_apply_until_their_time(town: Town) -> None:
    ada = town.person()
    until = from_now(hours=1)
    shown = mute_words(town, ada, {"word": "final", "scope": "both", "until": until}).body["items"]
    assert (shown[0]["word"], shown[0]["until"][:19]) == ("final", until[:19])
    viewpoint = wiring.viewpoint(ada.id)
    assert viewpoint.mutes("the final", [])
    viewpoint.now += timedelta(hours=2)
    viewpoint._words = None
    assert not viewpoint.mutes("the final", [])


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ([{"word": "ok"}, {"word": "   "}], "items[1].word"),
        ([{"word": "\u200b"}], "items[0].word"),
        ([{"word": "x" * 101}], "items[0].word"),
        ([{"word": "ok", "until": "soon"}], "items[0].until"),
        ([{"word": "ok", "until": ""}], "items[0].until"),
        ([{"word": "ok", "scope": "title"}], "items[0].scope"),
        ([{"scope": "text"}], "items[0]"),
        ([{"word": "ok"}] * 201, "items"),
    ],
)
def test_muted_words_are_refused_by_field(town: Town, words: list[Any], field: str) -> None:
    ada = town.person()
    mute_words(town, ada, {"word": "kept"})
    reply = mute_words(town, ada, *words)
    assert (reply.status, [error["field"] for error in reply.body["errors"]]) == (422, [field])
    assert town.ask("GET", WORDS, by=ada).body["items"][0]["word"] == "kept"
