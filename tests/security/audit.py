"""Known vulnerabilities in what is shipped and developed with: `python -m tests.security.audit`, or `make security`.

pip-audit asks PyPI's vulnerability service. Behind a mirror that doesn't have it, pip-audit skips every package and
reports success; so this asks first about a release that is known to be vulnerable. Where that isn't answered, nothing
was audited: said plainly, and an error where the audit is demanded (AUDIT=required), as a pipeline that reaches PyPI
should.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KNOWN_BAD = "jinja2==2.10"
"""CVE-2019-10906 and others: the service is there when it knows them."""

UNREACHABLE = (
    "pip-audit: NOT AUDITED. The vulnerability service (PyPI's JSON API) is out of reach from here, so nothing is "
    "known of these packages. Run `make security` where PyPI can be reached; AUDIT=required makes this an error."
)


def audit(arguments: Sequence[str]) -> list[dict[str, Any]]:
    """pip-audit's report on each package: `vulns`, or a `skip_reason`. Raises OSError when it gave none."""
    done = subprocess.run(  # noqa: S603 - our own environment's module
        [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--timeout", "10", "-f", "json", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except (ValueError, KeyError) as error:
        raise OSError(done.stderr.strip() or "pip-audit said nothing") from error


def reachable() -> bool:
    """Whether the service tells what everybody knows."""
    with tempfile.TemporaryDirectory() as folder:
        known_bad = Path(folder) / "known-bad.txt"
        known_bad.write_text(KNOWN_BAD + "\n", encoding="utf-8")
        try:
            return any(one.get("vulns") for one in audit(["--no-deps", "--disable-pip", "-r", str(known_bad)]))
        except OSError:
            return False


def verdict(reports: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line for each vulnerability, and for each package that was skipped."""
    found = []
    for report in reports:
        name = f"{report['name']} {report.get('version', '')}".strip()
        if "skip_reason" in report:
            found.append(f"{name}: not audited ({report['skip_reason']})")
        for each in report.get("vulns", ()):
            fixed = ", ".join(each["fix_versions"]) or "no release yet"
            found.append(f"{name}: {each['id']} ({', '.join(each['aliases'])}), fixed in {fixed}")
    return found


def main() -> int:
    if not reachable():
        sys.stdout.write(UNREACHABLE + "\n")
        return int(os.environ.get("AUDIT") == "required")
    found = verdict(audit(["--local", "--skip-editable"]))
    sys.stdout.write("\n".join([*found, "pip-audit: " + ("see above" if found else "no known vulnerabilities")]) + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
