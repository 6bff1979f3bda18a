"""A small instance for tests of people: the local services with the template applied, and the API before them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId
from infra.local.apply import apply
from infra.local.gateway.gateway import Gateway
from infra.local.moto_fast import cognito
from infra.local.services import Services
from infra.local.translate import translate
from tests.integration import contract
from tests.ministack.left_out import CHOSEN
from tests.ministack.services import CODES, chosen

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "correct horse battery"
_KEYS = {"cursor": ["now" * 11, "before" * 6], "identity": "someone" * 5}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Reply:
    """An answer: `body` is its JSON, None for none."""

    status: int
    headers: Mapping[str, str]
    body: Any
    text: str

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass(frozen=True)
class Person:
    """Somebody who signed up and in."""

    id: AccountId
    handle: str
    email: str
    token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class Town:
    gateway: Gateway
    endpoint: str
    table: str
    pool_id: str
    client_id: str

    def ask(self, method: str, path: str, body: Any = None, *, by: Person | str | None = None, **headers: str) -> Reply:
        """Send one request through the gateway, and hold the answer to the OpenAPI document.

        `by`: a person, or a token. Header names take _ for -.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if by is not None:
            sent["Authorization"] = f"Bearer {by if isinstance(by, str) else by.token}"
        payload = b""
        if body is not None:
            sent["Content-Type"] = "application/json"
            payload = json.dumps(body).encode()
        answer = self.gateway.handle(method, path, sent, payload)
        text = answer.body.decode()
        decoded = json.loads(text) if text else None
        contract.check(method, path, answer.status, answer.headers.get("Content-Type") or "", decoded)
        return Reply(answer.status, dict(answer.headers.items()), decoded, text)

    def person(self, **more: Any) -> Person:
        """Somebody new, signed in."""
        form = signup_form(**more)
        created = self.ask("POST", "/v1/accounts", form)
        assert created.status == 201, created.text
        return self.signed_in(created.body["id"], form)

    def signed_in(self, account_id: str, form: Mapping[str, Any]) -> Person:
        session = self.ask("POST", "/v1/sessions", {"email": form["email"], "password": form["password"]})
        assert session.status == 201, session.text
        tokens = session.body
        return Person(
            AccountId(account_id), form["handle"], form["email"], tokens["access_token"], tokens["refresh_token"]
        )

    def account(self, person: Person) -> Any:
        return self.ask("GET", f"/v1/accounts/{person.handle}").body

    def items(self) -> list[dict[str, Any]]:
        """All that the table holds, rate limits left out."""
        found = self._table().scan(ConsistentRead=True)["Items"]
        return [item for item in found if not item["PK"].startswith("RATE#")]

    def item(self, pk: str, sk: str) -> dict[str, Any] | None:
        return self._table().get_item(Key={"PK": pk, "SK": sk}).get("Item")

    def usernames(self) -> set[str]:
        pages = self.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=self.pool_id)
        return {user["Username"] for page in pages for user in page["Users"]}

    def mail(self, email: str, purpose: str) -> str:
        """The code in the newest mail of this purpose to this address."""
        if CHOSEN == "ministack":
            return CODES[purpose]
        return next(mail.code for mail in reversed(cognito.outbox) if (mail.email, mail.purpose) == (email, purpose))

    def client(self, service: str) -> Any:
        return boto3.client(service, endpoint_url=self.endpoint)

    def _table(self) -> Any:
        return boto3.resource("dynamodb", endpoint_url=self.endpoint).Table(self.table)


def signup_form(**more: Any) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "email": f"person{number}@example.org",
        "password": PASSWORD,
        "handle": f"person_{number}",
        "name": f"Person {number}",
        **more,
    }


@contextmanager
def _services() -> Iterator[Services]:
    """Those that another test keeps running in this process, or new ones."""
    if Services._running is not None:
        yield Services._running
        return
    services, _ = chosen()
    services.start()
    try:
        yield services
    finally:
        services.stop()


@contextmanager
def founded() -> Iterator[Town]:
    """The instance, for as long as the context lasts; its environment is this process's."""
    with _services() as services, pytest.MonkeyPatch.context() as patch:
        for name, value in services.environment().items():
            patch.setenv(name, value)
        applied = apply(
            translate(ROOT / "template.yaml", {"Stage": "local", "Signup": "open"}),
            lambda service: boto3.client(service, endpoint_url=services.endpoint),
        )
        settings = {
            **applied.environment,
            "IMAGORA_STAGE": "local",
            "IMAGORA_SIGNUP": "open",
            "IMAGORA_TABLE": applied.outputs["TableName"],
            "IMAGORA_USER_POOL_ID": applied.outputs["UserPoolId"],
            "IMAGORA_USER_POOL_CLIENT_ID": applied.outputs["UserPoolClientId"],
            "IMAGORA_KEYS_PARAMETER": applied.outputs["KeysParameter"],
            "IMAGORA_SIGNUPS_PER_MINUTE": "100000",
            "IMAGORA_WRITES_PER_MINUTE": "100000",
        }
        for name, value in settings.items():
            patch.setenv(name, value)
        boto3.client("ssm", endpoint_url=services.endpoint).put_parameter(
            Name=applied.outputs["KeysParameter"], Value=json.dumps(_KEYS), Type="SecureString"
        )
        wiring.forget()
        try:
            yield Town(
                _gateway(),
                services.endpoint,
                settings["IMAGORA_TABLE"],
                settings["IMAGORA_USER_POOL_ID"],
                settings["IMAGORA_USER_POOL_CLIENT_ID"],
            )
        finally:
            wiring.forget()


def _gateway() -> Gateway:
    from app import app

    return Gateway(app, verify_token=_verify)


def _verify(token: str) -> Mapping[str, Any]:
    from imagora.kernel.errors import Unauthenticated

    try:
        return wiring.tokens().verify(token).members
    except Unauthenticated as error:
        raise PermissionError from error
