"""docs/image-providers.md has the table that the tests of this folder run. `IMAGORA_WRITE_DOCS=1` writes it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from infra.local.stack import ROOT
from tests.integration.checkers.provider import CLOSES, DRIPS, HANGS
from tests.integration.image_providers.rows import FAILURES, SUCCESSES, Row

_PAGE = ROOT / "docs" / "image-providers.md"
_BEGIN, _END = "<!-- outcomes -->\n", "<!-- /outcomes -->\n"
_HEAD = (
    "| what comes | `openai` | `bedrock` | outcome | the job | credits | calls | log | breaker | alarm |\n"
    "|---|---|---|---|---|---|---|---|---|---|\n"
)
_ODD = {HANGS: "nothing", DRIPS: "a byte now and then", CLOSES: "an end without an answer"}


def test_the_page_has_the_table_that_the_tests_run() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    assert found
    wanted = f"{before}{_BEGIN}{_HEAD}{''.join(_lines())}{_END}{after}"
    if os.environ.get("IMAGORA_WRITE_DOCS"):
        _PAGE.write_text(wanted, encoding="utf-8")
    assert _PAGE.read_text(encoding="utf-8") == wanted


def _lines() -> Iterator[str]:
    for row in SUCCESSES:
        missing = row.count - row.good
        told = f"{missing} INFO" if missing else "–"
        came = "200" if not missing else f"200, and {missing} blocked"
        yield (
            f"| {row.name} | {came} | {came} | – | `succeeded` | {row.good} of {row.count} | {row.count} | {told} "
            "| an answer | – |\n"
        )
    for failure in FAILURES:
        yield _line(failure)


def _line(row: Row) -> str:
    job = f"`{row.ends}`" + (", `retryable`" if row.retryable else "")
    breaker = "a failure" if row.trips else "an answer" if row.code == "blocked" else "–"
    return (
        f"| {row.name} | {_wire(row.openai)} | {_wire(row.bedrock)} | `{row.code}` | {job} | 0 of 1 | {row.calls} "
        f"| {row.level} | {breaker} | {'yes' if row.alarm else '–'} |\n"
    )


def _wire(answer: bytes | None) -> str:
    """An answer in short: its status and the code in it."""
    if answer is None:
        return "–"
    if answer in _ODD:
        return _ODD[answer]
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    status, code = lines[0].split()[1], _code(lines, body)
    after = next((line.partition(": ")[2] for line in lines if line.startswith("Retry-After")), "")
    return status + (f" `{code}`" if code else "") + (f", `Retry-After: {after}`" if after else "")


def _code(lines: list[str], body: bytes) -> str:
    named = next((line.partition(": ")[2] for line in lines if line.startswith("x-amzn-ErrorType")), "")
    if named:
        return named.partition(":")[0]
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    reasons = [reason for reason in said.get("finish_reasons", []) if reason]
    return str((said.get("error") or {}).get("code") or "".join(reasons))
