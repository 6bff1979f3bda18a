"""Which instance a command works on: a stage, in the account and region of the shell's AWS credentials."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import boto3

Say = Callable[[str], None]
"""Where progress is told, a line at a time."""

_STAGE = re.compile(r"[a-z][a-z0-9-]{1,15}")  # as the template's parameter


class Refused(SystemExit):
    """The command can't or won't do this; the message says why and what helps. Nothing was half done."""


@dataclass(frozen=True)
class Target:
    """One stage in one account. Clients are made when first needed."""

    stage: str
    region: str
    session: Any

    @classmethod
    def of(cls, stage: str) -> Target:
        """The stage of that name. Raises Refused for a name that no stage may have, and without a region."""
        if not _STAGE.fullmatch(stage):
            raise Refused("STAGE has 2 to 16 characters: a-z first, then a-z, 0-9 and -.")
        if stage == "local":
            raise Refused("`local` is the stack on this machine: make run. Choose another stage.")
        session = boto3.Session()
        if not session.region_name:
            raise Refused("No region: set AWS_REGION (or AWS_DEFAULT_REGION).")
        return cls(stage, session.region_name, session)

    def client(self, service: str) -> Any:
        return self.session.client(service)

    @cached_property
    def account(self) -> str:
        return str(self.client("sts").get_caller_identity()["Account"])

    @property
    def stack(self) -> str:
        return f"imagora-{self.stage}"

    @property
    def edge_stack(self) -> str:
        return f"imagora-{self.stage}-edge"

    @property
    def artefacts(self) -> str:
        """The bucket of what is deployed: code, templates, releases, and Chalice's memory."""
        return f"imagora-{self.stage}-artefacts-{self.account}"

    @property
    def media(self) -> str:
        return f"imagora-{self.stage}-{self.account}"

    def on_loopback(self) -> bool:
        """Whether AWS's SDK is pointed at this machine: then nothing here reaches a cloud."""
        reached = [self.client(service).meta.endpoint_url for service in ("cloudformation", "lambda", "apigateway")]
        return all(urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"} for url in reached)
