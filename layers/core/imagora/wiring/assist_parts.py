"""Parts of the co-pilot: the assistants that the instance names, and what they are asked with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.assist.pictures import Pictures
    from imagora.assist.port import Assistant, Bytes
    from imagora.assist.service import CoPilot
    from imagora.assist.watching import Watching
    from imagora.kernel.ids import AccountId

_A_DAY = 86_400
MOST_BYTES = 1_500_000
"""Of a picture that a model looks at: of a larger one the thumbnail is taken."""


@cache
def co_pilot() -> CoPilot:
    from imagora.assist.service import CoPilot

    return CoPilot(
        wiring.assistants(),
        wiring.assist_pictures,
        wiring.policy(),
        wiring.screening(),
        wiring.assist_watching,
        lambda account: wiring.key_ring().pseudonym("text provider", account),
        _look,
        float(config.current().text_timeout),
    )


@cache
def assistants() -> tuple[Assistant, ...]:
    """Those that the instance names, in its order, each once. Raises Misconfigured for one that isn't known."""
    return tuple(_made(name) for name in dict.fromkeys(config.current().text_providers))


@cache
def assist_pictures() -> Pictures:
    from imagora.assist.pictures import Pictures

    return Pictures(wiring.reader(), wiring.showcase, wiring.viewpoints())


@cache
def assist_watching() -> Watching:
    from imagora.assist.watching import Watching

    return Watching(wiring.breakers, _spend, wiring.ceilings, _alarm)


def _spend(account: AccountId) -> float | None:
    from imagora.table import limits

    allowance = limits.count(f"models:{account}", config.current().daily_assists, _A_DAY)
    return float(allowance.reset) if allowance.exceeded else None


def _look(keys: tuple[str, ...]) -> Bytes:
    return partial(_fetched, keys)


def _fetched(keys: tuple[str, ...]) -> tuple[bytes, str] | None:
    """The first rendition that isn't too large, and its media type."""
    for key in keys:
        data = wiring.bucket().read(key, version=None, at_most=MOST_BYTES)
        if data and len(data) <= MOST_BYTES:
            return data, "image/webp"
    return None


def _made(name: str) -> Assistant:
    maker = _MAKERS.get(name)
    if maker is None:
        raise config.Misconfigured(f"IMAGORA_TEXT_PROVIDERS names {name!r}; known are: {', '.join(_MAKERS)}")
    return maker()


def _builtin() -> Assistant:
    from imagora.assist.builtin import Builtin

    return Builtin()


def _openai() -> Assistant:
    from imagora.assist.text_models.modelled import Modelled
    from imagora.assist.text_models.openai import BASE_URL, MODEL, OpenAiResponses
    from imagora.assist.text_models.prices import price_of

    model = config.current().openai_text_model or MODEL
    asked = OpenAiResponses(wiring.openai_key, config.openai_base_url() or BASE_URL, model)
    return Modelled(asked, price_of(model, config.current().text_prices, own_server=asked.own_server))


def _bedrock() -> Assistant:
    from imagora.assist.text_models.bedrock import MODEL, BedrockConverse
    from imagora.assist.text_models.modelled import Modelled
    from imagora.assist.text_models.prices import price_of

    model = config.current().bedrock_text_model or MODEL
    asked = BedrockConverse(aws.endpoint("bedrock-runtime"), aws.credentials, region=aws.region(), model=model)
    return Modelled(asked, price_of(model, config.current().text_prices))


_MAKERS: dict[str, Callable[[], Assistant]] = {"builtin": _builtin, "openai": _openai, "bedrock": _bedrock}


def _alarm() -> None:
    """Tell the operator's alarm of a provider that doesn't mend by waiting: quota, billing, a wrong key."""
    from aws_lambda_powertools.metrics import MetricUnit

    wiring.metrics().add_metric("ProviderRefusals", MetricUnit.Count, 1)
    wiring.metrics().flush_metrics()
