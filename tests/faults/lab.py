"""The stack on a bench: every process of the product runs under an injector, time is the test's, state goes back."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from imagora import wiring
from imagora.kernel.clock import utc_now
from imagora.table.reader import plain
from imagora.webhooks.sending import Outcome
from infra.local.pump import EventPump, Faults, InProcess, read_functions
from infra.local.pump.peek import MotoPeek
from infra.local.services import Services
from infra.local.stack import ROOT, clients, make_gateway, provision
from infra.local.state import ACCOUNT, LOCK, REGION
from tests.faults.injector import Exited, Injector, answers_may_kill
from tests.integration.painter import Painter
from tests.integration.stack import Api, Person, Reply, Stack

SETTINGS = {
    "IMAGORA_WRITES_PER_MINUTE": "100000",
    "IMAGORA_SIGNUPS_PER_MINUTE": "100000",
    "IMAGORA_PUSH_LIMIT": "3",
    "IMAGORA_DAILY_PICTURES": "40",
    "IMAGORA_PLANS": "free:100:4:1536:fast,poor:0:4:1536:fast,slow:100:4:1536:slow",
}
POISON = "no message of ours"
_TRIES = 8
_SWEEP_EVERY = 60

Item = dict[str, Any]
_keys = count(1)


class LabClock:
    """Stands still but for what the test adds, so that figures in simulated seconds are exact."""

    def __init__(self) -> None:
        # Midday: a run that moves on by an hour stays within one day's allowance.
        self._start = utc_now().replace(hour=12, minute=0, second=0, microsecond=0)
        self._ticks = count()
        self.ahead = timedelta()
        self.skew = timedelta()

    def __call__(self) -> datetime:
        """A millisecond passes with each look, so that ids differ."""
        return self._start + self.ahead + self.skew + timedelta(microseconds=100 * next(self._ticks))

    @property
    def seconds(self) -> float:
        return self.ahead.total_seconds()

    def at(self, moment: datetime) -> float:
        """When that was, in simulated seconds."""
        return (moment - self._start).total_seconds()


@dataclass
class Receiver:
    """Where webhooks lead: answers each try with the next of its script, and after that that it arrived."""

    script: deque[Outcome] = field(default_factory=deque)
    arrivals: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        self.arrivals.append((url, headers, body))
        return self.script.popleft() if self.script else Outcome("", 204)

    def forget(self) -> None:
        self.script.clear()
        self.arrivals.clear()


class Gone(AssertionError):
    """A client gave up: its request never got an answer that says yes or no."""


@dataclass
class Client:
    """Somebody's app: asks again with the same Idempotency-Key when no clear answer came."""

    lab: Lab
    person: Person | None

    def __call__(self, method: str, path: str, body: Any = None) -> Reply:
        key = f"key-{next(_keys)}" if method == "POST" else None
        token = self.person.token if self.person else None
        for _ in range(_TRIES):
            reply = self.lab.request(method, path, body, token=token, key=key)
            if reply is not None and reply.status < 500 and not (reply.status == 409 and "in_flight" in reply.code):
                return reply
            self.lab.counts["requests tried again"] += 1
        raise Gone(f"{method} {path}")


