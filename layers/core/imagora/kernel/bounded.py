"""A connection on which the other side may take no more than so much time and send no more than so many bytes.

A socket's own time limit is for one read: a peer that sends a byte now and then never meets it, and `http.client` knows
no other. Here each read and each write has what is left until one deadline.
"""

from __future__ import annotations

import io
import socket
import time
from typing import IO, Any


class TooLong(Exception):
    """The other side has sent as much as it may, and there is more."""


class Bounded:
    """A connected socket as `http.client` uses one. `deadline`: of time.monotonic(); `longest`: bytes that are read.

    Past the deadline it raises TimeoutError, past that many bytes TooLong.
    """

    def __init__(self, connected: socket.socket, deadline: float, longest: int) -> None:
        self._connected = connected
        self._deadline = deadline
        self._longest = longest

    def sendall(self, data: bytes) -> None:
        self._connected.settimeout(left(self._deadline))
        self._connected.sendall(data)

    def makefile(self, _mode: str) -> IO[bytes]:
        return io.BufferedReader(_Incoming(self._connected, self._deadline, self._longest))

    def close(self) -> None:
        """Close it, for what was made of it to be read to its end: as sockets do."""
        self._connected.close()


class _Incoming(io.RawIOBase):
    def __init__(self, connected: socket.socket, deadline: float, longest: int) -> None:
        self._connected = connected
        self._bytes = connected.makefile("rb", buffering=0)  # keeps the connection until it is closed, too
        self._deadline = deadline
        self._allowed = longest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._allowed <= 0:
            raise TooLong
        self._connected.settimeout(left(self._deadline))
        read = self._bytes.readinto(memoryview(buffer)[: self._allowed]) or 0
        self._allowed -= read
        return read

    def close(self) -> None:
        self._bytes.close()
        super().close()


def left(deadline: float) -> float:
    """Seconds until then, more than none. Raises TimeoutError."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
