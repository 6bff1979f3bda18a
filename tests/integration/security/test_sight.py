"""What people see of somebody, by how the two stand to each other: every route that shows anybody's doings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache

import pytest

from infra.local.stack import ROOT
from tests.integration.security.company import Company
from tests.integration.security.sight import ROWS, Sight
from tests.integration.stack import Stack

_SHOWS_SOMEBODY = re.compile(
    r"GET /v1/(accounts/|posts/|feeds/|search|suggestions|notifications$|me/(likes|bookmarks)$)"
    r"|PUT /v1/(accounts|posts)/\{\w+\}/\w+$|POST /v1/posts$"
)


@pytest.fixture(scope="module")
def company(stack: Stack) -> Callable[[bool], Company]:
    """One around a public author, one around a private one; all rows look at the same two."""

    @cache
    def meet(private: bool) -> Company:
        return Company(stack, private=private)

    return meet


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_viewer_gets_what_the_table_says(company: Callable[[bool], Company], row: Sight) -> None:
    around = company(row.private)
    assert {viewer: around.look(row, viewer) for viewer in row.expected} == row.expected


def test_every_route_that_shows_somebody_is_in_the_table() -> None:
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    routes = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert {route for route in routes if _SHOWS_SOMEBODY.match(route)} == {row.route for row in ROWS}
