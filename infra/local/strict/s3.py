"""What S3 refuses of a key and of an object's metadata. Presigned links and upload forms: `s3_front`.

Sources: Amazon S3 User Guide, "Naming Amazon S3 objects" (1,024 bytes), "Working with object metadata" (2 KB);
API reference, DeleteObjects (1,000 keys).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.local.strict.refusal import Refused

KEY_LIMIT = 1_024
METADATA_LIMIT = 2_048
DELETE_LIMIT = 1_000
_METADATA = "HTTP_X_AMZ_META_"


def key_of(environ: Mapping[str, Any]) -> str:
    """The object's key, one character a byte: PATH_INFO is UTF-8 read as Latin-1 (PEP 3333)."""
    return str(environ["PATH_INFO"]).lstrip("/").partition("/")[2]


def check(environ: Mapping[str, Any]) -> None:
    """Raise Refused for a request that S3 refuses."""
    if len(key_of(environ).encode("latin-1", "replace")) > KEY_LIMIT:
        raise Refused("KeyTooLongError", "Your key is too long")
    if environ["REQUEST_METHOD"] == "PUT":
        metadata = {name: str(value) for name, value in environ.items() if name.startswith(_METADATA)}
        size = sum(len(name.removeprefix(_METADATA)) + len(value) for name, value in metadata.items())
        if size > METADATA_LIMIT:
            raise Refused("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
    if environ["REQUEST_METHOD"] == "POST" and environ["QUERY_STRING"].partition("=")[0] == "delete":
        body: bytes = environ.get("imagora.body", b"")
        if body.count(b"<Key>") > DELETE_LIMIT:
            raise Refused("MalformedXML", "The XML you provided was not well-formed or did not validate")
