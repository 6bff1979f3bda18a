"""Rights, least and enough: what the API and each function ask of AWS in a day of use, against their policies."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator

import pytest

from imagora import wiring
from imagora.assist.models import Suggestion
from imagora.assist.port import Brief, Reply
from imagora.credits.plans import Plans
from imagora.kernel.ids import AccountId
from imagora.pipeline import reconcile
from imagora.webhooks.sending import Outcome
from tests.contract.expanded_template import FUNCTIONS, QUEUES, ROOT, listed, role_statements, text_of
from tests.corpus import hostile
from tests.integration.moderation.court import waiting_cases
from tests.integration.security.cast import moderator
from tests.integration.security.rights import Right, recording
from tests.integration.stack import Person, Stack, holding_back, send_form
from tests.unit.provenance import drawing as draw

PRINCIPALS = ["api", *FUNCTIONS]

FOR_LAMBDA = {
    "logs:CreateLogStream", "logs:PutLogEvents",
    "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
    "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
}  # fmt: skip
"""What Lambda itself does with a function's role: logging, polling its source."""

UNSEEN: dict[str, dict[str, str]] = {
    "GenerateImage": {
        "bedrock:InvokeModel": "an instance that names it; the laptop's draws by itself",
        "ssm:GetParameter": "the key of a provider; the laptop's has none",
        "sqs:SendMessage": "a job of the slow lane is put back while the fast one is busy",
        "s3:ListBucket": "a missing object answers 404 with it and 403 without",
    },
    "api": {
        "cognito-idp:AdminDeleteUser": "a sign-up that failed is undone",
        "comprehend:DetectToxicContent": "an instance that names it; the laptop's has no checker",
        "bedrock:InvokeModel": "an instance that names it; the laptop's co-pilot is the built-in one",
    },
    "RelayStream": {
        "s3:PutObject": "Lambda's failure destination",
        "s3:ListBucket": "Lambda's failure destination",
    },
    "SplitFanout": {
        "dynamodb:ConditionCheckItem": "follows of who stays away leave the reach of fan-outs",
    },
    "FanOutPage": {
        "dynamodb:BatchGetItem": "a reply goes to those who follow both",
    },
    "EraseContent": {
        "cloudfront:CreateInvalidation": "there is no edge on a laptop",
    },
    "ProcessMedia": {
        "s3:GetObject": "an event of a bucket without versions",
        "s3:ListBucket": "a missing object answers 404 with it and 403 without",
        "s3:DeleteObject": "a picture that was taken away while it was drawn leaves nothing",
        "s3:PutObject": "a picture that is held; the laptop's uploads are trusted",
        "sqs:SendMessage": "a picture of which more than a hundred copies are out",
        "rekognition:DetectModerationLabels": "an instance that names it; the laptop's has no checker",
        "comprehend:DetectToxicContent": "an instance that names it; the laptop's has no checker",
        "ssm:GetParameter": "the key of a provider; the laptop's has none",
        "kms:Sign": "a laptop signs with the key of its own authority",
    },
    "CheckProvenance": {
        "s3:GetObject": "an event of a bucket without versions",
        "s3:DeleteObject": "an event of a bucket without versions",
        "s3:ListBucket": "a missing object answers 404 with it and 403 without",
    },
    "RecordActivity": {
        "cloudfront:CreateInvalidation": "there is no edge on a laptop",
        "comprehend:DetectToxicContent": "an instance that names it; the laptop's has no checker",
        "ssm:GetParameter": "the key of a provider; the laptop's has none",
    },
    "ReconcileCounts": {
        "dynamodb:BatchGetItem": "replies that may be gone, and accounts by name",
        "dynamodb:UpdateItem": "a counter that drifted is set right",
    },
    "SweepStalled": {
        "dynamodb:BatchGetItem": "the profiles of who asked an account that went public",
        "dynamodb:PutItem": "who asked an account that went public follows it",
        "dynamodb:DeleteItem": "requests of who follows by now; notes that are done with",
        "sqs:SendMessage": "messages that were lost",
        "cognito-idp:AdminDeleteUser": "sign-ups that nobody confirmed; the laptop confirms at once",
    },
}
"""Rights that the use below doesn't need, each with what does."""


@pytest.fixture(scope="module")
def used(stack: Stack) -> set[Right]:
    """The rights that a day on Imagora takes."""
    with recording() as recorder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reconcile, "BEGINNINGS", ["rq"])  # not everybody whom other tests made
        _live_a_day(stack)
    return recorder.rights


