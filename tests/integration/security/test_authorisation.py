"""Every route for every kind of caller, as the table says; and the table says something about every route."""

from __future__ import annotations

import json
import os
import re

import pytest

from infra.local.stack import ROOT
from tests.integration.security import sight
from tests.integration.security.authorisation import COLUMNS, ENDING, TABLE, Row
from tests.integration.security.cast import Scene, moderator
from tests.integration.stack import Person, Stack

PAGE = ROOT / "docs" / "authorisation.md"
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))["paths"].items()
    for method, operation in methods.items()
}
_LEAVING = "POST /v1/me/password", "DELETE /v1/me"
_CODES = {
    401: re.compile("unauthenticated|invalid_credentials"),
    403: re.compile("account_suspended|private_post|forbidden"),
    409: re.compile("lease_required"),
    404: re.compile("[a-z]+_not_found"),
    422: re.compile("invalid_(cursor|code|input)"),
}

INTRODUCTION = """# Who may do what

Every route for every kind of caller, with the status that each gets: a test makes each of these requests and compares.
It fails for a route of openapi.json that `tests/integration/security/authorisation.py` leaves out, and for this page
when it isn't what that table says (`make authorisation` writes it).

- **nobody**: no token. **stranger**: signed in; the thing is somebody else's. **owner**: the thing is their own.
- **suspended**: the owner, suspended by a moderator: reads, leaves, signs in and out, and writes nothing.
- **moderator**: a stranger with the role. It opens nothing that is somebody's own.
- **deleted**: the owner's token after the account was deleted; signature and expiry stay good for up to an hour.
- **other's**: the owner, naming somebody else's picture or session in the body, or a cursor made for somebody else;
  – where a route takes no such thing.

What isn't somebody's to see is 404, as if it did not exist. For up to an hour a deleted account's token still reads,
until the erasure, which begins at once, its notifications and the words of its prompts. No picture.

"""


@pytest.fixture(scope="module")
def bystanders(stack: Stack) -> dict[str, Person]:
    """Who owns nothing that is asked about, shared by all rows that leave them as they are."""
    return {"stranger": stack.person(), "moderator": moderator(stack), "other": stack.person()}


@pytest.mark.slow
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_each_caller_gets_what_the_table_says(stack: Stack, bystanders: dict[str, Person], row: Row) -> None:
    got: dict[str, int] = {}
    scene = Scene(stack, stack.person(), **bystanders)
    for column in sorted(row.expected, key=lambda column: column in ENDING):  # stable: the owner's ends come last
        if row.writes:
            people = {"stranger": stack.person(), "moderator": moderator(stack)} if row.route in _LEAVING else {}
            scene = Scene(stack, stack.person(), **bystanders | people)
        reply = scene.ask(row, column)
        got[column] = reply.status
        if reply.status >= 400:
            assert _CODES[reply.status].fullmatch(reply.code), reply
    assert got == row.expected


def test_every_route_is_in_the_table() -> None:
    assert {row.route for row in TABLE} == set(OPERATIONS)


def test_a_private_route_is_closed_to_nobody() -> None:
    """What openapi.json says of tokens, the table says too."""
    closed = {row.route for row in TABLE if row.expected["nobody"] == 401}
    assert closed == {name for name, operation in OPERATIONS.items() if {} not in operation["security"]}


def test_no_write_of_a_suspended_account_is_let_through() -> None:
    """But for what it needs to leave or to come back: its sessions, its password, its farewell, its appeal."""
    writes = [row for row in TABLE if row.writes and row.expected["nobody"] == 401]
    let_through = {row.route for row in writes if row.expected["suspended"] != 403}
    assert let_through == {
        "DELETE /v1/me",
        "DELETE /v1/sessions/current",
        "POST /v1/me/password",
        "POST /v1/me/moderation/{case_id}/appeal",
    }


def test_the_page_says_what_the_table_says() -> None:
    lines = [f"| route | whose thing | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 2) + "|"]
    for row in TABLE:
        cells = " | ".join("–" if status is None else str(status) for status in row.statuses)
        lines.append(f"| `{row.route}` | {row.whose} | {cells} |")
    page = INTRODUCTION + "\n".join(lines) + "\n" + sight.section()
    if os.environ.get("IMAGORA_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
