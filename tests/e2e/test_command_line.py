"""`imagora` at a terminal against the whole stack, and as a script uses it."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imagora_cli import grants
from imagora_cli.cli import main
from tests.e2e.running import ROOT, RunningStack, eventually
from tests.e2e.terminal import Terminal, ended, plain

pytestmark = pytest.mark.slow

_PASSWORD = "a long passphrase"
_SESSION = re.compile(r"^## From the terminal$.*?^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)

Said = Callable[..., Any]


@pytest.fixture
def terminal(running: RunningStack, tmp_path: Path) -> Terminal:
    return Terminal(running, tmp_path / "configuration")


def _readme() -> list[list[str]]:
    """The README's first session, a list of words a command."""
    found = _SESSION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    lines = [shlex.split(line, comments=True) for line in found[1].splitlines()]
    return [words[1:] for words in lines if words[0] == "imagora"]


def test_the_readmes_session_at_a_terminal(terminal: Terminal) -> None:
    sign_up, generate, post, feed, sign_out = _readme()
    handle = f"ann_{os.getpid()}"
    typed = terminal.begin(*sign_up)
    for asked, answer in (("Email", f"{handle}@example.org"), ("Handle", handle), ("Password", _PASSWORD)):
        typed.expect(asked)
        typed.sendline(answer)
    typed.expect("Repeat")
    typed.sendline(_PASSWORD)
    code, written = ended(typed)
    assert code == 0
    assert f"Signed in as @{handle} at {terminal.stack.url}." in written
    assert _PASSWORD not in written
    (kept,) = (terminal.folder / "sessions").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    code, written = terminal.run(*generate)
    assert code == 0
    assert re.search(r"Costs 1 credit of the \d+ that you have left\.", written)
    assert "100%" in written
    assert written.count("▀") > 500, "the picture is drawn"
    assert re.search(r"▣ .*512×512", written)

    code, written = terminal.run(*post)
    assert code == 0
    assert "First light. #lighthouse" in written
    assert "made with AI" in written

    def comes() -> bool:
        code, written = terminal.run(*feed)
        assert code == 0
        return "First light. #lighthouse" in written

    eventually(comes, within=20, what="the post in one's own feed")
    assert terminal.run(*sign_out)[0] == 0
    code, written = terminal.run("whoami")
    assert (code, "Sign in with `imagora sign-in`." in written) == (3, True)


@pytest.fixture
def nobody_draws(running: RunningStack) -> Iterator[None]:
    """Jobs wait for their first worker for as long as the test lasts."""
    running.freeze_workers()
    yield
    running.thaw_workers()


@pytest.mark.usefixtures("nobody_draws")
def test_ctrl_c_offers_to_cancel_the_job(terminal: Terminal) -> None:
    handle = f"ben_{os.getpid()}"
    typed = terminal.begin("sign-up", "--email", f"{handle}@example.org", "--handle", handle)
    for _ in range(2):
        typed.expect("assword:|confirmation:")
        typed.sendline(_PASSWORD)
    assert ended(typed)[0] == 0

    at_work = terminal.begin("generate", "a city at night", "--size", "512x512")
    at_work.expect("waiting")
    at_work.sendintr()
    at_work.expect("Cancel the job")
    at_work.sendline("y")
    code, written = ended(at_work)
    assert code == 130
    assert "Cancelled." in written
    code, written = terminal.run("jobs", "list")
    assert (code, "cancelled" in plain(written)) == (0, True)


