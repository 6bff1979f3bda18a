"""AWS on 127.0.0.1: DynamoDB and its streams, SQS, S3, Cognito, SSM and STS, from moto, in this process."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from infra.local import moto_fast
from infra.local.parameters import parameters
from infra.local.signatures import ACCESS_KEY, SECRET_KEY
from infra.local.state import ACCOUNT, CHANGED, REGION
from infra.local.strict import Guard
from infra.local.web import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_log = logging.getLogger("imagora.local.services")


class ServicesError(RuntimeError):
    """The local services cannot start or stop as asked."""


class Services:
    """moto's services behind one loopback endpoint.

    moto keeps its state in the process, so only one `Services` may run in it at a time; `start` begins empty
    and `stop` leaves nothing behind. `on_change` is called after each request that may have changed something
    another part waits for; it must return at once and may come from any request's thread.
    """

    _running: Services | None = None

    def __init__(self, *, port: int = 0, on_change: Callable[[], None] | None = None) -> None:
        self.changes = 0
        """Counts requests that changed something; equal values mean equal state."""
        self._port = port
        self._listeners = [on_change] if on_change else []
        self.strict = Guard()
        """Refuses what AWS refuses, and holds the faults that a test arms."""
        self._server: LoopbackServer | None = None

    @property
    def endpoint(self) -> str:
        if self._server is None:
            raise ServicesError("The local services are not running: call start() first.")
        return f"http://127.0.0.1:{self._server.server_port}"

    def add_listener(self, on_change: Callable[[], None]) -> None:
        self._listeners.append(on_change)

    def start(self) -> None:
        """Listen and serve. Raises `ServicesError` when others run in this process, `OSError` on a taken port."""
        if Services._running is not None:
            raise ServicesError("Other local services are running in this process: stop them first.")
        moto_fast.install()
        from infra.local.dispatch import Dispatcher

        self._dispatcher = Dispatcher(self.touch, self.strict)
        self._server = LoopbackServer(self._port, self._dispatcher)
        Services._running = self
        self.reset()
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="aws", daemon=True).start()
        _log.debug("AWS services on %s", self.endpoint)

    def stop(self) -> None:
        """Stop listening and forget all state. Safe to call twice."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        self._server = None
        self.reset()
        Services._running = None

    def reset(self) -> None:
        """Forget everything that is stored; the endpoint stays."""
        from moto.core.base_backend import BackendDict

        with CHANGED:
            BackendDict.reset()
            moto_fast.cognito.outbox.clear()
            parameters.clear()
            self.strict.forget()
            self.changes += 1

    def touch(self, *, announce: bool = True) -> None:
        """Note that state changed. Called after each mutating request; by others after changes past HTTP."""
        with CHANGED:
            self.changes += 1
            CHANGED.notify_all()
        if announce:
            for listener in self._listeners:
                listener()

    def trim_stream(self, table: str, sequence_number: str) -> None:
        """Forget the table's stream up to and including this record: for the pump, once its checkpoint passed it."""
        if moto_fast.trim_stream(table, sequence_number):
            self.touch(announce=False)

    def expire(self, now: datetime) -> int:
        """Take away items and objects that are past their time (see `upkeep`); answer how many."""
        from infra.local.upkeep import expire

        expired = expire(now)
        if expired:
            self.touch()
        return expired

    def environment(self) -> dict[str, str]:
        """The SDKs' variables that send every call here, with credentials that are worth nothing elsewhere."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCOUNT_ID": ACCOUNT,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }
