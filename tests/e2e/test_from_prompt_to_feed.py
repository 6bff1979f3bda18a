"""The main job over HTTP. Its limits of time are what a busy machine takes; an idle one needs a third of them."""

from __future__ import annotations

import httpx

from tests.e2e.running import RunningStack, eventually


def test_two_pictures_reach_a_followers_home_and_go_when_the_post_is_deleted(running: RunningStack) -> None:
    author, follower = running.person(), running.person()
    follower.follow(author)

    asked = author.ask("a lighthouse by the sea at sunset", size="512x512", count=2)
    pictures = author.pictures(asked, within=30)
    assert [(picture["width"], picture["height"]) for picture in pictures] == [(512, 512)] * 2

    post = author.publish("The light is on. #sea", *(picture["id"] for picture in pictures))
    assert post["status"] == "published"
    eventually(lambda: post["id"] in follower.home(), within=15, what="the post in the follower's home")
    shown = httpx.get(running.url + post["media"][0]["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")

    origin = httpx.get(f"{running.url}/v1/media/{pictures[0]['id']}/provenance").json()
    assert origin["c2pa"]["trusted"], origin

    assert author("DELETE", f"/v1/posts/{post['id']}").status_code == 204
    eventually(lambda: post["id"] not in follower.home(), within=15, what="the post gone from the follower's home")
    gone = eventually(
        lambda: httpx.get(running.url + post["media"][0]["url"]).status_code == 404, within=15, what="its picture gone"
    )
    assert gone


def test_a_refused_token_is_a_problem_document_with_cors(running: RunningStack) -> None:
    answer = httpx.get(
        f"{running.url}/v1/me", headers={"Authorization": "Bearer nonsense", "Origin": "https://a.example"}
    )
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthenticated"
    assert answer.headers["access-control-allow-origin"] == "*"
