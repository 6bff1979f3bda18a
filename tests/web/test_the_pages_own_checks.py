"""The page's own gates: its types, its unit tests and what a first visit may weigh. Needs Node, and no browser."""

from __future__ import annotations

import os

import pytest

from infra import web

pytestmark = pytest.mark.web


def _passes(script: str) -> None:
    """One of the scripts of web/package.json; its own words are what fails."""
    try:
        web.run_script(script, {"CI": os.environ.get("CI", "1")})
    except web.CannotBuild as error:
        pytest.fail(str(error), pytrace=False)


def test_the_page_is_within_its_budgets() -> None:
    """The build ends with web/dev/budget.mjs, which fails it when the first load grows too heavy."""
    web.build(print)
    _passes("budget")


def test_its_types() -> None:
    _passes("check")


def test_its_units() -> None:
    _passes("test")
