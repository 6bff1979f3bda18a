"""infra/edge.yaml: what is served from where, who may read what, and that it does as the laptop stack does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from chalicelib import auth, problems
from chalicelib.links import PATHS
from infra.deploy import gateway, site
from infra.deploy.packages import parsed
from infra.local.gateway import safety
from infra.local.gateway.files import WebFiles
from infra.local.gateway.links import page_of

ROOT = Path(__file__).parents[2]
EDGE = parsed(ROOT / "infra/edge.yaml")
DISTRIBUTION = EDGE["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
ORIGINS = {origin["Id"]: origin for origin in DISTRIBUTION["Origins"]}
BEHAVIOURS = {behaviour["PathPattern"]: behaviour for behaviour in DISTRIBUTION["CacheBehaviors"]}
API, MEDIA, PAGES = BEHAVIOURS["/v1/*"], BEHAVIOURS["/media/*"], DISTRIBUTION["DefaultCacheBehavior"]

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-38738e2966ac"
UPLOADS = ["https://media.s3.amazonaws.com", "https://media.s3.eu-central-1.amazonaws.com"]
FORBIDDEN_NAMES = re.compile(r"x-(edge|amz|amzn|accel)-|x-(real-ip|cache|forwarded-proto)$", re.IGNORECASE)
"""Header names that CloudFront keeps to itself. Source: "Restrictions on all edge functions", CloudFront's guide."""


def policy(name: str) -> dict[str, Any]:
    return dict(EDGE["Resources"][name]["Properties"]["ResponseHeadersPolicyConfig"])


