"""The audit never passes in silence: a service out of reach is said, and an error where the audit is demanded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.security import audit

BAD = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3"]}]}
SKIPPED = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI and could not be audited: jinja2 (2.10)"}
GOOD = {"name": "msgspec", "version": "0.22.0", "vulns": []}


def answering(monkeypatch: pytest.MonkeyPatch, probe: list[dict[str, Any]], packages: list[dict[str, Any]]) -> None:
    monkeypatch.setattr(audit, "audit", lambda arguments: probe if "--no-deps" in arguments else packages)


@pytest.mark.parametrize(("demanded", "status"), [("", 0), ("required", 1)])
def test_nothing_is_said_to_be_audited_when_the_service_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], demanded: str, status: int
) -> None:
    answering(monkeypatch, [SKIPPED], [SKIPPED])
    monkeypatch.setenv("AUDIT", demanded)
    assert audit.main() == status
    assert "NOT AUDITED" in capsys.readouterr().out


@pytest.mark.parametrize(("packages", "status"), [([GOOD], 0), ([GOOD, BAD], 1), ([GOOD, SKIPPED], 1)])
def test_vulnerable_and_unknown_packages_fail_when_the_service_answers(
    monkeypatch: pytest.MonkeyPatch, packages: list[dict[str, Any]], status: int
) -> None:
    answering(monkeypatch, [BAD], packages)
    assert audit.main() == status