@dataclass
class Lab:
    """What a fault test works with."""

    stack: Stack
    injector: Injector
    clock: LabClock
    receiver: Receiver = field(default_factory=Receiver)
    counts: Counter[str] = field(default_factory=Counter)
    on_invoke: Callable[[str], None] | None = None

    @property
    def painter(self) -> Painter:
        return self.stack.painter

    def client(self, person: Person | None = None) -> Client:
        return Client(self, person)

    def request(self, method: str, path: str, body: Any, *, token: str | None, key: str | None) -> Reply | None:
        """One request to the API; None when its process died before it answered."""
        self.counts["requests"] += 1
        try:
            with self.injector.running("API"):
                return self.stack.api(method, path, body, token=token, key=key)
        except Exited:
            return None

    def act(self, name: str, work: Callable[[], object]) -> bool:
        """Run something that is no function and no request, such as an operator's command; False when it died."""
        try:
            with self.injector.running(name):
                work()
        except Exited:
            return False
        return True

    def drain(self) -> None:
        """Deliver all there is; what failed comes back at once, and delays are over."""
        for _ in range(20):
            self.stack.drain(redeliver=True, max_rounds=5_000)
            if not self.release():
                return

    def release(self) -> int:
        """End all delays and visibility timeouts. Answers how many messages had one."""
        from moto.sqs.models import sqs_backends

        released = 0
        with LOCK:
            for queue in sqs_backends[ACCOUNT][REGION].queues.values():
                for message in queue._messages:
                    if not message.visible or message.delayed:
                        message.visible_at = message.delayed_until = 0.0
                        queue.pending_messages.discard(message)
                        released += 1
        return released

    def pass_time(self, seconds: float = _SWEEP_EVERY) -> None:
        """Move the clock on, fire the sweep as its schedule does, and deliver."""
        self.clock.ahead += timedelta(seconds=seconds)
        self.stack.pump.tick("SweepStalled")
        self.drain()

    def poison(self) -> int:
        """Put a message that nobody can read into every queue; answers how many."""
        urls = [url for name, url in self.stack.environment.items() if name.endswith("_QUEUE")]
        for url in urls:
            self._sqs().send_message(QueueUrl=url, MessageBody=POISON)
        return len(urls)

    def dead_letters(self) -> dict[str, list[str]]:
        """What lies in dead-letter queues, by queue."""
        return {name: bodies for name, bodies in self.queued().items() if bodies and name.endswith("-dead")}

    def redrive(self) -> int:
        """What an operator does with dead letters: back into their queues with them, but for what was poisoned."""
        from moto.sqs.models import sqs_backends

        again: list[tuple[str, str]] = []
        with LOCK:
            queues = sqs_backends[ACCOUNT][REGION].queues
            for name in [name for name in queues if name.endswith("-dead")]:
                for message in [one for one in queues[name]._messages if one.body != POISON]:
                    queues[name]._messages.remove(message)
                    again.append((name.removesuffix("-dead"), message.body))
        for queue, body in again:
            self.give(queue, body)
        return len(again)

    def queued(self) -> dict[str, list[str]]:
        """Bodies of all messages, by queue."""
        from moto.sqs.models import sqs_backends

        with LOCK:
            queues = sqs_backends[ACCOUNT][REGION].queues
            return {name: [message.body for message in queue._messages] for name, queue in queues.items()}

    def items(self) -> list[Item]:
        """The whole table, as plain values."""
        return [plain(item) for item in self._raw().values()]

    def stored(self, sk: str) -> list[tuple[tuple[str, str], dict[str, Any]]]:
        """Keys and items (in DynamoDB's JSON) with this sort key."""
        return [(key, item) for key, item in self._raw(f"{sk}#").items() if key[1] == sk]

    def objects(self) -> set[str]:
        from moto.s3.models import FakeKey, s3_backends

        with LOCK:
            stored = s3_backends[ACCOUNT]["aws"].buckets[self.bucket].keys.items()
            return {name for name, newest in stored if isinstance(newest, FakeKey)}

    def _raw(self, prefix: str = "") -> dict[tuple[str, str], dict[str, Any]]:
        """Past HTTP, for it is asked for after each step."""
        from moto.dynamodb.models import dynamodb_backends

        with LOCK:
            items = dynamodb_backends[ACCOUNT][REGION].tables[self.table].all_items()
            stored = [item.to_json()["Attributes"] for item in items if item.hash_key.value.startswith(prefix)]
        return {(one["PK"]["S"], one["SK"]["S"]): one for one in stored}

    @property
    def table(self) -> str:
        return self.stack.environment["IMAGORA_TABLE"]

    def checkpoint(self) -> Checkpoint:
        objects = {key: self._s3().get_object(Bucket=self.bucket, Key=key)["Body"].read() for key in self.objects()}
        return Checkpoint(self._raw(), objects, dict(self.users), self.clock.ahead)

    @property
    def users(self) -> dict[str, Any]:
        """The user pool's own book of its users."""
        from moto.cognitoidp.models import cognitoidp_backends

        pools = cognitoidp_backends[ACCOUNT][REGION].user_pools
        return pools[self.stack.environment["IMAGORA_USER_POOL_ID"]].users  # type: ignore[no-any-return]

    def put_back(self, at: Checkpoint) -> None:
        """Make table, bucket and clock what they were; queues empty, and no stage wakes for it."""
        now = self._raw()
        writes = [{"PutRequest": {"Item": item}} for key, item in at.items.items() if now.get(key) != item]
        writes += [
            {"DeleteRequest": {"Key": {"PK": item["PK"], "SK": item["SK"]}}}
            for key, item in now.items()
            if key not in at.items
        ]
        for start in range(0, len(writes), 25):
            self.stack._dynamodb().batch_write_item(RequestItems={self.table: writes[start : start + 25]})
        there = self.objects()
        for key in there - set(at.objects):
            self._s3().delete_object(Bucket=self.bucket, Key=key)
        for key in set(at.objects) - there:
            self._s3().put_object(Bucket=self.bucket, Key=key, Body=at.objects[key])
        with self.stack.pump.with_faults(Faults(change=lambda _delivery, event: {**event, "Records": []})):
            self.stack.drain(max_rounds=5_000)
        self.empty_queues()
        self.users.clear()
        self.users.update(at.users)
        self.clock.ahead, self.clock.skew = at.ahead, timedelta()
        self.painter.forget()
        self.receiver.forget()

    def empty_queues(self) -> None:
        from moto.sqs.models import sqs_backends

        with LOCK:
            for queue in sqs_backends[ACCOUNT][REGION].queues.values():
                queue._messages.clear()
                queue.pending_messages.clear()

    @property
    def bucket(self) -> str:
        return self.stack.environment["IMAGORA_BUCKET"]

    def take(self, queue: str) -> str:
        """Take one message away; its body."""
        from moto.sqs.models import sqs_backends

        with LOCK:
            return str(sqs_backends[ACCOUNT][REGION].queues[queue]._messages.pop().body)

    def give(self, queue: str, body: str) -> None:
        sqs = self._sqs()
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=body)

    def _sqs(self) -> Any:
        if "sqs" not in self.__dict__:
            self.__dict__["sqs"] = self.stack.clients("sqs")
        return self.__dict__["sqs"]

    def _s3(self) -> Any:
        if "s3" not in self.__dict__:
            self.__dict__["s3"] = self.stack.clients("s3")
        return self.__dict__["s3"]


