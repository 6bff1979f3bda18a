from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from imagora.kernel.ids import AccountId, MediaId
from imagora.media.models import MadeBy, Media
from imagora.posts.models import TRANSITIONS, Ai, Card, Picture, ai_of, picture_of

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def media(declared: str | None = None, *, made: bool = False) -> Media:
    return Media(
        id=MediaId("01M817QPK8E8E9A9DDWBN8J0YK"), owner=AccountId("o"), status="ready", origin="upload", key="k",
        created_at=NOW, declared=declared, prompt="a secret",  # type: ignore[arg-type]
        made_by=MadeBy("procedural", "procedural-1", "algorithmicMedia") if made else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pictures", "said", "shown"),
    [
        ([], None, "none"),
        ([], "assisted", "assisted"),
        ([media()], None, "undeclared"),
        ([media()], "none", "none"),
        ([media("none")], None, "none"),
        ([media("assisted"), media("none")], "none", "assisted"),
        ([media("none"), media()], None, "undeclared"),
        ([media(), media("assisted")], None, "assisted"),
        ([media("none", made=True)], "none", "generated"),
        ([media(made=True), media()], "assisted", "generated"),
    ],
)
def test_the_most_that_is_known_is_shown(pictures: list[Media], said: Ai | None, shown: Ai) -> None:
    assert ai_of(pictures, said) == shown


def test_a_card_carries_no_prompt_and_comes_back_whole() -> None:
    card = Card(text="Hello", pictures=(picture_of(media(made=True)),), ai="generated", created_at="now")
    encoded = msgspec.json.encode(card)
    assert b"secret" not in encoded
    assert msgspec.json.decode(encoded, type=Card) == card


def test_four_pictures_and_a_long_text_stay_within_an_item() -> None:
    picture = Picture(MediaId("0" * 26), "k" * 32, 1536, 1536, alt="ä" * 1000, placeholder="p" * 36)
    assert len(msgspec.json.encode(Card(text="x" * 3000, pictures=(picture,) * 4))) < 100_000


def test_nothing_leads_out_of_deletion() -> None:
    assert TRANSITIONS["deleted"] == frozenset()
    assert all("deleted" in onward for status, onward in TRANSITIONS.items() if status != "deleted")
