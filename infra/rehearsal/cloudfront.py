"""CloudFront's API as far as the edge needs it: everything is kept as it was sent, and answered so.

moto keeps a part of a distribution and has neither policies nor published functions; here nothing is dropped. As AWS
does, an update or deletion needs the current ETag, and a policy or function that a distribution uses stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_ACCOUNT = "123456789012"


class CloudFrontError(Exception):
    """A refusal in CloudFront's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Kept:
    """One thing: what it is made of, and its revision, which is its ETag."""

    id: str
    config: Any
    revision: int = 1
    live: bool = False
    code: bytes = b""

    @property
    def etag(self) -> str:
        return f"E{self.revision}"


@dataclass
class CloudFront:
    """The account's CloudFront."""

    kept: dict[str, dict[str, Kept]] = field(default_factory=dict)
    invalidations: list[Mapping[str, Any]] = field(default_factory=list)
    _count: int = 0

    def call(self, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one operation. Raises CloudFrontError."""
        if operation == "CreateInvalidation":
            return self._invalidate(given)
        verb, noun = next(
            (verb, operation[len(verb) :])
            for verb in ("Create", "Get", "Update", "Delete", "Describe", "Publish", "List")
            if operation.startswith(verb)
        )
        if noun == "Function":
            return getattr(self, f"_{verb.lower()}_function")(given)  # type: ignore[no-any-return]
        return getattr(self, f"_{verb.lower()}")(noun, given)  # type: ignore[no-any-return]

    def _create(self, noun: str, given: Mapping[str, Any]) -> dict[str, Any]:
        self._count += 1
        kept = Kept(f"E{noun[:3].upper()}{self._count:08d}", given[f"{noun}Config"])
        self._of(noun)[kept.id] = kept
        return self._told(noun, kept)

    def _get(self, noun: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return self._told(noun, self._find(noun, given["Id"]))

    def _update(self, noun: str, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._find(noun, given["Id"], given.get("IfMatch"))
        kept.config, kept.revision = given[f"{noun}Config"], kept.revision + 1
        return self._told(noun, kept)

    def _delete(self, noun: str, given: Mapping[str, Any]) -> dict[str, Any]:
        self._find(noun, given["Id"], given.get("IfMatch"))
        self._expect_unused(given["Id"])
        del self._of(noun)[given["Id"]]
        return {}

    def _create_function(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = Kept(given["Name"], given["FunctionConfig"], code=given["FunctionCode"])
        self._of("Function")[kept.id] = kept
        return self._function_told(kept)

    def _update_function(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._find("Function", given["Name"], given.get("IfMatch"))
        kept.config, kept.code = given["FunctionConfig"], given["FunctionCode"]
        kept.revision, kept.live = kept.revision + 1, False
        return self._function_told(kept)

    def _publish_function(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._find("Function", given["Name"], given.get("IfMatch"))
        kept.live = True
        return self._function_told(kept)

    def _describe_function(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._find("Function", given["Name"])
        if given.get("Stage") == "LIVE" and not kept.live:
            raise CloudFrontError("NoSuchFunctionExists", "The function is not published.")
        return self._function_told(kept)

    def _get_function(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._find("Function", given["Name"])
        return {"FunctionCode": kept.code, "ETag": kept.etag, "ContentType": "application/octet-stream"}

    def _delete_function(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._find("Function", given["Name"], given.get("IfMatch"))
        self._expect_unused(f"function/{kept.id}")
        del self._of("Function")[kept.id]
        return {}

    def _invalidate(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self._find("Distribution", given["DistributionId"])
        self.invalidations.append(given)
        batch = given["InvalidationBatch"]
        made = {"Id": f"I{len(self.invalidations)}", "Status": "Completed", "CreateTime": "2026-01-01T00:00:00Z"}
        return {"Location": "", "Invalidation": {**made, "InvalidationBatch": batch}}

    def _of(self, noun: str) -> dict[str, Kept]:
        return self.kept.setdefault(noun, {})

    def _find(self, noun: str, name: str, etag: str | None = None) -> Kept:
        kept = self._of(noun).get(name)
        if kept is None:
            raise CloudFrontError(f"NoSuch{noun}", f"There is no {noun} {name}.")
        if etag is not None and etag != kept.etag:
            raise CloudFrontError("PreconditionFailed", f"The ETag is {kept.etag} by now.")
        return kept

    def _expect_unused(self, name: str) -> None:
        if any(name in json.dumps(d.config, default=str) for d in self._of("Distribution").values()):
            raise CloudFrontError("InUse", f"A distribution uses {name}.")

    def _told(self, noun: str, kept: Kept) -> dict[str, Any]:
        told = {"Id": kept.id, f"{noun}Config": kept.config, "LastModifiedTime": "2026-01-01T00:00:00Z"}
        if noun == "Distribution":
            told |= {
                "ARN": f"arn:aws:cloudfront::{_ACCOUNT}:distribution/{kept.id}",
                "DomainName": f"{kept.id.lower()}.cloudfront.net",
                "Status": "Deployed",
                "InProgressInvalidationBatches": 0,
                "ActiveTrustedSigners": {"Enabled": False, "Quantity": 0},
            }
        return {noun: told, "ETag": kept.etag}

    def _function_told(self, kept: Kept) -> dict[str, Any]:
        metadata = {
            "FunctionARN": f"arn:aws:cloudfront::{_ACCOUNT}:function/{kept.id}",
            "Stage": "LIVE" if kept.live else "DEVELOPMENT",
            "LastModifiedTime": "2026-01-01T00:00:00Z",
        }
        summary = {"Name": kept.id, "FunctionConfig": kept.config, "FunctionMetadata": metadata}
        return {"FunctionSummary": summary, "ETag": kept.etag}
