"""What the API tells of a picture's origin, and of any picture that somebody asks about."""

from __future__ import annotations

from typing import Any

from PIL import Image

from imagora.media.models import MAX_BYTES
from imagora.media.pixels import FORMATS
from tests.corpus import hostile
from tests.integration.stack import Api, Person, Stack, send_form
from tests.unit.provenance import drawing as draw


def png(seed: int) -> bytes:
    return hostile.encode(draw.scene(seed), "PNG")


def published(stack: Stack, person: Person, data: bytes, kind: str = "image/png", **draft: str) -> tuple[str, str]:
    """An upload and the post that shows it."""
    media_id = stack.upload(person, data, kind, **draft)
    stack.drain()
    post = str(person.post("look", media_id)["id"])
    stack.drain()
    return media_id, post


def begin(api: Api | Person, data: bytes, kind: str = "image/png", **options: Any) -> Any:
    begun = api("POST", "/v1/provenance/checks", {"content_type": kind, "bytes": len(data)}, **options)
    assert begun.status == 201, begun
    return begun


def checked(stack: Stack, data: bytes, kind: str = "image/png", by: Api | Person | None = None) -> Any:
    """The result of a check from its beginning to its end."""
    ask = by or stack.api
    begun = begin(ask, data, kind)
    assert send_form(begun["upload"], data, kind).is_success
    stack.drain()
    return ask("GET", f"/v1/provenance/checks/{begun['id']}").body


def provenance(ask: Api | Person, media_id: str) -> Any:
    answer = ask("GET", f"/v1/media/{media_id}/provenance")
    assert answer.status == 200, answer
    return answer.body


def test_a_draft_is_its_owners_and_a_published_picture_cydrybodys(stack: Stack, ann: Person, bob: Person) -> None:
    media_id = stack.upload(ann, png(51))
    path = f"/v1/media/{media_id}/provenance"
    assert provenance(ann, media_id)["c2pa"] == {"valid": False, "trusted": False, "issuer": None, "actions": []}
    stack.drain()
    assert ann("GET", path).status == 200
    assert [one("GET", path).code for one in (bob, stack.api)] == ["media_not_found"] * 2
    post = ann.post("mine", media_id)["id"]
    stack.drain()
    told = provenance(stack.api, media_id)
    assert (told["media_id"], told["digital_source_type"], told["nearest"]) == (media_id, None, [])
    assert "incoming" not in told
    assert ann("DELETE", f"/v1/posts/{post}").status == 204
    stack.drain()
    assert [one("GET", path).code for one in (ann, bob, stack.api)] == ["media_not_found"] * 3


def test_who_may_not_see_the_picture_does_not_learn_of_it(stack: Stack, ann: Person, bob: Person, cyd: Person) -> None:
    media_id, _ = published(stack, ann, png(52))
    path = f"/v1/media/{media_id}/provenance"
    assert ann("PUT", f"/v1/accounts/{cyd.handle}/block").status == 204
    assert cyd("GET", path).code == "media_not_found"
    bob.follow(ann)
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    assert stack.api("GET", path).code == "media_not_found"
    assert bob("GET", path).status == 200


def test_what_came_with_a_file_and_what_we_made_of_it_is_told(stack: Stack, ann: Person, signed: None) -> None:
    foreign = draw.notary(draw.other_authority()).sign(
        draw.webp(53), "image/webp", draw.created(source_type="trainedAlgorithmicMedia")
    )
    media_id, _ = published(stack, ann, foreign, "image/webp")
    told = provenance(stack.api, media_id)
    assert (told["c2pa"]["valid"], told["c2pa"]["trusted"]) == (True, True)
    assert [one["action"] for one in told["c2pa"]["actions"]] == ["c2pa.opened", "c2pa.transcoded"]
    assert (told["incoming"]["issuer"], told["incoming"]["valid"], told["incoming"]["trusted"]) == (
        "Elsewhere", True, False,
    )  # fmt: skip
    assert told["digital_source_type"] == "trainedAlgorithmicMedia"
    assert [(one["depth"], one["relationship"], one["title"]) for one in told["lineage"]] == [(1, "parentOf", "upload")]


def test_a_copy_names_the_work_that_it_looks_like_to_those_who_may_see_that(
    stack: Stack, ann: Person, bob: Person, cyd: Person
) -> None:
    original, post = published(stack, ann, png(54))
    copy = hostile.encode(draw.scene(54).resize((240, 180)), "JPEG", quality=60)
    copied, _ = published(stack, bob, copy, "image/jpeg")
    (near,) = provenance(stack.api, copied)["nearest"]
    assert (near["media_id"], near["post_id"], near["author"]["handle"]) == (original, post, ann.handle)
    assert 0 <= near["distance"] <= 0.19
    assert ann("PUT", f"/v1/accounts/{cyd.handle}/block").status == 204
    assert provenance(cyd, copied)["nearest"] == []
    assert ann("DELETE", f"/v1/posts/{post}").status == 204
    assert provenance(stack.api, copied)["nearest"] == []


