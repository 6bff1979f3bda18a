"""Who may do what to a case, by its state: one row a route and state, one column a kind of caller.

The case is about a post, was reported twice, and `judge` is who works on it or decided it first. In the columns:

- nobody: no token. stranger, reporter, owner: without a role. suspended: its owner, suspended. admin: that role alone.
- moderator: has nothing to do with it. out: a moderator who is suspended. told: a moderator who reported it.
- mine: a moderator, whose post it is. judge: the moderator who claimed or decided it.

And the states: `open`; `claimed`; `lapsed`, a claim whose 15 minutes are over; `decided`, against the owner;
`appealed`; `dismissed`; `overturned`, by another moderator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["open", "claimed", "lapsed", "decided", "appealed", "dismissed", "overturned"]
STATES: tuple[State, ...] = ("open", "claimed", "lapsed", "decided", "appealed", "dismissed", "overturned")

COLUMNS = (
    "nobody", "stranger", "reporter", "owner", "suspended", "admin",
    "moderator", "out", "told", "mine", "judge",
)  # fmt: skip

SHOWN = {"+": "listed", "-": "not listed"}
"""What a list says of the case."""

REFUSALS = {
    "401": "401 unauthenticated",
    "role": "403 forbidden",
    "out": "403 account_suspended",
    "own": "403 own_case",
    "first": "403 first_judge",
    "none": "404 case_not_found",
    "lease": "409 lease_required",
    "taken": "409 case_taken",
    "over": "409 case_decided",
    "twice": "422 already_appealed",
}


@dataclass(frozen=True)
class Row:
    """A route in a state of the case, and what each kind of caller gets."""

    route: str
    state: State
    cells: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.route} ({self.state})"

    @property
    def expected(self) -> dict[str, str]:
        return {column: say(cell) for column, cell in zip(COLUMNS, self.cells, strict=True)}

    @property
    def writes(self) -> bool:
        return not self.route.startswith("GET ")


def say(cell: str) -> str:
    return REFUSALS.get(cell) or SHOWN.get(cell) or cell


def _rows(route: str, everybody: str, **states: str) -> tuple[Row, ...]:
    """`everybody`: the cells of those without the role, the same in every state unless a state gives all eleven."""
    rows = []
    for state in STATES:
        cells = states[state].split()
        rows.append(Row(route, state, tuple(cells if len(cells) == len(COLUMNS) else [*everybody.split(), *cells])))
    return tuple(rows)


CASE = "/v1/moderation/cases/{case_id}"
_CLOSED = "401 role role role role role"

ROWS = (
    # without the role: nobody, stranger, reporter, owner, suspended, admin; with it: moderator, out, told, mine, judge
    *_rows(
        "GET /v1/moderation/queue",
        _CLOSED,
        open="+ out + + +",
        claimed="+ out + + +",
        lapsed="+ out + + +",
        decided="- out - - -",
        appealed="+ out + + +",
        dismissed="- out - - -",
        overturned="- out - - -",
    ),
    *_rows(f"GET {CASE}", _CLOSED, **dict.fromkeys(STATES, "200 out 200 200 200")),
    *_rows(
        f"POST {CASE}/claim",
        _CLOSED,
        open="200 out own own 200",
        claimed="taken out own own 200",
        lapsed="200 out own own 200",
        decided="over out own own over",
        appealed="200 out own own first",
        dismissed="over out own own over",
        overturned="over out own own first",
    ),
    *_rows(
        f"POST {CASE}/decision",
        _CLOSED,
        open="lease out own own lease",
        claimed="taken out own own 200",
        lapsed="lease out own own lease",
        decided="over out own own over",
        appealed="lease out own own first",
        dismissed="over out own own over",
        overturned="over out own own first",
    ),
    *_rows(
        f"DELETE {CASE}/claim",
        _CLOSED,
        open="lease out lease lease lease",
        claimed="lease out lease lease 204",
        lapsed="lease out lease lease 204",
        decided="lease out lease lease lease",
        appealed="lease out lease lease lease",
        dismissed="lease out lease lease lease",
        overturned="lease out lease lease lease",
    ),
    *_rows(
        "GET /v1/me/moderation",
        "",
        open="401 - - - - - - - - - -",
        claimed="401 - - - - - - - - - -",
        lapsed="401 - - - - - - - - - -",
        decided="401 - - + + - - - - + -",
        appealed="401 - - + + - - - - + -",
        dismissed="401 - - - - - - - - - -",
        overturned="401 - - + + - - - - + -",
    ),
    *_rows(
        "POST /v1/me/moderation/{case_id}/appeal",
        "",
        open="401 none none none none none none none none none none",
        claimed="401 none none none none none none none none none none",
        lapsed="401 none none none none none none none none none none",
        decided="401 none none 201 201 none none none none 201 none",
        appealed="401 none none twice twice none none none none twice none",
        dismissed="401 none none none none none none none none none none",
        overturned="401 none none twice twice none none none none twice none",
    ),
)


def table() -> str:
    """The rows as Markdown."""
    lines = [f"| route | case is | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 2) + "|"]
    for row in ROWS:
        told = [say(cell).replace("_", " ") for cell in row.cells]
        lines.append(f"| `{row.route}` | {row.state} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"
