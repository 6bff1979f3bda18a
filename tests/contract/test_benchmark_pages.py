"""The pages of the benchmarks say what their committed results say, and the bill follows from the other results."""

from __future__ import annotations

import json

import pytest

from benchmarks import bill, results
from benchmarks.pages import PAGES
from benchmarks.results import RESULTS, ROOT


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_as_the_results_would_write_them(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page]()


def test_the_bill_follows_from_what_was_counted() -> None:
    assert json.loads(json.dumps(bill.figures())) == results.figures("bill")


def test_sums_of_the_bill_are_those_of_its_lines() -> None:
    found = results.figures("bill")
    bills = [found["home_reads"], found["pictures"], found["picture_views"], found["idle_month"]]
    bills += found["posts"].values()
    for one in bills:
        assert one["dollars"] == pytest.approx(sum(line["dollars"] for line in one["lines"]), rel=0.01)


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_result_says_where_when_and_how_it_was_measured(path: object) -> None:
    found = results.read(path.stem)  # type: ignore[attr-defined]
    assert found["command"].startswith("make bench")
    assert {"cpu", "cores", "python", "load_at_the_end"} <= set(found["machine"])
    assert found["measured"] > "2026-11"
    assert found["figures"]
