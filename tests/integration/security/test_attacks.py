"""What an attacker tries from outside, on the whole stack: tokens, cursors, paths, headers, origins.

Beside these: single claims and signatures in tests/unit/accounts/test_tokens.py, sessions after sign-out and a new
password in tests/integration/accounts/test_sessions.py, the reading of HTTP in tests/unit/infra_pump and
tests/integration/infra/test_gateway_http.py, upload forms in tests/integration/media/test_uploads.py and
tests/integration/infra/test_services.py, idempotency keys in tests/integration/posts/test_posts.py.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from chalicelib import auth
from imagora import wiring
from imagora.kernel.cursors import Cursors
from imagora.kernel.keys import KeyRing
from tests.corpus import hostile
from tests.integration.stack import Person, Stack, send_form

PRIVATE, PUBLIC = "/v1/me", "/v1/health"


# Tokens


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _forged(stack: Stack, person: Person) -> dict[str, str]:
    header, claims = (
        jwt.get_unverified_header(person.token),
        jwt.decode(person.token, options={"verify_signature": False}),
    )
    key = jwt.PyJWK(json.loads(wiring.account_parts._user_pool_keys())["keys"][0]).key
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    confused = f"{_part({**header, 'alg': 'HS256'})}.{_part(claims)}"
    mac = base64.urlsafe_b64encode(hmac.new(pem, confused.encode(), hashlib.sha256).digest()).decode().rstrip("=")
    signature = person.token.rpartition(".")[2]
    return {
        "no algorithm": f"{_part({**header, 'alg': 'none'})}.{_part(claims)}.",
        "the public key as a secret": f"{confused}.{mac}",
        "another account": f"{_part(header)}.{_part({**claims, 'username': '0' * 26})}.{signature}",
        "a role": f"{_part(header)}.{_part({**claims, 'cognito:groups': ['admin']})}.{signature}",
        "a key id that is a path": f"{_part({**header, 'kid': '../../dev/null'})}.{_part(claims)}.{signature}",
        "a key id that is no text": f"{_part({**header, 'kid': {'$ne': ''}})}.{_part(claims)}.{signature}",
        "a key of the attacker's": f"{_part({**header, 'jku': 'http://127.0.0.1:9/'})}.{_part(claims)}.{signature}",
        "no signature": f"{_part(header)}.{_part(claims)}.",
        "the refresh token": person.refresh_token,
        "the ID token": _id_token(stack, person),
        "another client's": _other_clients(stack, person),
        "another pool's": _other_pools(stack),
        "much": person.token + "A" * 20_000,
        "two": f"{person.token} {person.token}",
    }


def _id_token(stack: Stack, person: Person) -> str:
    return str(_signed_in(stack, stack.environment["IMAGORA_USER_POOL_CLIENT_ID"], person)["IdToken"])


def _other_clients(stack: Stack, person: Person) -> str:
    client = stack.clients("cognito-idp").create_user_pool_client(
        UserPoolId=stack.environment["IMAGORA_USER_POOL_ID"], ClientName="another"
    )
    return str(_signed_in(stack, client["UserPoolClient"]["ClientId"], person)["AccessToken"])


def _signed_in(stack: Stack, client: str, person: Person) -> Any:
    return stack.clients("cognito-idp").admin_initiate_auth(
        UserPoolId=stack.environment["IMAGORA_USER_POOL_ID"],
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.id, "PASSWORD": person.password},
    )["AuthenticationResult"]


def _other_pools(stack: Stack) -> str:
    """A good token of a pool with the very same signing key, for a user of the same name."""
    people = stack.clients("cognito-idp")
    pool = people.create_user_pool(PoolName="another")["UserPool"]["Id"]
    client = people.create_user_pool_client(UserPoolId=pool, ClientName="another")["UserPoolClient"]["ClientId"]
    people.admin_create_user(UserPoolId=pool, Username="0" * 26)
    people.admin_set_user_password(UserPoolId=pool, Username="0" * 26, Password="Correct horse 1!", Permanent=True)
    return str(
        people.admin_initiate_auth(
            UserPoolId=pool,
            ClientId=client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "0" * 26, "PASSWORD": "Correct horse 1!"},
        )["AuthenticationResult"]["AccessToken"]
    )


def test_forged_and_foreign_tokens_open_nothing(stack: Stack, ann: Person) -> None:
    let_in = {
        (what, path)
        for what, token in _forged(stack, ann).items()
        for path in (PRIVATE, PUBLIC)
        if stack.api("GET", path, token=token).status != 401
    }
    assert let_in == set()
    assert {stack.api("GET", path, token=ann.token).status for path in (PRIVATE, PUBLIC)} == {200}


def test_a_refresh_token_ends_with_its_session_and_an_access_token_is_not_one(stack: Stack, ann: Person) -> None:
    for token in (ann.token, ann.refresh_token[:-1], "", "a" * 5000):
        assert stack.api("POST", "/v1/sessions/refresh", {"refresh_token": token}).status == 401
    assert ann("DELETE", "/v1/sessions/current").status == 204
    assert stack.api("POST", "/v1/sessions/refresh", {"refresh_token": ann.refresh_token}).status == 401


# Cursors


@pytest.fixture
def cursor(stack: Stack, ann: Person) -> str:
    """Where ann's list of posts of her own goes on."""
    for number in range(3):
        ann.post(f"post {number}")
    return str(ann("GET", f"/v1/accounts/{ann.handle}/posts?limit=1")["cursor"])


