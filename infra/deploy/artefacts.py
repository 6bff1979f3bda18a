"""Zips that are the same bytes whenever their files are, kept in the stage's bucket under their hash."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the oldest date that a zip can hold
_FILE, _PROGRAM = 0o100644, 0o100755
_UNSHIPPED = {".DS_Store", "RECORD", "REQUESTED", "direct_url.json"}
"""What differs from machine to machine and is read by nobody in Lambda."""


def files_of(folder: Path) -> Iterable[tuple[str, Path]]:
    """(name in the zip, path) of what ships of a folder; pip's console scripts (`python/bin`) stay behind."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.name not in _UNSHIPPED and not name.startswith("python/bin/"):
            yield name, path


def zipped(entries: Iterable[tuple[str, Path | bytes]]) -> bytes:
    """A zip of these entries: sorted, without dates, so that equal contents give equal bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in sorted(entries, key=lambda entry: entry[0]):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            program = isinstance(content, Path) and content.stat().st_mode & 0o100
            info.external_attr = (_PROGRAM if program else _FILE) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content.read_bytes() if isinstance(content, Path) else content)
    return stream.getvalue()


def fingerprint(data: bytes) -> str:
    return sha256(data).hexdigest()


@dataclass(frozen=True)
class Artefacts:
    """The stage's bucket of artefacts. What is kept under a hash never changes."""

    s3: Any
    bucket: str
    region: str

    def ensure(self) -> None:
        """Make the bucket, private and versioned, unless it is there. Safe to repeat."""
        try:
            self.s3.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
                raise
            self._create()
        if self.s3.get_bucket_versioning(Bucket=self.bucket).get("Status") != "Enabled":  # set last
            self._close()

    def _create(self) -> None:
        elsewhere = self.region != "us-east-1"
        where = {"CreateBucketConfiguration": {"LocationConstraint": self.region}} if elsewhere else {}
        self.s3.create_bucket(Bucket=self.bucket, **where)

    def _close(self) -> None:
        closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        self.s3.put_public_access_block(Bucket=self.bucket, PublicAccessBlockConfiguration=dict.fromkeys(closed, True))
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=json.dumps(self._policy()))
        self.s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})

    def _policy(self) -> dict[str, Any]:
        arn = f"arn:aws:s3:::{self.bucket}"
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "DenyPlainHttp",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [arn, f"{arn}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }

    def keep(self, folder: str, data: bytes, suffix: str) -> str:
        """Upload unless it is there; answers its key, `<folder>/<sha256>.<suffix>`."""
        key = f"{folder}/{fingerprint(data)}.{suffix}"
        if not self.has(key):
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=data)
        return key

    def has(self, key: str) -> bool:
        try:
            self.s3.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchKey", "NoSuchBucket"}:
                raise
            return False
        return True

    def read(self, key: str) -> bytes | None:
        """The object's bytes, None where there is none."""
        try:
            return bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"NoSuchKey", "NoSuchBucket"}:
                raise
            return None

    def write(self, key: str, data: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=data)

    def names(self, prefix: str) -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def url(self, key: str) -> str:
        """The address under which CloudFormation reads a template."""
        return f"https://{self.bucket}.s3.{self.region}.amazonaws.com/{key}"


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON that is the same bytes for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