def test_a_check_says_what_is_known_and_forgets_the_file(stack: Stack, ann: Person) -> None:
    original, post = published(stack, ann, png(55))
    turned = hostile.encode(draw.scene(55).transpose(Image.Transpose.ROTATE_90), "WEBP", quality=50)
    found = checked(stack, turned, "image/webp")
    assert (found["status"], found["verdict"], found["media_id"]) == ("done", "looks_like_ours", original)
    assert [near["post_id"] for near in found["nearest"]] == [post]
    assert stack.keys("checks/") == set()
    versions = stack.clients("s3").list_object_versions(Bucket=stack.environment["IMAGORA_BUCKET"], Prefix="checks/")
    assert versions.get("Versions", []) == []
    unknown = checked(stack, png(56))
    assert unknown["verdict"] == "nothing_known"
    assert (unknown["nearest"], unknown["lineage"], unknown["digital_source_type"]) == ([], [], None)
    assert "media_id" not in unknown


def test_a_check_knows_our_signature(stack: Stack, ann: Person, signed: None) -> None:
    (media,) = stack.generate(ann)["media"]
    ann.post("drawn", media["id"])
    stack.drain()
    key = media["url"].removeprefix("/")
    data = stack.clients("s3").get_object(Bucket=stack.environment["IMAGORA_BUCKET"], Key=key)["Body"].read()
    found = checked(stack, data, "image/webp")
    assert (found["verdict"], found["media_id"], found["c2pa"]["trusted"]) == ("ours", media["id"], True)
    assert found["c2pa"]["actions"] == [
        {"action": "c2pa.created", "digital_source_type": "algorithmicMedia", "software_agent": "painter-1"}
    ]
    assert found["digital_source_type"] == "algorithmicMedia"


def test_a_result_tells_nobody_of_a_picture_that_is_not_for_them(stack: Stack, ann: Person, cyd: Person) -> None:
    published(stack, ann, png(57))
    assert ann("PUT", f"/v1/accounts/{cyd.handle}/block").status == 204
    begun = begin(cyd, png(57))
    assert send_form(begun["upload"], png(57), "image/png").is_success
    stack.drain()
    path = f"/v1/provenance/checks/{begun['id']}"
    assert stack.api("GET", path)["verdict"] == "looks_like_ours"
    hidden = cyd("GET", path)
    assert (hidden["verdict"], hidden["nearest"], "media_id" in hidden.body) == ("nothing_known", [], False)


def test_hostile_files_end_as_failed_with_the_reason(stack: Stack) -> None:
    """Each of the corpus that S3 lets through; all are sent before any is looked at."""
    cases = {name: case for name, case in hostile.CASES.items() if 0 < len(hostile.build(name)) <= 1_000_000}
    begun = {}
    for name, case in cases.items():
        if case.declared in FORMATS:
            data = hostile.build(name)
            begun[name] = begin(stack.api, data, case.declared)
            assert send_form(begun[name]["upload"], data, case.declared).is_success
    stack.drain()
    assert len(begun) > 20
    ended = {name: stack.api("GET", f"/v1/provenance/checks/{one['id']}").body for name, one in begun.items()}
    codes = {name: one["failure"]["code"] if one["status"] == "failed" else None for name, one in ended.items()}
    assert codes == {name: cases[name].code for name in begun}
    assert stack.keys("checks/") == set()


def test_a_check_for_which_nothing_comes_fails(stack: Stack) -> None:
    begun = begin(stack.api, png(58))
    path = f"/v1/provenance/checks/{begun['id']}"
    assert stack.api("GET", path)["status"] == "pending"
    with stack.later(minutes=16):
        stack.sweep()
        ended = stack.api("GET", path)
        assert (ended["status"], ended["failure"]["code"]) == ("failed", "not_uploaded")
        assert send_form(begun["upload"], png(58), "image/png").is_success  # a clock that went ahead, not S3's own
        stack.drain()
        assert stack.api("GET", path)["status"] == "failed"
    assert stack.keys("checks/") == set()


def test_a_result_is_forgotten_after_a_day(stack: Stack) -> None:
    found = checked(stack, png(59))
    path = f"/v1/provenance/checks/{found['id']}"
    with stack.later(hours=23):
        assert stack.api("GET", path).status == 200
    with stack.later(hours=24, seconds=5):
        assert stack.api("GET", path).code == "check_not_found"
    item = stack.item(f"CHECK#{found['id']}", "CHECK")
    assert item is not None
    assert item["expires_at"] > 0


def test_a_check_that_comes_twice_is_made_once(stack: Stack) -> None:
    data = png(60)
    begun = begin(stack.api, data, key="the same")
    again = begin(stack.api, data, key="the same")
    assert (again["id"], again.headers["idempotency-replayed"]) == (begun["id"], "true")
    assert int(begun.headers["ratelimit-limit"]) > 0
    other = stack.api("POST", "/v1/provenance/checks", {"content_type": "image/png", "bytes": 7}, key="the same")
    assert other.code == "idempotency_key_reused"
    assert send_form(begun["upload"], data, "image/png").is_success
    stack.drain(redeliver=True)
    assert stack.api("GET", f"/v1/provenance/checks/{begun['id']}")["status"] == "done"


def test_nobody_asks_about_more_than_an_upload_may_hold(stack: Stack) -> None:
    for draft in ({"content_type": "image/gif", "bytes": 5}, {"content_type": "image/png", "bytes": MAX_BYTES + 1}):
        assert stack.api("POST", "/v1/provenance/checks", draft).code == "invalid_input"
    begun = begin(stack.api, b"12345")
    assert not send_form(begun["upload"], b"123456", "image/png").is_success
    assert stack.api("GET", "/v1/provenance/checks/01KAP0CQ8000000000000000AN").code == "check_not_found"
    assert stack.api("GET", "/v1/provenance/checks/no-id").code == "check_not_found"
