from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.generation.models import FINAL, TRANSITIONS, Size
from imagora.kernel.config import Misconfigured
from imagora.kernel.errors import InvalidInput
from imagora.wiring import provider_parts


@given(width=st.integers(0, 2000), height=st.integers(0, 2000))
def test_sizes_within_the_limits_are_read_and_others_refused(width: int, height: int) -> None:
    fits = min(width, height) >= 256 and max(width, height) <= 1536 and max(width, height) <= 3 * min(width, height)
    if fits:
        size = Size.parse(f"{width}x{height}")
        assert (size.width, size.height, str(size)) == (width, height, f"{width}x{height}")
        return
    with pytest.raises(InvalidInput) as raised:
        Size.parse(f"{width}x{height}")
    assert raised.value.errors[0].field == "size"


@pytest.mark.parametrize(
    "text", ["", "x", "512", "512x", "512X512", "512 x 512", "5e2x512", "٥١٢x512", "+512x512", "512x512x1"]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Size.parse(text)


def test_statuses_end_where_they_should() -> None:
    assert FINAL == {"succeeded", "blocked", "failed", "cancelled"}
    assert all("cancelled" in TRANSITIONS[status] for status in TRANSITIONS if status not in FINAL)
    assert all("failed" in TRANSITIONS[status] for status in TRANSITIONS if status not in FINAL)


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(Misconfigured, match="crayon"):
        provider_parts.made("crayon")