@pytest.mark.parametrize("who", PRINCIPALS)
def test_what_is_asked_for_is_granted(used: set[Right], who: str) -> None:
    asked = {(action, resource) for name, action, resource in used if name == who}
    assert asked, f"{who} did nothing"
    allowed = set(_granted(who))
    assert {pair for pair in asked if not _covers(allowed, *pair)} == set()


@pytest.mark.parametrize("who", PRINCIPALS)
def test_nothing_is_granted_that_is_not_asked_for(used: set[Right], who: str) -> None:
    asked = {action for name, action, _ in used if name == who} | FOR_LAMBDA | UNSEEN.get(who, {}).keys()
    assert {action for action, _ in _granted(who)} - asked == set()


@pytest.mark.parametrize("who", PRINCIPALS)
def test_no_queue_or_folder_is_open_that_is_not_asked_for(used: set[Right], who: str) -> None:
    asked = {(action, resource) for name, action, resource in used if name == who}
    unseen = FOR_LAMBDA | UNSEEN.get(who, {}).keys()
    narrow = {pair for pair in _granted(who) if pair[0].startswith(("s3:", "sqs:")) and pair[0] not in unseen}
    assert narrow - asked == set()


def test_the_api_looks_at_both_lanes_and_at_no_other_queue(used: set[Right]) -> None:
    """Apart from what a function's role lets Lambda do, asking a queue how many wait is a right as any other."""
    look = "sqs:GetQueueAttributes"
    lanes = {_queue_name("GenerationQueue"), _queue_name("SlowQueue")}
    assert {resource for action, resource in _granted("api") if action == look} == lanes
    assert {resource for who, action, resource in used if (who, action) == ("api", look)} == lanes


def _granted(who: str) -> Iterator[tuple[str, str]]:
    statements = (
        json.loads((ROOT / ".chalice/policy.json").read_text())["Statement"] if who == "api" else role_statements(who)
    )
    for statement in statements:
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield action, _named(text_of(resource))


def _named(arn: str) -> str:
    """An ARN of the template as `rights` names resources."""
    name = re.sub(r"\$\{(\w+?)\.?(?:Stream)?Arn\}", r"\1", arn)
    name = name.removeprefix("Bucket/").removesuffix("*")
    return _queue_name(name) if name in QUEUES else name


def _queue_name(logical_id: str) -> str:
    return text_of(QUEUES[logical_id]["QueueName"]).replace("${Stage}", "local")


def _covers(allowed: set[tuple[str, str]], action: str, resource: str) -> bool:
    if action.startswith(("ssm:", "cloudfront:")):
        return any(granted == action for granted, _ in allowed)
    return (action, resource) in allowed


def _live_a_day(stack: Stack) -> None:
    """People meet, post, draw, upload, change their minds and leave; what nobody finishes is swept."""
    wiring.key_ring()._until = 0.0  # as in a function that has just started
    stack.drain()
    ann, *fans = [stack.person(handle=f"rq_{number}") for number in range(6)]
    _meet(ann, fans)
    _sign_in_and_out(stack, ann)
    _make_and_delete(stack, ann, fans[0])
    _hurry(stack, fans[1])
    _react(stack, ann, fans[:2])
    _wait_in_the_slow_lane(stack, ann)
    _judge(stack, ann, fans[1])
    _inquire(stack, ann)
    _tell_programs(stack, fans[0])
    _give_up(stack, fans[0])
    _leave(stack, fans)


def _wait_in_the_slow_lane(stack: Stack, ann: Person) -> None:
    asking = wiring.generations()
    slow = dataclasses.replace(asking.credits, plans=Plans.read("free:0:1:1536:slow", daily=50))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "generations", lambda: dataclasses.replace(asking, credits=slow))
        waits = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256"})
    assert waits["lane"] == "slow"
    stack.drain()


def _meet(ann: Person, fans: list[Person]) -> None:
    for fan in fans[:2]:
        fan.follow(ann)
    assert fans[0]("DELETE", f"/v1/accounts/{ann.handle}/follow").status == 204
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    for fan in fans:
        fan.follow(ann)
    assert ann("PUT", f"/v1/me/follow-requests/{fans[0].handle}").status == 204
    assert ann("DELETE", f"/v1/me/follow-requests/{fans[2].handle}").status == 204
    assert ann("PATCH", "/v1/me", {"private": False}).status == 200
    for shut in ("block", "mute"):
        assert fans[1]("PUT", f"/v1/accounts/{fans[4].handle}/{shut}").status == 204
        assert fans[1]("GET", f"/v1/me/{shut}s")["items"]
        assert fans[1]("DELETE", f"/v1/accounts/{fans[4].handle}/{shut}").status == 204
    code = ann("POST", "/v1/invites", {"uses": 1}, key="once")["code"]
    assert ann("GET", "/v1/invites")["items"]
    assert ann("DELETE", f"/v1/invites/{code}").status == 204


