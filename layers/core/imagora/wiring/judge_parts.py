"""Parts of moderation that look at things: the judges of texts and of pictures, the blocklist."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.moderation.checkers.blocklist_table import BlocklistTable
    from imagora.moderation.checkers.judge import Judge
    from imagora.moderation.checkers.openai import Moderations
    from imagora.moderation.checkers.port import Image, ImageChecker, Text, TextChecker

_TEXT_SECONDS, _IMAGE_SECONDS = 6.0, 20.0
"""How long a provider may take: somebody waits for their post, and a queue for a picture."""


@cache
def blocklist() -> BlocklistTable:
    from imagora.moderation.checkers.blocklist_table import BlocklistTable

    return BlocklistTable(wiring.reader(), aws.client("dynamodb"))


@cache
def text_judge() -> Judge[Text]:
    """The built-in rules, then the instance's providers in the order in which it names them."""
    from imagora.moderation.checkers.builtin import WordRules
    from imagora.moderation.checkers.judge import Judge
    from imagora.moderation.checkers.patience import Patient

    providers = [checker for name in _named() if (checker := _text_checker(name))]
    return Judge([WordRules(), *(Patient(checker) for checker in providers)])


@cache
def image_judge() -> Judge[Image]:
    """The blocklist, then the instance's providers in the order in which it names them."""
    from imagora.moderation.checkers.blocklist import Blocklist
    from imagora.moderation.checkers.judge import Judge
    from imagora.moderation.checkers.patience import Patient

    providers = [checker for name in _named() if (checker := _image_checker(name))]
    return Judge([Blocklist(wiring.blocklist()), *(Patient(checker) for checker in providers)])


def _named() -> tuple[str, ...]:
    names = config.current().moderation
    if unknown := set(names) - {"rules", "openai", "rekognition", "comprehend"}:
        raise config.Misconfigured(
            f"IMAGORA_MODERATION names {', '.join(sorted(unknown))}; known are: rules, openai, rekognition, comprehend"
        )
    return names


def _text_checker(name: str) -> TextChecker | None:
    if name == "openai":
        from imagora.moderation.checkers.openai import OpenAiTexts

        return OpenAiTexts(_moderations(_TEXT_SECONDS))
    if name == "comprehend":
        from imagora.moderation.checkers.comprehend import Comprehend

        return Comprehend(aws.comprehend())
    return None


def _image_checker(name: str) -> ImageChecker | None:
    if name == "openai":
        from imagora.moderation.checkers.openai import OpenAiImages

        return OpenAiImages(_moderations(_IMAGE_SECONDS))
    if name == "rekognition":
        from imagora.moderation.checkers.rekognition import Rekognition

        return Rekognition(aws.rekognition())
    return None


def _moderations(answer_seconds: float) -> Moderations:
    from imagora.moderation.checkers.openai import BASE_URL, Moderations

    return Moderations(config.openai_key, config.openai_base_url() or BASE_URL, answer_seconds=answer_seconds)
