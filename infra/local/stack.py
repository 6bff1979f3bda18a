"""The whole stack in this process: services with the template applied, the gateway, the pump.

`make run` adds worker processes, snapshots and a screen; tests use it as it is and deliver by `pump.drain()`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import boto3

from infra.local.apply import Applied, apply
from infra.local.gateway import Gateway
from infra.local.services import Services
from infra.secret_keys import ensure_keys

ROOT = Path(__file__).resolve().parents[2]
STAGE = "local"
PARAMETERS = {
    "Stage": STAGE,
    "Protection": "off",
    "WebOrigin": "*",
    "Uploads": "trust",
    "Signup": "open",
    "SignupsPerMinute": "200",
    "StreamWindow": "0",
    "StandingDays": "0",
    "Spam": "off",
}
"""The template's parameters as the laptop stack sets them; IMAGORA_* variables of the shell go before these."""

_FROM_SHELL = {
    "IMAGORA_UPLOADS": "Uploads",
    "IMAGORA_SIGNUP": "Signup",
    "IMAGORA_ALT_TEXT": "AltText",
    "IMAGORA_PUSH_LIMIT": "PushLimit",
    "IMAGORA_DORMANT_DAYS": "DormantDays",
    "IMAGORA_DAILY_PICTURES": "DailyPictures",
    "IMAGORA_PLANS": "Plans",
    "IMAGORA_SLOW_LANE": "SlowLane",
    "IMAGORA_CEILING_DAY_USD": "CeilingDayUsd",
    "IMAGORA_CEILING_ACCOUNT_DAY_USD": "CeilingAccountDayUsd",
    "IMAGORA_IMAGE_PROVIDERS": "ImageProviders",
    "IMAGORA_PROVIDER_TIMEOUT": "ProviderTimeout",
    "IMAGORA_OPENAI_IMAGE_MODEL": "OpenAiImageModel",
    "IMAGORA_BEDROCK_IMAGE_MODEL": "BedrockImageModel",
    "IMAGORA_IMAGE_PRICES": "ImagePrices",
    "OPENAI_BASE_URL": "OpenAiBaseUrl",
    "IMAGORA_TEXT_PROVIDERS": "TextProviders",
    "IMAGORA_ASSISTS_PER_MINUTE": "AssistsPerMinute",
    "IMAGORA_DAILY_ASSISTS": "DailyAssists",
    "IMAGORA_TEXT_TIMEOUT": "TextTimeout",
    "IMAGORA_TEXT_PRICES": "TextPrices",
    "IMAGORA_OPENAI_TEXT_MODEL": "OpenAiTextModel",
    "IMAGORA_BEDROCK_TEXT_MODEL": "BedrockTextModel",
    "IMAGORA_MODERATION": "Moderation",
    "IMAGORA_STANDING_DAYS": "StandingDays",
    "IMAGORA_SPAM": "Spam",
    "IMAGORA_WRITES_PER_MINUTE": "WritesPerMinute",
    "IMAGORA_SIGNUPS_PER_MINUTE": "SignupsPerMinute",
}

_LOCAL_ONLY = ("IMAGORA_WEBHOOK_RECEIVERS",)
"""What no deployed stage may say, so that the template doesn't know it."""


def parameters(shell: Mapping[str, str]) -> dict[str, str]:
    """The template's parameters, with what the shell says of them."""
    return PARAMETERS | {name: shell[variable] for variable, name in _FROM_SHELL.items() if shell.get(variable)}


def clients(services: Services) -> Callable[[str], Any]:
    """Service name → boto3 client of the local services."""
    return clients_of(services.environment())


def clients_of(environment: Mapping[str, str]) -> Callable[[str], Any]:
    """Service name → boto3 client of the local services that this environment names."""
    session = boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_DEFAULT_REGION"],
    )
    return lambda service: session.client(service, endpoint_url=environment["AWS_ENDPOINT_URL"])


def provision(
    services: Services, shell: Mapping[str, str], *, cache: Path | None = None
) -> tuple[Applied, dict[str, str]]:
    """Apply the template to the services and make the instance's keys; idempotent.

    Answers what was applied, and the environment in which the API and the functions run. cache: a file that keeps the
    translated template for the next start.
    """
    applied = apply(_translated(parameters(shell), cache), clients(services))
    ensure_keys(clients(services)("ssm"), STAGE)
    api = {
        "IMAGORA_KEYS_PARAMETER": f"/imagora/{STAGE}/keys",
        "IMAGORA_STAGE": STAGE,
        "POWERTOOLS_SERVICE_NAME": "imagora",
        **{name: shell[name] for name in (*_FROM_SHELL, *_LOCAL_ONLY) if shell.get(name)},
    }
    return applied, services.environment() | applied.environment | api


def _translated(chosen: Mapping[str, str], cache: Path | None) -> dict[str, Any]:
    """The translated template; from the cache unless something that it is made of changed, for it takes a second."""
    from infra.local.translate import translate

    template = ROOT / "template.yaml"
    if cache is None:
        return translate(template, dict(chosen))
    made_of = _fingerprint(template, chosen)
    with contextlib.suppress(OSError, ValueError, KeyError):
        known = json.loads(cache.read_text(encoding="utf-8"))
        if known["made_of"] == made_of:
            return dict(known["template"])
    translated = translate(template, dict(chosen))
    cache.write_text(json.dumps({"made_of": made_of, "template": translated}), encoding="utf-8")
    return translated


def _fingerprint(template: Path, chosen: Mapping[str, str]) -> str:
    parts = [template.read_bytes(), json.dumps(sorted(chosen.items())).encode(), version("aws-sam-translator").encode()]
    parts += [(ROOT / "infra/local" / name).read_bytes() for name in ("translate.py", "intrinsics.py", "references.py")]
    return sha256(b"\0".join(parts)).hexdigest()


def verify_token(token: str) -> dict[str, Any]:
    """What API Gateway's authorizer does: the claims of a good access token.

    Raises PermissionError for any other.
    """
    from imagora import wiring
    from imagora.kernel.errors import Unauthenticated

    try:
        return dict(wiring.tokens().verify(token).members)
    except Unauthenticated as error:
        raise PermissionError(error.detail) from error


_PICTURE = re.compile(r"media/[\w-]+/[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class PublicPictures:
    """What the edge serves below /media/: objects of the private bucket, and nothing else of it."""

    s3: Any
    bucket: str

    def __call__(self, key: str) -> tuple[bytes, str] | None:
        if not _PICTURE.fullmatch(key):
            return None
        try:
            answer = self.s3.get_object(Bucket=self.bucket, Key=key)
        except self.s3.exceptions.NoSuchKey:
            return None
        return answer["Body"].read(), answer["ContentType"]


def make_gateway(services: Services, environment: Mapping[str, str], **options: Any) -> Gateway:
    """The gateway in front of the app; `os.environ` must hold `environment` by now."""
    return gateway_of(services.environment() | dict(environment), **options)


def gateway_of(environment: Mapping[str, str], **options: Any) -> Gateway:
    """The gateway over the services that this environment names, which may run in another process.

    `os.environ` must hold `environment` by now, since the app reads its own from there.
    """
    from app import app

    if any(os.environ.get(name) != value for name, value in environment.items()):
        raise RuntimeError("the environment has to be set before the app is made")
    return Gateway(
        app,
        verify_token=verify_token,
        media=PublicPictures(clients_of(environment)("s3"), environment["IMAGORA_BUCKET"]),
        bucket=[environment["AWS_ENDPOINT_URL"]],
        **options,
    )
