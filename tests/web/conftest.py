"""The stacks that all browser files share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from infra import web
from tests.e2e.running import RunningStack
from tests.web.venue import Venue


@pytest.fixture(scope="session")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Venue]]:
    """The stack that treats uploads so (`trust`, `hold`), started when it is first asked for."""
    web.build(print)
    web.install_for_browser()
    running: dict[str, Venue] = {}

    def at(uploads: str) -> Venue:
        if uploads not in running:
            stack = RunningStack(tmp_path_factory.mktemp(uploads) / "imagora", {"IMAGORA_UPLOADS": uploads})
            running[uploads] = Venue(stack)
            stack.start(page=True)
        return running[uploads]

    try:
        yield at
    finally:
        for one in running.values():
            one.stack.end()
