"""Which checkers an instance's configuration puts together, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagora import wiring
from imagora.kernel.config import Misconfigured
from imagora.moderation.checkers.port import Image, Text

PICTURE = Image(b"", "image/png", 64, 64)
ENGLISH = Text("this is for all of you", "en")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in (
        ("IMAGORA_STAGE", "test"),
        ("IMAGORA_TABLE", "t"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ):
        monkeypatch.setenv(name, value)
    wiring.forget()
    yield
    wiring.forget()


@pytest.mark.parametrize(
    ("named", "texts", "pictures"),
    [
        ("rules", ["builtin"], ["blocklist"]),
        ("rules,openai", ["builtin", "openai"], ["blocklist", "openai"]),
        ("comprehend, openai,rekognition", ["builtin", "comprehend", "openai"], ["blocklist", "openai", "rekognition"]),
        ("rekognition", ["builtin"], ["blocklist", "rekognition"]),
    ],
)
def test_judges_ask_whom_the_instance_names(
    monkeypatch: pytest.MonkeyPatch, named: str, texts: list[str], pictures: list[str]
) -> None:
    monkeypatch.setenv("IMAGORA_MODERATION", named)
    assert [checker.name for checker in wiring.text_judge().checkers] == texts
    assert [checker.name for checker in wiring.image_judge().checkers] == pictures
    assert [bool(checker.sees(ENGLISH)) for checker in wiring.text_judge().checkers] == [
        False,
        *(True for _ in texts[1:]),
    ]
    assert [bool(checker.sees(PICTURE)) for checker in wiring.image_judge().checkers] == [
        False,
        *(True for _ in pictures[1:]),
    ]


def test_unknown_checker_is_the_operators_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGORA_MODERATION", "rules,opanai")
    with pytest.raises(Misconfigured, match="opanai"):
        wiring.text_judge()
    with pytest.raises(Misconfigured, match="rekognition"):
        wiring.image_judge()
