"""What commands ask the API for, what they say of its answers, and how they end."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import click
import httpx
import pytest

from imagora_cli import jobs
from imagora_cli.screen import Screen
from tests.unit.cli.server import OTHER, ULID, URL, Server, Shell, problem
from tests.unit.cli.test_cli_hygiene import post

ESTIMATE = {"cost": {"credits": 2}, "balance": 20, "would": "run"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def job(status: str = "succeeded", **more: Any) -> dict[str, Any]:
    return {
        "id": ULID, "status": status, "prompt": "a lake", "size": "512x512", "count": 1, "seed": 7,
        "provider": "procedural", "model": "procedural-1", "cost": {"credits": 1}, "progress": 50, "media": [],
        "created_at": "2026-11-22T20:00:00.000Z",
    } | more  # fmt: skip


def generating(*looks: dict[str, Any]) -> dict[str, Any]:
    """A server whose job looks like this, one look after the other."""

    def asked(request: httpx.Request) -> httpx.Response:
        dry = "dry_run" in request.url.params
        return httpx.Response(200 if dry else 202, json=ESTIMATE if dry else looks[0])

    return {"POST /v1/generations": asked, f"GET /v1/generations/{ULID}": [(200, look) for look in looks]}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_SOON", 0.0)
    monkeypatch.setattr(jobs, "_LATER", 0.0)


@pytest.mark.usefixtures("signed_in")
class TestGenerating:
    def test_the_price_comes_first_and_then_each_stage(self, shell: Shell, server: Server) -> None:
        server.answers = generating(
            job("queued", waiting={"reason": "ceiling_reached", "until": "2026-11-23T00:00:00Z"}),
            job("queued", stage="waiting", place=1_203),
            job("queued", stage="waiting", place=1),
            job("running", stage="drawing"),
            job("queued", stage="retrying"),
            job("running", stage="drawing"),
            job("moderating", stage="checking"),
            job("moderating", stage="finishing"),
            job(),
        )
        assert shell("generate", "a lake") == 0
        assert shell.err.splitlines() == [
            "Costs 2 credits of the 20 that you have left.",
            "waiting, the day's money is spent until 2026-11-23T00:00:00Z",
            "waiting, about place 1,203",
            "waiting, next",
            "drawing",
            "asking again shortly",
            "drawing",
            "being checked",
            "almost done",
            "done",
        ]
        assert "done" in shell.out

    def test_the_wish_is_sent_as_the_contract_says(self, shell: Shell, server: Server) -> None:
        server.answers = generating(job("queued"))
        wish = ["--size", "512x512", "--style", "ink", "--count", "2", "--provider", "openai", "--seed", "7"]
        more = ["--allow-fallback", "--remix-of", OTHER.lower(), "--strength", "0.5", "--no-wait"]
        assert shell("generate", "a lake", *wish, *more) == 0
        sent = {
            "prompt": "a lake", "size": "512x512", "style": "ink", "count": 2, "provider": "openai", "seed": 7,
            "allow_fallback": True, "remix_of": OTHER, "strength": 0.5,
        }  # fmt: skip
        assert server.bodies("POST /v1/generations") == [sent, sent]

    def test_a_dry_run_asks_for_nothing_else(self, shell: Shell, server: Server) -> None:
        server.answers = generating(job("queued"))
        assert shell("generate", "a lake", "--dry-run", "--json") == 0
        assert shell.documents == [ESTIMATE]
        assert len(server.asked) == 1

    def test_what_would_be_refused_is_not_asked_for(self, shell: Shell, server: Server) -> None:
        refusal = {**ESTIMATE, "balance": 0, "would": "refuse", "reason": "credits_exhausted"}
        server.answers = {"POST /v1/generations": (200, refusal)}
        assert shell("generate", "a lake") == 4
        assert "`imagora credits` shows when they renew." in shell.err
        assert len(server.asked) == 1

    def test_the_slow_lane_is_told(self, shell: Shell, server: Server) -> None:
        slow = {**ESTIMATE, "balance": 0, "would": "slow_lane", "reason": "credits_exhausted"}
        looks = [(200, slow), (202, job("queued", lane="slow", waiting={"reason": "slow_lane"}))]
        server.answers = {"POST /v1/generations": looks, f"GET /v1/generations/{ULID}": (200, job())}
        assert shell("generate", "a lake") == 0
        assert shell.err.splitlines() == [
            (
                "Costs 2 credits of the 0 that you have left. It would wait in the slow lane, until nobody else waits "
                "(credits exhausted)."
            ),
            "waiting, in the slow lane",
            "done",
        ]

    def test_json_is_the_finished_job_alone(self, shell: Shell, server: Server) -> None:
        server.answers = generating(job("queued"), job("running"), job())
        assert shell("generate", "a lake", "--json") == 0
        assert shell.documents == [job()]
        assert shell.err == ""

    @pytest.mark.parametrize(
        ("status", "error", "code", "said"),
        [
            ("blocked", {"code": "provider_blocked", "detail": "No.", "retryable": False}, 4, "imagora: No."),
            ("failed", {"code": "timeout", "detail": "Too slow.", "retryable": True}, 5, f"jobs retry {ULID}"),
            ("failed", {"code": "quota", "detail": "None left.", "retryable": False}, 5, "imagora: None left."),
            ("cancelled", None, 4, "was cancelled"),
        ],
    )
    def test_how_a_job_ended_is_the_exit_code(
        self, shell: Shell, server: Server, status: str, error: dict[str, Any] | None, code: int, said: str
    ) -> None:
        server.answers = generating(job("running"), job(status, **({"error": error} if error else {})))
        assert shell("generate", "a lake") == code
        assert said in shell.err

    def test_pictures_are_saved_under_their_ids_without_the_token(
        self, shell: Shell, server: Server, tmp_path: Path
    ) -> None:
        media = {"id": OTHER, "status": "ready", "url": "/media/x/full.webp", "width": 8, "height": 8, "alt": "A lake"}
        hostile = {**media, "id": "../../evil"}
        server.answers = generating(job(media=[media, hostile])) | {"GET /media/x/full.webp": (200, PNG)}
        assert shell("generate", "a lake", "--out", str(tmp_path / "pictures")) == 0
        assert [path.name for path in (tmp_path / "pictures").iterdir()] == [f"{OTHER}.png"]
        (fetched,) = server.requests("GET /media/x/full.webp")
        assert "Authorization" not in fetched.headers

    @pytest.mark.parametrize(("answer", "cancelled"), [("y", 1), ("n", 0)])
    def test_ctrl_c_offers_to_cancel(
        self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch, answer: str, cancelled: int
    ) -> None:
        def pressed(_: httpx.Request) -> httpx.Response:
            raise KeyboardInterrupt

        server.answers = generating(job("queued")) | {
            f"GET /v1/generations/{ULID}": pressed,
            f"POST /v1/generations/{ULID}/cancel": (200, job("cancelled")),
        }
        monkeypatch.setattr(Screen, "interactive", property(lambda _: True))
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n"))
        assert shell("generate", "a lake") == 130
        assert len(server.requests(f"POST /v1/generations/{ULID}/cancel")) == cancelled
        assert ("Cancelled." in shell.err) == bool(cancelled)

    def test_a_remix_of_a_post_is_of_its_picture(self, shell: Shell, server: Server) -> None:
        server.answers = generating(job("queued")) | {f"GET /v1/posts/{OTHER}": (200, post())}
        assert shell("remix", f"{URL}/posts/{OTHER}", "at night", "--no-wait", "--strength", "0.4") == 0
        assert server.bodies("POST /v1/generations")[-1] == {"prompt": "at night", "remix_of": ULID, "strength": 0.4}

    def test_a_retry_is_a_job_of_its_own(self, shell: Shell, server: Server) -> None:
        server.answers = {f"POST /v1/generations/{OTHER}/retry": (202, job())}
        assert shell("jobs", "retry", OTHER, "--json") == 0
        assert shell.documents == [job()]


@pytest.mark.usefixtures("signed_in")
class TestPosting:
    def test_a_picture_is_sent_described_and_posted(self, shell: Shell, server: Server, tmp_path: Path) -> None:
        form = {"method": "POST", "url": "https://store.test/bucket", "fields": {"key": "incoming/a"}}
        server.answers = {
            "POST /v1/uploads": (201, {"media": {"id": OTHER}, "upload": form}),
            "POST /bucket": (204, None),
            "POST /v1/posts": (201, post()),
            f"PATCH /v1/media/{ULID}": (200, {}),
        }
        (tmp_path / "cat.jpeg").write_bytes(PNG)
        pictures = ["--image", str(tmp_path / "cat.jpeg"), "--media", ULID, "--alt", "A cat", "--alt", "A lake"]
        assert shell("post", "Hello", *pictures, "--ai", "none", "--reply-to", ULID, "--quote", OTHER) == 0
        assert server.bodies("POST /v1/uploads") == [
            {"content_type": "image/png", "bytes": len(PNG), "alt": "A cat", "ai": "none"}
        ]
        assert server.bodies(f"PATCH /v1/media/{ULID}") == [{"alt": "A lake"}]
        assert server.bodies("POST /v1/posts") == [
            {"text": "Hello", "media_ids": [OTHER, ULID], "reply_to": ULID, "quote_of": OTHER, "ai": "none"}
        ]
        (sent,) = server.requests("POST /bucket")
        assert "Authorization" not in sent.headers
        assert sent.content.index(b"incoming/a") < sent.content.index(PNG)

    def test_who_is_at_a_terminal_is_asked_what_a_picture_shows(
        self, shell: Shell, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = {"method": "POST", "url": "https://store.test/bucket", "fields": {}}
        server.answers = {
            "POST /v1/uploads": (201, {"media": {"id": OTHER}, "upload": form}),
            "POST /bucket": (204, None),
            "POST /v1/posts": (201, post()),
        }
        (tmp_path / "cat.png").write_bytes(PNG)
        monkeypatch.setattr(Screen, "interactive", property(lambda _: True))
        monkeypatch.setattr(click, "prompt", lambda question, **_: "A cat" if "cat.png" in question else "")
        assert shell("post", "Hello", "--image", str(tmp_path / "cat.png")) == 0
        assert server.bodies("POST /v1/uploads")[0]["alt"] == "A cat"

    def test_a_file_that_is_no_picture_is_not_sent(self, shell: Shell, server: Server, tmp_path: Path) -> None:
        (tmp_path / "cat.png").write_text("<svg/>")
        assert shell("post", "Hello", "--image", str(tmp_path / "cat.png")) == 2
        assert server.asked == []

    def test_a_store_that_is_not_encrypted_gets_no_file(self, shell: Shell, server: Server, tmp_path: Path) -> None:
        form = {"method": "POST", "url": "http://store.test/bucket", "fields": {}}
        server.answers = {"POST /v1/uploads": (201, {"media": {"id": OTHER}, "upload": form})}
        (tmp_path / "cat.png").write_bytes(PNG)
        assert shell("post", "Hello", "--image", str(tmp_path / "cat.png")) == 5
        assert [request.url.host for request in server.asked] == ["imagora.test"]

    def test_the_latest_pictures_are_those_of_the_newest_job(self, shell: Shell, server: Server) -> None:
        media = [{"id": OTHER, "status": "ready"}, {"id": ULID, "status": "rejected"}]
        server.answers = {
            "GET /v1/generations": (200, {"items": [job(media=media)]}),
            "POST /v1/posts": (201, post()),
        }
        assert shell("post", "Hello", "--latest") == 0
        assert server.bodies("POST /v1/posts") == [{"text": "Hello", "media_ids": [OTHER]}]


class TestReading:
    def test_pages_are_the_apis_own_one_a_line(self, shell: Shell, server: Server) -> None:
        first = {"items": [{"post": post(), "reason": {"kind": "recent"}}], "cursor": "next"}
        server.answers = {"GET /v1/feeds/explore": [(200, first), (200, {"items": []})]}
        assert shell("feed", "explore", "--json", "--pages", "5", "--limit", "1") == 0
        assert shell.documents == [first, {"items": []}]
        assert [dict(request.url.params) for request in server.asked] == [
            {"limit": "1"},
            {"limit": "1", "cursor": "next"},
        ]

    @pytest.mark.parametrize(
        ("arguments", "path"),
        [
            (["tag", "#Zoë/x"], "/v1/feeds/tags/Zo%C3%AB%2Fx"),
            (["profile", "@Ann"], "/v1/accounts/ann/posts"),
            (["explore"], "/v1/feeds/explore"),
        ],
    )
    def test_a_feed_is_asked_for_by_its_name(
        self, shell: Shell, server: Server, arguments: list[str], path: str
    ) -> None:
        shell("feed", *arguments)
        assert server.asked[0].url.raw_path.partition(b"?")[0].decode() == path

    def test_there_is_more_and_how_to_get_it(self, shell: Shell, server: Server) -> None:
        server.answers = {"GET /v1/feeds/explore": (200, {"items": [{"post": post()}], "cursor": "next"})}
        assert shell("feed", "explore") == 0
        assert "--cursor next" in shell.err
        assert "▣ A lighthouse" in shell.out

    def test_pictures_are_drawn_post_by_post_where_somebody_looks(
        self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn: list[str] = []
        monkeypatch.setattr("imagora_cli.commands.feed.draw", lambda _, media: drawn.append(media["url"]))
        page = {"items": [{"post": post()}, {"post": post()}], "cursor": "next"}
        server.answers = {"GET /v1/feeds/explore": (200, page)}
        assert shell("feed", "explore", "--pictures") == 0
        assert drawn == ["/media/a.webp"] * 2
        assert (shell.out.count("Hello"), shell.err.count("--cursor next")) == (2, 1)
        assert "Nothing here" not in shell.out

    def test_a_thread_steps_in_with_each_reply(self, shell: Shell, server: Server) -> None:
        gone = {"id": OTHER, "tombstone": "deleted"}
        replies = [
            {"post": post(text="Yes."), "replies_count": 2},
            {"post": post(), "replies_count": 0, "hidden": True},
        ]
        document = {"post": post(text="Tea?"), "ancestors": [gone], "replies": {"items": replies, "cursor": "c"}}
        server.answers = {f"GET /v1/posts/{ULID}/thread": (200, document)}
        assert shell("thread", ULID) == 0
        lines = [line.rstrip() for line in shell.out.splitlines()]
        assert lines.index("[this post is deleted]") < lines.index("Tea?") < lines.index("    Yes.")
        assert "    2 more below" in lines
        assert "    [folded away by who began the conversation]" in lines
        assert "--cursor c" in shell.err

    def test_the_ledger_goes_on_where_its_cursor_says(
        self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("IMAGORA_TOKEN", "a-token")
        entry = {
            "id": ULID,
            "kind": "spend",
            "credits": 2,
            "generation_id": OTHER,
            "created_at": "2026-11-22T20:00:00Z",
        }
        account = {"plan": "free", "period_ends_at": "2026-12-01T00:00:00Z", "granted": 50, "used": 2, "reserved": 1}
        pages = [{**account, "ledger": {"items": [entry], "cursor": "c"}}, {**account, "ledger": {"items": []}}]
        server.answers = {"GET /v1/me/credits": [(200, page) for page in pages]}
        assert shell("credits", "--pages", "2") == 0
        assert "47 of 50 credits left" in shell.out
        assert re.search(rf"^spend         2  .* {OTHER}$", shell.out, re.MULTILINE)
        assert [request.url.params.get("cursor") for request in server.asked] == [None, "c"]

    def test_suggestions_are_asked_for_and_only_shown(
        self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("IMAGORA_TOKEN", "a-token")
        suggested = {"suggestions": [{"text": "Try dawn", "rationale": "Light"}], "provider": "builtin", "model": "1"}
        server.answers = {"POST /v1/drafts/assist": (200, suggested)}
        assert shell("assist", "improve_prompt", "a lake", "--language", "en") == 0
        assert server.bodies("POST /v1/drafts/assist") == [
            {"task": "improve_prompt", "text": "a lake", "language": "en"}
        ]
        assert "• Try dawn" in shell.out

    def test_who_wants_to_be_asked_first_answers_at_the_terminal(
        self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("IMAGORA_TOKEN", "a-token")
        questions = {"suggestions": [], "questions": ["For whom?", "How long?"], "provider": "builtin", "model": "1"}
        suggested = {"suggestions": [{"text": "Dear all"}], "provider": "builtin", "model": "1"}
        server.answers = {"POST /v1/drafts/assist": [(200, questions), (200, suggested)]}
        monkeypatch.setattr(Screen, "interactive", property(lambda _: True))
        monkeypatch.setattr(click, "prompt", lambda question, **_: "Friends" if question == "For whom?" else "")
        assert shell("assist", "draft", "a party", "--ask-first") == 0
        asked = {"task": "draft", "text": "a party"}
        assert server.bodies("POST /v1/drafts/assist") == [
            {**asked, "ask_first": True},
            {**asked, "answers": [{"question": "For whom?", "answer": "Friends"}]},
        ]
        assert "• Dear all" in shell.out

    def test_a_webhooks_secret_is_shown(self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("IMAGORA_TOKEN", "a-token")
        server.held_to_contract = False  # an instance need not have webhooks
        hook = {"url": "https://hook.test/", "events": ["generation.succeeded"]}
        server.answers = {"PUT /v1/me/webhook": (200, {**hook, "secret": "whsec"})}
        assert shell("webhook", "set", "https://hook.test/", "--event", "generation.succeeded") == 0
        assert server.bodies("PUT /v1/me/webhook") == [hook]
        assert "whsec" in shell.out

    def test_a_tree_of_remixes_names_who_made_them(self, shell: Shell, server: Server) -> None:
        of = {"id": ULID, "remix_of": OTHER, "media": post()["media"][0], "post": post()}  # type: ignore[index]
        server.answers = {f"GET /v1/media/{OTHER}/remixes": (200, {"items": [{**of, "depth": 2}, {**of, "depth": 1}]})}
        assert shell("remixes", OTHER) == 0
        assert [line.index("▣") for line in shell.out.splitlines()] == [2, 0]
        assert shell.out.count("by @ann") == 2

    def test_what_others_may_do_is_changed(self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("IMAGORA_TOKEN", "a-token")
        credit = {"media_id": OTHER, "author": {"handle": "ben"}, "post_id": OTHER}
        gone = {"media_id": OTHER, "tombstone": "deleted"}
        media = {**post()["media"][0], "remix_policy": "nobody", "credits": [credit, gone]}  # type: ignore[index]
        server.answers = {f"PATCH /v1/media/{ULID}": (200, media)}
        assert shell("picture", ULID, "--remix-policy", "nobody", "--share-prompt") == 0
        assert server.bodies(f"PATCH /v1/media/{ULID}") == [{"remix_policy": "nobody", "share_prompt": True}]
        assert f"made from {OTHER} by @ben" in shell.out
        assert "made from a picture that isn't shown" in shell.out


class TestEndings:
    @pytest.mark.parametrize(
        ("answer", "code", "said"),
        [
            ((404, problem(404, "post_not_found", "There is none.")), 4, "imagora: There is none.\n"),
            ((403, problem(403, "remix_not_allowed", "No.")), 4, "ask them, or choose another."),
            (
                (429, problem(429, "rate_limited", "Too fast."), {"Retry-After": "99"}),
                5,
                "Too fast. Try again in 99 s.",
            ),
            ((429, problem(429, "credits_exhausted", "None left.", renews_at="2026-12-01T00:00:00Z")), 4, "2026-12-01"),
            ((422, problem(422, "text_blocked", "No.", rule="hate")), 4, "No. Rule: hate."),
            ((500, problem(500, "internal", "Broken.", request_id="r-1")), 5, "Broken. (request r-1)"),
            ((502, b"<html>"), 5, "The server answered 502 (Bad Gateway). Try again later."),
            (
                (
                    422,
                    problem(422, "invalid_input", "No.", errors=[{"field": "text", "code": "x", "message": "Long."}]),
                ),
                4,
                "No. text: Long.",
            ),
        ],
    )
    def test_a_refusal_is_one_line_and_a_code(
        self, shell: Shell, server: Server, answer: tuple[Any, ...], code: int, said: str
    ) -> None:
        server.answers = {f"GET /v1/posts/{ULID}": answer}
        assert shell("show", ULID) == code
        assert said in shell.err
        assert shell.err.count("\n") == 1 + 2 * (answer[0] == 502)  # its two further tries are told
        assert shell.out == ""

    def test_json_refusals_are_the_problem_documents(self, shell: Shell, server: Server) -> None:
        document = problem(404, "post_not_found", "There is none.")
        server.answers = {f"GET /v1/posts/{ULID}": (404, document)}
        assert shell("show", ULID, "--json") == 4
        assert (shell.out, shell.err.count("\n")) == ("", 1)
        assert httpx.Response(200, content=shell.err).json() == document

    def test_who_is_not_signed_in_is_told_before_anything_is_asked(self, shell: Shell, server: Server) -> None:
        for arguments in (["whoami"], ["generate", "a lake"], ["post", "Hello"], ["like", ULID], ["credits"]):
            assert shell(*arguments) == 3
            assert "`imagora sign-in`" in shell.err
        assert server.asked == []

    def test_a_server_that_is_not_there_is_exit_code_five(self, shell: Shell, server: Server) -> None:
        def nobody(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        server.answers = {"GET /v1/feeds/explore": nobody}
        assert shell("feed", "explore") == 5
        assert f"{URL} can't be reached." in shell.err

    @pytest.mark.parametrize(
        "arguments",
        [
            ["fly"],
            ["like", "nonsense"],
            ["follow", "a b"],
            ["generate"],
            ["generate", "x", "--count", "9"],
            ["feed", "tag"],
            ["provenance"],
            ["feed", "explore", "--server", "http://imagora.example"],
            ["sign-in"],
            ["sign-in", "--email", "ann@example.org"],
        ],
    )
    def test_a_wrong_call_is_exit_code_two(self, shell: Shell, server: Server, arguments: list[str]) -> None:
        assert shell(*arguments) == 2
        assert shell.err
        assert server.asked == []


class TestSessions:
    def test_a_password_comes_by_the_input_stream_and_the_session_stays_until_signed_out(
        self, shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session = {"access_token": "t", "refresh_token": "r", "token_type": "Bearer", "expires_in": 3600}
        me = {"id": ULID, "handle": "ann", "name": "Ann", "kind": "human", "bio": "", "private": False} | dict.fromkeys(
            ("followers_count", "following_count", "posts_count"), 0
        )
        server.answers = {
            "POST /v1/sessions": (201, session),
            "GET /v1/me": (200, me),
            "DELETE /v1/sessions/current": (204, None),
        }
        monkeypatch.setattr(sys, "stdin", io.StringIO("a long passphrase\n"))
        assert shell("sign-in", "--email", "ann@example.org", "--password-stdin") == 0
        assert server.bodies("POST /v1/sessions") == [{"email": "ann@example.org", "password": "a long passphrase"}]
        assert "unencrypted" in shell.err
        monkeypatch.delenv("IMAGORA_SERVER")  # it is the profile's by now
        assert shell("whoami", "--json") == 0
        assert shell.documents == [me]
        assert shell("profiles", "list", "--json") == 0
        assert shell.documents == [{"current": "default", "profiles": {"default": {"server": URL, "handle": "ann"}}}]
        assert shell("profiles", "remove", "default") == 2
        assert shell("sign-out") == 0
        assert server.bodies("DELETE /v1/sessions/current") == [{"refresh_token": "r"}]
        assert shell("whoami") == 3
        assert shell("profiles", "remove", "default") == 0
        assert shell("profiles", "use", "default") == 2
