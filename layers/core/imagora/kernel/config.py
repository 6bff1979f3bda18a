"""The instance's configuration: read once from the environment, never at import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Literal, TypeVar

import msgspec

from imagora import __version__

_Choice = TypeVar("_Choice", bound=str)

REQUIRED = ("IMAGORA_STAGE", "IMAGORA_TABLE")
"""Every function needs these; the others only where their part is used."""


class Misconfigured(Exception):
    """The environment lacks a variable, or holds one that means nothing. The operator has to mend it."""


class Config(msgspec.Struct, frozen=True):
    """What differs from instance to instance. Names, limits and choices; no secrets."""

    stage: str
    table: str
    bucket: str
    user_pool_id: str
    user_pool_client_id: str
    generation_queue: str
    slow_queue: str
    media_queue: str
    settlement_queue: str
    fanout_queue: str
    fanout_page_queue: str
    erasure_queue: str
    activity_queue: str
    webhook_queue: str
    keys_parameter: str
    providers_parameter: str
    webhook_keys_parameter: str
    distribution_id: str
    signing_key: str
    signing_certificates: tuple[str, ...]
    uploads: Literal["hold", "trust"]
    signup: Literal["open", "invite", "closed"]
    alt_text: Literal["asked", "required"]
    push_limit: int
    dormant_days: int
    daily_pictures: int
    plans: str
    slow_lane: bool
    ceiling_day: int | None
    ceiling_account_day: int | None
    image_providers: tuple[str, ...]
    provider_timeout: int
    openai_image_model: str
    bedrock_image_model: str
    image_prices: tuple[tuple[str, int], ...]
    text_providers: tuple[str, ...]
    assists_per_minute: int
    daily_assists: int
    text_timeout: int
    text_prices: tuple[tuple[str, float, float], ...]
    openai_text_model: str
    bedrock_text_model: str
    moderation: tuple[str, ...]
    standing_days: int
    spam: Literal["on", "off"]
    webhook_receivers: Literal["public", "anywhere"]
    writes_per_minute: int
    signups_per_minute: int
    version: str

    @property
    def local(self) -> bool:
        """Whether this is the laptop stack, which confirms sign-ups at once and is generous with limits."""
        return self.stage == "local"


_TEXTS = {
    "bucket": "IMAGORA_BUCKET",
    "user_pool_id": "IMAGORA_USER_POOL_ID",
    "user_pool_client_id": "IMAGORA_USER_POOL_CLIENT_ID",
    "generation_queue": "IMAGORA_GENERATION_QUEUE",
    "slow_queue": "IMAGORA_SLOW_QUEUE",
    "media_queue": "IMAGORA_MEDIA_QUEUE",
    "settlement_queue": "IMAGORA_SETTLEMENT_QUEUE",
    "fanout_queue": "IMAGORA_FANOUT_QUEUE",
    "fanout_page_queue": "IMAGORA_FANOUT_PAGE_QUEUE",
    "erasure_queue": "IMAGORA_ERASURE_QUEUE",
    "activity_queue": "IMAGORA_ACTIVITY_QUEUE",
    "webhook_queue": "IMAGORA_WEBHOOK_QUEUE",
    "keys_parameter": "IMAGORA_KEYS_PARAMETER",
    "providers_parameter": "IMAGORA_PROVIDERS_PARAMETER",
    "webhook_keys_parameter": "IMAGORA_WEBHOOK_KEYS_PARAMETER",
    "distribution_id": "IMAGORA_DISTRIBUTION_ID",
    "signing_key": "IMAGORA_SIGNING_KEY",
    "plans": "IMAGORA_PLANS",
    "openai_image_model": "IMAGORA_OPENAI_IMAGE_MODEL",
    "bedrock_image_model": "IMAGORA_BEDROCK_IMAGE_MODEL",
    "openai_text_model": "IMAGORA_OPENAI_TEXT_MODEL",
    "bedrock_text_model": "IMAGORA_BEDROCK_TEXT_MODEL",
}
"""What is taken as it stands, and is empty where its part isn't used: field → variable."""


