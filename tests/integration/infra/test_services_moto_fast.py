"""The patched moto answers as stock moto does, only sooner."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("moto_operations.py")


def _both(command: str, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The script's results on stock and on patched moto."""
    running = [
        subprocess.Popen([sys.executable, str(SCRIPT), flavour, command, str(number)], stdout=subprocess.PIPE)  # noqa: S603
        for flavour in ("stock", "fast")
    ]
    results = []
    for process in running:
        answer, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        results.append(json.loads(answer))
    return results[0], results[1]


@pytest.mark.slow
def test_random_operations_have_the_same_answers_as_on_stock_moto() -> None:
    stock, fast = _both("compare", 1)

    for place, (expected, actual) in enumerate(zip(stock["answers"], fast["answers"], strict=True)):
        assert actual == expected, f"operation {place}"
    assert fast["table"] == stock["table"]
    assert fast["images"] == stock["images"]
    kinds = {answer[0] for answer in stock["answers"]}
    assert len(kinds) == 8, "every kind of operation took part"


@pytest.mark.slow
def test_queries_and_transactions_do_not_grow_with_the_table() -> None:
    stock, fast = _both("time", 8_000)

    for name, seconds in stock.items():
        ratio = seconds / fast[name]
        sys.stdout.write(f"\n{name} in 8,000 items: {seconds * 1000:.0f} ms, {fast[name] * 1000:.1f} ms, {ratio:.0f}x")
    assert stock["query"] / fast["query"] > 5
    assert stock["index query"] / fast["index query"] > 5
    assert stock["transaction"] / fast["transaction"] > 10
