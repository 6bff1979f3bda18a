"""Jobs that were asked for earlier."""

from __future__ import annotations

from pathlib import Path

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import ID
from imagora_cli.making import finish
from imagora_cli.paging import list_options, told
from imagora_cli.views import generations
from imagora_cli.wishes import Delivery

_SHOW = click.option("--show/--no-show", default=True, help="Draw the pictures in the terminal, where it can.")
_OUT = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Save the pictures in this folder.")


@click.group("jobs")
def jobs() -> None:
    """Look after what was asked for earlier."""


@jobs.add_command
@command("list")
@list_options
def list_jobs(imagora: Imagora, *, limit: int, cursor: str | None, pages: int) -> None:
    """List your jobs, newest first."""
    imagora.api.require_session()
    told(
        imagora.screen, imagora.api.pages("/v1/generations", count=pages, limit=limit, cursor=cursor), generations.jobs
    )


@jobs.add_command
@command("show")
@click.argument("job", type=ID)
def show_job(imagora: Imagora, *, job: str) -> None:
    """Show a job as it is now."""
    found = imagora.api.get(f"/v1/generations/{job}")
    imagora.screen.answer(found, generations.job(found))


@jobs.add_command
@command("wait")
@click.argument("job", type=ID)
@_SHOW
@_OUT
def wait_for_job(imagora: Imagora, *, job: str, show: bool, out: Path | None) -> None:
    """Wait for a job as `imagora generate` does."""
    _wait(imagora, imagora.api.get(f"/v1/generations/{job}"), show=show, out=out)


@jobs.add_command
@command("retry")
@click.argument("job", type=ID)
@_SHOW
@_OUT
def retry_job(imagora: Imagora, *, job: str, show: bool, out: Path | None) -> None:
    """Try a job again that failed; it is a job of its own."""
    _wait(imagora, imagora.api.create(f"/v1/generations/{job}/retry", {}), show=show, out=out)


def _wait(imagora: Imagora, job: dict[str, object], *, show: bool, out: Path | None) -> None:
    finish(imagora, job, Delivery(dry_run=False, wait=True, yes=True, show=show, out=out))


@jobs.add_command
@command("cancel")
@click.argument("job", type=ID)
def cancel_job(imagora: Imagora, *, job: str) -> None:
    """Cancel a job that isn't over; what isn't begun costs nothing."""
    cancelled = imagora.api.ask(f"/v1/generations/{job}/cancel")
    imagora.screen.answer(cancelled, generations.job(cancelled))