def read(environ: Mapping[str, str]) -> Config:
    """Make the configuration of these variables.

    Raises Misconfigured with the variable's name and what it may be.
    """
    for name in REQUIRED:
        if not environ.get(name):
            raise Misconfigured(f"{name} is not set")
    local = environ["IMAGORA_STAGE"] == "local"
    return Config(
        stage=environ["IMAGORA_STAGE"],
        table=environ["IMAGORA_TABLE"],
        **{field: environ.get(name, "") for field, name in _TEXTS.items()},
        signing_certificates=_names(environ, "IMAGORA_SIGNING_CERTIFICATES", ""),
        uploads=_choice(environ, "IMAGORA_UPLOADS", ("hold", "trust"), "trust" if local else "hold"),
        signup=_choice(environ, "IMAGORA_SIGNUP", ("open", "invite", "closed"), "open" if local else "invite"),
        alt_text=_choice(environ, "IMAGORA_ALT_TEXT", ("asked", "required"), "asked"),
        push_limit=_count(environ, "IMAGORA_PUSH_LIMIT", 5_000),
        dormant_days=_count(environ, "IMAGORA_DORMANT_DAYS", 30, least=1),
        daily_pictures=_count(environ, "IMAGORA_DAILY_PICTURES", 50),
        ceiling_day=_ceiling(environ, "IMAGORA_CEILING_DAY_USD", "20"),
        ceiling_account_day=_ceiling(environ, "IMAGORA_CEILING_ACCOUNT_DAY_USD", "2"),
        slow_lane=_choice(environ, "IMAGORA_SLOW_LANE", ("on", "off"), "on") == "on",
        image_providers=_names(environ, "IMAGORA_IMAGE_PROVIDERS", "procedural"),
        provider_timeout=_count(environ, "IMAGORA_PROVIDER_TIMEOUT", 120, least=1),
        image_prices=tuple(map(_price, _names(environ, "IMAGORA_IMAGE_PRICES", ""))),
        text_providers=_names(environ, "IMAGORA_TEXT_PROVIDERS", "builtin"),
        daily_assists=_count(environ, "IMAGORA_DAILY_ASSISTS", 100),
        text_timeout=_count(environ, "IMAGORA_TEXT_TIMEOUT", 12, least=1),
        text_prices=tuple(map(_token_prices, _names(environ, "IMAGORA_TEXT_PRICES", ""))),
        assists_per_minute=_count(environ, "IMAGORA_ASSISTS_PER_MINUTE", 120 if local else 20),
        moderation=_names(environ, "IMAGORA_MODERATION", "rules"),
        standing_days=_count(environ, "IMAGORA_STANDING_DAYS", 0 if local else 3),
        spam=_choice(environ, "IMAGORA_SPAM", ("on", "off"), "off" if local else "on"),
        webhook_receivers=_choice(
            environ, "IMAGORA_WEBHOOK_RECEIVERS", ("public", "anywhere") if local else ("public",), "public"
        ),
        writes_per_minute=_count(environ, "IMAGORA_WRITES_PER_MINUTE", 120),
        signups_per_minute=_count(environ, "IMAGORA_SIGNUPS_PER_MINUTE", 200 if local else 20),
        version=__version__,
    )


@cache
def current() -> Config:
    """The configuration of this process, read at the first call."""
    return read(os.environ)


def user_pool_arn() -> str:
    """The pool that the gateway's authorizer asks, as the deployment knows it. Read when the routes are declared."""
    return os.environ.get("IMAGORA_USER_POOL_ARN") or "arn:aws:cognito-idp:us-east-1:000000000000:userpool/local"


def openai_key() -> str:
    """The key for OpenAI, in the variable that its own SDK reads; empty without one. Never kept, never logged."""
    return os.environ.get("OPENAI_API_KEY", "")


def openai_base_url() -> str:
    """Where OpenAI is, in the variable that its own SDK reads; empty for the usual place."""
    return os.environ.get("OPENAI_BASE_URL", "")


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[_Choice, ...], default: _Choice) -> _Choice:
    value = environ.get(name) or default
    for choice in allowed:
        if choice == value:
            return choice
    raise Misconfigured(f"{name} is {value!r}; it may be {', '.join(allowed)}")


def _count(environ: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or int(value) < least:
        raise Misconfigured(f"{name} is {value!r}; it has to be a whole number, {least} or more")
    return int(value)


def _price(text: str) -> tuple[str, int]:
    """`gpt-image-2=0.06`: the start of a model's name, and millionths of a dollar that a picture of it costs."""
    model, _, dollars = text.partition("=")
    whole, _, part = dollars.partition(".")
    if not model or not whole.isdecimal() or not (part or "0").isdecimal() or len(part) > 6:
        raise Misconfigured(f"IMAGORA_IMAGE_PRICES has {text!r}; a price is model=dollars a picture, such as 0.06")
    return model, int(whole + part.ljust(6, "0"))


def _token_prices(text: str) -> tuple[str, float, float]:
    """`gpt-5.4-mini=0.75/4.5`: the start of a model's name; dollars for a million tokens read, and written."""
    model, _, prices = text.rpartition("=")
    read, _, written = prices.partition("/")
    if not (model and _is_amount(read) and _is_amount(written)):
        raise Misconfigured(
            f"IMAGORA_TEXT_PRICES has {text!r}; a price is model=read/written, dollars a million tokens: 0.75/4.5"
        )
    return model, float(read), float(written)


def _ceiling(environ: Mapping[str, str], name: str, default: str) -> int | None:
    """Millionths of a dollar; None where the operator said that there is to be none."""
    value = environ.get(name) or default
    if value in ("none", "off"):
        return None
    if not _is_amount(value):
        raise Misconfigured(f"{name} is {value!r}; it has to be dollars, such as 5 or 0.50, or none")
    whole, _, part = value.partition(".")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0"))


def _is_amount(text: str) -> bool:
    whole, _, part = text.partition(".")
    return whole.isdecimal() and (part or "0").isdecimal() and len(part) <= 6


def _names(environ: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (environ.get(name) or default).split(",") if part.strip())
