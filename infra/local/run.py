"""`make run`: the whole stack on this machine, in the foreground.

One process tree on loopback. This process holds the services (moto keeps its state in memory), the event pump and
the snapshots. The gateway with the app is a process of its own (see `front`), and functions run in worker processes:
one for the quick ones, two for those that draw or process pictures, so that a post never waits behind a picture.
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from infra import web
from infra.local.datadir import CannotStart, DataDir, Running
from infra.local.ending import Ending
from infra.local.front import Front
from infra.local.logs import FunctionLog, log_stack
from infra.local.page import Page
from infra.local.screen import Facts, Screen, banner, next_steps

if TYPE_CHECKING:
    from infra.local.apply import Applied
    from infra.local.pump import EventPump
    from infra.local.services import Services
    from infra.local.snapshots import Snapshots

log = logging.getLogger("imagora.local.run")

_ROOT = Path(__file__).resolve().parents[2]
_SIGNING_KEY = "IMAGORA_SIGNING_KEY"
_PICTURES = ("GenerateImage", "ProcessMedia", "CheckProvenance")
_QUICK = ("RelayStream", "SettleMedia", "SplitFanout", "FanOutPage")
_PICTURE_WORKERS = 2
_STOP_SECONDS = 4.0
"""For all that has work under way, together. Saving comes besides, and is waited for: with all that is left to do it
stays below the ten seconds that a service manager gives."""
_API_SECONDS, _PUMP_SECONDS, _WORKERS_SECONDS, _PAGE_SECONDS = 2.5, 1.5, 0.75, 0.5


def main() -> None:
    """Run until SIGTERM, SIGINT or SIGHUP. Exit status 2 and one line when the stack cannot start, else 0."""
    arguments = _arguments()
    _let_children_import()
    stopping = threading.Event()
    signals = _Signals(stopping)
    screen = Screen()
    status = 0
    try:
        signals.listen()
        status = _run(arguments, screen, stopping, signals)
    except _Interrupted:
        screen.say("Imagora was stopped while it was starting.")
    except CannotStart as error:
        screen.close()
        print(f"Imagora: {error}", file=sys.stderr)
        status = 2
    screen.close()
    sys.stdout.flush()
    os._exit(status)  # daemon threads that still hold a socket must not keep the process


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description="The whole of Imagora on this machine.")
    parser.add_argument("--port", type=_port, default=8000, help="0 takes a free one")
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    parser.add_argument("--demo", choices=("0", "1"), default="1", help="demo people on an empty data folder")
    parser.add_argument("--page", choices=("0", "1"), default="1", help="0 serves the API without building the page")
    return parser.parse_args()


def _let_children_import() -> None:
    """The product and the repository's root on the path of this process and of all that it starts."""
    roots = [str(_ROOT / "layers" / "core"), str(_ROOT)]
    sys.path[:0] = [root for root in roots if root not in sys.path]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*roots, os.environ.get("PYTHONPATH")]))


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


class _Interrupted(BaseException):
    """A signal came before the stack was up."""


class _Signals:
    """SIGTERM, SIGINT and SIGHUP end the stack: at once while it starts, in good order once it runs."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self.starting = True

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._take)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()
        if self.starting:
            self.starting = False  # the next one must not cut off the stopping
            raise _Interrupted


def _run(arguments: argparse.Namespace, screen: Screen, stopping: threading.Event, signals: _Signals) -> int:
    folder = DataDir(arguments.data_dir)
    folder.take()
    _check_port(arguments.port)
    log_stack(folder.logs / "stack.log", screen.say)
    with Ending(_STOP_SECONDS) as ending:
        ending.call("data folder", folder.leave)
        stack = _Stack(arguments, folder, screen, stopping, ending)
        stack.start()
        signals.starting = False
        return stack.wait()


def _check_port(port: int) -> None:
    """Fail before anything is started. Raises `CannotStart`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
            raise CannotStart(f"port {port} {reason}. Choose another: make run PORT=…") from None


