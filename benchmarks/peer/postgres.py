"""A PostgreSQL of one's own: in a temporary folder, on a socket and loopback, as user postgres where we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_USER = "postgres"


def programs() -> Path | None:
    """The folder of initdb and postgres, None where PostgreSQL isn't installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = debian[0] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(folder_of_programs: Path) -> Iterator[int]:
    """Its port on 127.0.0.1. Stock settings; ended and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="imagora-pg-") as name:
        root, data = Path(name), Path(name) / "data"
        as_whom: dict[str, str] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(_USER)
            os.chown(root, user.pw_uid, user.pw_gid)
            as_whom = {"user": _USER, "group": str(user.pw_gid)}
        _run(
            [folder_of_programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync"], as_whom
        )
        port = _free_port()
        log = (root / "log").open("wb")
        command = [folder_of_programs / "postgres", "-D", data, "-p", str(port), "-k", root, "-h", "127.0.0.1"]
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log, **_identity(as_whom))
        try:
            _wait(folder_of_programs, port)
            yield port
        finally:
            process.terminate()
            process.wait(30)
            log.close()


def _run(command: Sequence[str | Path], as_whom: dict[str, str]) -> None:
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **_identity(as_whom))


def _identity(as_whom: dict[str, str]) -> dict[str, object]:
    return {"user": as_whom["user"], "group": int(as_whom["group"]), "extra_groups": []} if as_whom else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(folder_of_programs: Path, port: int) -> None:
    for _ in range(100):
        ready = subprocess.run(
            [folder_of_programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.2)
    raise TimeoutError("PostgreSQL didn't start")