def test_a_cursor_is_of_one_list_and_one_reader(stack: Stack, ann: Person, bob: Person, cursor: str) -> None:
    own = f"/v1/accounts/{ann.handle}/posts?cursor={cursor}"
    assert ann("GET", own).status == 200
    elsewhere = [
        bob("GET", own),
        stack.api("GET", own),
        ann("GET", f"{own}&filter=media"),
        ann("GET", f"/v1/accounts/{bob.handle}/posts?cursor={cursor}"),
        ann("GET", f"/v1/feeds/home?cursor={cursor}"),
        ann("GET", f"/v1/generations?cursor={cursor}"),
    ]
    assert {(reply.status, reply.code) for reply in elsewhere} == {(422, "invalid_cursor")}


def test_a_cursor_with_one_bit_changed_is_refused(ann: Person, cursor: str) -> None:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    flipped = [bytes([*raw[:at], raw[at] ^ 1, *raw[at + 1 :]]) for at in range(len(raw))]
    for forged in [*flipped, raw[:-1], raw[:12], b"", raw + b"\0", b"\0" * 40]:
        text = base64.urlsafe_b64encode(forged).decode().rstrip("=") or "="
        assert ann("GET", f"/v1/accounts/{ann.handle}/posts?cursor={text}").code == "invalid_cursor"


