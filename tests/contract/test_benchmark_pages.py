"""The pages of the benchmarks say what their committed results say, and the bill follows from the other results."""

from __future__ import annotations

import json
import re

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
    bills = [found[name] for name in ("home_reads", "pictures", "picture_views", "idle_month", "idle_free")]
    bills += [*found["posts"].values(), *found["acts"].values()]
    for one in bills:
        assert one["dollars"] == pytest.approx(sum(line["dollars"] for line in one["lines"]), rel=0.01)


def test_a_bill_is_of_the_prices_that_it_names() -> None:
    """The arithmetic of a line, worked out as it stands there, is its dollars."""
    for line in results.figures("bill")["idle_month"]["lines"]:
        if re.fullmatch(r"[\d.,]+ (units )?× \$[\d.]+/M", line["arithmetic"]):
            count, price = (float(part.strip("$/M units").replace(",", "")) for part in line["arithmetic"].split("×"))
            assert line["dollars"] == pytest.approx(count * price / 1e6, rel=0.01)


def test_what_people_do_is_billed_with_all_that_follows() -> None:
    """Likes, replies, reposts, follows bring the activity queue's work with them; reading brings nothing."""
    acts = {one["what"]: one for one in results.figures("pipeline")["acts"]}
    for name in ("a post of 12 words to nobody", "a reply", "a like", "a repost to 100 followers", "a follow"):
        assert acts[name]["behind"]["functions"]["RecordActivity"]["messages"] >= 1
    look = next(one for name, one in acts.items() if name.endswith("(304)"))
    assert (look["answer_bytes"], look["api"]["read_units"], look["behind"]["requests"]) == (0, 0.5, 0)


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_result_says_where_when_and_how_it_was_measured(path: object) -> None:
    found = results.read(path.stem)  # type: ignore[attr-defined]
    assert found["command"].startswith("make bench")
    assert {"cpu", "cores", "python", "load_at_the_end"} <= set(found["machine"])
    assert found["measured"] > "2026-11"
    assert found["figures"]
