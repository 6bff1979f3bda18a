"""What the smoke tests of paid services share: who can be asked from here, and what their answers come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from imagora.kernel import aws

Say = Callable[[str], None]
_Service = TypeVar("_Service")


def signed_in() -> bool:
    """Whether botocore finds AWS credentials."""
    try:
        aws.credentials()
    except LookupError:
        return False
    return True


def ask_each(services: Iterable[_Service], ask: Callable[[_Service, Say], bool], say: Say, nobody: str) -> int:
    """Ask all of them, also after one that failed; says `nobody` where there is none.

    The exit status: 0 when all who were asked did well, or nobody could be asked.
    """
    answers = [ask(service, say) for service in services]
    if not answers:
        say(nobody)
    return 0 if all(answers) else 1
