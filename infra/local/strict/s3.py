"""What S3 refuses of a key and of an object's metadata. Presigned links and upload forms: `s3_front`.

Sources: Amazon S3 User Guide, "Naming Amazon S3 objects" (1,024 bytes), "Working with object metadata" (2 KB);
API reference, DeleteObjects (1,000 keys).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.s3_front import Answer
from infra.local.strict.refusal import Refused

KEY_LIMIT = 1_024
METADATA_LIMIT = 2_048
DELETE_LIMIT = 1_000
_METADATA = "HTTP_X_AMZ_META_"
_OBJECT = re.compile(rb"<Object>.*?</Object>", re.DOTALL)
_KEY = re.compile(rb"<Key>.*?</Key>", re.DOTALL)


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
    if action_of(environ) == "DeleteObjects":
        body: bytes = environ.get("imagora.body", b"")
        if body.count(b"<Key>") > DELETE_LIMIT:
            raise Refused("MalformedXML", "The XML you provided was not well-formed or did not validate")


def action_of(environ: Mapping[str, Any]) -> str:
    """`DeleteObjects`, or else the method: what faults are aimed at."""
    method = str(environ["REQUEST_METHOD"])
    deletes = method == "POST" and environ["QUERY_STRING"].partition("=")[0] == "delete"
    return "DeleteObjects" if deletes else method


def split_deletion(body: bytes, leave: Callable[[int], list[int]]) -> tuple[bytes, bytes]:
    """A DeleteObjects document without what is left undone (empty: nothing remains), and the errors that it makes."""
    objects = _OBJECT.findall(body)
    left = set(leave(len(objects)))
    errors = b"".join(
        b"<Error>" + b"".join(_KEY.findall(found)) + b"<Code>InternalError</Code><Message>Try again.</Message></Error>"
        for place, found in enumerate(objects)
        if place in left
    )
    for place, found in enumerate(objects):
        if place in left:
            body = body.replace(found, b"", 1)
    return (b"" if len(left) == len(objects) else body), errors


def merged_deletion(answer: Answer | None, errors: bytes) -> Answer:
    """The answer with these errors in it."""
    empty = b'<?xml version="1.0"?><DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></DeleteResult>'
    payload = empty if answer is None else answer.payload
    payload = payload.replace(b"</DeleteResult>", errors + b"</DeleteResult>")
    return Answer("200 OK", [("Content-Type", "application/xml")], payload)
