"""A stack as `make run` starts it, in processes of its own, and people who use it over HTTP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[2]
_READY = re.compile(r"Imagora is ready at (http://127\.0\.0\.1:\d+)\n")
_START_SECONDS = 60.0
_PASSWORD = "correct horse battery"
_numbers = count(1)

T = TypeVar("T")


def eventually(look: Callable[[], T | None], *, within: float, what: str) -> T:
    """The first truthy answer; AssertionError when there is none within so many seconds."""
    end = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"not within {within:g} s: {what}"
        time.sleep(0.05)


def command(data_dir: Path, *, port: int = 0, page: bool = False, demo: bool = False) -> list[str]:
    return [
        sys.executable, "-m", "infra.local.run", "--port", str(port), "--data-dir", str(data_dir),
        "--demo", str(int(demo)), "--page", str(int(page)),
    ]  # fmt: skip


def surroundings(shell: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what other tests, or a developer's shell, say about AWS and Imagora."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "IMAGORA_"))}
    return {**kept, "PYTHONPATH": f"layers/core{os.pathsep}.", **shell}


@dataclass
class RunningStack:
    """One data folder; the stack on it may be started and ended several times."""

    data_dir: Path
    shell: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    output: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    def start(self, **options: Any) -> float:
        """Start it and wait until it is ready; how many seconds that took."""
        began = time.monotonic()
        ready = threading.Event()
        self.output.clear()
        process = subprocess.Popen(  # noqa: S603 - our own module
            command(self.data_dir, **options),
            cwd=ROOT,
            env=surroundings(self.shell),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._process = process
        threading.Thread(target=self._read, args=(process, ready), daemon=True).start()
        ready.wait(_START_SECONDS)
        assert self.url, f"the stack did not start:\n{''.join(self.output)}"
        return time.monotonic() - began

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        self.url = ""
        for line in process.stdout or ():
            self.output.append(line)
            found = _READY.fullmatch(line)
            if found:
                self.url = found[1]
                ready.set()
        ready.set()

    def terminate(self) -> float:
        """SIGTERM, as a service manager sends it; how many seconds until it was gone."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(15) == 0, "".join(self.output)
        return time.monotonic() - began

    def kill(self) -> None:
        """SIGKILL to the whole tree, by pid: nobody gets to save anything."""
        assert self._process is not None
        pids = [self._process.pid, *self.children()]
        for pid in pids:
            _send(pid, signal.SIGKILL)
        self._process.wait(10)

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def children(self, module: str = "infra.local.") -> list[int]:
        """Pids of the processes that it started and that run a module of this name."""
        assert self._process is not None
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                arguments = (entry / "cmdline").read_text()
            except OSError:
                continue
            if parent == self._process.pid and module in arguments:
                found.append(int(entry.name))
        return found

    def freeze_workers(self) -> None:
        """Stop the functions' processes where they are, as if the machine had become very slow."""
        self._signal_workers(signal.SIGSTOP)

    def thaw_workers(self) -> None:
        self._signal_workers(signal.SIGCONT)

    def _signal_workers(self, number: signal.Signals) -> None:
        for pid in self.children("infra.local.workers"):
            _send(pid, number)

    def saved(self, *ids: str) -> bool:
        """Whether the last snapshot speaks of all of these."""
        snapshot = self.data_dir / "snapshot"
        content = snapshot.read_bytes() if snapshot.exists() else b""
        return all(one.encode() in content for one in ids)

    def command(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One of the operator's commands on this stack."""
        return subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", module, *arguments, "--data-dir", str(self.data_dir)],
            cwd=ROOT,
            env=surroundings({}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def person(self) -> Person:
        """Sign somebody up and in."""
        handle = f"person_{next(_numbers)}_{os.getpid()}"
        person = Person(handle, f"{handle}@example.org")
        person.sign_up(self.url)
        person.sign_in(self.url)
        return person


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


@dataclass
class Person:
    """Somebody with an account, signed in. `base` is where the stack is now: a restart may move it."""

    handle: str
    email: str
    base: str = ""
    token: str = ""
    refresh_token: str = ""

    def sign_up(self, base: str) -> None:
        self.base = base
        body = {"email": self.email, "password": _PASSWORD, "handle": self.handle, "name": self.handle}
        assert httpx.post(f"{base}/v1/accounts", json=body, timeout=30).status_code == 201

    def sign_in(self, base: str) -> None:
        self.base = base
        session = httpx.post(f"{base}/v1/sessions", json={"email": self.email, "password": _PASSWORD}, timeout=30)
        assert session.status_code == 201, session.text
        self.token, self.refresh_token = session.json()["access_token"], session.json()["refresh_token"]

    def __call__(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.request(method, self.base + path, json=body, headers=headers, timeout=30)

    def get(self, path: str) -> Any:
        answer = self("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def follow(self, other: Person) -> None:
        assert self("PUT", f"/v1/accounts/{other.handle}/follow").status_code == 204

    def ask(self, prompt: str, **wish: Any) -> str:
        """Ask for pictures; the id of the generation."""
        answer = self("POST", "/v1/generations", {"prompt": prompt, **wish})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def pictures(self, generation: str, *, within: float) -> list[dict[str, Any]]:
        """A generation's pictures once it has succeeded."""
        path = f"/v1/generations/{generation}"
        done = eventually(lambda: _over(self.get(path)), within=within, what=f"the end of generation {generation}")
        assert done["status"] == "succeeded", done
        return list(done["media"])

    def publish(self, text: str, *media: str) -> dict[str, Any]:
        answer = self("POST", "/v1/posts", {"text": text, "media_ids": list(media)})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def upload(self, data: bytes) -> str:
        """Upload a PNG the way a browser does; its id."""
        made = self("POST", "/v1/uploads", {"content_type": "image/png", "bytes": len(data), "ai": "none"})
        assert made.status_code == 201, made.text
        form = made.json()["upload"]
        file = {"file": ("picture.png", data, "image/png")}
        assert httpx.post(form["url"], data=form["fields"], files=file, timeout=30).is_success
        return str(made.json()["media"]["id"])

    def home(self) -> list[str]:
        """The ids of the posts on the home feed's first page, in its order."""
        items = self.get("/v1/feeds/home")["items"]
        return [item["post"]["id"] for item in items if item["reason"]["kind"] not in ("recent", "trending")]


def _over(job: dict[str, Any]) -> dict[str, Any] | None:
    return job if job["status"] in ("succeeded", "failed", "blocked", "cancelled") else None
