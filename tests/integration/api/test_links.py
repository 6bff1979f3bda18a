"""Shared links: what everybody gets of a post and an account, and what nobody does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib import shell
from imagora import wiring
from infra.local.gateway import Answer
from tests.integration.stack import Person, Stack

PAGE = Path(__file__).parents[3] / "web/index.html"


@pytest.fixture(autouse=True)
def _page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "DEPLOYED", PAGE)


def ask(stack: Stack, path: str, **headers: str) -> Answer:
    return stack.gateway.handle("GET", path, {"Host": "imagora.example"} | headers)


def page_of(stack: Stack, post_id: str, **headers: str) -> Answer:
    return ask(stack, f"/pages/posts/{post_id}", **headers)


def profile_of(stack: Stack, handle: str, **headers: str) -> Answer:
    return ask(stack, f"/pages/accounts/{handle}", **headers)


def data_of(answer: Answer) -> dict[str, Any]:
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.body.decode())
    return dict(json.loads(written))


def is_bare(answer: Answer, status: int) -> bool:
    """Whether the app starts from it, and it says nothing."""
    body = answer.body.decode()
    assert '<div id="app">' in body
    return answer.status == status and "og:" not in body and "ld+json" not in body and "noindex" in body


@pytest.fixture(scope="module")
def ann(stack: Stack) -> Person:
    made = stack.person(name="Ann of the links")
    assert made("PATCH", "/v1/me", {"bio": "Lakes."}).status == 200
    return made


class TestPosts:
    def test_a_link_shows_the_picture_and_says_that_a_machine_made_it(self, stack: Stack, ann: Person) -> None:
        (picture,) = stack.generate(ann)["media"]
        post = ann.post("A lake & more", picture["id"])
        answer = page_of(stack, post["id"])
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
        body = answer.body.decode()
        (image,) = re.findall(r'<meta property="og:image" content="([^"]*)" />', body)
        assert image == f"http://imagora.example{post['media'][0]['url']}"
        assert stack.gateway.handle("GET", image.removeprefix("http://imagora.example")).status == 200
        assert '<meta property="og:description" content="A lake &amp; more · Made with AI" />' in body
        assert data_of(answer)["image"][0]["digitalSourceType"].endswith("MediaDigitalSource")
        assert "a calm lake" not in body, "prompts are their author's"

    def test_it_is_gone_with_the_post(self, stack: Stack, ann: Person) -> None:
        post = ann.post("soon gone")
        assert page_of(stack, post["id"]).status == 200
        assert ann("DELETE", f"/v1/posts/{post['id']}").status == 204
        assert is_bare(page_of(stack, post["id"]), 404)

    @pytest.mark.parametrize("post_id", ["-", "nothing", "01J00000000000000000000000", "%3Cscript%3E"])
    def test_what_is_not_there_is_a_page_that_says_nothing(self, stack: Stack, post_id: str) -> None:
        assert is_bare(page_of(stack, post_id), 404)

    def test_a_post_that_waits_or_was_rejected_is_not_there(self, stack: Stack, ann: Person) -> None:
        begun = stack.begin_upload(ann, b"x" * 100)
        assert is_bare(page_of(stack, ann.post("waits", begun["media"]["id"])["id"]), 404)

    def test_a_private_accounts_post_is_there_for_nobody_its_author_included(self, stack: Stack) -> None:
        shy = stack.person(name="Shy")
        post = shy.post("among us")
        assert shy("PATCH", "/v1/me", {"private": True}).status == 200
        for token in ({}, {"Authorization": f"Bearer {shy.token}"}, {"Authorization": "Bearer bad"}):
            assert is_bare(page_of(stack, post["id"], **token), 404)

    def test_what_its_author_warns_of_is_not_shown(self, stack: Stack, ann: Person) -> None:
        (picture,) = stack.generate(ann)["media"]
        post = ann.post("the gore of it", picture["id"], labels=["graphic"])
        answer = page_of(stack, post["id"])
        assert answer.status == 200
        assert "gore" not in answer.body.decode()
        assert "/media/" not in answer.body.decode()
        assert '"robots" content="noindex"' in answer.body.decode()


class TestAccounts:
    def test_a_link_shows_the_account_whatever_the_case(self, stack: Stack, ann: Person) -> None:
        for handle in (ann.handle, ann.handle.upper()):
            answer = profile_of(stack, handle)
            assert answer.status == 200
            assert f'<link rel="canonical" href="http://imagora.example/@{ann.handle}" />' in answer.body.decode()
            assert data_of(answer)["mainEntity"]["description"] == "Lakes."

    def test_a_private_one_is_there_and_says_nothing(self, stack: Stack) -> None:
        shy = stack.person(name="Bashful one")
        assert shy("PATCH", "/v1/me", {"bio": "Secret bio", "private": True}).status == 200
        answer = profile_of(stack, shy.handle, Authorization=f"Bearer {shy.token}")
        assert answer.status == 200
        assert not re.search("Bashful|Secret|ld.json", answer.body.decode())
        assert "noindex" in answer.body.decode()

    def test_a_suspended_and_a_deleted_one_are_gone_with_their_posts(self, stack: Stack) -> None:
        gone = stack.person()
        post = gone.post("mine")
        assert gone("DELETE", "/v1/me", {"password": gone.password}).status == 204
        held = stack.author(status="suspended")
        assert is_bare(profile_of(stack, held.handle), 404)
        assert is_bare(profile_of(stack, gone.handle), 404)
        assert is_bare(page_of(stack, post["id"]), 404)


class TestAround:
    def test_the_site_is_what_the_edge_says_on_its_secrets_word_only(
        self, stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wiring, "from_edge", lambda secret: secret == "the edge's")
        forwarded = {"X-Forwarded-Host": "site.example"}
        told = profile_of(stack, ann.handle, **forwarded, **{"X-Imagora-Edge": "the edge's"}).body.decode()
        assert f'content="https://site.example/@{ann.handle}"' in told
        forged = profile_of(stack, ann.handle, **forwarded).body.decode()
        assert "site.example" not in forged

    def test_nothing_is_told_past_the_edge(self, stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wiring, "behind_edge", lambda: True)
        answer = profile_of(stack, ann.handle)
        assert (answer.status, json.loads(answer.body)["code"]) == (403, "forbidden")

    def test_a_host_that_is_none_is_not_repeated(self, stack: Stack, ann: Person) -> None:
        told = profile_of(stack, ann.handle, Host='"><script>alert(1)</script>').body.decode()
        assert "alert(1)" not in told

    def test_the_app_starts_while_the_table_is_away(
        self, stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away() -> None:
            raise ConnectionError("no table")

        monkeypatch.setattr(wiring, "reader", away)
        answer = profile_of(stack, ann.handle)
        assert (answer.status, answer.body.decode()) == (503, PAGE.read_text())
        assert (answer.headers["Cache-Control"], answer.headers["Retry-After"]) == ("no-store", "5")

    def test_no_page_yet_is_said(self, stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(shell, "DEPLOYED", tmp_path / "page.html")
        monkeypatch.setattr(shell, "BUILT", tmp_path / "index.html")
        answer = page_of(stack, "01J")
        assert (answer.status, json.loads(answer.body)["code"]) == (503, "unavailable")

    def test_it_loads_no_library_that_writes(self) -> None:
        asked = (
            "import sys; from app import app; list(app.routes['/pages/posts/{post_id}']);"
            "from imagora import wiring; wiring.post_reader(); wiring.reader();"
            "print(sorted({'pynamodb', 'botocore', 'aws_lambda_powertools', 'jinja2'} & set(sys.modules)))"
        )
        lambdas = {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        environment = os.environ | lambdas | {
            "PYTHONPATH": os.pathsep.join(sys.path), "IMAGORA_TABLE": "t", "IMAGORA_STAGE": "s",
        }  # fmt: skip
        said = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True, timeout=60
        )
        assert said.stdout.strip() == "[]"
