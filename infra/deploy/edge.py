"""Step three: CloudFront in front of all, and the web app's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import time_ns
from typing import Any

from infra.deploy import site
from infra.deploy.stacks import Stack
from infra.deploy.target import Say, Target
from infra.secret_keys import read_keys


@dataclass(frozen=True)
class Edge:
    """The stage's distribution and its web bucket."""

    target: Target
    say: Say

    @property
    def stack(self) -> Stack:
        return Stack(self.target.client("cloudformation"), self.target.edge_stack, self.say)

    def deploy(
        self, template_url: str, declared: Mapping[str, Any], api_id: str, web: bytes, given: Mapping[str, str]
    ) -> dict[str, str]:
        """Bring distribution and files up to date; answers the stack's outputs. Safe to repeat."""
        secret = read_keys(self.target.client("ssm"), self.target.stage)["edge"]
        own = {
            "Stage": self.target.stage,
            "ApiDomain": f"{api_id}.execute-api.{self.target.region}.amazonaws.com",
            "MediaBucket": self.target.media,
            "EdgeSecret": secret,
        }
        self.stack.apply(template_url, declared, {**given, **own})
        outputs = self.stack.outputs()
        changed = site.upload(self.target.client("s3"), outputs["WebBucket"], web, self.say)
        if "index.html" in changed:
            self._forget_page(outputs["DistributionId"])
        return outputs

    def bring_assets(self, outputs: Mapping[str, str], web: bytes) -> None:
        """Bring what the page loads, before the API answers shared links with that page. Safe to repeat."""
        site.upload_assets(self.target.client("s3"), outputs["WebBucket"], web, self.say)

    def delete(self) -> None:
        """Remove the distribution and the web bucket. Safe to repeat; CloudFront takes some minutes."""
        outputs = self.stack.outputs()
        if "WebBucket" in outputs:
            site.empty(self.target.client("s3"), outputs["WebBucket"])
        self.stack.delete()

    def _forget_page(self, distribution: str) -> None:
        """Readers ask for the page anew each time (`no-cache`); the edge itself is told once."""
        self.target.client("cloudfront").create_invalidation(
            DistributionId=distribution,
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/index.html"]}, "CallerReference": str(time_ns())},
        )
