"""The HTTP API: requests with their token and their patience, answers as they came, refusals as errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from imagora_cli import __version__
from imagora_cli.environment import told
from imagora_cli.grants import Grant, Vault
from imagora_cli.outcomes import NotSignedIn, Refused
from imagora_cli.patience import Unreachable, tries
from imagora_cli.problems import refused

Document = dict[str, Any]

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_SAFE_TWICE = {"GET", "PUT", "DELETE"}


def client() -> httpx.Client:
    """Connections for one command. Redirects aren't followed: a token goes where it belongs or nowhere."""
    return httpx.Client(timeout=_TIMEOUT, headers={"User-Agent": f"imagora-cli/{__version__}"})


def piece(value: str) -> str:
    """A value as one piece of a path."""
    return quote(value, safe="")


@dataclass
class Api:
    """One server, as one profile sees it.

    The token comes from `IMAGORA_TOKEN` if that is set, else from the vault; an access token that has ended is
    exchanged by its refresh token, once. Every request that creates carries an Idempotency-Key, the same on each try.
    Raises Refused (a problem document), Unreachable, NotSignedIn.
    """

    server: str
    key: str
    vault: Vault
    http: httpx.Client = field(default_factory=lambda: client())  # noqa: PLW0108 - looked up with each Api
    _grant: Grant | None = None

    def get(self, path: str, **query: Any) -> Document:
        return self._json(self._send("GET", path, query=query))

    def create(self, path: str, body: Mapping[str, Any], **query: Any) -> Document:
        """POST what makes something; safe to repeat by its key."""
        key = {"Idempotency-Key": uuid4().hex}
        return self._json(self._send("POST", path, body=body, query=query, headers=key))

    def ask(self, path: str, body: Mapping[str, Any] | None = None, **query: Any) -> Document:
        """POST what makes nothing."""
        return self._json(self._send("POST", path, body=body or {}, query=query))

    def put(self, path: str, body: Mapping[str, Any] | None = None) -> Document:
        return self._json(self._send("PUT", path, body=body))

    def patch(self, path: str, body: Mapping[str, Any]) -> Document:
        return self._json(self._send("PATCH", path, body=body))

    def delete(self, path: str, body: Mapping[str, Any] | None = None) -> None:
        self._send("DELETE", path, body=body)

    def pages(self, path: str, *, count: int = 1, **query: Any) -> Iterator[Document]:
        """So many pages of a list, from `cursor` on, as they come."""
        for _ in range(count):
            page = self.get(path, **query)
            yield page
            query["cursor"] = page.get("cursor")
            if not query["cursor"]:
                return

    # Sessions

    def sign_in(self, email: str, password: str) -> Grant:
        """A session of a person's own; it is used from now on, and kept by whoever asked for it."""
        body = {"email": email, "password": password}
        self._grant = Grant.given(self._json(self._send("POST", "/v1/sessions", body=body, public=True)))
        return self._grant

    def sign_out(self) -> bool:
        """Revoke the session where it is still good, and forget it. Whether there was one."""
        grant = self.vault.load(self.key)
        if grant is None:
            return False
        self._grant = grant  # and not the environment's, which may be somebody else's
        try:
            self.delete("/v1/sessions/current", {"refresh_token": grant.refresh_token})
        except Refused as refusal:
            if refusal.status != 401:  # it had ended by itself
                raise
        self.vault.forget(self.key)
        self._grant = None
        return True

    def grant(self) -> Grant | None:
        """The session in use; None for somebody who isn't signed in."""
        if self._grant is None:
            given = told("IMAGORA_TOKEN")
            self._grant = Grant(given) if given else self.vault.load(self.key)
        return self._grant

    def require_session(self) -> None:
        """Raises NotSignedIn, before anything is asked of a person or sent."""
        if self.grant() is None:
            raise NotSignedIn(f"You are not signed in at {self.server}.")

    def _token(self, *, fresh: bool = False) -> str | None:
        grant = self.grant()
        if grant and grant.refresh_token and (fresh or grant.ended):
            grant = self._grant = self._refreshed(grant)
        return grant.access_token if grant else None

    def _refreshed(self, grant: Grant) -> Grant:
        body = {"refresh_token": grant.refresh_token}
        session = self._json(self._send("POST", "/v1/sessions/refresh", body=body, public=True))
        renewed = Grant.given(session, refresh_token=grant.refresh_token)
        self.vault.keep(self.key, renewed)
        return renewed

    # Requests

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        public: bool = False,
    ) -> httpx.Response:
        """Send it, a second time with another token where this one has ended. `public`: without any."""
        request = self.http.build_request(
            method,
            self.server + path,
            json=body,
            params={name: value for name, value in (query or {}).items() if value is not None},
            headers=headers,
        )
        if public or not self._authorise(request):
            return self._patiently(request)
        try:
            return self._patiently(request)
        except Refused as refusal:
            if refusal.status != 401 or not self._authorise(request, fresh=True):
                raise
        return self._patiently(request)

    def _authorise(self, request: httpx.Request, *, fresh: bool = False) -> bool:
        """Put the token in; False where there is none, or none but the one that was refused."""
        before = request.headers.get("Authorization")
        token = self._token(fresh=fresh)
        if token is None or before == f"Bearer {token}":
            return False
        request.headers["Authorization"] = f"Bearer {token}"
        return True

    def _patiently(self, request: httpx.Request) -> httpx.Response:
        for attempt in tries():
            with attempt:
                return self._once(request)
        raise AssertionError  # the last attempt raised

    def _once(self, request: httpx.Request) -> httpx.Response:
        repeatable = request.method in _SAFE_TWICE or "Idempotency-Key" in request.headers
        try:
            answer = self.http.send(request)
        except httpx.ConnectError as error:
            raise Unreachable(f"{self.server} can't be reached.", repeatable=False) from error
        except httpx.TransportError as error:
            raise Unreachable(f"{self.server} gave no answer.", repeatable=repeatable) from error
        if answer.status_code >= 400:
            raise refused(answer)
        return answer

    def _json(self, answer: httpx.Response) -> Document:
        """The answer's document; `{}` for none. Raises Unreachable for what isn't Imagora's."""
        if answer.status_code == 204 or not answer.content:
            return {}
        try:
            document = answer.json()
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise Unreachable(f"{self.server} answers, but not as Imagora does.", repeatable=False)
        return document
