"""A provider on loopback that answers from a script: well, badly, slowly, half, or not at all."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

Script = bytes
HANGS = b"<hangs>"
CLOSES = b"<closes>"
DRIPS = b"<drips>"
"""A byte now and then, so that no single read ever takes long."""


def http(status: int, body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", *headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def js(status: int, body: Any, *headers: str) -> bytes:
    return http(status, json.dumps(body).encode(), *headers)


@dataclass
class Question:
    """One request: its first line's path, its headers by lower-case name, its body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """Answers each request with the next of its script, and the last one for ever."""

    script: list[Script] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._done = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def answers(self, *script: Script) -> None:
        self.script = list(script)

    def close(self) -> None:
        if not self._done.is_set():
            self._done.set()
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept
            self._socket.close()

    def _accept(self) -> None:
        while not self._done.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as incoming:  # who asks may hang up
            while line := incoming.readline():
                self.questions.append(_question(line, incoming))
                answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                if answer is HANGS:
                    self._done.wait(20)
                    return
                if answer is CLOSES:
                    return
                if answer is DRIPS:
                    self._drip(connection)
                    return
                connection.sendall(answer)
                head, _, body = answer.partition(b"\r\n\r\n")
                if f"Content-Length: {len(body)}".encode() not in head:
                    return

    def _drip(self, connection: socket.socket) -> None:
        connection.sendall(http(200, b"", length=10_000))
        while not self._done.wait(0.05):
            connection.sendall(b" ")


def _question(line: bytes, incoming: Any) -> Question:
    headers: dict[str, str] = {}
    while (header := incoming.readline()) != b"\r\n":
        name, _, value = header.decode().partition(":")
        headers[name.lower()] = value.strip()
    return Question(line.split()[1].decode(), headers, incoming.read(int(headers.get("content-length", "0"))))