class _Stack:
    """The parts in the order in which they need each other; each leaves its end in `parts`."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        folder: DataDir,
        screen: Screen,
        stopping: threading.Event,
        ending: Ending,
    ) -> None:
        self._arguments = arguments
        self._folder = folder
        self._screen = screen
        self._stopping = stopping
        self._ending = ending
        self._failed = False

    def start(self) -> None:
        self._screen.say("Imagora is starting …")
        page = Page(self._screen.say, wanted=self._arguments.page == "1")
        self._ending.wait("page", page.stop, _PAGE_SECONDS)
        functions_log = FunctionLog(self._folder.logs / "functions.log", self._screen.say)
        self._ending.call("logs", functions_log.close)
        front = self._start_front(functions_log)
        services = self._start_services()
        snapshots, loaded = self._load(services)
        applied, environment = self._provision(services, loaded=loaded)
        demo = self._demo(loaded=loaded)
        url = front.serve(environment)
        # Only now, so that the workers' imports don't compete with the API's; they go on while the screen is read.
        self._start_pump(services, applied, environment, snapshots, functions_log)
        self._ending.wait("API", front.stop, _API_SECONDS)
        self._ending.call("page's build", page.cancel)  # first of all: it takes a moment to notice
        threading.Thread(target=self._watch, args=(front,), name="front-watch", daemon=True).start()
        self._folder.announce(Running(os.getpid(), url, services.endpoint, dict(environment)))
        self._show(url, services.endpoint, environment, page.wait(), loaded=loaded, demo=demo)
        if demo is not None:
            front.make_demo(demo)

    def wait(self) -> int:
        """Until something ends the stack; the exit status."""
        self._stopping.wait()
        self._screen.say("Imagora is stopping; saving what there is …")
        return 1 if self._failed else 0

    def _start_services(self) -> Services:
        from infra.local.services import Services

        services = Services()
        services.start()
        self._ending.call("services", services.stop)
        return services

    def _load(self, services: Services) -> tuple[Snapshots, bool]:
        """What the last run left. Raises `CannotStart` for data of another version."""
        from infra.local.snapshots import SnapshotError, Snapshots

        snapshots = Snapshots(self._folder.path, services)
        try:
            return snapshots, snapshots.load()
        except (SnapshotError, OSError) as error:
            raise CannotStart(str(error)) from None

    def _provision(self, services: Services, *, loaded: bool) -> tuple[Applied, dict[str, str]]:
        from imagora.kernel.config import Misconfigured, read
        from infra.local.apply import TemplateError
        from infra.local.stack import provision

        try:
            applied, environment = provision(services, os.environ, cache=self._folder.path / "template.json")
            environment[_SIGNING_KEY] = f"file:{(self._folder.path / 'authority').resolve()}"
            os.environ.update(environment)
            read(os.environ)
        except (TemplateError, Misconfigured) as error:
            raise CannotStart(str(error)) from None
        if loaded:
            from infra.local.resume import resume_jobs

            resume_jobs()
        return applied, environment

    def _start_pump(
        self,
        services: Services,
        applied: Applied,
        environment: Mapping[str, str],
        snapshots: Snapshots,
        sink: FunctionLog,
    ) -> EventPump:
        from infra.local.moto_fast.streams import trim_stream
        from infra.local.pump import EventPump, MotoPeek, read_functions
        from infra.local.stack import ROOT, clients
        from infra.local.workers import RoutedInvoker, WorkerPool

        # The template's key is KMS's, and goes before the process's environment: the laptop signs with its own.
        signing = {_SIGNING_KEY: environment[_SIGNING_KEY]}
        functions = {
            name: replace(function, environment={**function.environment, **signing})
            for name, function in read_functions(applied.resources).items()
        }
        quick = WorkerPool(functions, ROOT, size=1, environment=environment, preload=_QUICK, sink=sink)
        pictures = WorkerPool(
            functions, ROOT, size=_PICTURE_WORKERS, environment=environment, preload=_PICTURES, sink=sink
        )
        pump = EventPump(
            applied.resources,
            clients(services),
            RoutedInvoker(quick, dict.fromkeys(_PICTURES, pictures)),
            checkpoints=snapshots.checkpoints,
            trim=trim_stream,
            peek=MotoPeek(),
        )
        snapshots.track(lambda: pump.checkpoints)
        snapshots.start()
        self._ending.call("snapshots", snapshots.stop)
        for pool in (quick, pictures):
            pool.start()
            self._ending.wait("workers", pool.stop, _WORKERS_SECONDS)
        services.add_listener(pump.wake)
        pump.start()
        self._ending.wait("pump", pump.stop, _PUMP_SECONDS)
        return pump

    def _start_front(self, sink: FunctionLog) -> Front:
        front = Front(lines=self._screen.say, log=sink)
        self._ending.wait("API", front.stop, _API_SECONDS)  # for a start that fails before it serves
        front.start(port=self._arguments.port, static=web.DIST, colour=self._screen.colour)
        return front

    def _demo(self, *, loaded: bool) -> Path | None:
        """Where the demo's progress is kept when there is one to make, or to finish."""
        from infra.local.demo import Progress

        if self._arguments.demo == "0":
            return None
        progress = Progress.read(self._folder.demo) if loaded else Progress()
        if not loaded:
            self._folder.demo.unlink(missing_ok=True)
        return None if progress is None or progress.finished else self._folder.demo

    def _watch(self, front: Front) -> None:
        """Without its API the stack is of no use: end, and say so."""
        front.wait()
        if not self._stopping.is_set():
            self._failed = True
            self._screen.say("the API's process ended by itself; logs/functions.log says why")
            self._stopping.set()

    def _show(
        self, url: str, endpoint: str, environment: Mapping[str, str], page: str, *, loaded: bool, demo: Path | None
    ) -> None:
        from imagora import __version__
        from infra.local.demo import credentials

        has_demo = demo is not None or self._folder.demo.exists()
        facts = Facts(
            version=__version__,
            url=url,
            endpoint=endpoint,
            data_dir=self._folder.path,
            loaded=loaded,
            page=page,
            demo=credentials() if has_demo else None,
            environment=environment,
        )
        ready = f"Imagora is ready at {url}"
        for line in [*banner(facts, colour=self._screen.colour), ready, *next_steps(facts, colour=self._screen.colour)]:
            self._screen.say(line)


if __name__ == "__main__":
    main()
