"""`make invite USES=… STAGE=…`: an invitation that belongs to nobody, for an instance that has nobody yet."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from infra.instance import LOCAL, NoInstance, enter


class CannotInvite(RuntimeError):
    """No invitation was made; the message says why, in one line."""


def invite(uses: str) -> str:
    """Make a code by which this many people may sign up within 30 days; `enter` an instance first.

    Answers what to tell them. Not idempotent: each call makes another code. Raises `CannotInvite`.
    """
    from imagora import wiring
    from imagora.accounts.invites import MAX_USES, shown

    if not (uses.isascii() and uses.isdecimal() and len(uses) <= 3 and 1 <= int(uses) <= MAX_USES):
        raise CannotInvite(f"USES is {uses!r}, but has to be a whole number from 1 to {MAX_USES}")
    made = wiring.invites().issue(int(uses))
    people = "one person" if made.uses == 1 else f"{made.uses} people"
    return f"{shown(made.code)}: lets {people} sign up until {datetime.fromtimestamp(made.expires_at, UTC):%Y-%m-%d}."


def main() -> None:
    parser = argparse.ArgumentParser(prog="make invite", description=__doc__)
    parser.add_argument("--uses", default="1")
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    arguments = parser.parse_args()
    try:
        enter(arguments.stage, arguments.data_dir)
        print(invite(arguments.uses or "1"))
    except (CannotInvite, NoInstance) as error:
        sys.exit(f"Imagora: {error}")


if __name__ == "__main__":
    main()
