"""`make recheck`: judge again all that was said and shown, by the rules and models of now; say how far that is."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from infra.instance import LOCAL, NoInstance, enter

if TYPE_CHECKING:
    from imagora.moderation.recheck_store import Progress

ACTIONS = ("", "start", "stop")


def recheck(action: str) -> str:
    """Start one, stop it, or ask; answers how it stands. `enter` an instance first.

    Raises RecheckRuns where one is to be started while another is under way.
    """
    from imagora import wiring

    if action == "start":
        wiring.rechecking().start()
    if action == "stop":
        wiring.rechecking().store.stop()
    return told(wiring.rechecking().store.progress())


def told(progress: Progress | None) -> str:
    """How a re-check stands, in one line."""
    if progress is None:
        return "No re-check was started. ACTION=start starts one."
    handed = f"{progress.accounts:,} accounts, {progress.posts:,} posts and {progress.pictures:,} pictures"
    done = f"{handed} handed to the judge"
    if progress.finished_at:
        return f"Through at {progress.finished_at}: {done}, under rules {progress.rulebook}."
    return f"Under way since {progress.started_at}: {done}; names up to {progress.place[:2]!r} are through."


def main() -> None:
    parser = argparse.ArgumentParser(prog="make recheck", description=__doc__)
    parser.add_argument("--action", default="", choices=ACTIONS)
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    arguments = parser.parse_args()
    try:
        enter(arguments.stage, arguments.data_dir)
        from imagora.moderation.recheck_store import RecheckRuns

        try:
            print(recheck(arguments.action))
        except RecheckRuns as error:
            sys.exit(f"Imagora: {error or error.__doc__}")
    except NoInstance as error:
        sys.exit(f"Imagora: {error}")


if __name__ == "__main__":
    main()
