"""Our few lines for ULIDs say the same as the library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from imagora.kernel.ids import is_id, new_id, time_of

moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_an_id_carries_its_moment_to_the_millisecond(moment: datetime) -> None:
    made = new_id(moment)
    assert is_id(made)
    assert (time_of(made) - time_of("0" * 26)) // timedelta(milliseconds=1) == ULID.from_str(made).milliseconds
    assert timedelta(0) <= moment - time_of(made) < timedelta(milliseconds=1)


@given(moments, moments)
def test_ids_sort_by_their_moments(first: datetime, second: datetime) -> None:
    if second - first >= timedelta(milliseconds=1):
        assert new_id(first) < new_id(second)


def test_ids_of_one_moment_differ() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert len({new_id(now) for _ in range(1000)}) == 1000


def test_what_is_no_id_has_no_time() -> None:
    with pytest.raises(ValueError, match="substring"):
        time_of("u" * 26)