def _sign_in_and_out(stack: Stack, ann: Person) -> None:
    api, session = stack.api, {"email": ann.email, "password": ann.password}
    renewed = api("POST", "/v1/sessions/refresh", {"refresh_token": ann.refresh_token})
    assert renewed.status == 201
    assert ann("POST", "/v1/me/password", {"old": ann.password, "new": ann.password}).status == 204
    assert api("POST", "/v1/sessions", session).status == 201
    assert api("POST", "/v1/passwords/forgot", {"email": ann.email}).status == 204
    assert ann("DELETE", "/v1/sessions/current").status == 204


def _make_and_delete(stack: Stack, ann: Person, fan: Person) -> None:
    drawn = stack.generate(ann, 2)["media"][0]["id"]
    cancelled = ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})["id"]
    assert ann("POST", f"/v1/generations/{cancelled}/cancel").status == 200
    uploaded = stack.upload(ann, hostile.build("smallest"))
    waiting = ann.post("soon", uploaded)["id"]
    stack.drain()
    shown = ann.post("a lake", drawn)["id"]
    stack.drain()
    assert waiting in fan.home()
    for path in ("feeds/explore", f"accounts/{ann.handle}/posts", f"accounts/{ann.handle}/followers", "generations"):
        assert ann("GET", f"/v1/{path}")["items"]
    assert ann("PATCH", "/v1/me", {"avatar_media_id": uploaded}).status == 200
    _have_described(ann, drawn)
    _remix(stack, drawn, fan)
    assert ann("DELETE", f"/v1/posts/{shown}").status == 204
    stack.drain()


def _hurry(stack: Stack, fan: Person) -> None:
    """More jobs at a time than a plan has: the last ones stand in the slow lane."""
    wish = {"prompt": "a calm lake", "size": "256x256"}
    lanes = [fan("POST", "/v1/generations", wish)["lane"] for _ in range(6)]
    assert (lanes[0], lanes[-1]) == ("fast", "slow")
    stack.drain()


class _Onlooker:
    """A text model that looks at the picture it is asked about, and is asked over no network."""

    name = model = "onlooker"
    remote = True

    def most(self, _: Brief) -> int:
        return 2

    def assist(self, brief: Brief) -> Reply:
        assert brief.look() is not None
        return Reply((Suggestion("A lake."),))


