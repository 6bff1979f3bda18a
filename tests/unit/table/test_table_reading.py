"""Reading and writing in bulk, pages, transactions: against a table that is a dict."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pynamodb.exceptions import CancellationReason, TransactWriteError, VerboseClientError

from imagora.kernel import retry
from imagora.kernel.errors import DomainError, Unavailable
from imagora.table import limits, transaction, writer
from imagora.table.due import SHARDS, partition
from imagora.table.once import Once
from imagora.table.paging import Page, cut
from imagora.table.reader import Reader, TableBusy, plain
from imagora.table.transaction import Contended, Transaction
from imagora.table.writer import Writer


def row(pk: str, sk: str = "S") -> dict[str, dict[str, str]]:
    return {"PK": {"S": pk}, "SK": {"S": sk}}


class Lazy:
    """A client that leaves some of each batch undone, as DynamoDB may."""

    def __init__(self, stored: set[str], *, at_most: int = 100, never: bool = False) -> None:
        self.stored, self.at_most, self.never = stored, at_most, never
        self.asked: list[int] = []

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        keys = RequestItems["t"]["Keys"]
        self.asked.append(len(keys))
        now, later = ([], keys) if self.never else (keys[: self.at_most], keys[self.at_most :])
        found = [row(key["PK"]["S"]) for key in now if key["PK"]["S"] in self.stored]
        return {"Responses": {"t": found}, "UnprocessedKeys": {"t": {"Keys": later}} if later else {}}

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        requests = RequestItems["t"]
        self.asked.append(len(requests))
        now, later = ([], requests) if self.never else (requests[: self.at_most], requests[self.at_most :])
        self.stored |= {request["PutRequest"]["Item"]["PK"]["S"] for request in now}
        return {"UnprocessedItems": {"t": later} if later else {}}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (retry, writer, transaction):
        monkeypatch.setattr(module.time, "sleep", lambda _: None)


def test_a_batch_asks_for_each_key_once_a_hundred_at_a_time() -> None:
    client = Lazy({f"P{number}" for number in range(150)})
    keys = [(f"P{number % 205}", "S") for number in range(400)]
    found = Reader(client, "t").batch(keys)
    assert len(found) == 150
    assert client.asked == [100, 100, 5]
    assert Reader(client, "t").batch([]) == {}


def test_what_a_batch_left_out_is_asked_for_again() -> None:
    client = Lazy({"P0", "P1", "P2"}, at_most=1)
    assert set(Reader(client, "t").batch([("P0", "S"), ("P1", "S"), ("P2", "S")])) == {
        ("P0", "S"),
        ("P1", "S"),
        ("P2", "S"),
    }
    assert client.asked == [3, 2, 1]


def test_a_table_that_leaves_all_out_is_busy() -> None:
    with pytest.raises(TableBusy):
        Reader(Lazy({"P"}, never=True), "t").batch([("P", "S")])
    with pytest.raises(TableBusy):
        Writer(Lazy(set(), never=True), "t").put([row("P")])


def test_writes_go_twenty_five_a_request_and_again_when_left_out() -> None:
    client = Lazy(set(), at_most=20)
    Writer(client, "t").put(row(f"P{number}") for number in range(60))
    assert len(client.stored) == 60
    assert max(client.asked) == 25
    client = Lazy(set())
    Writer(client, "t").put([])
    assert client.asked == []


def test_plain_values_are_what_python_has() -> None:
    item = {
        "s": {"S": "x"}, "n": {"N": "7"}, "f": {"N": "0.5"}, "t": {"BOOL": True}, "z": {"NULL": True},
        "l": {"L": [{"N": "1"}]}, "m": {"M": {"a": {"S": "b"}}}, "ss": {"SS": ["a", "b"]},
    }  # fmt: skip
    assert plain(item) == {
        "s": "x", "n": 7, "f": 0.5, "t": True, "z": None, "l": [1], "m": {"a": "b"}, "ss": frozenset({"a", "b"}),
    }  # fmt: skip
    with pytest.raises(TypeError):
        plain({"x": {"NS": ["1"]}})


class Sorted:
    """A client that understands the key conditions that the reader writes."""

    def __init__(self, keys: list[str]) -> None:
        self.keys = sorted(keys)

    def query(self, **asked: Any) -> dict[str, Any]:
        condition, values = asked["KeyConditionExpression"], asked["ExpressionAttributeValues"]
        low, high = values.get(":a", {}).get("S"), values.get(":b", {}).get("S")
        tests = {
            "#p = :p": lambda _: True,
            "#p = :p AND #s < :a": lambda key: key < low,
            "#p = :p AND #s > :a": lambda key: key > low,
            "#p = :p AND begins_with(#s, :a)": lambda key: key.startswith(low),
            "#p = :p AND #s BETWEEN :a AND :b": lambda key: low <= key <= high,
        }
        found = [key for key in self.keys if tests[condition](key)]
        found = found if asked["ScanIndexForward"] else found[::-1]
        return {"Items": [row("P", key) for key in found[: asked["Limit"]]]}


ids = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=2, max_size=2)


@given(
    names=st.lists(ids, unique=True, max_size=12),
    others=st.lists(ids, unique=True, max_size=6),
    limit=st.integers(1, 5),
    ascending=st.booleans(),
    prefixed=st.booleans(),
)
def test_pages_of_a_partition_give_all_of_it_once(
    names: list[str], others: list[str], limit: int, ascending: bool, prefixed: bool
) -> None:
    prefix = "FOLLOW#" if prefixed else ""
    stored = [prefix + name for name in names] + ([f"CREDITS#{name}" for name in others] if prefixed else [])
    stored += [f"REQUEST#{name}" for name in others] if prefixed else []
    lean, seen, after = Reader(Sorted(stored), "t"), [], None
    while True:
        page = lean.query("P", limit=limit, after=after, prefix=prefix or None, ascending=ascending)
        seen += [found["SK"] for found in page]
        if len(page) < limit:
            break
        after = page[-1]["SK"]
    assert seen == sorted([prefix + name for name in names], reverse=not ascending)


def test_a_cut_page_goes_on_only_when_there_was_one_more() -> None:
    assert cut([1, 2, 3], 2, str) == Page([1, 2], "2")
    assert cut([1, 2], 2, str) == Page([1, 2], None)
    assert cut([], 2, str) == Page([], None)
    assert Page([1], "1").map(str) == Page(["1"], "1")


class First(DomainError):
    """The put was refused."""


class Second(DomainError):
    """The update was refused."""


def cancelled(*codes: str | None) -> TransactWriteError:
    reasons = [CancellationReason(code=code) if code else None for code in codes]
    answer: Any = {"Error": {"Code": "TransactionCanceledException", "Message": ""}}
    cause = VerboseClientError(answer, "TransactWriteItems", cancellation_reasons=reasons)
    return TransactWriteError("cancelled", cause=cause)


@pytest.fixture
def two() -> Transaction:
    made = Transaction()
    made.update(None, [], otherwise=Second())  # type: ignore[arg-type]
    made.put(None, otherwise=First())  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize(
    ("codes", "error"),
    [
        (("ConditionalCheckFailed", None), First),
        ((None, "ConditionalCheckFailed"), Second),
        (("ConditionalCheckFailed", "ConditionalCheckFailed"), First),
        (("TransactionConflict", "ConditionalCheckFailed"), Second),
        (("TransactionConflict", None), Contended),
        (("ValidationError", None), TransactWriteError),
    ],
)
def test_a_refused_transaction_says_which_part_it_was(
    two: Transaction, codes: tuple[str | None, ...], error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> None:
        raise cancelled(*codes)

    monkeypatch.setattr(two, "_write", write)
    with pytest.raises(error):
        two.commit()


def test_a_conflict_is_tried_again(two: Transaction, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def write() -> None:
        tries.append(1)
        if len(tries) < 4:
            raise cancelled("TransactionConflict", None)

    monkeypatch.setattr(two, "_write", write)
    two.commit()
    assert len(tries) == 4
    assert issubclass(Contended, Unavailable)


def test_an_update_goes_elsewhere_from_its_second_conflict_on(monkeypatch: pytest.MonkeyPatch) -> None:
    made, places, written = Transaction(), iter(["shard 1", "shard 2"]), []
    made.put("mark", otherwise=First())  # type: ignore[arg-type]
    made.update("post", [], elsewhere=lambda: (next(places), []), otherwise=Second())  # type: ignore[arg-type,return-value]
    made.update("profile", [])  # type: ignore[arg-type]
    reasons = [(None, "TransactionConflict", None), ("TransactionConflict", None, None)]
    reasons += [(None, "TransactionConflict", "TransactionConflict")] * 2

    def write() -> None:
        written.append([update.item for update in made._updates])
        if len(written) <= len(reasons):
            raise cancelled(*reasons[len(written) - 1])

    monkeypatch.setattr(made, "_write", write)
    made.commit()
    assert written == [
        ["post", "profile"], ["post", "profile"], ["post", "profile"], ["shard 1", "profile"], ["shard 2", "profile"],
    ]  # fmt: skip


def test_a_transaction_may_be_told_to_try_but_once(two: Transaction, monkeypatch: pytest.MonkeyPatch) -> None:
    def write() -> None:
        raise cancelled("TransactionConflict", None)

    monkeypatch.setattr(two, "_write", write)
    with pytest.raises(Contended):
        two.commit(tries=1)


def test_the_due_index_is_spread_and_stable() -> None:
    shards = [partition(f"JOB#{number}") for number in range(400)]
    assert set(shards) == {f"DUE#{number}" for number in range(SHARDS)}
    assert partition("JOB#1") == partition("JOB#1")


def test_a_fingerprint_covers_method_path_and_body() -> None:
    made = [
        Once.of("o", "k", secret="s", method=method, path=path, body=body).fingerprint
        for method, path, body in [("POST", "/a", b""), ("PUT", "/a", b""), ("POST", "/b", b""), ("POST", "/a", b"x")]
    ]
    assert len(set(made)) == 4
    assert Once.of("o", "k", secret="t", method="POST", path="/a", body=b"").fingerprint not in made


def test_an_allowance_is_exceeded_beyond_its_limit() -> None:
    assert [limits.Allowance(3, left, 10).exceeded for left in (1, 0, -1)] == [False, False, True]
