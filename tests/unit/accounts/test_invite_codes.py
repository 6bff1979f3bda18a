from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.accounts.errors import InvitesExhausted
from imagora.accounts.invites import MEMBER, Quota, _check_quota, fold_code, new_code, shown
from imagora.accounts.models import Grant
from imagora.kernel.clock import epoch

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def grant(uses: int, *, code: str = "0123456789AB", days: int = 30) -> Grant:
    return Grant("01ARZ3NDEKTSV4RRFFQ69G5FAV", code, uses, epoch(NOW + timedelta(days=days)))


def test_code_is_twelve_characters_that_nobody_misreads() -> None:
    codes = {new_code() for _ in range(1_000)}
    assert len(codes) == 1_000
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", code) for code in codes)
    assert set("".join(codes)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_code_is_shown_in_groups_and_read_back() -> None:
    assert shown("0123456789AB") == "0123-4567-89AB"
    code = new_code()
    assert fold_code(shown(code)) == code


@pytest.mark.parametrize(
    "typed",
    ["0123-4567-89AB", "0123456789ab", "oi23-4567-89ab", "OL23 4567 89AB", " 01-23-45-67-89-ab ", "0123-4567-89aB"],
)
def test_spellings_of_one_code_fold_together(typed: str) -> None:
    assert fold_code(typed) == "0123456789AB"


@pytest.mark.parametrize(
    "typed",
    ["", "-", "guess", "0123-4567-89A", "0123-4567-89ABC", "0123-4567-89AU", "0123_4567_89AB", "0123-4567-89AB\n",
     "٠١٢٣-4567-89AB", "0123#4567-89AB", "0123-4567-89AB" + " " * 40],
)  # fmt: skip
def test_what_can_not_be_a_code_folds_to_nothing(typed: str) -> None:
    assert fold_code(typed) is None


@given(st.text(max_size=60))
def test_folding_answers_a_code_or_nothing_for_any_text(typed: str) -> None:
    code = fold_code(typed)
    assert code is None or fold_code(shown(code)) == code


def test_quota_counts_living_codes_and_all_uses() -> None:
    quota = Quota(codes=2, uses=10)
    _check_quota([], 10, quota, NOW)
    _check_quota([grant(9)], 1, quota, NOW)
    with pytest.raises(InvitesExhausted, match="1 more"):
        _check_quota([grant(9)], 2, quota, NOW)
    with pytest.raises(InvitesExhausted):
        _check_quota([grant(1), grant(1)], 1, quota, NOW)


def test_withdrawn_code_makes_room_for_a_code_but_not_for_its_uses() -> None:
    quota = Quota(codes=1, uses=10)
    withdrawn = grant(10).closed(4)
    assert (withdrawn.code, withdrawn.uses) == ("", 4)
    _check_quota([withdrawn], 6, quota, NOW)
    with pytest.raises(InvitesExhausted):
        _check_quota([withdrawn], 7, quota, NOW)


def test_exhausted_quota_says_when_it_renews() -> None:
    with pytest.raises(InvitesExhausted) as refused:
        _check_quota([grant(60, days=20), grant(40, days=3)], 1, MEMBER, NOW)
    assert refused.value.members() == {"renews_at": "2026-11-25T00:00:00.000Z"}
