"""The parts of `make run` that need no stack: its folder, its screen, its logs, its demo."""

from __future__ import annotations

import json
import threading
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local import demo
from infra.local.datadir import CannotStart, DataDir, NotRunning, Running
from infra.local.logs import FunctionLog, LineLog, shorten
from infra.local.screen import Facts, Screen, banner, next_steps

RUNNING = Running(17, "http://127.0.0.1:8000", "http://127.0.0.1:4566", {"IMAGORA_TABLE": "imagora-local"})


class TestDataDir:
    def test_a_folder_has_one_stack_at_a_time(self, tmp_path: Path) -> None:
        first = DataDir(tmp_path / "data")
        first.take()
        with pytest.raises(CannotStart, match="another Imagora runs on"):
            DataDir(tmp_path / "data").take()
        first.leave()
        second = DataDir(tmp_path / "data")
        second.take()
        second.leave()

    def test_others_find_what_runs_on_it_until_it_ends(self, tmp_path: Path) -> None:
        folder = DataDir(tmp_path)
        folder.take()
        folder.announce(RUNNING)
        assert DataDir(tmp_path).running() == RUNNING
        folder.leave()
        with pytest.raises(NotRunning):
            DataDir(tmp_path).running()

    def test_what_a_killed_stack_left_is_not_taken_for_a_running_one(self, tmp_path: Path) -> None:
        folder = DataDir(tmp_path)
        folder.take()
        folder.announce(RUNNING)
        left = (tmp_path / "stack.json").read_text(encoding="utf-8")
        folder.leave()
        (tmp_path / "stack.json").write_text(left, encoding="utf-8")
        with pytest.raises(NotRunning, match="make run"):
            DataDir(tmp_path).running()

    def test_only_its_owner_reads_what_is_announced(self, tmp_path: Path) -> None:
        folder = DataDir(tmp_path / "data")
        folder.take()
        folder.announce(RUNNING)
        assert (tmp_path / "data" / "stack.json").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
        folder.leave()

    def test_a_file_in_the_way_is_one_clear_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(CannotStart, match=r"cannot write to DATA_DIR .*file.*Not a directory"):
            DataDir(tmp_path / "file" / "data").take()


class _Stuck(StringIO):
    """A terminal that stopped reading."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def write(self, text: str) -> int:
        self.go_on.wait(10)
        return super().write(text)


class TestScreen:
    def test_lines_come_in_order(self) -> None:
        stream = StringIO()
        screen = Screen(stream)
        for number in range(50):
            screen.say(str(number))
        screen.close()
        assert stream.getvalue().split() == [str(number) for number in range(50)]

    def test_a_stuck_terminal_holds_nobody_up(self) -> None:
        stream = _Stuck()
        screen = Screen(stream)
        for number in range(5_000):
            screen.say(str(number))  # would hang here
        stream.go_on.set()
        screen.close()
        shown = stream.getvalue().split()
        assert 2_000 <= len(shown) <= 2_001
        assert shown[0] == "0"

    def test_a_reader_that_went_away_is_forgotten(self) -> None:
        stream = StringIO()
        screen = Screen(stream)
        stream.close()
        screen.say("nobody reads this")
        screen.close()
        assert stream.closed


def _facts(**changes: Any) -> Facts:
    told = {
        "version": "1.2.3",
        "url": "http://127.0.0.1:8000",
        "endpoint": "http://127.0.0.1:4566",
        "data_dir": Path("/data"),
        "loaded": False,
        "page": "",
        "demo": ("ann@demo.example", "secret words"),
        "environment": {"IMAGORA_UPLOADS": "trust"},
    }
    return Facts(**{**told, **changes})


class TestBanner:
    def test_it_says_what_happens_to_uploads(self) -> None:
        assert any("go out without a moderator's look" in line for line in banner(_facts(), colour=False))
        held = banner(_facts(environment={"IMAGORA_UPLOADS": "hold"}), colour=False)
        assert any("wait for a moderator" in line for line in held)

    def test_a_missing_page_is_said_where_its_address_would_be(self) -> None:
        lines = banner(_facts(page="missing: no Node"), colour=False)
        assert "  page        missing: no Node" in lines

    def test_the_demo_password_is_shown_only_where_there_is_a_demo(self) -> None:
        assert any("secret words" in line for line in next_steps(_facts(), colour=False))
        assert not any("password" in line for line in next_steps(_facts(demo=None), colour=False))

    def test_colour_is_for_terminals(self) -> None:
        assert not any("\x1b" in line for line in banner(_facts(), colour=False))
        assert any("\x1b[1m" in line for line in banner(_facts(), colour=True))


class TestLogs:
    def test_an_error_is_shortened_for_the_screen(self) -> None:
        line = json.dumps(
            {"level": "ERROR", "location": "run:12", "message": "drawing failed", "exception_name": "Oops"}
        )
        short = shorten(line)
        assert short is not None
        assert short.endswith("error  run:12: drawing failed (Oops) · logs/functions.log")

    @pytest.mark.parametrize("line", ["plain text", "{broken", '{"level": "INFO", "message": "fine"}', "[1]"])
    def test_everything_else_stays_off_the_screen(self, line: str) -> None:
        assert shorten(line) is None

    def test_the_file_gets_all_lines_as_they_are(self, tmp_path: Path) -> None:
        shown: list[str] = []
        log = FunctionLog(tmp_path / "functions.log", shown.append)
        log('{"level": "INFO", "message": "100% fine"}')
        log('{"level": "ERROR", "message": "broken"}')
        log.close()
        written = (tmp_path / "functions.log").read_text(encoding="utf-8").splitlines()
        assert written == ['{"level": "INFO", "message": "100% fine"}', '{"level": "ERROR", "message": "broken"}']
        assert len(shown) == 1

    def test_a_full_file_makes_room(self, tmp_path: Path) -> None:
        log = LineLog(tmp_path / "a.log")
        for _ in range(7):
            log.write("x" * 1_000_000)
        log.close()
        assert (tmp_path / "a.log").stat().st_size < 5_000_000
        assert (tmp_path / "a.log.1").exists()


class _Api:
    """Answers like the gateway, and keeps what it was asked."""

    def __init__(self, *, refuse: str = "") -> None:
        self.refuse = refuse
        self.asked: list[tuple[str, str, str]] = []
        self.drafts: list[dict[str, object]] = []

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> SimpleNamespace:
        self.asked.append((method, path, headers.get("Idempotency-Key", "")))
        if path == self.refuse:
            return SimpleNamespace(status=429, body=b'{"code": "credits_exhausted"}')
        answer = {
            "/v1/accounts": {"id": "01ACCOUNT", "kind": "human"},
            "/v1/sessions": {"access_token": "token"},
            "/v1/generations": {"id": "01JOB"},
            "/v1/generations/01JOB": {"status": "succeeded", "media": [{"id": "01MEDIA"}]},
            "/v1/posts": {"id": f"01POST{self.count('/v1/posts')}"},
        }.get(path, {})
        self.drafts += [json.loads(body)] if path == "/v1/posts" else []
        return SimpleNamespace(status=200, body=json.dumps(answer).encode())

    def count(self, path: str) -> int:
        return sum(asked == path for _, asked, _ in self.asked)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds that the demo gives to its accounts, which needs a table."""
    given: list[str] = []
    monkeypatch.setattr(demo, "_set_kind", lambda _account, kind: given.append(kind))
    return given


