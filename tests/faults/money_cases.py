"""Use cases of money: what providers may be paid in a day, and the slow lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

from imagora import wiring
from imagora.credits.ceilings import account_key, day_key
from imagora.kernel.ids import AccountId
from tests.faults.case import Case, Expect, World
from tests.faults.lab import Lab
from tests.integration.assist.scripted import ANSWER, Scripted

_WISH = {"prompt": "a calm lake", "size": "256x256"}
_CENT = 10_000
_DOLLAR = 100 * _CENT
_HOUR = 3_600.0


def _ann(lab: Lab, plan: str = "") -> World:
    ann = lab.stack.person()
    if plan:
        wiring.credits().give(AccountId(ann.id), plan)
    lab.drain()
    return {"ann": ann}


def _on(plan: str) -> Callable[[Lab], World]:
    return lambda lab: _ann(lab, plan)


def _at_ceiling(lab: Lab) -> World:
    """Today two dollars were paid for Ann, which is all that may be."""
    world = _ann(lab)
    today = lab.clock().astimezone(UTC).date().isoformat()
    for pk, sk in (day_key(today), account_key(AccountId(world["ann"].id), today)):
        lab.stack._dynamodb().update_item(
            TableName=lab.table,
            Key={"PK": {"S": pk}, "SK": {"S": sk}},
            UpdateExpression="ADD microdollars :n",
            ExpressionAttributeValues={":n": {"N": str(2 * _DOLLAR)}},
        )
    return world


def _draw(lab: Lab, world: World, *, costs: int = 0) -> None:
    lab.painter.charge(costs, costs * 4 // 5)
    asked = lab.client(world["ann"])("POST", "/v1/generations", _WISH)
    assert asked.status == 202, asked
    world["job"] = asked["id"]
    lab.drain()


def _draw_for_money(lab: Lab, world: World) -> None:
    _draw(lab, world, costs=5 * _CENT)


def _draw_unpaid(lab: Lab, world: World) -> None:
    _draw(lab, world)


def _wait_for_tomorrow(lab: Lab, world: World) -> None:
    _draw(lab, world, costs=5 * _CENT)
    lab.pass_time(12 * _HOUR + 600)


def _wait_in_vain(lab: Lab, world: World) -> None:
    """One picture costs more than may be paid in a day."""
    _draw(lab, world, costs=3 * _DOLLAR)
    lab.pass_time(400)
    lab.pass_time(73 * _HOUR)


def _wait_and_cancel(lab: Lab, world: World) -> None:
    _draw(lab, world, costs=5 * _CENT)
    lab.client(world["ann"])("POST", f"/v1/generations/{world['job']}/cancel")
    lab.drain()


def _cancel_while_drawn(lab: Lab, world: World) -> None:
    """Of three pictures the first is there, and the second is being made, when their job is cancelled."""
    lab.painter.charge(5 * _CENT, 4 * _CENT)
    asked = lab.client(world["ann"])("POST", "/v1/generations", {**_WISH, "count": 3})
    assert asked.status == 202, asked
    world["job"] = asked["id"]

    def cancel() -> None:
        answer = lab.client(world["ann"])("POST", f"/v1/generations/{world['job']}/cancel")
        assert answer.status == 200 or answer.code == "not_cancellable", answer  # the first answer may have been lost
        world["calls"] = len(lab.painter.requests)

    lab.painter.plan.extend((lambda: None, cancel))
    lab.drain()


def _ask_a_model(lab: Lab, world: World) -> None:
    """The co-pilot asks a model that may cost four cents an answer, and says that this one costs one."""
    model = Scripted("modelled", replace(ANSWER, microdollars=_CENT), most=4 * _CENT)
    real, made = wiring.co_pilot, replace(wiring.co_pilot(), assistants=(model,))
    wiring.co_pilot = lambda: made  # type: ignore[assignment]
    try:
        reply = lab.client(world["ann"])("POST", "/v1/drafts/assist", {"task": "draft", "text": "by the lake"})
    finally:
        wiring.co_pilot = real
    assert reply.status == 200, reply
    world["owed"] = len(model.asked) * _CENT
    lab.drain()


def _counted(lab: Lab, world: World) -> str | None:
    """What Ann is counted for is what is owed for her, or more where a process died that held it."""
    owed = world.get("owed", lab.painter.owed)
    spent = _spent(lab, world)
    return None if owed <= spent else f"{owed} are owed, {spent} are counted"


def _spent(lab: Lab, world: World) -> int:
    pk, _ = account_key(AccountId(world["ann"].id), "")
    return sum(int(one["microdollars"]) for one in lab.items() if one["PK"] == pk and "microdollars" in one)


def _job_is(*statuses: str, lane: str = "fast", charged: int | None = None) -> Expect:
    def expect(lab: Lab, world: World) -> str | None:
        job = lab.stack.item(f"JOB#{world['job']}", "JOB") or {}
        found = (job.get("status"), job.get("lane", "fast"))
        if found[0] not in statuses or found[1] != lane:
            return f"the job is {found}"
        if charged is not None and job["credits"] != charged:
            return f"the job was charged {job['credits']}"
        return _counted(lab, world)

    return expect


def _what_was_made_stays(lab: Lab, world: World) -> str | None:
    """What came, and what its provider was asked for at that moment, is spent: no more of the three, and not less."""
    item = lab.stack.item(f"JOB#{world['job']}", "JOB") or {}
    kept = [item["media"][int(index)] for index in item.get("bound", ())]
    if item.get("status") != "cancelled" or item["credits"] != len(kept) or not 1 <= len(kept) <= 2:
        return f"the job is {item.get('status')}, charged {item.get('credits')}, its owner keeps {kept}"
    if len(lab.painter.requests) > world["calls"]:
        return f"{len(lab.painter.requests) - world['calls']} calls came after it was cancelled"
    return _counted(lab, world)


_for_nothing = _job_is("succeeded", lane="slow", charged=0)
_for_credits = _job_is("succeeded", lane="slow", charged=1)

MONEY = [
    Case("draw for money, counted", _ann, _draw_for_money, _job_is("succeeded")),
    # A fault may cost it the time that it has left on its day: then it is paid back.
    Case("wait at a ceiling for tomorrow", _at_ceiling, _wait_for_tomorrow, _job_is("succeeded", "failed")),
    Case("wait at a ceiling in vain", _ann, _wait_in_vain, _job_is("failed")),
    Case("cancel what waits at a ceiling", _at_ceiling, _wait_and_cancel, _job_is("cancelled")),
    # A worker that died at the first one leaves its successor to make that again: then it alone is spent.
    Case("cancel while a picture is made for money", _ann, _cancel_while_drawn, _what_was_made_stays),
    Case("ask the co-pilot's model, counted", _ann, _ask_a_model, _counted),
    Case("draw in the slow lane, for nothing", _on("poor"), _draw_unpaid, _for_nothing),
    Case("draw in the slow lane, for credits", _on("slow"), _draw_unpaid, _for_credits),
]
