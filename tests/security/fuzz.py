"""Schemathesis against a running stack: `python -m tests.security.fuzz --cases 5000`, or `make fuzz-api`.

Every operation of openapi.json gets data as documented and data that isn't, with a good token. An answer fails the run
when its status, type, headers or body isn't documented, when it is a 5xx, when broken data is accepted, or when a
private route answers without its token.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.running import ROOT, Person, RunningStack

TOOL = ROOT / ".venv-security/bin/schemathesis"
CONFIG = Path(__file__).with_name("schemathesis.toml")
_SHELL = {
    "IMAGORA_WRITES_PER_MINUTE": "1000000",
    "IMAGORA_SIGNUPS_PER_MINUTE": "1000000",
    "IMAGORA_DAILY_PICTURES": "20",
}
_CASES = re.compile(r"(\d[\d,]*) generated")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="fail when fewer were run")
    parser.add_argument("--each", type=int, default=200, help="generated cases an operation, at most")
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = RunningStack(Path(folder) / "data", _SHELL)
        try:
            stack.start()
            return _fuzz(stack, arguments)
        finally:
            stack.end()


def _fuzz(stack: RunningStack, arguments: argparse.Namespace) -> int:
    person = stack.person()
    command = [
        str(TOOL), "--config-file", str(CONFIG), "run", str(ROOT / "openapi.json"), "--url", stack.url,
        "--header", f"Authorization: Bearer {person.token}", "--phases", arguments.phases, "--mode", "all",
        "--max-examples", str(arguments.each), "--no-color",
        "--generation-deterministic",
    ]  # fmt: skip
    hooks = {"SCHEMATHESIS_HOOKS": "tests.security.fuzz_hooks", "FUZZ_KNOWN": json.dumps(_known(stack, person))}
    environment = {**os.environ, **hooks, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(  # noqa: S603 - our own virtual environment's
        command, cwd=tempfile.gettempdir(), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    cases = 0
    for line in run.stdout or ():
        sys.stdout.write(line)
        found = _CASES.search(line)
        cases = int(found[1].replace(",", "")) if found else cases
    failed = run.wait()
    if cases < arguments.cases:
        sys.stdout.write(f"only {cases} cases of {arguments.cases} were run\n")
    return failed or int(cases < arguments.cases)


def _known(stack: RunningStack, person: Person) -> dict[str, Any]:
    """Things that exist: the fuzzing account's own and somebody else's."""
    other = stack.person()
    mine, theirs = person.publish("a post to be fuzzed"), other.publish("a stranger's post")
    asked = [one.ask("a lighthouse at dusk", size="256x256") for one in (person, other)]
    drawn = [one.pictures(job, within=60)[0]["id"] for one, job in zip((person, other), asked, strict=True)]
    code = person("POST", "/v1/invites", {"uses": 3}).json()["code"]
    return {
        "handle": [other.handle, person.handle],
        "post_id": [mine["id"], theirs["id"]],
        "generation_id": asked,
        "media_id": drawn,
        "code": [code],
    }


if __name__ == "__main__":
    sys.exit(main())
