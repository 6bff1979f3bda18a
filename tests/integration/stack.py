"""What an integration test works with: the stack, people who use it, the answers they get."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx
import msgspec

from imagora import wiring
from imagora.accounts import store as account_store
from imagora.accounts.models import Contact, Profile
from imagora.credits.models import Wallet, day_of
from imagora.kernel import aws
from imagora.kernel.clock import utc_now
from imagora.kernel.ids import AccountId, new_id
from imagora.media.processing import Processor
from imagora.posts.models import Post
from imagora.posts.service import Draft
from imagora.table.paging import PageRequest
from imagora.table.reader import plain
from imagora.table.transaction import Transaction
from infra.local.gateway import Gateway
from infra.local.pump import EventPump
from infra.local.services import Services
from tests.integration import contract
from tests.integration.painter import Painter
from tests.meter import Item, Meter, metered

_PASSWORD = "correct horse battery"
_FORMS = httpx.Client(verify=False)  # noqa: S501 - loopback; what makes certificates known takes longer than a form
_names = count(1)


@dataclass(frozen=True)
class Reply:
    """An answer of the API, its body decoded."""

    status: int
    headers: dict[str, str]
    body: Any

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass
class Api:
    """Calls the gateway without a socket, and holds every answer to the OpenAPI document."""

    gateway: Gateway

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        key: str | None = None,
        **headers: str,
    ) -> Reply:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key is not None:
            sent["Idempotency-Key"] = key
        raw = b"" if body is None else body if isinstance(body, bytes) else msgspec.json.encode(body)
        if raw and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json"
        answer = self.gateway.handle(method, path, sent, raw)
        content = answer.headers.get("content-type") or ""
        decoded = msgspec.json.decode(answer.body) if "json" in content and answer.body else answer.body
        contract.check(method, path, answer.status, content, decoded)
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, decoded)


@dataclass
class Person:
    """Somebody with an account, signed in."""

    api: Api
    handle: str
    email: str
    password: str
    id: str
    token: str
    refresh_token: str = ""

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:
        return self.api(method, path, body, token=self.token, **options)

    def post(self, text: str = "", *media_ids: str, **more: Any) -> Reply:
        made = self("POST", "/v1/posts", {"text": text, "media_ids": list(media_ids), **more})
        assert made.status == 201, made
        return made

    def follow(self, other: Person | Profile) -> None:
        assert self("PUT", f"/v1/accounts/{other.handle}/follow").status == 204

    def home(self, **query: Any) -> list[str]:
        """Ids of the posts on the home feed's page, without what explore adds for newcomers."""
        return [item["post"]["id"] for item in own_feed(self("GET", _with("/v1/feeds/home", query))["items"])]

    def media(self, media_id: str) -> Any:
        return self("GET", f"/v1/media/{media_id}").body

    def generation(self, job_id: str) -> Any:
        return self("GET", f"/v1/generations/{job_id}").body

    def pages(self, path: str, **query: Any) -> Iterator[Reply]:
        """All pages of a list, one request each."""
        yield from pages(self, path, **query)


