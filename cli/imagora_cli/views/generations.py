"""Jobs that make pictures: what they cost, how far they are, what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from imagora_cli.hygiene import neutral_line
from imagora_cli.views.posts import picture
from imagora_cli.views.words import ago, counted

Document = Mapping[str, Any]

_STAGES = {
    "queued": "waiting",
    "running": "drawing",
    "moderating": "being checked",
    "succeeded": "done",
    "blocked": "refused",
    "failed": "failed",
    "cancelled": "cancelled",
}
_CLOSER = {"retrying": "asking again shortly", "finishing": "almost done"}
"""Of what happens now, where that says more than the status."""
_WAITING = {"slow_lane": "in the slow lane", "ceiling_reached": "the day's money is spent"}


def price(estimate: Document) -> str:
    """What it would cost, and what would become of it."""
    cost, balance = int(estimate["cost"]["credits"]), int(estimate["balance"])
    told = (
        f"Costs {counted(cost, 'credit')} of the {balance:,} that you have left."
        if cost
        else f"Costs nothing; you have {counted(balance, 'credit')} left."
    )
    would, reason = estimate["would"], neutral_line(str(estimate.get("reason") or "")).replace("_", " ")
    why = f" ({reason})" if reason else ""
    if reason == "ceiling reached" and would == "slow_lane":
        return f"{told} It would wait until the instance may pay its provider again: tomorrow (UTC), or earlier."
    if would == "slow_lane":
        return f"{told} It would wait in the slow lane, until nobody else waits{why}."
    return f"{told} It would be refused{why}." if would == "refuse" else told


def stage(job: Document) -> str:
    """Where a job is: its stage, its place in the queue, and what it waits for."""
    words = _CLOSER.get(str(job.get("stage")), _STAGES.get(str(job["status"]), neutral_line(str(job["status"]))))
    if job["status"] != "queued":
        return words
    if job.get("place"):
        words += ", next" if job["place"] == 1 else f", about place {int(job['place']):,}"
    waiting = job.get("waiting") or {}
    if not waiting:
        return words
    until = f" until {neutral_line(str(waiting['until']))}" if waiting.get("until") else ""
    return f"{words}, {_WAITING.get(str(waiting['reason']), neutral_line(str(waiting['reason'])))}{until}"


def line(job: Document) -> Text:
    told = Text(neutral_line(str(job["id"])), style="dim")
    told.append(f"  {stage(job):<14}", style="bold not dim")
    told.append(f" {neutral_line(str(job['prompt']))[:60]}", style="not dim")
    told.append(f"  {ago(str(job['created_at']))}")
    return told


def jobs(page: Document) -> RenderableType:
    items = list(page["items"])
    return Group(*map(line, items)) if items else Text("No jobs yet.", style="dim")


def job(document: Document) -> RenderableType:
    """A job with its pictures."""
    made_by = f"{document['provider']} {document['model']}, {document['size']}, seed {document['seed']}"
    cost = counted(int(document["cost"]["credits"]), "credit")
    lines = [line(document), Text(neutral_line(f"{made_by}, {cost}"), style="dim")]
    lines += map(picture, document["media"])
    if document.get("error"):
        lines.append(Text(neutral_line(str(document["error"]["detail"])), style="red"))
    return Group(*lines)