@pytest.fixture
def script(
    running: RunningStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """Run commands with `--json`, in this process; what they said."""
    monkeypatch.setenv("IMAGORA_SERVER", running.url)
    monkeypatch.setenv("IMAGORA_CONFIG_DIR", str(tmp_path / "configuration"))
    monkeypatch.setattr(grants, "vault", lambda: grants.FileVault(tmp_path / "configuration" / "sessions"))

    def said(*arguments: str, token: str = "", ends: int = 0) -> Any:
        monkeypatch.setenv("IMAGORA_TOKEN", token)
        capsys.readouterr()
        code = main([*arguments, "--json"])
        out, err = capsys.readouterr()
        assert code == ends, err
        documents = [json.loads(line) for line in (out or err).splitlines()]
        return documents[0] if len(documents) == 1 else documents

    return said


def test_the_smoke_test_of_a_deployment_goes_through_and_leaves_nothing(script: Said) -> None:
    steps = script("smoke")
    assert [(step["step"], step["ok"]) for step in steps] == [
        ("the API answers", True),
        ("somebody signs up", True),
        ("and signs in", True),
        ("a picture is made", True),
        ("its file is served", True),
        ("it is posted", True),
        ("the post is read back, by its id and in the feed", True),
        ("the post is deleted, and gone", True),
        ("the account is deleted", True),
    ]


def test_a_script_does_what_a_person_does(script: Said, running: RunningStack, tmp_path: Path) -> None:
    ann, ben = running.person(), running.person()
    assert script("whoami", token=ann.token)["email"] == ann.email
    assert script("follow", f"@{ann.handle}", token=ben.token)["viewer"]["following"] == "yes"

    wish = ["generate", "a lighthouse at dusk", "--size", "512x512", "--out", str(tmp_path)]
    job = script(*wish, token=ann.token)
    assert (job["status"], script("jobs", "show", job["id"], token=ann.token)) == ("succeeded", job)
    picture = tmp_path / f"{job['media'][0]['id']}.webp"
    check = script("provenance", str(picture))
    assert (check["verdict"], check["c2pa"]["valid"]) == ("ours", True)

    upload = ["post", "Mine, again", "--image", str(picture), "--alt", "A lighthouse", "--ai", "generated"]
    post = script(*upload, token=ann.token)
    assert (post["ai"], post["media"][0]["alt"]) == ("generated", "A lighthouse")
    talk = script("post", "Shall we talk?", token=ann.token)
    reply = script("post", "Yes.", "--reply-to", talk["id"], token=ben.token)
    for deed in ("like", "repost", "bookmark"):
        assert script(deed, talk["id"], token=ben.token) == {}
    thread = script("thread", talk["id"])
    assert [item["post"]["id"] for item in thread["replies"]["items"]] == [reply["id"]]
    pages = script("feed", "profile", ann.handle, "--limit", "1", "--pages", "3", token=ann.token)
    assert talk["id"] in {item["id"] for page in pages for item in page["items"]}

    assert script("delete", talk["id"], token=ben.token, ends=4)["code"] == "post_not_found"
    assert script("delete", talk["id"], "--yes", token=ann.token) == {}
    assert script("show", talk["id"], ends=4)["code"] == "post_not_found"


def test_a_remix_names_its_original_and_needs_its_owners_consent(script: Said, running: RunningStack) -> None:
    ann, ben = running.person(), running.person()
    original = script("generate", "a lighthouse at dusk", "--size", "512x512", token=ann.token)["media"][0]["id"]
    post = script("post", "Mine", "--latest", token=ann.token)["id"]

    wish = [post, "the same at night", "--size", "512x512"]
    remix = script("remix", *wish, token=ben.token)
    assert (remix["remix_of"], remix["media"][0]["remix_of"]) == (original, original)
    shown = script("post", "Hers, at night", "--latest", token=ben.token)
    tree = eventually(lambda: script("remixes", original)["items"], within=60, what="the remix below its original")
    assert [(item["post"]["id"], item["depth"]) for item in tree] == [(shown["id"], 1)]
    named = script("picture", remix["media"][0]["id"], token=ben.token)["credits"]
    assert [(one["media_id"], one["author"]["handle"]) for one in named] == [(original, ann.handle)]

    script("picture", original, "--remix-policy", "nobody", token=ann.token)
    assert script("remix", *wish, token=ben.token, ends=4)["code"] == "remix_not_allowed"