class TestDemo:
    def test_it_makes_people_pictures_and_posts(self, tmp_path: Path, kinds: list[str]) -> None:
        api, said = _Api(), list[str]()
        demo.make(api, tmp_path / "demo.json", said.append)
        assert api.count("/v1/accounts") == 8
        assert api.count("/v1/posts") == 37
        assert api.count("/v1/generations") == 15
        assert sorted(kinds) == ["bot", "persona"]
        assert said[-1] == "demo: all there"
        progress = demo.Progress.read(tmp_path / "demo.json")
        assert progress is not None
        assert (progress.posts, progress.finished) == (37, True)

    def test_its_people_answer_quote_and_like_what_the_others_made(self, tmp_path: Path) -> None:
        api = _Api()
        demo.make(api, tmp_path / "demo.json", lambda _line: None)
        made = [f"01POST{number}" for number in range(1, 38)]
        about = [draft[relation] for draft in api.drafts for relation in ("reply_to", "quote_of") if relation in draft]
        assert len(about) > 15
        assert set(about) < set(made)
        marks = [path.split("/")[3:] for method, path, _ in api.asked if method == "PUT" and "/posts/" in path]
        assert {post for post, _ in marks} <= set(made)
        assert {kind for _, kind in marks} == {"like", "repost", "bookmark"}

    def test_it_goes_on_where_it_was_cut_off(self, tmp_path: Path) -> None:
        path = tmp_path / "demo.json"
        first = _Api()
        demo.make(first, path, lambda _line: None)
        whole = demo.Progress.read(path)
        assert whole is not None
        demo.Progress(posts=35, ids=whole.ids).write(path)
        api = _Api()
        demo.make(api, path, lambda _line: None)
        keys = [key for _, asked, key in api.asked if asked == "/v1/posts"]
        assert keys == ["demo-post-35", "demo-post-36"]
        assert api.drafts == first.drafts[-2:]

    def test_a_refusal_is_said_and_ends_it(self, tmp_path: Path) -> None:
        said: list[str] = []
        demo.make(_Api(refuse="/v1/generations"), tmp_path / "demo.json", said.append)
        assert said[-1] == "demo: stopped: POST /v1/generations was answered 429 credits_exhausted"
        progress = demo.Progress.read(tmp_path / "demo.json")
        assert progress is not None
        assert not progress.finished