def _have_described(ann: Person, media: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        co_pilot = dataclasses.replace(wiring.co_pilot(), assistants=(_Onlooker(),))
        patch.setattr(wiring, "co_pilot", lambda: co_pilot)
        described = ann("POST", "/v1/drafts/assist", {"task": "alt_text", "media_id": media})
    assert described["suggestions"] == [{"text": "A lake."}]


def _remix(stack: Stack, original: str, fan: Person) -> None:
    """A picture made from another, listed, looked at, taken back."""
    made = stack.generate(fan, remix_of=original)["media"][0]["id"]
    post = fan.post("a lake at night", made)["id"]
    stack.drain()
    assert fan("GET", f"/v1/media/{original}/remixes")["items"]
    assert fan("PATCH", f"/v1/media/{made}", {"remix_policy": "nobody", "share_prompt": True}).status == 200
    assert fan("DELETE", f"/v1/posts/{post}").status == 204
    stack.drain()


def _react(stack: Stack, ann: Person, fans: list[Person]) -> None:
    """Reactions, some of which wait beside the post; taken back; and the day's recount."""
    post = ann.post("Look")["id"]
    item = (stack.environment["IMAGORA_TABLE"], f"POST#{post}", "POST")
    stack.services.strict.under_way.hold(item, None)
    assert fans[1]("PUT", f"/v1/posts/{post}/like").status == 204
    stack.services.strict.under_way.release(item)
    for kind in ("like", "repost", "bookmark"):
        assert fans[0]("PUT", f"/v1/posts/{post}/{kind}").status == 204
    stack.drain()
    stack.pump.tick("ReconcileCounts")
    for path in (f"posts/{post}/likes", f"posts/{post}/reposts", "me/likes", "me/bookmarks"):
        assert fans[0]("GET", f"/v1/{path}")["items"]
    for kind in ("like", "repost", "bookmark"):
        assert fans[0]("DELETE", f"/v1/posts/{post}/{kind}").status == 204
    stack.drain()


def _judge(stack: Stack, ann: Person, fan: Person) -> None:
    """A picture is taken away and given back, another one held; a moderator looks at a rejected one."""
    judge, second = moderator(stack), moderator(stack)
    drawn = stack.generate(ann)["media"][0]["id"]
    with pytest.MonkeyPatch.context() as patch:
        held_back = holding_back()
        patch.setattr(wiring, "processor", lambda: held_back)
        held = stack.upload(ann, hostile.build("smallest"))
        stack.drain()
    post = ann.post("a lake", drawn)["id"]
    stack.drain()
    assert fan("POST", "/v1/reports", {"post_id": post, "reason": "spam"}).status == 201
    waiting = waiting_cases(judge)
    for subject, action, rule in ((held, "approve", "spam"), (post, "reject", "nonconsensual_intimate")):
        _decide(stack, judge, waiting[subject], action, rule)
    assert ann("POST", f"/v1/me/moderation/{waiting[post]}/appeal", {"statement": "no"}).status == 201
    assert judge("POST", f"/v1/moderation/cases/{waiting[post]}/claim").code == "first_judge"
    with stack.later(hours=25):
        assert judge("POST", f"/v1/moderation/cases/{waiting[post]}/claim").code == "first_judge"
    _decide(stack, second, waiting[post], "approve")
    assert fan("GET", f"/v1/posts/{post}").status == 200


def _inquire(stack: Stack, ann: Person) -> None:
    """A published upload is looked up by what it looks like; a check finds it, and another one gets no file."""
    picture = hostile.encode(draw.scene(61), "PNG")
    shown = stack.upload(ann, picture)
    stack.drain()
    ann.post("mine", shown)
    stack.drain()
    form = {"content_type": "image/png", "bytes": len(picture)}
    begun, _ = (stack.api("POST", "/v1/provenance/checks", form, key=key) for key in ("one", "two"))
    assert send_form(begun["upload"], picture, "image/png").is_success
    stack.drain()
    assert stack.api("GET", f"/v1/provenance/checks/{begun['id']}")["media_id"] == shown
    assert stack.api("GET", f"/v1/media/{shown}/provenance").status == 200


def _tell_programs(stack: Stack, ann: Person) -> None:
    """A webhook is set, fails once, is turned off, set again, and removed."""
    hook = {"url": "https://example.org/hook", "events": ["generation.cancelled"]}
    delivering = dataclasses.replace(wiring.delivering(), post=lambda *_: Outcome("refused", 410))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "delivering", lambda: delivering)
        assert ann("PUT", "/v1/me/webhook", hook).status == 200
        drawn = ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})["id"]
        assert ann("POST", f"/v1/generations/{drawn}/cancel").status == 200
        wiring.webhook_keys()._until = 0.0
        stack.drain()
    assert ann("GET", "/v1/me/webhook")["status"] == "disabled"
    assert ann("PUT", "/v1/me/webhook", hook).status == 200
    assert ann("DELETE", "/v1/me/webhook").status == 204


def _decide(stack: Stack, judge: Person, case: str, action: str, rule: str = "spam") -> None:
    assert judge("POST", f"/v1/moderation/cases/{case}/claim").status == 200
    ruling = {"action": action, "rule": rule, "note": "We looked."}
    assert judge("POST", f"/v1/moderation/cases/{case}/decision", ruling).status == 200
    stack.drain()


def _give_up(stack: Stack, ann: Person) -> None:
    """An upload that never comes, and a post that waits for it; a picture that is none; work whose wake-up was lost."""
    ann.post("never", stack.begin_upload(ann, b"x" * 9)["media"]["id"])
    stack.upload(ann, b"no picture")
    stack.drain()
    ann("POST", "/v1/generations", {"prompt": "a calm lake", "size": "256x256"})
    with stack.later(hours=1):
        stack.sweep()
    with stack.later(hours=2):
        stack.sweep()
    stack.drain()


def _leave(stack: Stack, fans: list[Person]) -> None:
    leaving = fans[0]
    fans[1].follow(leaving)
    assert fans[2]("PUT", f"/v1/accounts/{leaving.handle}/block").status == 204
    assert leaving("PUT", f"/v1/accounts/{fans[3].handle}/block").status == 204
    stack.generate(leaving)
    leaving.post("farewell")
    stack.drain()
    assert leaving("DELETE", "/v1/me", {"password": leaving.password}).status == 204
    for _ in range(3):
        stack.drain()
        with stack.later(hours=3):
            stack.sweep()
    assert stack.item(f"USER#{AccountId(leaving.id)}", "PROFILE") is None
