"""The gateway without sockets: routing, the authorizer, events, refusals, CORS, compression, files."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from chalice import Chalice, CognitoUserPoolAuthorizer, CORSConfig, Response

from infra.local.gateway import Answer, Gateway, safety

ORIGIN = "https://imagora.example"
TOKEN = {"Authorization": "Bearer good"}


def refusal(status: int, wait: str) -> Response:
    return Response({}, {"Content-Type": "application/problem+json", "Retry-After": wait}, status)


PAGES = {
    "busy": refusal(429, "7"),
    "away": refusal(503, "5"),
    "said": Response("<p>Away.", {"Content-Type": "text/html"}, 503),
}
"""What the page of some posts answers."""


def make_app() -> Chalice:
    app = Chalice("imagora")
    cors = CORSConfig(allow_origin=ORIGIN, allow_headers=["Idempotency-Key", "If-None-Match"], max_age=300)
    authorizer = CognitoUserPoolAuthorizer("people", provider_arns=["arn"], scopes=["aws.cognito.signin.user.admin"])

    def echo(**_: str) -> dict[str, Any]:
        return {"event": app.current_request.to_original_event()}

    both = ["application/json", "image/png"]
    app.route("/v1/open", methods=["GET", "POST"], content_types=both, cors=cors)(echo)
    app.route("/v1/posts/{post_id}", methods=["GET", "DELETE"], cors=cors, authorizer=authorizer)(echo)
    app.route("/v1/posts/newest", methods=["GET"], cors=cors)(echo)
    app.route("/v1/posts/{post_id}/likes", methods=["GET"], cors=cors)(echo)

    @app.route("/pages/posts/{post_id}")
    def page(post_id: str) -> Response:
        if post_id == "broken":
            raise RuntimeError("a secret")
        return PAGES.get(post_id) or Response(f"<p>{post_id}", headers={"Content-Type": "text/html"})

    @app.route("/v1/broken", cors=cors)
    def broken() -> None:
        raise RuntimeError("a secret")

    @app.route("/v1/answers/{kind}", cors=cors)
    def answers(kind: str) -> Response:
        return {
            "empty": Response("", status_code=204, headers={"Content-Type": "application/json"}),
            "same": Response("", status_code=304, headers={"ETag": '"1"'}),
            "cookies": Response({}, headers={"Set-Cookie": ["a=1", "b=2"]}),
            "long": Response({"items": ["hello"] * 1000}),
            "picture": Response(b"\x89PNG" * 1000, headers={"Content-Type": "image/png"}),
            "hop": Response({}, headers={"Connection": "close", "Content-Length": "999"}),
        }[kind]

    return app


def verify(token: str) -> dict[str, Any]:
    if token != "good":
        raise PermissionError(token)
    return {"sub": "someone", "username": "01J", "exp": 1700000000, "cognito:groups": ["admin", "moderator"]}


@pytest.fixture
def web(tmp_path: Path) -> Path:
    root = tmp_path / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html>")
    (root / "favicon.ico").write_bytes(b"icon")
    (root / "assets" / "index-DiwrgTda.js").write_text("let x = 1;" * 300)
    (root / ".secret").write_text("hidden")
    (tmp_path / "outside.txt").write_text("outside")
    (root / "link.txt").symlink_to(tmp_path / "outside.txt")
    return root


@pytest.fixture
def gateway(web: Path) -> Gateway:
    pictures = {"media/a/full.webp": (b"RIFF" * 500, "image/webp")}
    return Gateway(
        make_app(),
        verify_token=verify,
        static=web,
        media=pictures.get,
        bucket=["http://127.0.0.1:4566"],
    )


def event_of(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200
    event: dict[str, Any] = json.loads(answer.body)["event"]
    return event


def assert_problem(answer: Answer, status: int, code: str) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    document = json.loads(answer.body)
    assert document["type"] == f"/problems/{code}"
    assert (document["code"], document["status"]) == (code, status)
    assert document["title"]
    assert document["detail"]
    assert document["request_id"] == answer.headers["x-amzn-RequestId"]


def test_a_request_becomes_a_rest_event(gateway: Gateway) -> None:
    headers = [("Content-Type", "application/json"), ("X-Tag", "a"), ("x-tag", "b"), ("Host", "localhost:8000")]
    event = event_of(
        gateway.handle("POST", "/v1/open?tag=a&tag=b%20c&empty=", headers, b'{"t": "\xc3\xa4"}', "10.0.0.7")
    )
    assert (event["httpMethod"], event["path"], event["resource"]) == ("POST", "/v1/open", "/v1/open")
    assert event["queryStringParameters"] == {"tag": "b c", "empty": ""}
    assert event["multiValueQueryStringParameters"] == {"tag": ["a", "b c"], "empty": [""]}
    assert event["multiValueHeaders"]["X-Tag"] == ["a", "b"]
    assert event["headers"]["X-Tag"] == "b"
    assert event["headers"]["X-Forwarded-For"] == "10.0.0.7"
    assert (event["body"], event["isBase64Encoded"]) == ('{"t": "ä"}', False)
    context = event["requestContext"]
    assert context["identity"]["sourceIp"] == "10.0.0.7"
    assert (context["resourcePath"], context["httpMethod"], context["stage"]) == ("/v1/open", "POST", "local")
    assert context["path"] == "/local/v1/open"
    assert "authorizer" not in context


def test_an_empty_request_has_nulls_where_api_gateway_has_them(gateway: Gateway) -> None:
    event = event_of(gateway.handle("GET", "/v1/open"))
    for name in ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "body"):
        assert event[name] is None


@pytest.mark.parametrize("content_type", ["image/png", "application/json"])
def test_binary_bodies_and_what_is_no_utf8_come_in_base64(gateway: Gateway, content_type: str) -> None:
    event = event_of(gateway.handle("POST", "/v1/open", {"Content-Type": content_type}, b"\xff\x00"))
    assert event["isBase64Encoded"]
    assert base64.b64decode(event["body"]) == b"\xff\x00"


@pytest.mark.parametrize(
    ("path", "resource", "parameters"),
    [
        ("/v1/posts/newest", "/v1/posts/newest", None),
        ("/v1/posts/newest/", "/v1/posts/newest", None),
        ("/v1/posts/newest/likes", "/v1/posts/{post_id}/likes", {"post_id": "newest"}),
        ("/v1/posts/a%2Fb%20%C3%A4/likes", "/v1/posts/{post_id}/likes", {"post_id": "a/b ä"}),
    ],
)
def test_paths_find_their_route_and_parameters_are_decoded(
    gateway: Gateway, path: str, resource: str, parameters: dict[str, str] | None
) -> None:
    event = event_of(gateway.handle("GET", path))
    assert (event["resource"], event["pathParameters"]) == (resource, parameters)


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/nothing", "/v1/posts", "/v1/posts//likes", "/v1/../v1/open"])
def test_unknown_routes_are_problems(gateway: Gateway, path: str) -> None:
    assert_problem(gateway.handle("GET", path), 404, "route_not_found")


@pytest.mark.parametrize("path", ["/v1/posts/%ff/likes", "/v1/posts/%00/likes", "v1/open", "/v1/open?" + "a&a" * 200])
def test_malformed_paths_and_queries_are_problems(gateway: Gateway, path: str) -> None:
    assert_problem(gateway.handle("GET", path.replace("a&a", "a=1&")), 400, "malformed_request")


def test_a_wrong_method_names_the_right_ones(gateway: Gateway) -> None:
    answer = gateway.handle("PATCH", "/v1/posts/1")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS"


def test_a_private_route_gets_the_claims_as_text(gateway: Gateway) -> None:
    event = event_of(gateway.handle("GET", "/v1/posts/1", TOKEN))
    assert event["requestContext"]["authorizer"]["claims"] == {
        "sub": "someone",
        "username": "01J",
        "exp": "1700000000",
        "cognito:groups": "admin,moderator",
    }


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "Bearer bad")],
        [("Authorization", "Bearer ")],
        [("Authorization", "good")],
        [("Authorization", "Basic good")],
        [("Authorization", "Bearer good"), ("authorization", "Bearer good")],
    ],
)
def test_without_a_good_token_a_private_route_is_never_reached(
    gateway: Gateway, headers: list[tuple[str, str]]
) -> None:
    answer = gateway.handle("DELETE", "/v1/posts/1", headers)
    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "good" not in answer.body.decode()


def test_public_routes_are_not_asked_for_a_token(gateway: Gateway) -> None:
    event = event_of(gateway.handle("GET", "/v1/open", {"Authorization": "Bearer bad"}))
    assert event["headers"]["Authorization"] == "Bearer bad"


@pytest.mark.parametrize("debug", [False, True])
def test_an_error_in_the_app_shows_nothing_of_itself(gateway: Gateway, *, debug: bool) -> None:
    gateway._app.debug = debug
    answer = gateway.handle("GET", "/v1/broken")
    assert_problem(answer, 500, "internal")
    assert b"secret" not in answer.body
    assert b"Traceback" not in answer.body


def test_an_error_in_the_verifier_is_internal_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def unreachable(token: str) -> dict[str, Any]:
        raise ConnectionError("the user pool is away")

    answer = Gateway(make_app(), verify_token=unreachable).handle("GET", "/v1/posts/1", TOKEN)
    assert_problem(answer, 500, "internal")
    assert "the user pool is away" in caplog.text


def test_a_preflight_is_answered_as_the_app_says(gateway: Gateway) -> None:
    answer = gateway.handle("OPTIONS", "/v1/posts/1", {"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE"})
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == "DELETE,GET,HEAD,OPTIONS"
    assert {"Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(",")
    )
    assert answer.headers["Access-Control-Max-Age"] == "300"


@pytest.mark.parametrize(("kind", "status"), [("empty", 204), ("same", 304)])
def test_answers_without_content_have_no_body_and_no_type(gateway: Gateway, kind: str, status: int) -> None:
    answer = gateway.handle("GET", f"/v1/answers/{kind}")
    assert (answer.status, answer.body) == (status, b"")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_several_cookies_stay_several(gateway: Gateway) -> None:
    assert gateway.handle("GET", "/v1/answers/cookies").headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_fields_of_the_connection_are_the_servers_own(gateway: Gateway) -> None:
    answer = gateway.handle("GET", "/v1/answers/hop")
    assert "Connection" not in answer.headers
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [("gzip, br", True), ("*", True), ("gzip;q=0, *;q=1", False), ("br", False), ("", False), ("gzip;q=x", False)],
)
def test_long_answers_are_compressed_for_who_takes_it(gateway: Gateway, accepted: str, *, compressed: bool) -> None:
    answer = gateway.handle("GET", "/v1/answers/long", {"Accept-Encoding": accepted})
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert (answer.headers.get("Content-Encoding") == "gzip") is compressed
    body = gzip.decompress(answer.body) if compressed else answer.body
    assert len(json.loads(body)["items"]) == 1000


def test_pictures_from_the_app_are_decoded_and_never_compressed(gateway: Gateway) -> None:
    answer = gateway.handle("GET", "/v1/answers/picture", {"Accept": "image/png", "Accept-Encoding": "gzip"})
    assert answer.body == b"\x89PNG" * 1000


def test_head_runs_the_get_of_its_route(gateway: Gateway) -> None:
    assert event_of(gateway.handle("HEAD", "/v1/open"))["httpMethod"] == "GET"


def test_threads_do_not_see_each_others_requests(gateway: Gateway) -> None:
    wrong: list[str] = []

    def ask(number: int) -> None:
        for turn in range(50):
            name = f"{number}-{turn}"
            event = event_of(gateway.handle("GET", f"/v1/posts/{name}/likes"))
            if event["pathParameters"] != {"post_id": name}:
                wrong.append(name)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("path", ["/p/01J", "/posts/01J", "/p/01J/likes?x=1"])
def test_an_address_that_people_share_is_the_apps_page_of_it(gateway: Gateway, path: str) -> None:
    answer = gateway.handle("GET", path)
    assert (answer.status, answer.body) == (200, b"<p>01J")
    assert answer.headers["Content-Type"] == "text/html"
    assert "require-trusted-types-for" in answer.headers["Content-Security-Policy"]
    assert gateway.handle("HEAD", path).status == 200
    assert_problem(gateway.handle("POST", path), 405, "method_not_allowed")


@pytest.mark.parametrize(
    ("path", "status", "wait"), [("/p/busy", 429, "7"), ("/p/away", 503, "5"), ("/posts/broken/likes", 500, None)]
)
def test_an_address_that_people_share_is_the_app_while_the_api_is_busy_or_out_of_order(
    gateway: Gateway, path: str, status: int, wait: str | None
) -> None:
    answer = gateway.handle("GET", path)
    assert (answer.status, answer.body) == (status, b"<!doctype html>")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (answer.headers["Cache-Control"], answer.headers.get("Retry-After")) == ("no-store", wait)
    assert "require-trusted-types-for" in answer.headers["Content-Security-Policy"]


def test_a_page_that_says_itself_that_something_is_away_stays(gateway: Gateway) -> None:
    answer = gateway.handle("GET", "/p/said")
    assert (answer.status, answer.body) == (503, b"<p>Away.")


@pytest.mark.parametrize("path", ["/p/busy", "/p/broken"])
def test_without_a_page_an_address_that_people_share_says_what_is_wrong_as_a_problem(
    gateway: Gateway, web: Path, path: str
) -> None:
    (web / "index.html").unlink()
    answer = gateway.handle("GET", path)
    assert (answer.status >= 429, answer.headers["Content-Type"]) == (True, "application/problem+json")


@pytest.mark.parametrize("path", ["/", "/p", "/create", "/index.html"])
def test_the_web_apps_own_pages_get_its_index(gateway: Gateway, path: str) -> None:
    answer = gateway.handle("GET", path)
    assert (answer.status, answer.body) == (200, b"<!doctype html>")
    assert answer.headers["Cache-Control"] == "no-cache"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self' http://127.0.0.1:4566;" in policy
    assert "img-src 'self' blob: http://127.0.0.1:4566;" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/v1/posts/newest", safety.API),
        ("/v1/nowhere", safety.API),
        ("/v1/broken", safety.API),
        ("/media/a/full.webp", safety.MEDIA),
        ("/media/a/none.webp", safety.MEDIA),
        ("/favicon.ico", safety.page(["http://127.0.0.1:4566"])),
        ("/none.js", safety.page(["http://127.0.0.1:4566"])),
    ],
)
def test_browsers_are_told_with_every_answer_what_it_may_do(
    gateway: Gateway, path: str, told: tuple[tuple[str, str], ...]
) -> None:
    headers = gateway.handle("GET", path).headers
    assert {name: headers.get_all(name) for name, _ in told} == {name: [value] for name, value in told}


def test_hashed_assets_are_kept_for_ever_and_compressed(gateway: Gateway) -> None:
    answer = gateway.handle("GET", "/assets/index-DiwrgTda.js", {"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "/missing.js",
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/.secret",
        "/link.txt",
        "/a\\b.txt",
    ],
)
def test_files_that_are_not_the_web_apps_are_not_found(gateway: Gateway, path: str) -> None:
    assert_problem(gateway.handle("GET", path), 404, "file_not_found")


def test_a_known_file_is_304(gateway: Gateway) -> None:
    first = gateway.handle("GET", "/")
    again = gateway.handle("GET", "/", {"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_files_are_only_read(gateway: Gateway) -> None:
    answer = gateway.handle("POST", "/")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_picture_is_served_as_inert_bytes(gateway: Gateway) -> None:
    answer = gateway.handle("GET", "/media/a/full.webp", {"Accept-Encoding": "gzip"})
    assert (answer.status, answer.body) == (200, b"RIFF" * 500)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    known = gateway.handle("GET", "/media/a/full.webp", {"If-None-Match": answer.headers["ETag"]})
    assert known.status == 304


@pytest.mark.parametrize("path", ["/media/b/full.webp", "/media/", "/media/../media/a/full.webp"])
def test_a_picture_that_is_not_there_is_not_found(gateway: Gateway, path: str) -> None:
    answer = gateway.handle("GET", path)
    assert answer.status == 404
    assert json.loads(answer.body)["code"] == "media_not_found"


def test_without_a_built_web_app_only_the_api_is_there(tmp_path: Path) -> None:
    bare = Gateway(make_app(), verify_token=verify)
    assert_problem(bare.handle("GET", "/"), 404, "route_not_found")
    unbuilt = Gateway(make_app(), verify_token=verify, static=tmp_path / "dist")
    assert_problem(unbuilt.handle("GET", "/"), 404, "file_not_found")
