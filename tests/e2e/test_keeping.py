"""What a stop, a kill and a moderator's late decision leave behind: one stack through its restarts."""

from __future__ import annotations

from io import BytesIO

import httpx
import pytest
from PIL import Image

from tests.e2e.running import RunningStack, eventually


def _photo() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(file, "PNG")
    return file.getvalue()


@pytest.mark.slow
def test_a_restart_keeps_everything_and_a_held_picture_surfaces_when_it_is_approved(holding: RunningStack) -> None:
    author, follower = holding.person(), holding.person()
    follower.follow(author)
    media = author.upload(_photo())
    eventually(lambda: author.get(f"/v1/media/{media}")["status"] == "held", within=30, what="the upload held")
    waiting = author.publish("My own photo", media)
    assert waiting["status"] == "pending"
    later = author.publish("Posted after it")
    eventually(lambda: follower.home() == [later["id"]], within=30, what="the later post in the follower's home")

    assert holding.terminate() < 10
    assert holding.start() < 30
    for person in (author, follower):
        person.base = holding.url
    assert author.get("/v1/me")["email"] == author.email, "a token from before the restart"
    renewed = httpx.post(f"{holding.url}/v1/sessions/refresh", json={"refresh_token": author.refresh_token})
    assert renewed.status_code == 201
    assert follower.home() == [later["id"]]

    listed = holding.command("infra.moderate")
    assert media in listed.stdout, listed.stderr
    approved = holding.command("infra.moderate", "--media", media, "--decision", "approve")
    assert approved.returncode == 0, approved.stderr
    eventually(
        lambda: follower.home() == [waiting["id"], later["id"]], within=30, what="the approved picture at the top"
    )
    again = holding.command("infra.moderate", "--media", media, "--decision", "reject")
    assert again.returncode == 1
    assert "not held" in again.stderr


@pytest.mark.slow
def test_jobs_go_on_after_a_kill(holding: RunningStack) -> None:
    person = holding.person()
    running = person.ask("a fox in a misty forest", size="1024x1024", count=4)
    eventually(
        lambda: person.get(f"/v1/generations/{running}")["status"] == "running", within=20, what="the job running"
    )
    holding.freeze_workers()
    queued = person.ask("three camels in the desert", size="512x512")
    assert person.get(f"/v1/generations/{queued}")["status"] == "queued"
    eventually(lambda: holding.saved(running, queued), within=30, what="a snapshot with both jobs")

    holding.kill()
    assert holding.start() < 30
    person.base = holding.url
    assert len(person.pictures(queued, within=30)) == 1
    pictures = person.pictures(running, within=30)
    assert len(pictures) == 4
    assert httpx.get(holding.url + pictures[0]["url"]).status_code == 200
