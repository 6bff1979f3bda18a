"""A job's progress: a bar on a terminal, a line for each change elsewhere, nothing with `--json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from imagora_cli.api import Document
from imagora_cli.screen import Screen
from imagora_cli.views.generations import stage

Tell = Callable[[Document], None]


@contextmanager
def following(screen: Screen, job: Document) -> Iterator[Tell]:
    """What to call with each look at a job."""
    if screen.json:
        yield lambda _: None
    elif screen.err.is_terminal:
        with _bar(screen) as bar:
            task = bar.add_task(stage(job), total=100)
            yield lambda look: bar.update(task, completed=int(look["progress"]), description=_told(look))
    else:
        yield _lines(screen)


def _bar(screen: Screen) -> Progress:
    columns = TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    return Progress(*columns, console=screen.err, transient=False)


def _told(job: Document) -> str:
    """The stage, and how many of several pictures are there."""
    ready = sum(media["status"] == "ready" for media in job["media"])
    return f"{stage(job)}, {ready} of {job['count']}" if job["count"] > 1 and ready else stage(job)


def _lines(screen: Screen) -> Tell:
    said: list[str] = []

    def tell(job: Document) -> None:
        line = _told(job)
        if said[-1:] != [line]:
            said.append(line)
            screen.say(line)

    return tell