class TestApi:
    def test_every_request_reaches_the_api_whole_and_nothing_is_cached(self) -> None:
        assert (API["CachePolicyId"], API["OriginRequestPolicyId"]) == (CACHING_DISABLED, ALL_BUT_HOST)
        assert set(API["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
        assert ORIGINS[API["TargetOriginId"]]["OriginPath"] == {"Fn::Sub": "/${ApiStage}"}

    def test_the_gateways_stage_is_the_one_that_chalice_makes(self) -> None:
        chalice = json.loads((ROOT / ".chalice/config.json").read_text())
        assert EDGE["Parameters"]["ApiStage"]["Default"] == chalice["api_gateway_stage"]

    def test_it_carries_the_secret_under_the_name_that_the_api_reads(self) -> None:
        sent = ORIGINS["api"]["OriginCustomHeaders"]
        assert sent == [{"HeaderName": auth.EDGE_SECRET, "HeaderValue": {"Ref": "EdgeSecret"}}]
        assert EDGE["Parameters"]["EdgeSecret"]["NoEcho"] is True

    def test_no_header_is_one_that_cloudfront_refuses(self) -> None:
        code = EDGE["Resources"]["DescribeViewer"]["Properties"]["FunctionCode"]
        written = re.findall(r"request\.headers\['([^']+)'\]", code)
        assert set(written) == {auth.EDGE_VIEWER, "x-forwarded-host"}
        assert [name for name in (*written, auth.EDGE_SECRET) if FORBIDDEN_NAMES.match(name)] == []

    def test_its_own_errors_come_through(self) -> None:
        rewritten = {error["ErrorCode"] for error in DISTRIBUTION["CustomErrorResponses"]}
        answered = {*problems.STATUS.values(), *(told.status for told in gateway.ANSWERS.values())}
        assert rewritten & answered == set()
        assert all(told.status for kind, told in gateway.ANSWERS.items() if kind != "DEFAULT_4XX")

    def test_while_there_is_none_readers_get_the_page_and_programs_the_status(self) -> None:
        told = {error["ErrorCode"]: error for error in DISTRIBUTION["CustomErrorResponses"]}
        assert set(told) == {502, 504}
        for status, error in told.items():
            assert (error["ResponseCode"], error["ResponsePagePath"]) == (status, "/index.html")
            assert error["ErrorCachingMinTTL"] == 0


class TestBuckets:
    def test_cloudfront_signs_and_nobody_else_reads(self) -> None:
        for name in ("media", "web"):
            assert ORIGINS[name]["OriginAccessControlId"] == {"Fn::GetAtt": ["BucketAccess", "Id"]}
        statements = EDGE["Resources"]["WebBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        allowed = [statement for statement in statements if statement["Effect"] == "Allow"]
        assert [(s["Action"], s["Principal"]) for s in allowed] == [
            ("s3:GetObject", {"Service": "cloudfront.amazonaws.com"})
        ]
        assert "aws:SourceArn" in allowed[0]["Condition"]["StringEquals"]
        assert set(EDGE["Resources"]["WebBucket"]["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}

    def test_a_withdrawn_picture_leaves_the_edge_within_five_minutes(self) -> None:
        cache = EDGE["Resources"]["MediaCache"]["Properties"]["CachePolicyConfig"]
        assert MEDIA["CachePolicyId"] == {"Ref": "MediaCache"}
        assert cache["MaxTTL"] <= 300

    def test_pictures_are_read_only(self) -> None:
        assert set(MEDIA["AllowedMethods"]) == set(PAGES["AllowedMethods"]) == {"GET", "HEAD"}


def told_by(name: str) -> dict[str, str]:
    """What a response headers policy tells browsers, by header: HTTPS for good is the edge's alone."""
    given = policy(name)
    security = given["SecurityHeadersConfig"]
    told = {"Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"]}
    if "ContentTypeOptions" in security:
        told["X-Content-Type-Options"] = "nosniff"
    if "FrameOptions" in security:
        told["X-Frame-Options"] = security["FrameOptions"]["FrameOption"]
    if "ReferrerPolicy" in security:
        told["Referrer-Policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    if "CorsConfig" in given:
        (told["Access-Control-Allow-Origin"],) = given["CorsConfig"]["AccessControlAllowOrigins"]["Items"]
    told |= {item["Header"]: item["Value"] for item in given["CustomHeadersConfig"]["Items"]}
    named = told["Content-Security-Policy"]
    if isinstance(named, dict):
        written = named["Fn::Sub"].replace("${MediaBucket}", "media").replace("${AWS::Region}", "eu-central-1")
        told["Content-Security-Policy"] = written
    return told


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "local"),
        [("PageHeaders", safety.page(UPLOADS)), ("MediaHeaders", safety.MEDIA), ("ApiHeaders", safety.API)],
    )
    def test_browsers_are_told_what_the_laptop_tells_them(self, name: str, local: tuple[tuple[str, str], ...]) -> None:
        assert told_by(name) == dict(local)

    def test_every_behaviour_has_its_headers_and_all_of_them_override(self) -> None:
        policies = [behaviour["ResponseHeadersPolicyId"]["Ref"] for behaviour in (*BEHAVIOURS.values(), PAGES)]
        assert set(policies) == {"PageHeaders", "MediaHeaders", "ApiHeaders"}
        for name in policies:
            security = policy(name)["SecurityHeadersConfig"].values()
            assert all(one["Override"] for one in (*security, *policy(name)["CustomHeadersConfig"]["Items"]))

    def test_nothing_inline_nothing_foreign_and_no_text_becomes_code(self) -> None:
        written = told_by("PageHeaders")["Content-Security-Policy"]
        assert "default-src 'none'" in written
        assert not re.search(r"unsafe|\*|data:|http:", written)
        assert set(re.findall(r"https://[^ ;]+", written)) == set(UPLOADS)
        assert "require-trusted-types-for 'script'" in written

    def test_the_stand_in_for_the_api_has_the_pages_policy(self) -> None:
        mock = (ROOT / "web/dev/mock.mjs").read_text()
        (written,) = re.findall(r"^const POLICY =(.*?);$", mock, re.DOTALL | re.MULTILINE)
        assert "".join(re.findall(r'"([^"]*)"', written)) == safety.page_policy()

    @pytest.mark.parametrize("name", ["PageHeaders", "MediaHeaders", "ApiHeaders"])
    def test_every_answer_is_https_for_good_and_what_it_says_it_is(self, name: str) -> None:
        security = policy(name)["SecurityHeadersConfig"]
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
        assert security["ContentTypeOptions"] == {"Override": True}

    @pytest.mark.parametrize("name", ["index.html", "assets/app-Dh3kJ9xQ.js", "favicon.svg", "assets/plain.css"])
    def test_files_are_cached_as_on_a_laptop(self, name: str, tmp_path: Path) -> None:
        assert site._caching(name) == WebFiles(tmp_path)._caching(tmp_path.resolve() / name)


class TestLinks:
    PATTERNS = ("/p/*", "/posts/*", "/@*")

    @pytest.mark.parametrize("pattern", PATTERNS)
    def test_what_people_share_is_answered_by_the_api_and_kept_shortly(self, pattern: str) -> None:
        link = BEHAVIOURS[pattern]
        cache = EDGE["Resources"]["LinkCache"]["Properties"]["CachePolicyConfig"]
        assert (link["TargetOriginId"], link["CachePolicyId"]) == ("api", {"Ref": "LinkCache"})
        assert link["ResponseHeadersPolicyId"] == PAGES["ResponseHeadersPolicyId"]
        assert (cache["DefaultTTL"], cache["MaxTTL"]) == (0, 60)
        assert set(link["AllowedMethods"]) == {"GET", "HEAD"}

    def test_nothing_goes_along_but_the_host(self) -> None:
        cache = EDGE["Resources"]["LinkCache"]["Properties"]["CachePolicyConfig"]
        sent = cache["ParametersInCacheKeyAndForwardedToOrigin"]
        assert sent["CookiesConfig"] == {"CookieBehavior": "none"}
        assert sent["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
        assert sent["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["x-forwarded-host"]}
        assert [pattern for pattern in self.PATTERNS if "OriginRequestPolicyId" in BEHAVIOURS[pattern]] == []

    def test_every_page_of_the_api_has_an_address(self) -> None:
        asked = ("/p/01J", "/@ann")
        assert {re.sub(r"[^/]+$", "", page_of(path) or "") for path in asked} == {
            re.sub(r"[^/]+$", "", path) for path in PATHS
        }

    @pytest.mark.parametrize(
        "path", ["/p/01J", "/p/", "/p/01J/likes", "/p//x", "/posts/01J", "/@ann", "/@", "/@ann/followers", "/@a%2Fb"]
    )
    def test_an_address_leads_where_it_does_on_a_laptop(self, path: str) -> None:
        forged = {"host": {"value": "imagora.example"}, "x-forwarded-host": {"value": "evil.example"}}
        led = run("LinkPages", {"uri": path, "headers": forged})
        assert led["uri"] == page_of(path)
        assert led["headers"]["x-forwarded-host"] == {"value": "imagora.example"}

    @pytest.mark.parametrize("path", ["/", "/p", "/explore", "/pages/posts/01J", "/private/x", "/tags/@x"])
    def test_no_other_address_does(self, path: str) -> None:
        assert page_of(path) is None
        assert not [one for one in self.PATTERNS if path.startswith(one[:-1])]


def run(function: str, request: dict[str, Any]) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    code = EDGE["Resources"][function]["Properties"]["FunctionCode"]
    event = {"viewer": {"ip": "203.0.113.7"}, "request": request}
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(event)})))"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)  # noqa: S603
    return dict(json.loads(done.stdout))


class TestFunctions:
    def test_what_a_viewer_says_of_itself_is_overwritten(self) -> None:
        forged = {
            "host": {"value": "imagora.example"},
            "x-imagora-viewer": {"value": "10.0.0.1"},
            "x-forwarded-host": {"value": "evil.example"},
        }
        headers = run("DescribeViewer", {"uri": "/v1/me", "headers": forged})["headers"]
        assert headers["x-imagora-viewer"] == {"value": "203.0.113.7"}
        assert headers["x-forwarded-host"] == {"value": "imagora.example"}

    @pytest.mark.parametrize(
        ("asked", "served"),
        [
            ("/", "/index.html"),
            ("/@ann", "/index.html"),
            ("/posts/01J", "/index.html"),
            ("/v1.2/about", "/index.html"),
            ("/favicon.svg", "/favicon.svg"),
            ("/assets/app-1.js", "/assets/app-1.js"),
        ],
    )
    def test_pages_without_a_dot_are_the_app(self, asked: str, served: str) -> None:
        assert run("ServePages", {"uri": asked, "headers": {}})["uri"] == served
