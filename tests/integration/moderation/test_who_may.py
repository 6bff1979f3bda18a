"""Every route of moderation for every kind of caller in every state of a case, as the table and the page say."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from imagora.accounts import store as account_store
from imagora.kernel.ids import AccountId
from infra.local.stack import ROOT
from tests.integration.moderation.court import Court
from tests.integration.moderation.rights import COLUMNS, ROWS, STATES, Row, State, table
from tests.integration.security.cast import moderator, sign_in
from tests.integration.stack import Person, Reply, Stack

PAGE = ROOT / "docs" / "moderation.md"
_BEGIN, _END = "<!-- rights -->\n", "<!-- end of rights -->"


@dataclass(frozen=True)
class Bystanders:
    """Who stays as they are, shared by all rows."""

    stranger: Person
    reporter: Person
    admin: Person
    moderator: Person
    out: Person
    told: Person
    judge: Person
    mine: Person

    def court(self, stack: Stack, owner: Person) -> Court:
        return Court(stack, owner, self.reporter, self.judge, self.moderator)


@pytest.fixture(scope="module")
def bystanders(stack: Stack) -> Bystanders:
    out = moderator(stack)
    account_store.move(AccountId(out.id), "suspended")
    admin = stack.person()
    stack.clients("cognito-idp").admin_add_user_to_group(
        UserPoolId=stack.environment["IMAGORA_USER_POOL_ID"], Username=admin.id, GroupName="admin"
    )
    with_role = [moderator(stack) for _ in range(4)]
    return Bystanders(stack.person(), stack.person(), sign_in(stack, admin), with_role[0], out, *with_role[1:])


@dataclass
class Scene:
    """A case in a state; `minutes`: how much later it is asked about."""

    court: Court
    post: str
    case: str
    minutes: int = 0


def bring_about(court: Court, told: Person, state: State) -> Scene:
    post = court.ann.post("hello")["id"]
    court.report(post_id=post)
    court.report(by=told, post_id=post)
    scene = Scene(court, post, str(court.waiting(post)["id"]))
    steps: dict[State, list[Callable[[str], object]]] = {
        "open": [],
        "claimed": [court.claim],
        "lapsed": [court.claim],
        "decided": [_ruled(court, "warn")],
        "appealed": [_ruled(court, "warn"), court.appeal],
        "dismissed": [_ruled(court, "dismiss")],
        "overturned": [_ruled(court, "warn"), court.appeal, _ruled(court, "dismiss", court.second)],
    }
    for step in steps[state]:
        step(scene.case)
    scene.minutes = 16 if state == "lapsed" else 0
    return scene


def _ruled(court: Court, action: str, by: Person | None = None) -> Callable[[str], object]:
    return lambda case: court.decide(case, action, by)


def ask(people: Bystanders, scene: Scene, row: Row, column: str) -> str:
    """What this caller gets: a status, with the code where it is a refusal; of a list, whether the case is in it."""
    method, template = row.route.split(" ")
    profile = scene.court.stack.item(*account_store.profile_key(AccountId(scene.court.ann.id))) or {}
    if column == "suspended" and profile["status"] == "active":
        account_store.move(AccountId(scene.court.ann.id), "suspended")
    callers = {"owner": scene.court.ann, "suspended": scene.court.ann, "mine": scene.court.ann}
    caller = callers.get(column) or getattr(people, column, None)
    body = {"decision": {"action": "dismiss", "rule": "spam", "note": ""}, "appeal": {"statement": "no"}}
    with scene.court.stack.later(minutes=scene.minutes):
        path = template.format(case_id=scene.case)
        reply = scene.court.stack.api(
            method, path, body.get(template.rpartition("/")[2]), token=caller.token if caller else None
        )
        if reply.status < 400 and method == "GET" and "{" not in template:
            return "listed" if _listed(caller, path, scene.case) else "not listed"
    return _told(reply)


def _listed(caller: Person | None, path: str, case: str) -> bool:
    assert caller is not None
    return any(case in (one.get("id"), one.get("case_id")) for page in caller.pages(path) for one in page["items"])


def _told(reply: Reply) -> str:
    return str(reply.status) if reply.status < 400 else f"{reply.status} {reply.code}"


@pytest.mark.parametrize(
    "state", [pytest.param(one, marks=() if one == "appealed" else pytest.mark.slow) for one in STATES]
)
def test_each_caller_gets_what_the_table_says(stack: Stack, bystanders: Bystanders, state: State) -> None:
    people = bystanders
    plain, gone, role = (people.court(stack, one) for one in (stack.person(), stack.person(), people.mine))
    courts = {"mine": role, "suspended": gone}
    shared = {court.ann.id: bring_about(court, people.told, state) for court in (plain, gone, role)}
    wrong = {}
    for row in (row for row in ROWS if row.state == state):
        for column, expected in row.expected.items():
            court = courts.get(column, plain)
            changes = row.writes and expected[0] == "2" and column != "suspended"
            scene = bring_about(court, people.told, state) if changes else shared[court.ann.id]
            got = ask(people, scene, row, column)
            if got != expected:
                wrong[row.route, column] = (got, expected)
    assert wrong == {}


def test_the_table_has_every_route_about_cases() -> None:
    routes = {row.route for row in ROWS}
    assert {row.route: row.state for row in ROWS} == dict.fromkeys(routes, STATES[-1])
    assert len(ROWS) == len(routes) * len(STATES)
    assert all(len(row.cells) == len(COLUMNS) for row in ROWS)


def test_the_page_says_what_the_table_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    written = f"{before}{_BEGIN}{table()}{_END}{after}"
    if os.environ.get("IMAGORA_WRITE_DOCS"):
        PAGE.write_text(written, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written
