"""Parts of moderation that look at things: the judges of texts and of pictures, the blocklist."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId
    from imagora.moderation.checkers.blocklist_table import BlocklistTable
    from imagora.moderation.checkers.judge import Judge
    from imagora.moderation.checkers.openai import Moderations
    from imagora.moderation.checkers.port import Image, ImageChecker, Text, TextChecker
    from imagora.moderation.events import Subject
    from imagora.moderation.findings import Findings
    from imagora.moderation.screening import Screening
    from imagora.moderation.waiting import Waiting

_OF_TEXTS = frozenset({"openai", "comprehend"})
_TEXT_SECONDS, _IMAGE_SECONDS = 6.0, 20.0
"""How long a provider may take: somebody waits for their post, and a queue for a picture."""


@cache
def screening() -> Screening:
    """What reads texts and prompts before they are stored. Nothing of checkers is imported until one is asked."""
    from imagora.moderation.screening import Screening

    asks = bool(set(_named()) & _OF_TEXTS)
    return Screening(wiring.policy(), wiring.text_judge, asks, _good_standing, _wait, _alarm)


def _good_standing(account: AccountId) -> bool:
    from imagora.moderation.listing import CaseLists
    from imagora.moderation.standing import Standing

    return Standing(CaseLists(wiring.reader()), config.current().standing_days, wiring.now).good(account)


def _wait(subject: Subject, seconds: float | None) -> None:
    wiring.waiting().add(subject, seconds)


def _alarm(provider: str, reason: str) -> None:
    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.metrics import MetricUnit

    Logger(child=True).error("a checker needs its operator", provider=provider, reason=reason)
    wiring.metrics().add_metric(name="CheckerRefusals", unit=MetricUnit.Count, value=1)
    wiring.metrics().flush_metrics()


@cache
def waiting() -> Waiting:
    from imagora.moderation.waiting import Waiting

    wiring.connected()
    return Waiting(wiring.reader(), wiring.now)


@cache
def findings() -> Findings:
    from imagora.moderation.findings import Findings

    return Findings(wiring.case_store(), wiring.now)


@cache
def blocklist() -> BlocklistTable:
    from imagora.moderation.checkers.blocklist_table import BlocklistTable

    return BlocklistTable(wiring.reader(), aws.client("dynamodb"))


@cache
def text_judge() -> Judge[Text]:
    """The built-in rules, then the instance's providers in the order in which it names them."""
    from imagora.moderation.checkers.builtin import WordRules
    from imagora.moderation.checkers.judge import Judge
    from imagora.moderation.checkers.patience import Patient, Punctual

    providers = [checker for name in _named() if (checker := _text_checker(name))]
    return Judge([WordRules(), *(Patient(Punctual(checker, _TEXT_SECONDS)) for checker in providers)])


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

    return Moderations(wiring.openai_key, config.openai_base_url() or BASE_URL, answer_seconds=answer_seconds)
