"""The web app's build while the stack starts."""

from __future__ import annotations

import threading
from collections.abc import Callable

from infra import web

_SECONDS = 100.0
"""How long the page's build may hold up readiness; after that it goes on in the background."""


class Page:
    """The page's build, beside the start of everything else."""

    def __init__(self, say: Callable[[str], None], *, wanted: bool) -> None:
        self._say = say
        self._stopping = threading.Event()
        self._problem = "" if wanted else "not served (started without it)"
        self._thread = threading.Thread(target=self._build, name="page", daemon=True)
        if wanted:
            self._thread.start()

    def wait(self) -> str:
        """Empty when the page is there; else what is missing, or that it is still being built."""
        if self._thread.ident is not None:
            self._thread.join(_SECONDS)
        return "still being built; it will appear" if self._thread.is_alive() else self._problem

    def cancel(self) -> None:
        """Have a build that is under way end: the next start makes it from the beginning."""
        self._stopping.set()

    def stop(self, timeout: float) -> None:
        """Cancel, and wait for the end up to `timeout` seconds."""
        self.cancel()
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _build(self) -> None:
        try:
            web.build(self._say, self._stopping)
        except (web.CannotBuild, OSError) as error:
            first, _, rest = str(error).partition("\n")
            self._problem = f"missing: {first}"
            for line in rest.splitlines():
                self._say(f"    {line}")
