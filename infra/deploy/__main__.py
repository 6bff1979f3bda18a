"""`python -m infra.deploy deploy|destroy|releases --stage x`: what `make deploy`, `destroy` and `releases` run."""

from __future__ import annotations

import argparse
import shlex
import sys

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.api import ApiFailed
from infra.deploy.settings import Unfilled
from infra.deploy.stacks import StackFailed
from infra.deploy.steps import Instance
from infra.deploy.target import Refused, Target
from infra.web import CannotBuild


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["deploy", "destroy", "releases"])
    parser.add_argument("--stage", required=True)
    parser.add_argument("--release", default="", help="deploy this earlier release again")
    parser.add_argument("--parameters", default="", help='such as "Signup=open AlarmEmail=ann@example.org"')
    parser.add_argument("--confirm", default="", help="the stage's name, to destroy it without being asked")
    given = parser.parse_args()
    instance = Instance(Target.of(given.stage), _say)
    try:
        _run(instance, given)
    except (StackFailed, ApiFailed, Unfilled, CannotBuild, ClientError, BotoCoreError) as error:
        sys.exit(f"{given.command} stopped: {error}\nIt may be repeated as it is.")


def _run(instance: Instance, given: argparse.Namespace) -> None:
    if given.command == "deploy":
        instance.deploy(_parameters(given.parameters), given.release or None)
    elif given.command == "releases":
        current = instance.releases.current()
        for first_deployed_at, release_id in instance.releases.listed():
            print(f"{release_id}  first deployed {first_deployed_at}{'  (current)' if release_id == current else ''}")
    else:
        _expect_confirmed(given.stage, given.confirm)
        instance.destroy()


def _parameters(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in shlex.split(text)]
    if any(not name or not equals for name, equals, _ in pairs):
        raise Refused('PARAMS is written as PARAMS="Name=value Other=value".')
    return {name: value for name, _, value in pairs}


def _expect_confirmed(stage: str, confirmed: str) -> None:
    if not confirmed and sys.stdin.isatty():
        confirmed = input(f"Remove everything that runs of the stage {stage}? Type its name: ")
    if confirmed != stage:
        raise Refused(f"Not confirmed: nothing was removed. CONFIRM={stage} says yes without being asked.")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
