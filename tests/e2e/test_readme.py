"""The README's first session, run exactly as it is printed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.e2e.running import ROOT, RunningStack

_FIRST_SESSION = re.compile(
    r"^#+[^\n]*first session[^\n]*$.*?^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE | re.IGNORECASE
)
_BASE = "BASE=http://127.0.0.1:8000\n"


def _first_session() -> str:
    found = _FIRST_SESSION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "README.md has no bash block below a heading that says 'first session'"
    assert found[1].startswith(_BASE)
    return found[1]


def test_the_first_session_ends_with_the_picture_in_a_followers_feed(running: RunningStack, tmp_path: Path) -> None:
    script = _first_session().replace(_BASE, f"BASE={running.url}\n", 1)
    done = subprocess.run(  # noqa: S603 - our own README
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,  # a busy machine draws slowly
        check=False,
    )
    assert done.returncode == 0, done.stderr
    feed = json.loads(done.stdout[done.stdout.rindex('{\n    "items"') :])
    newest = feed["items"][0]
    assert newest["reason"]["kind"] == "followed"
    assert newest["post"]["media"][0]["status"] == "ready"
