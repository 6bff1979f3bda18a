from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.accounts import rules
from imagora.accounts.models import TRANSITIONS, leads_to
from imagora.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    "email", ["a@b.co", "first.last+tag@sub.example.org", "o'brien@example.ie", "x" * 64 + "@a.de"]
)
def test_email_is_taken_when_mail_could_reach_it(email: str) -> None:
    assert rules.check_email(email) == []


@pytest.mark.parametrize(
    "email",
    ["", "a", "@", "a@", "@b.co", "a@b", "a b@c.de", "a@b..co", "a@-b.co", "a@b.co\n", "a@b.co,c@d.eu", "ä@b.co",
     "<a@b.co>", "x" * 65 + "@a.de", "a@" + "b." * 130 + "co"],
)  # fmt: skip
def test_email_is_refused_when_it_is_none(email: str) -> None:
    assert [error.field for error in rules.check_email(email)] == ["email"]


def test_spellings_of_one_email_fold_together() -> None:
    assert rules.fold_email(" Ada@Example.ORG\n") == rules.fold_email("ada@example.org")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("ada", []), ("Ada_99", []), ("ＡＤＡ", []), ("a" * 30, []),
        ("ab", ["invalid"]), ("a" * 31, ["invalid"]), ("a-b-c", ["invalid"]), ("ädä", ["invalid"]),
        ("ada\n", ["invalid"]),
        ("Admin", ["reserved"]), ("imagora", ["reserved"]),
    ],
)  # fmt: skip
def test_handle_is_judged_in_its_folded_form(typed: str, codes: list[str]) -> None:
    assert [error.code for error in rules.check_handle(rules.fold_handle(typed))] == codes


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("x" * 7, ["too_short"]), ("x" * 8, []), ("x" * 256, []), ("x" * 257, ["too_long"]),
        ("with spaces within", []), (" leading space", ["invalid"]), ("пароль из слов", []),
    ],
)  # fmt: skip
def test_password_is_judged_by_length(password: str, codes: list[str]) -> None:
    assert [error.code for error in rules.check_password(password)] == codes


def test_edit_names_every_bad_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.clean_edit({"name": "\u200b", "bio": "👩‍👩‍👧" * 70, "private": True})
    assert [(error.field, error.code) for error in refused.value.errors] == [("name", "too_short"), ("bio", "too_long")]
    assert rules.clean_edit({"name": "👩‍👩‍👧" * 10, "private": True}) == {"name": "👩‍👩‍👧" * 10, "private": True}


@given(st.text(max_size=80))
def test_a_code_is_what_cognito_may_be_asked(code: str) -> None:
    assert rules.is_code(code) == (0 < len(code) <= 64 and all("!" <= c <= "~" for c in code))


def test_a_deleted_account_stays_deleted() -> None:
    assert TRANSITIONS["deleted"] == frozenset()
    assert set(leads_to("deleted")) == {"unconfirmed", "active", "suspended"}
    assert leads_to("suspended") == ("active",)
    assert "unconfirmed" not in {status for following in TRANSITIONS.values() for status in following}