def own_feed(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of a home feed's items that explore didn't add."""
    return [item for item in items if item["reason"]["kind"] not in ("recent", "trending")]


def pages(ask: Any, path: str, **query: Any) -> Iterator[Reply]:
    """All pages of a list as `ask` (a person or the API itself) sees it."""
    while True:
        reply = ask("GET", _with(path, query))
        assert reply.status == 200, reply
        yield reply
        if "cursor" not in reply.body:
            return
        query["cursor"] = reply["cursor"]


def _with(path: str, query: Mapping[str, Any]) -> str:
    return f"{path}?{httpx.QueryParams(query)}" if query else path


class HandSetClock:
    """The stack's clock: the real one, plus what a test adds."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass
class Stack:
    """What an integration test works with."""

    services: Services
    gateway: Gateway
    pump: EventPump
    environment: dict[str, str]
    api: Api
    clock: HandSetClock
    painter: Painter
    clients: Any = field(repr=False)
    _pretended: list[tuple[str, str, dict[str, int]]] = field(default_factory=list, repr=False)

    def person(self, **profile: Any) -> Person:
        """Sign somebody up and in."""
        handle = profile.pop("handle", None) or _handle()
        email = f"{handle}@example.org"
        made = self.api(
            "POST", "/v1/accounts", {"email": email, "password": _PASSWORD, "handle": handle, "name": handle} | profile
        )
        assert made.status == 201, made
        session = self.api("POST", "/v1/sessions", {"email": email, "password": _PASSWORD})
        assert session.status == 201, session
        return Person(self.api, handle, email, _PASSWORD, made["id"], session["access_token"], session["refresh_token"])

    def author(self, **profile: Any) -> Profile:
        """Somebody who never signs in: a profile alone, made fast."""
        handle = _handle()
        made = Profile(
            **{
                "id": AccountId(new_id(utc_now())), "handle": handle, "name": f"The name of {handle}", "bio": "",
                "avatar": None, "kind": "human", "private": False, "status": "active", "created_at": utc_now(),
            } | profile
        )  # fmt: skip
        wiring.accounts()
        transaction = Transaction()
        account_store.create(transaction, made, Contact(f"{handle}@example.org", f"claim-{handle}"))
        transaction.commit()
        return made

    def publish(self, author: Profile | Person, text: str, *media_ids: str, **about: Any) -> Post:
        """Post as somebody, past HTTP."""
        draft = Draft(text, tuple(media_ids), None, **about)  # type: ignore[arg-type]
        return wiring.posts().publish(AccountId(author.id), draft, once=None).post

    def follow(self, follower: Profile | Person, followee: Profile | Person) -> None:
        wiring.graph().follow(AccountId(follower.id), followee.handle)

    def drain(self, **options: Any) -> int:
        return self.pump.drain(**options)

    def begin_upload(self, person: Person, data: bytes, content_type: str = "image/png", **draft: Any) -> Reply:
        made = person("POST", "/v1/uploads", {"content_type": content_type, "bytes": len(data), **draft})
        assert made.status == 201, made
        return made

    def upload(self, person: Person, data: bytes, content_type: str = "image/png", **draft: Any) -> str:
        """Upload a picture the way a browser does; its id, still `processing` until the pump delivers."""
        made = self.begin_upload(person, data, content_type, **draft)
        sent = send_form(made["upload"], data, content_type)
        assert sent.is_success, sent.text
        return str(made["media"]["id"])

    def generate(self, person: Person, count: int = 1, **draft: Any) -> Any:
        """Ask for pictures and have them drawn; the finished generation."""
        asked = person("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256", "count": count, **draft})
        assert asked.status == 202, asked
        self.drain()
        return person.generation(asked["id"])

    @contextmanager
    def later(self, **time: float) -> Iterator[None]:
        """Set the clock ahead by a `timedelta` of these."""
        before, self.clock.ahead = self.clock.ahead, self.clock.ahead + timedelta(**time)
        try:
            yield
        finally:
            self.clock.ahead = before

    def sweep(self) -> None:
        """Fire the schedule, and deliver what it sent."""
        self.pump.tick("SweepStalled")
        self.drain()

    def keys(self, prefix: str = "") -> set[str]:
        """What lies in the bucket."""
        found = self.clients("s3").list_objects_v2(Bucket=self.environment["IMAGORA_BUCKET"], Prefix=prefix)
        return {entry["Key"] for entry in found.get("Contents", ())}

    def item(self, pk: str, sk: str) -> dict[str, Any] | None:
        found = self.look(self.environment["IMAGORA_TABLE"], {"PK": {"S": pk}, "SK": {"S": sk}})
        return plain(found) if found else None  # type: ignore[arg-type]

    def partition(self, pk: str) -> list[dict[str, Any]]:
        """All items of a partition."""
        found = self._dynamodb().query(
            TableName=self.environment["IMAGORA_TABLE"],
            KeyConditionExpression="PK = :p",
            ExpressionAttributeValues={":p": {"S": pk}},
        )
        return [plain(item) for item in found["Items"]]

    def look(self, table: str, key: Mapping[str, Any]) -> Item | None:
        """An item as it is, past the client that is metered."""
        found = self._dynamodb().get_item(TableName=table, Key=key, ConsistentRead=True)
        return found.get("Item")  # type: ignore[no-any-return]

    def pretend(self, pk: str, sk: str, **counters: int) -> None:
        """Set counters of an item past all that counts, until the next test starts."""
        before = self.item(pk, sk) or {}
        self._pretended.append((pk, sk, {name: before.get(name, 0) for name in counters}))
        self._set(pk, sk, counters)

    def _set(self, pk: str, sk: str, counters: Mapping[str, int]) -> None:
        self._dynamodb().update_item(
            TableName=self.environment["IMAGORA_TABLE"],
            Key={"PK": {"S": pk}, "SK": {"S": sk}},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in counters),
            ExpressionAttributeNames={f"#{name}": name for name in counters},
            ExpressionAttributeValues={f":{name}": {"N": str(number)} for name, number in counters.items()},
        )

    def calm(self) -> None:
        """Nothing trends any more, nothing is pretended: what one test made much of leads explore in no other."""
        while self._pretended:
            pk, sk, counters = self._pretended.pop()
            if self.item(pk, sk) is not None:
                self._set(pk, sk, counters)
        dynamodb, table = self._dynamodb(), self.environment["IMAGORA_TABLE"]
        trending = dynamodb.query(
            TableName=table,
            IndexName="GSI1",
            KeyConditionExpression="GSI1PK = :p",
            ExpressionAttributeValues={":p": {"S": "TRENDING"}},
        )
        for row in trending["Items"]:
            dynamodb.delete_item(TableName=table, Key={"PK": row["PK"], "SK": row["SK"]})

    def messages(self, queue: str) -> list[str]:
        """Take what waits in a queue, such as `IMAGORA_FANOUT_QUEUE`."""
        sqs, url, bodies = self.clients("sqs"), self.environment[queue], []
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages"):
            for message in found:
                bodies.append(str(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def taken(self, person: Person) -> int:
        """Pictures of a person's that are under way or were made today, in a wallet whose sums are right."""
        wallet = self.wallet(person)
        assert wallet.left + wallet.reserved + wallet.used == wallet.granted
        return wallet.pictures.get(day_of(self.clock()), 0)

    def wallet(self, person: Person) -> Wallet:
        """A person's credits of this month."""
        return wiring.credits().statement(AccountId(person.id), PageRequest(1)).wallet

    @contextmanager
    def metered(self) -> Iterator[Meter]:
        with metered(aws.client("dynamodb"), self.look) as meter:
            yield meter

    def _dynamodb(self) -> Any:
        if "dynamodb" not in self.__dict__:
            self.__dict__["dynamodb"] = self.clients("dynamodb")
        return self.__dict__["dynamodb"]


def send_form(form: Mapping[str, Any], data: bytes, content_type: str) -> httpx.Response:
    """What a browser does with an upload's form."""
    return _FORMS.post(form["url"], data=form["fields"], files={"file": ("picture", data, content_type)}, timeout=30)


def holding_back() -> Processor:
    """The processor of an instance whose uploads wait for a moderator where no checker looks at them."""
    judging = dataclasses.replace(wiring.judging(), hold_unseen=True)
    return dataclasses.replace(wiring.processor(), judging=judging)


def _handle() -> str:
    return f"person_{next(_names)}"
