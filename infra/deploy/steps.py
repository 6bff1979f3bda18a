"""The whole deployment, and its removal, as a sequence of steps that may each be repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from infra import web
from infra.deploy import packages
from infra.deploy.api import Api
from infra.deploy.artefacts import Artefacts, json_bytes
from infra.deploy.edge import Edge
from infra.deploy.interpreter import expect_runtime
from infra.deploy.releases import Release, Releases
from infra.deploy.stacks import Change, Stack
from infra.deploy.target import Refused, Say, Target
from infra.secret_keys import ensure_keys, keys_parameter

_CODE = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}
_OURS = {"Stage", "WebOrigin", "DistributionId", "ApiDomain", "ApiStage", "MediaBucket", "EdgeSecret"}
"""Parameters that the deployment itself works out."""


@dataclass(frozen=True)
class Instance:
    """One stage, to be deployed or removed."""

    target: Target
    say: Say

    @cached_property
    def artefacts(self) -> Artefacts:
        return Artefacts(self.target.client("s3"), self.target.artefacts, self.target.region)

    @cached_property
    def releases(self) -> Releases:
        return Releases(self.artefacts)

    @property
    def stack(self) -> Stack:
        return Stack(self.target.client("cloudformation"), self.target.stack, self.say)

    @property
    def edge(self) -> Edge:
        return Edge(self.target, self.say)

    @property
    def api(self) -> Api:
        return Api(self.target, self.artefacts, self.say)

    def deploy(self, given: Mapping[str, str], release_id: str | None = None) -> Release:
        """Bring the stage to this checkout, or to an earlier release, with these parameters set anew.

        The first time stack and API are gone through twice: they need the distribution, which needs the API. Safe to
        repeat, also after it broke off anywhere. Raises Refused, StackFailed, ApiFailed.
        """
        if release_id is None:
            expect_runtime(packages.runtime(packages.template()), loopback=self.target.on_loopback())
        self.artefacts.ensure()
        release = self.releases.find(release_id) if release_id else self._built()
        templates = [json.loads(self._kept(key)) for key in (release.template, release.edge)]
        expect_runtime(packages.runtime(templates[0]), loopback=self.target.on_loopback())
        own, edges = _shared_out(given, *(template["Parameters"] for template in templates))

        known = self.edge.stack.outputs()
        if known:
            self.edge.bring_assets(known, self._kept(release.web))
        api_id = self._below_the_edge(release, templates[0], own, known)
        now = self.edge.deploy(
            self.artefacts.url(release.edge), templates[1]["Parameters"], api_id, self._kept(release.web), edges
        )
        if now != known:
            self.say("the edge is new: telling stack and API about it")
            self._below_the_edge(release, templates[0], own, now)
        self._tell(release, now)
        return release

    def destroy(self) -> None:
        """Remove what runs; what holds data stays, and is listed. Safe to repeat. Raises StackFailed, ApiFailed."""
        current = self.releases.current()
        values = self._values()
        self.edge.delete()
        if current is not None and values:
            self.api.delete(self._kept(self.releases.find(current).api), values)
        self.stack.delete()
        self.say(f"{self.target.stack} runs no more. What holds data was retained:")
        for line in self.retained():
            self.say(f"  {line}")

    def retained(self) -> list[str]:
        """What outlives a removal, each with where it lies."""
        stage = self.target.stage
        return [
            f"table imagora-{stage}, user pool imagora-{stage}",
            f"bucket {self.target.media}: pictures",
            f"bucket {self.target.artefacts}: releases",
            f"layer versions imagora-{stage}-core, imagora-{stage}-imaging",
            f"parameter {keys_parameter(stage)}: without it no account's email can be found again",
        ]

    def _built(self) -> Release:
        """This checkout, packaged and uploaded."""
        web.build(self.say)
        source = packages.template()
        self.say("packaging functions and layers")
        for logical_id, data in packages.code(source).items():
            resource = source["Resources"][logical_id]
            key = self.artefacts.keep("code", data, "zip")
            resource["Properties"][_CODE[resource["Type"]]] = f"s3://{self.target.artefacts}/{key}"
            resource.pop("Metadata", None)  # how to build it
        return Release(
            template=self.artefacts.keep("templates", json_bytes(source), "json"),
            edge=self.artefacts.keep(
                "templates", json_bytes(packages.parsed(packages.ROOT / "infra/edge.yaml")), "json"
            ),
            api=self.artefacts.keep("api", packages.api(web.DIST / "index.html"), "zip"),
            web=self.artefacts.keep("web", packages.site(web.DIST), "zip"),
        )

    def _below_the_edge(
        self, release: Release, template: Mapping[str, Any], own: Mapping[str, str], edge: Mapping[str, str]
    ) -> str:
        """Steps one and two: the stack, the keys, the API; answers the REST API's id."""
        about_edge = {"DistributionId": edge["DistributionId"], "WebOrigin": edge["Origin"]} if edge else {}
        declared = template["Parameters"]
        self._apply(release, declared, {**own, "Stage": self.target.stage, **about_edge})
        ensure_keys(self.target.client("ssm"), self.target.stage, edge=True)
        return self.api.deploy(self._kept(release.api), self._values())

    def _apply(self, release: Release, declared: Mapping[str, Any], given: Mapping[str, str]) -> list[Change]:
        return self.stack.apply(self.artefacts.url(release.template), declared, given)

    def _values(self) -> dict[str, str]:
        return self.stack.parameters() | self.stack.outputs()

    def _kept(self, key: str) -> bytes:
        data = self.artefacts.read(key)
        if data is None:
            raise Refused(f"{self.target.artefacts} has lost {key}: this release can't be deployed any more.")
        return data

    def _tell(self, release: Release, edge: Mapping[str, str]) -> None:
        before = self.releases.current()
        self.releases.record(release)
        self.say(f"release {release.id} is at {edge['Origin']}")
        if before and before != release.id:
            self.say(f"back to the one before: make deploy STAGE={self.target.stage} RELEASE={before}")


def _shared_out(
    given: Mapping[str, str], stack: Mapping[str, Any], edge: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, str]]:
    """The given parameters as those of the stack and those of the edge. Raises Refused for what neither takes."""
    ours = sorted(set(given) & _OURS)
    if ours:
        raise Refused(f"{', '.join(ours)}: the deployment sets this itself.")
    unknown = sorted(set(given) - set(stack) - set(edge))
    if unknown:
        known = sorted((set(stack) | set(edge)) - _OURS)
        raise Refused(f"There is no parameter {', '.join(unknown)}. There are {', '.join(known)}.")
    return {k: v for k, v in given.items() if k in stack}, {k: v for k, v in given.items() if k in edge}