@dataclass(frozen=True)
class Checkpoint:
    """Table, bucket and user pool at one moment."""

    items: Mapping[tuple[str, str], dict[str, Any]]
    objects: Mapping[str, bytes]
    users: Mapping[str, Any]
    ahead: timedelta


@contextmanager
def opened(settings: Mapping[str, str] | None = None) -> Iterator[Lab]:
    """A lab, for as long as the context lasts; its environment is this process's."""
    services = Services()
    services.start()
    before = dict(os.environ)
    provider, now, processor, delivering = wiring.provider, wiring.now, wiring.processor, wiring.delivering
    try:
        shell = {**SETTINGS, **(settings or {})}
        applied, environment = provision(services, shell)
        os.environ.update(environment)
        wiring.forget()
        clock, painter = LabClock(), Painter()
        wiring.now, wiring.provider = clock, lambda: painter  # type: ignore[assignment]
        gateway = make_gateway(services, environment)
        assert services._server is not None
        injector = services._server.application = Injector(services._server.application)
        functions = InProcess(read_functions(applied.resources), ROOT)
        pump = EventPump(applied.resources, clients(services), _invoker(injector, functions), peek=MotoPeek())
        stack = Stack(services, gateway, pump, environment, Api(gateway), clock, painter, clients(services))  # type: ignore[arg-type]
        lab = Lab(stack, injector, clock)
        wiring.delivering = lambda: replace(delivering(), post=lab.receiver.post)  # type: ignore[assignment]
        injector.lab = lab  # type: ignore[attr-defined]
        with answers_may_kill():
            yield lab
    finally:
        services.stop()
        os.environ.clear()
        os.environ.update(before)
        wiring.provider, wiring.now, wiring.processor, wiring.delivering = provider, now, processor, delivering
        wiring.forget()


def _invoker(injector: Injector, functions: InProcess) -> Callable[[str, dict[str, Any]], Any]:
    def invoke(name: str, event: dict[str, Any]) -> Any:
        lab: Lab = injector.lab  # type: ignore[attr-defined]
        lab.counts["deliveries"] += 1
        lab.counts["records delivered"] += len(event.get("Records", ()))
        if lab.on_invoke is not None:
            lab.on_invoke(name)
        with injector.running(name):
            return functions(name, event)

    return invoke
