"""Starting, refusing to start, and the operator's commands."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.e2e.running import ROOT, RunningStack, command, eventually, surroundings

pytestmark = pytest.mark.slow


def _refusal(data_dir: Path, **options: int) -> str:
    """What a start that must not succeed says."""
    done = subprocess.run(  # noqa: S603 - our own module
        command(data_dir, **options),
        cwd=ROOT,
        env=surroundings({}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_the_screen_says_what_is_on(running: RunningStack) -> None:
    uploads = "uploads     trust: people's own pictures go out without a moderator's look"
    for told in (uploads, f"{running.url}/v1/openapi.json", str(running.data_dir)):
        assert eventually(lambda told=told: told in "".join(running.output), within=30, what=told)


def test_a_request_leaves_a_readable_line(running: RunningStack) -> None:
    httpx.get(f"{running.url}/v1/accounts/nobody_of_that_name")
    line = "GET    /v1/accounts/nobody_of_that_name  404"
    assert eventually(lambda: any(line in printed for printed in running.output), within=30, what="the line")


def test_a_second_stack_on_the_same_folder_is_refused(running: RunningStack) -> None:
    assert "another Imagora runs on" in _refusal(running.data_dir)


def test_a_taken_port_is_refused(running: RunningStack, tmp_path: Path) -> None:
    port = int(running.url.rpartition(":")[2])
    assert f"port {port} is taken" in _refusal(tmp_path, port=port)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert "cannot write to DATA_DIR" in _refusal(tmp_path / "file" / "below")


def test_a_signal_ends_a_stack_that_is_still_starting(tmp_path: Path) -> None:
    starting = subprocess.Popen(  # noqa: S603 - our own module
        command(tmp_path), cwd=ROOT, env=surroundings({}), stdout=subprocess.PIPE, text=True
    )
    assert starting.stdout is not None
    assert starting.stdout.readline() == "Imagora is starting …\n"
    starting.send_signal(signal.SIGTERM)
    said, _ = starting.communicate(timeout=10)
    assert starting.returncode == 0
    assert "Imagora is ready" not in said


def test_a_role_holds_from_the_next_sign_in(running: RunningStack) -> None:
    person = running.person()
    done = running.command("infra.grant", "--handle", person.handle, "--role", "moderator")
    assert done.returncode == 0, done.stderr
    person.sign_in(running.url)
    assert person.get("/v1/me")["roles"] == ["moderator"]


def test_a_role_for_nobody_and_a_role_that_does_not_exist_are_refused(running: RunningStack) -> None:
    unknown = running.command("infra.grant", "--handle", "nobody_of_that_name", "--role", "admin")
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "Imagora: there is no account with the handle 'nobody_of_that_name'\n",
    )
    emperor = running.command("infra.grant", "--handle", "nobody_of_that_name", "--role", "emperor")
    assert (emperor.returncode, emperor.stderr) == (1, "Imagora: ROLE is 'emperor', but may be moderator or admin\n")


def test_a_command_without_a_stack_says_so(tmp_path: Path) -> None:
    done = RunningStack(tmp_path).command("infra.grant", "--handle", "ann", "--role", "admin")
    assert done.returncode == 1
    assert "no Imagora is running on" in done.stderr
