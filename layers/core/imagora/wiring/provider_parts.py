"""Parts that make pictures: the providers that the instance names, their breakers, who draws with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import aws, config

if TYPE_CHECKING:
    from imagora.generation.breaker_store import Breakers
    from imagora.generation.drawing import Drawing
    from imagora.generation.providers.offered import Offered
    from imagora.generation.providers.port import ImageProvider

_TO_DELIVER = timedelta(seconds=30)
"""What a worker needs besides a provider's answer: up to four pictures are written."""


@cache
def provider() -> ImageProvider:
    """The instance's own choice: the first of those that it names."""
    return made(next(iter(config.current().image_providers), ""))


@cache
def offered() -> Offered:
    from imagora.generation.providers.offered import Offered

    others = dict.fromkeys(config.current().image_providers[1:])
    first = wiring.provider()
    return Offered((first, *(made(name) for name in others if name != first.name)))


@cache
def breakers() -> Breakers:
    from imagora.generation.breaker_store import Breakers

    wiring.connected()
    return Breakers(wiring.reader(), wiring.now)


@cache
def drawing() -> Drawing:
    from imagora.generation.drawing import Drawing
    from imagora.generation.references import References

    return Drawing(
        wiring.offered(),
        wiring.breakers(),
        References(wiring.bucket(), wiring.consent()),
        _alarm,
        float(config.current().provider_timeout),
        wiring.now,
    )


def provider_patience() -> timedelta:
    """By how much a worker's claim on a job outlasts what drawing takes: nothing where nobody is asked over the net."""
    from imagora.generation.models import LEASE

    if not any(name in ("openai", "bedrock") for name in config.current().image_providers):
        return timedelta(0)
    return max(timedelta(0), timedelta(seconds=config.current().provider_timeout) + _TO_DELIVER - LEASE)


def made(name: str) -> ImageProvider:
    """The provider of this name. Raises Misconfigured for one that isn't known."""
    maker = _MAKERS.get(name)
    if maker is None:
        raise config.Misconfigured(f"IMAGORA_IMAGE_PROVIDERS names {name!r}; known are: {', '.join(_MAKERS)}")
    return maker()


def _procedural() -> ImageProvider:
    from imagora.generation.providers.procedural import Procedural

    return Procedural()


def _openai() -> ImageProvider:
    from imagora.generation.providers.openai import BASE_URL, MODEL, OpenAiImages

    settings = config.current()
    return OpenAiImages(
        wiring.openai_key,
        config.openai_base_url() or BASE_URL,
        settings.openai_image_model or MODEL,
        renewed=wiring.renewed_openai_key,
        prices=settings.image_prices,
    )


def _bedrock() -> ImageProvider:
    from imagora.generation.providers.bedrock import MODEL, REGION, BedrockImages

    return BedrockImages(
        aws.endpoint("bedrock-runtime", elsewhere=REGION),
        aws.credentials,
        model=config.current().bedrock_image_model or MODEL,
        prices=config.current().image_prices,
    )


_MAKERS: dict[str, Callable[[], ImageProvider]] = {
    "openai": _openai,
    "bedrock": _bedrock,
    "procedural": _procedural,
}


def _alarm() -> None:
    """Tell the operator's alarm of a provider that doesn't mend by waiting: quota, billing, a wrong key."""
    from aws_lambda_powertools.metrics import MetricUnit

    wiring.metrics().add_metric("ProviderRefusals", MetricUnit.Count, 1)
    wiring.metrics().flush_metrics()
