"""Asking for pictures: the price first, then the job, then what came of it."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from imagora_cli.api import Document
from imagora_cli.asking import agreed
from imagora_cli.command import Imagora
from imagora_cli.files import fetch, keep
from imagora_cli.ids import is_id
from imagora_cli.jobs import expect_success, wait
from imagora_cli.outcomes import CommandFailed, Interrupted
from imagora_cli.views import generations
from imagora_cli.wishes import Delivery


def make(imagora: Imagora, draft: dict[str, Any], delivery: Delivery) -> None:
    """Ask for pictures as `generate` and `remix` do."""
    imagora.api.require_session()
    estimate = imagora.api.ask("/v1/generations", draft, dry_run="true")
    if delivery.dry_run:
        imagora.screen.answer(estimate, Text(generations.price(estimate)))
    if estimate["would"] == "refuse" and (delivery.dry_run or estimate.get("reason") != "prompt_blocked"):
        raise CommandFailed(generations.price(estimate), code=str(estimate.get("reason") or "refused"))
    if not delivery.dry_run:
        _begin(imagora, draft, delivery, estimate)


def _begin(imagora: Imagora, draft: dict[str, Any], delivery: Delivery, estimate: Document) -> None:
    if not imagora.screen.json:
        imagora.screen.say(generations.price(estimate))
    if estimate["would"] == "slow_lane" and not delivery.yes and not agreed(imagora.screen, "Go on?", otherwise=True):
        raise Interrupted("Nothing was asked for.")
    job = imagora.api.create("/v1/generations", draft)
    if delivery.wait:
        finish(imagora, job, delivery)
    else:
        imagora.screen.answer(job, generations.job(job))


def finish(imagora: Imagora, job: Document, delivery: Delivery) -> None:
    """Wait for a job, show what came of it, save it where that was asked for."""
    job = wait(imagora.api, imagora.screen, job)
    if job["status"] == "succeeded":
        _deliver(imagora, job, delivery)
    imagora.screen.answer(job, generations.job(job))
    expect_success(job)


def _deliver(imagora: Imagora, job: Document, delivery: Delivery) -> None:
    for media in job["media"]:
        if not media.get("url") or not is_id(str(media["id"])):
            continue
        if delivery.show and not imagora.screen.json:
            draw(imagora, media)
        if delivery.out is not None:
            path = keep(delivery.out, str(media["id"]), fetch(imagora.api, str(media["url"])))
            imagora.screen.say(f"Saved {path}")


def draw(imagora: Imagora, media: Document) -> None:
    """Draw a picture that is ready, as well as this terminal can; a picture that can't be had isn't drawn."""
    from imagora_cli.drawing.show import Unreadable, drawable, show

    url = media.get("thumb_url") or media.get("url")
    if not url or not drawable(imagora.screen.out):
        return
    try:
        show(imagora.screen.out, fetch(imagora.api, str(url)))
    except (Unreadable, CommandFailed) as error:
        imagora.screen.say(str(error), style="dim")
