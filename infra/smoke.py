"""`make smoke STAGE=…`: the command line's smoke test, on the stack of this machine or on a deployed stage."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from infra.deploy.target import Target
from infra.instance import LOCAL, NoInstance

_CLI = Path(__file__).resolve().parents[1] / "cli"


def address(stage: str, port: str) -> str:
    """Where a stage is reached. Raises NoInstance for one that isn't deployed, or has no edge yet."""
    if stage == LOCAL:
        return f"http://127.0.0.1:{port}"
    from infra.deploy.edge import Edge

    found = Edge(Target.of(stage), lambda _: None).stack.outputs().get("Origin")
    if found is None:
        raise NoInstance(f"the stage {stage} has no address: make deploy STAGE={stage}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="make smoke", description=__doc__)
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--port", default="8000")
    parser.add_argument("--invite", default="")
    given = parser.parse_args()
    try:
        server = address(given.stage, given.port)
    except NoInstance as error:
        sys.exit(f"Imagora: {error}")
    command = [sys.executable, "-m", "imagora_cli", "smoke", "--server", server]
    command += ["--invite", given.invite] if given.invite else []
    sys.exit(subprocess.run(command, env=os.environ | {"PYTHONPATH": str(_CLI)}, check=False).returncode)  # noqa: S603 - our own command


if __name__ == "__main__":
    main()
