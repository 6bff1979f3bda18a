"""The web app's files, brought to its bucket with the caching that each may have."""

from __future__ import annotations

import mimetypes
import re
import zipfile
from collections.abc import Mapping
from hashlib import md5
from io import BytesIO
from typing import Any

from infra.deploy.target import Say

_HASHED = re.compile(r"^assets/.*[-.][A-Za-z0-9_-]{8,}\.\w+$")
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
_PAGE = "index.html"


def upload(s3: Any, bucket: str, built: bytes, say: Say) -> list[str]:
    """Bring the bucket to this zip's contents; answers the names that changed. Safe to repeat.

    Files with a hash in their name come first and the page last, so that a reader never gets a page whose files are
    missing. Hashed files of earlier builds stay: pages that are still open load them.
    """
    files = _files(built)
    known = _known(s3, bucket)
    changed = _put(s3, bucket, files, known)
    gone = [name for name in known if name not in files and not _HASHED.match(name)]
    for name in gone:
        s3.delete_object(Bucket=bucket, Key=name)
    say(f"web: {len(changed)} of {len(files)} files uploaded, {len(gone)} removed")
    return [*changed, *gone]


def upload_assets(s3: Any, bucket: str, built: bytes, say: Say) -> None:
    """Bring the files with a hash in their name, which are in nobody's way. Safe to repeat."""
    assets = {name: data for name, data in _files(built).items() if _HASHED.match(name)}
    changed = _put(s3, bucket, assets, _known(s3, bucket))
    say(f"web: {len(changed)} of {len(assets)} files that the page loads uploaded ahead of it")


def empty(s3: Any, bucket: str) -> None:
    """Delete everything in the bucket, so that it can be deleted."""
    for name in _known(s3, bucket):
        s3.delete_object(Bucket=bucket, Key=name)


def _files(built: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(built)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _put(s3: Any, bucket: str, files: Mapping[str, bytes], known: Mapping[str, str]) -> list[str]:
    """Put what isn't there as it is; answers the names."""
    changed = [name for name in sorted(files, key=_order) if known.get(name) != _etag(files[name])]
    for name in changed:
        s3.put_object(
            Bucket=bucket, Key=name, Body=files[name], ContentType=_content_type(name), CacheControl=_caching(name)
        )
    return changed


def _known(s3: Any, bucket: str) -> dict[str, str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {found["Key"]: found["ETag"].strip('"') for page in pages for found in page.get("Contents", [])}


def _order(name: str) -> tuple[bool, bool, str]:
    return name == _PAGE, not _HASHED.match(name), name


def _etag(data: bytes) -> str:
    return md5(data, usedforsecurity=False).hexdigest()  # S3's ETag of an object that was put whole


def _content_type(name: str) -> str:
    suffix = name[name.rfind(".") :]
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _caching(name: str) -> str:
    return "public, max-age=31536000, immutable" if _HASHED.match(name) else "no-cache"