def test_a_cursor_outlives_one_rotation_of_its_key_and_not_two(
    ann: Person, cursor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = json.loads(wiring.key_ring().fetch())
    path, old = f"/v1/accounts/{ann.handle}/posts?cursor={cursor}", keys["cursor"][0]
    for known, status in ((["a new one", old], 200), (["a newer one", "a new one"], 422)):
        ring = KeyRing(lambda known=known: json.dumps({**keys, "cursor": known}))  # type: ignore[misc]
        monkeypatch.setattr(wiring, "cursors", lambda ring=ring: Cursors(ring))
        assert ann("GET", path).status == status


# Idempotency keys


def test_a_key_opens_nothing_of_another_account(stack: Stack, ann: Person, bob: Person) -> None:
    mine = ann("POST", "/v1/posts", {"text": "mine"}, key="shared")
    for key in ("shared", f"{ann.id}#shared", f"../{ann.id}#shared"):
        theirs = bob("POST", "/v1/posts", {"text": "mine"}, key=key)
        assert theirs["id"] != mine["id"]
        assert "idempotency-replayed" not in theirs.headers


def test_a_replay_shows_no_more_than_its_owner_may_see(stack: Stack, ann: Person) -> None:
    """The key remembers an id; what it stands for is read anew."""
    made = ann("POST", "/v1/posts", {"text": "gone soon"}, key="once")
    assert ann("DELETE", f"/v1/posts/{made['id']}").status == 204
    assert ann("POST", "/v1/posts", {"text": "gone soon"}, key="once").status == 404


# Upload forms


def test_a_form_places_nothing_at_another_accounts_picture(stack: Stack, ann: Person, bob: Person) -> None:
    data = hostile.build("smallest")
    mine, theirs = stack.begin_upload(ann, data), stack.begin_upload(bob, data)
    mixed = {**mine["upload"]["fields"], "key": theirs["upload"]["fields"]["key"]}
    assert send_form({**mine["upload"], "fields": mixed}, data, "image/png").status_code == 403
    assert stack.keys(f"incoming/{bob.id}/") == set()


# Paths


@pytest.fixture
def hidden(stack: Stack, ann: Person) -> str:
    """The key of an object that nobody may see: a file as it was uploaded."""
    form = stack.begin_upload(ann, hostile.build("smallest"))["upload"]
    assert send_form(form, hostile.build("smallest"), "image/png").is_success
    return str(form["fields"]["key"])


@pytest.mark.parametrize(
    "path",
    [
        "/media/../{key}", "/media/%2e%2e/{key}", "/media/..%2f{key}", "/media//{key}", "/media/./../{key}",
        "/media/%2e%2e%2f{key}", "/media/..;/{key}", "/media/..%5c{key}", "//{key}", "/{key}", "/media%2f..%2f{key}",
        "/media/../../../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/template.yaml", "/media/?versions",
    ],
)  # fmt: skip
def test_paths_lead_to_public_pictures_only(stack: Stack, hidden: str, path: str) -> None:
    answer = stack.gateway.handle("GET", path.format(key=hidden))
    assert answer.status in (400, 404), path
    assert b"PNG" not in answer.body


# Headers


@pytest.mark.parametrize(
    "path",
    [
        "/v1/accounts/a%0d%0aSet-Cookie:%20x=1", "/v1/posts/%0d%0a%0d%0aHTTP/1.1%20200%20OK",
        "/v1/feeds/explore?cursor=a%0d%0aX-Injected:1", "/v1/feeds/explore?limit=1%0d%0aX-Injected:1",
        "/v1/nowhere%0d%0aX-Injected:1", "/media/a%0d%0aX-Injected:1",
    ],
)  # fmt: skip
def test_line_breaks_in_a_path_reach_no_header(stack: Stack, path: str) -> None:
    answer = stack.gateway.handle("GET", path)
    assert answer.status in (400, 404, 422)
    assert not any("\r" in text or "\n" in text for pair in answer.headers.items() for text in pair)
    assert {"x-injected", "set-cookie"}.isdisjoint(name.lower() for name in answer.headers)


def test_a_second_authorization_field_opens_nothing(stack: Stack, ann: Person) -> None:
    good, bad = ("Authorization", f"Bearer {ann.token}"), ("Authorization", "Bearer x")
    assert [stack.gateway.handle("GET", PRIVATE, pair).status for pair in ([good, bad], [bad, good])] == [401, 401]
    assert stack.gateway.handle("GET", PUBLIC, [good, bad]).status == 401


@pytest.fixture
def addresses(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Whose requests were counted against a limit of addresses. The stage has an edge's secret: `the secret`."""
    seen: list[str | None] = []
    count, keys = wiring.count, json.loads(wiring.key_ring().fetch())
    ring = KeyRing(lambda: json.dumps({**keys, "edge": "the secret"}))
    monkeypatch.setattr(wiring, "key_ring", lambda: ring)
    monkeypatch.setattr(wiring, "count", lambda limited, who: (seen.append(who), count(limited, who))[1])
    return seen


def _forget_password(stack: Stack, *headers: tuple[str, str]) -> None:
    sent = [*headers, ("Content-Type", "application/json")]
    stack.gateway.handle("POST", "/v1/passwords/forgot", sent, b'{"email": "nobody@example.org"}')


@pytest.mark.parametrize("name", [auth.EDGE_VIEWER, "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded"])
def test_nobody_names_their_own_address(stack: Stack, addresses: list[str | None], name: str) -> None:
    told = (name, "203.0.113.9")
    _forget_password(stack, told)
    for secret in ("", "guessed", "the secre"):
        _forget_password(stack, told, (auth.EDGE_SECRET, secret))
    assert addresses == ["127.0.0.1"] * 4


def test_only_the_edges_secret_has_the_viewers_address_believed(stack: Stack, addresses: list[str | None]) -> None:
    secret = (auth.EDGE_SECRET, "the secret")
    _forget_password(stack, (auth.EDGE_VIEWER, "203.0.113.9"), secret)
    _forget_password(stack, ("X-Forwarded-For", "203.0.113.9"), secret)
    assert addresses == ["203.0.113.9", "127.0.0.1"]


def test_claims_are_the_gateways_word_only(stack: Stack, ann: Person) -> None:
    claims = json.dumps({"authorizer": {"claims": {"username": ann.id, "cognito:groups": "admin"}}})
    for name in ("requestContext", "X-Amzn-Request-Context", "X-Amz-Cognito-Username", "username"):
        assert stack.api("GET", f"{PRIVATE}?{name}={ann.id}", **{name: claims}).status == 401


# Smuggling, over a real connection


@pytest.fixture
def port(stack: Stack) -> Iterator[int]:
    stack.gateway.start()
    yield stack.gateway.port
    stack.gateway.stop()


def _exchange(port: int, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw)
        received = bytearray()
        while data := connection.recv(65_536):
            received += data
        return bytes(received)


def test_a_request_inside_a_body_is_never_run(stack: Stack, ann: Person, port: int) -> None:
    """CL.TE, TE.CL, TE.TE and a GET with a body: each is refused, or its body is a body."""
    inner = (
        f"DELETE /v1/me/follow-requests/{ann.handle} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {ann.token}\r\n\r\n"
    )
    chunked = f"0\r\n\r\n{inner}".encode()
    for fields, refused in (
        (f"Content-Length: {len(chunked)}\r\nTransfer-Encoding: chunked\r\n", True),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n", True),
        ("Transfer-Encoding: xchunked\r\n", True),
        ("Transfer-Encoding:\x0bchunked\r\n", True),
        (f"Content-Length: {len(chunked)}\r\nConnection: close\r\n", False),
    ):
        answer = _exchange(port, f"GET {PUBLIC} HTTP/1.1\r\nHost: a\r\n{fields}\r\n".encode() + chunked)
        assert answer.count(b"HTTP/1.1 ") == 1, fields
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501") if refused else b"HTTP/1.1 200"), fields


def test_one_clients_token_does_not_outlive_its_request(ann: Person, port: int) -> None:
    """Pipelined on one connection: the second request names nobody."""
    first = f"GET {PRIVATE} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {ann.token}\r\n\r\n"
    second = f"GET {PRIVATE} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = _exchange(port, (first + second).encode())
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"401"]


def test_an_absolute_target_goes_nowhere_else(port: int) -> None:
    answer = _exchange(port, f"GET http://169.254.169.254{PUBLIC} HTTP/1.0\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"status":"ok"' in answer


# Origins


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://imagora.example.evil.example"},
        {"Origin": "https://imagora.example@evil.example"},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "X-Imagora-Edge": "guessed"},
        {"Referer": "https://imagora.example/"},
    ],
)
def test_a_session_is_renewed_by_cookie_from_its_own_page_only(
    stack: Stack, ann: Person, headers: dict[str, str]
) -> None:
    sent = {"Host": "imagora.example", "Cookie": f"__Secure-refresh={ann.refresh_token}"}
    own = stack.gateway.handle("POST", "/v1/sessions/refresh", {**sent, "Origin": "https://imagora.example"})
    assert own.status == 201
    assert stack.gateway.handle("POST", "/v1/sessions/refresh", {**sent, **headers}).status == 403


def test_no_answer_lets_a_foreign_page_use_cookies(stack: Stack, ann: Person) -> None:
    origin = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method, path in (("OPTIONS", "/v1/sessions/refresh"), ("POST", "/v1/sessions/refresh"), ("GET", PUBLIC)):
        answer = stack.gateway.handle(method, path, origin)
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers.get("Access-Control-Allow-Origin") == "*"
    session = {"email": ann.email, "password": ann.password, "cookie": True}
    cookie = stack.api("POST", "/v1/sessions", session).headers["set-cookie"]
    assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/v1/sessions"} <= set(cookie.split("; "))
