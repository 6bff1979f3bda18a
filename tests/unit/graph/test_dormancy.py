"""Who stays away, and what of them is noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.graph.attendance import Attendance
from imagora.graph.dormancy import Dormancy, day_of
from imagora.graph.head import Head, head_of
from imagora.kernel.ids import AccountId, new_id
from imagora.kernel.wire import Refused, Unanswered
from imagora.table.reader import Reader

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANN = AccountId("01M7Z4ZE80SFEH1NS002ST81MA")
RULE = Dormancy(30)


@pytest.mark.parametrize(
    ("seen", "away"),
    [("", False), ("2026-11-22", False), ("2026-10-23", False), ("2026-10-22", True), ("2025-01-01", True)],
)
def test_thirty_whole_days_without_a_look_are_away(seen: str, away: bool) -> None:
    assert RULE.is_away(Head(seen=seen), NOON) is away


@given(st.integers(0, 2_000_000), st.integers(1, 400))
def test_nobody_is_away_before_so_many_days_are_over(minutes: int, days: int) -> None:
    """And everybody is when they are looked after, a day later at most."""
    rule, seen = Dormancy(days), NOON + timedelta(minutes=minutes)
    head = Head(seen=day_of(seen))
    assert not rule.is_away(head, seen + timedelta(days=days))
    look_at = rule.look_at(ANN, head.seen)
    assert rule.is_away(head, look_at)
    assert look_at - seen <= timedelta(days=days + 2)


def test_accounts_are_looked_after_at_times_of_their_own() -> None:
    times = {RULE.look_at(AccountId(new_id(NOON)), "2026-11-22") for _ in range(50)}
    assert len(times) == 50
    assert {time.date().isoformat() for time in times} == {"2026-12-23"}


def test_a_head_rests_by_its_status() -> None:
    assert head_of({"status": "resting", "seen": "2026-10-01"}).resting
    assert not head_of({"seen": "2026-10-01"}).resting


# What is noted


class Asked:
    """In place of the table: keeps what it is asked for, and answers with an error, or nothing."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[Any] = []
        self.error = error

    def begin(self, operation: str, asked: Any) -> Any:
        self.asked.append((operation, asked))

        def answer() -> None:
            if self.error is not None:
                raise self.error

        return answer


def note(table: Asked, head: Head) -> bool:
    """Whether a look was noted."""
    noted = Attendance(Reader(table, "imagora"), RULE, lambda: NOON).note(ANN, head)
    if noted is not None:
        noted()
    return noted is not None


@pytest.mark.parametrize(
    ("head", "noted"),
    [
        (Head(), False),  # nobody pushes to who follows nobody
        (Head(following=3, seen="2026-11-22"), False),
        (Head(following=3, seen="2026-11-21"), True),
        (Head(following=3), True),
        (Head(seen="2026-10-01", resting=True), True),
        (Head(seen="2026-11-22", resting=True), False),  # on the way back already
    ],
)
def test_a_look_is_noted_once_a_day(head: Head, noted: bool) -> None:
    table = Asked()
    assert note(table, head) is noted
    assert [operation for operation, _ in table.asked] == ["UpdateItem"] * noted


def test_a_note_moves_no_due_time_but_of_who_rests() -> None:
    table = Asked()
    note(table, Head(following=3, seen="2026-11-21"))
    note(table, Head(following=3, seen="2026-10-01", resting=True))
    first, wakes = [asked["UpdateExpression"] for _, asked in table.asked]
    assert "if_not_exists(GSI2SK" in first
    assert "if_not_exists" not in wakes
    assert table.asked[1][1]["ExpressionAttributeValues"][":s"]["S"].startswith("2026-11-22T12:10:00")


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (Refused("UpdateItem", 400, "ConditionalCheckFailedException", ""), False),  # noted by another page
        (Refused("UpdateItem", 400, "AccessDeniedException", ""), True),
        (Unanswered(), True),
    ],
)
def test_a_note_that_fails_is_logged_and_no_error(
    error: Exception, logged: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assert note(Asked(error), Head(following=1))
    assert ("wasn't noted" in caplog.text) is logged
