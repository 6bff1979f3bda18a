"""What judging costs at a cold start: a text under the built-in rules loads none of what only others need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("PIL", "numpy", "botocore", "pynamodb", "urllib3", "http.client")
PROGRAM = f"""
import sys
from imagora import wiring
from imagora.moderation.checkers.port import Text
assert wiring.text_judge().judge(Text("a lighthouse at dusk")).action == "allow"
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_word_rules_load_nothing_heavy() -> None:
    environment = {"IMAGORA_STAGE": "test", "IMAGORA_TABLE": "t", "PYTHONPATH": "layers/core:."}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
