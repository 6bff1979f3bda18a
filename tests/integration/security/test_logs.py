"""Nothing personal or secret is in any log line, at the most talkative level, in success and failure alike.

Read are the records of all loggers but those of libraries, which stay at their own level: the handlers' and the API's,
the local stack's, with everything that hangs on a record (extra members, tracebacks, messages of chained errors).
"""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from imagora import wiring
from infra.local.gateway.access_log import AccessLog
from infra.local.stack import ROOT
from tests.contract.expanded_template import SOURCE
from tests.corpus import hostile
from tests.integration.stack import Person, Stack

_LIBRARIES = (
    "boto",
    "botocore",
    "boto3",
    "urllib3",
    "s3transfer",
    "moto",
    "werkzeug",
    "PIL",
    "httpx",
    "httpcore",
    "pynamodb",
)
_MAIL = "imagora.local.mail"
"""The laptop's letter box: where there is no mail, codes are read in the log. No cloud function ships it (below)."""

_SECRETS = {
    "prompt": "canary-prompt of a quiet harbour",
    "blocked prompt": "canary-blocked naked child",
    "text": "canary-text good morning",
    "description": "canary-alt a dot",
    "idempotency key": "canary-key-1",
    "wrong password": "canary-wrong-password",
    "new password": "canary-new-password",
    "broken body": "canary-broken-body",
    "query": "canary-query",
}


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Every line of a logger that isn't a library's, all of them at DEBUG."""
    lines: list[str] = []
    handle = logging.Logger.handle

    def listen(logger: logging.Logger, record: logging.LogRecord) -> None:
        if not record.name.startswith((*_LIBRARIES, _MAIL)):
            lines.append(_whole(record))
        handle(logger, record)

    def enabled(logger: logging.Logger, level: int) -> bool:
        return level >= (logging.WARNING if logger.name.startswith(_LIBRARIES) else logging.DEBUG)

    with (
        mock.patch.object(logging.Logger, "handle", listen),
        mock.patch.object(logging.Logger, "isEnabledFor", enabled),
    ):
        yield lines


def _whole(record: logging.LogRecord) -> str:
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    extra = {name: repr(value) for name, value in vars(record).items() if name not in ("msg", "args", "exc_info")}
    return f"{record.getMessage()}\n{json.dumps(extra)}\n{trace}"


def test_no_line_holds_what_is_personal_or_secret(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with _listening() as lines:
        secrets = _use_it_all(stack)
        _break_it(stack, stack.person(), monkeypatch)
    assert lines, "the functions log nothing: this test hears nothing"
    leaks = {(name, line[:200]) for name, secret in secrets.items() for line in lines if secret and secret in line}
    assert leaks == set()


def _use_it_all(stack: Stack) -> dict[str, str]:
    """A day with canaries in it; what must not be found."""
    ann = stack.person()
    session = {"email": ann.email, "password": ann.password}
    cookie = stack.api("POST", "/v1/sessions", {**session, "cookie": True}).headers["set-cookie"]
    form = stack.begin_upload(ann, hostile.build("smallest"), alt=_SECRETS["description"])["upload"]
    stack.upload(ann, hostile.build("smallest"), alt=_SECRETS["description"])
    stack.upload(ann, b"no picture", alt=_SECRETS["description"])
    stack.generate(ann, prompt=_SECRETS["prompt"])
    ann("POST", "/v1/generations", {"prompt": _SECRETS["blocked prompt"]})
    ann("POST", "/v1/posts", {"text": _SECRETS["text"]}, key=_SECRETS["idempotency key"])
    code = ann("POST", "/v1/invites", {"uses": 1})["code"]
    _fail(stack, ann)
    stack.drain()
    with stack.later(hours=1):
        stack.sweep()
    stack.api("POST", "/v1/passwords/forgot", {"email": ann.email})
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    stack.drain()
    return {
        **_SECRETS,
        "email": ann.email, "password": ann.password, "access token": ann.token.rpartition(".")[2],
        "refresh token": ann.refresh_token, "cookie": cookie.partition(";")[0].partition("=")[2], "invitation": code,
        "signature": form["fields"]["x-amz-signature"], "policy": form["fields"]["policy"],
        **{f"key {n}": key for n, key in enumerate(_keys())},
    }  # fmt: skip


def _keys() -> list[str]:
    ring = wiring.key_ring().current()
    return [*ring.cursor, ring.identity]


def _fail(stack: Stack, ann: Person) -> None:
    """What people do wrong."""
    wrong = {"email": ann.email, "password": _SECRETS["wrong password"]}
    assert stack.api("POST", "/v1/sessions", wrong).status == 401
    change = {"old": _SECRETS["wrong password"], "new": _SECRETS["new password"]}
    assert ann("POST", "/v1/me/password", change).status == 401
    assert ann("POST", "/v1/posts", b'{"text": "' + _SECRETS["broken body"].encode()).status == 400
    assert ann("GET", f"/v1/feeds/home?cursor={_SECRETS['query']}").status == 422


def _break_it(stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Defects while all of that is in hand: what is logged then is the place, not the values."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a defect")

    for part, method, path, body in (
        ("sessions", "POST", "/v1/sessions", {"email": ann.email, "password": _SECRETS["wrong password"]}),
        ("posts", "POST", "/v1/posts", {"text": _SECRETS["text"]}),
        ("generations", "POST", "/v1/generations", {"prompt": _SECRETS["prompt"]}),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(wiring, part, broken)
            assert ann(method, path, body, key=_SECRETS["idempotency key"]).status == 500


def test_a_request_line_has_no_query_and_no_header() -> None:
    """The gateway's own log: method, path, status, time, size, and nothing else."""
    stream = io.StringIO()
    AccessLog(stream).write("GET", "/v1/feeds/home", 200, 0.01, 10)
    assert re.fullmatch(r"[\d:]{8}  GET    /v1/feeds/home  200  10 ms  10 B\n", stream.getvalue())


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "functions").rglob("*.py")),
        *sorted((ROOT / "chalicelib").rglob("*.py")),
        *sorted((ROOT / "layers/core/imagora").rglob("*.py")),
        ROOT / "app.py",
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_nothing_that_is_deployed_knows_the_laptops_letter_box(path: Path) -> None:
    """Mailed codes are logged by `infra`, on a laptop. Nothing that runs in the cloud imports it, or turns up logs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert not {name for name in imported if name.partition(".")[0] in ("infra", "tests", "moto")}
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert called.isdisjoint({"basicConfig", "set_stream_logger", "dictConfig", "log_event", "inject_lambda_context"})


def test_libraries_are_not_made_talkative_in_the_cloud() -> None:
    """botocore and PynamoDB log bodies at DEBUG: LogLevel reaches our logger only, Lambda's own level stays."""
    functions = {name: r for name, r in SOURCE["Resources"].items() if r["Type"] == "AWS::Serverless::Function"}
    settings = [SOURCE["Globals"]["Function"], *(function["Properties"] for function in functions.values())]
    for one in settings:
        assert "ApplicationLogLevel" not in one.get("LoggingConfig", {})
        assert "AWS_LAMBDA_LOG_LEVEL" not in one.get("Environment", {}).get("Variables", {})
