"""Waiting for a job: looking at it until it is over, telling what changes, letting go or cancelling on Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from imagora_cli.api import Api, Document
from imagora_cli.asking import agreed
from imagora_cli.outcomes import CommandFailed, Interrupted, Refused, Unavailable
from imagora_cli.progress import following
from imagora_cli.screen import Screen

FINAL = ("succeeded", "blocked", "failed", "cancelled")
LONGEST = 660.0
"""Seconds: a job is over within 600 of being accepted, says the contract."""

_FIRST_LOOKS, _SOON, _LATER = 20, 0.4, 1.5


def looks(api: Api, job: Document, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Document]:
    """A job as it is now, and again until it is over; often at first, then less.

    Raises Unavailable after 660 s.
    """
    end, seen = time.monotonic() + LONGEST, 0
    yield job
    while job["status"] not in FINAL:
        if time.monotonic() > end:
            raise Unavailable(f"Generation {job['id']} isn't over yet; see `imagora jobs wait`.", code="too_slow")
        sleep(_SOON if seen < _FIRST_LOOKS else _LATER)
        job, seen = api.get(f"/v1/generations/{job['id']}"), seen + 1
        yield job


def wait(api: Api, screen: Screen, job: Document) -> Document:
    """Wait until a job is over, with a bar on a terminal. Ctrl-C offers to cancel it."""
    try:
        with following(screen, job) as tell:
            for look in looks(api, job):
                job = look
                tell(job)
    except KeyboardInterrupt:
        _interrupted(api, screen, str(job["id"]))
    return job


def _interrupted(api: Api, screen: Screen, job_id: str) -> None:
    """Raises Interrupted, whatever the answer; a second Ctrl-C lets the job go on."""
    if agreed(screen, "Cancel the job? What isn't begun costs nothing", otherwise=False):
        try:
            api.ask(f"/v1/generations/{job_id}/cancel")
        except Refused as refusal:
            if refusal.code != "not_cancellable":
                raise
            raise Interrupted(f"It was over already: see `imagora jobs show {job_id}`.") from refusal
        raise Interrupted("Cancelled.", code="cancelled")
    raise Interrupted(f"It goes on without you: see `imagora jobs wait {job_id}`.")


def expect_success(job: Document) -> None:
    """Raises CommandFailed for a job that ended without pictures: refused, or for a reason that may pass."""
    if job["status"] == "succeeded":
        return
    error = job.get("error") or {}
    code, detail = str(error.get("code") or job["status"]), str(error.get("detail") or f"The job was {job['status']}.")
    if job["status"] == "failed":
        again = f" `imagora jobs retry {job['id']}` tries again." if error.get("retryable") else ""
        raise Unavailable(detail + again, code=code)
    raise CommandFailed(detail, code=code)
