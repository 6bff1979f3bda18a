"""The private bucket: forms for uploads, renditions in, objects out. Keys are said by `models`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from imagora.kernel.errors import Unavailable

_MISSING = {"NoSuchKey", "NoSuchVersion", "404"}


class NotDeleted(Unavailable):
    """The bucket kept some of the pictures. Try again shortly."""


@dataclass(frozen=True, slots=True)
class Form:
    """An HTML form post that S3 takes for exactly one key, type and size range."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Bucket:
    """`s3` is a botocore client."""

    s3: Any
    name: str

    def form(self, key: str, *, content_type: str, at_most: int, seconds: int) -> Form:
        """A presigned form: this key, this type, 1..`at_most` bytes, for so many seconds. Signed here, no request."""
        signed = self.s3.generate_presigned_post(
            Bucket=self.name,
            Key=key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, at_most]],
            ExpiresIn=seconds,
        )
        return Form(signed["url"], dict(signed["fields"]))

    def link(self, key: str, *, seconds: int) -> str:
        """An address that opens this object for so many seconds to whoever has it. Signed here, no request."""
        return str(
            self.s3.generate_presigned_url("get_object", Params={"Bucket": self.name, "Key": key}, ExpiresIn=seconds)
        )

    def read(self, key: str, *, version: str | None, at_most: int) -> bytes | None:
        """The object's bytes, or None where it is gone. Reads one byte more than `at_most`, never all of a giant."""
        try:
            answer = self.s3.get_object(
                Bucket=self.name,
                Key=key,
                Range=f"bytes=0-{at_most}",
                **({"VersionId": version} if version else {}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            if error.response["Error"]["Code"] == "InvalidRange":  # an empty object has no byte 0
                return b""
            raise
        return bytes(answer["Body"].read())

    def write(self, key: str, data: bytes, content_type: str) -> None:
        self.s3.put_object(
            Bucket=self.name,
            Key=key,
            Body=data,
            ContentType=content_type,
            CacheControl="public, max-age=300",  # so that a withdrawn picture leaves every cache within 5 minutes
        )

    def copy(self, source: str, target: str) -> None:
        self.s3.copy_object(
            Bucket=self.name, Key=target, CopySource={"Bucket": self.name, "Key": source}, MetadataDirective="COPY"
        )

    def erase(self, key: str, version: str | None) -> None:
        """Delete an object's very bytes, so that no old version of it is left. Idempotent."""
        self.s3.delete_object(Bucket=self.name, Key=key, **({"VersionId": version} if version else {}))

    def delete(self, keys: Iterable[str]) -> None:
        """Delete these objects, in one request; those that are gone already don't matter.

        Raises NotDeleted when S3 kept any of them: retry-safe, delete all again.
        """
        objects = [{"Key": key} for key in keys]
        if not objects:
            return
        answer = self.s3.delete_objects(Bucket=self.name, Delete={"Objects": objects, "Quiet": True})
        if answer.get("Errors"):
            raise NotDeleted
