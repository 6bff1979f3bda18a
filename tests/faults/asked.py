"""A request on the wire, read: which service, which operation, on what."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

_SEAMS = {
    "DynamoDB_20120810": "table",
    "AmazonSQS": "queue",
    "AWSCognitoIdentityProviderService": "directory",
}
_READS = ("Get", "BatchGet", "Query", "Scan", "Describe", "List", "AdminGet", "AdminInitiate")
_VERBS = {
    "PUT": "PutObject",
    "DELETE": "DeleteObject",
    "POST": "DeleteObjects",
    "GET": "GetObject",
    "HEAD": "HeadObject",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `attempt_of` is the same for all tries of one call; `token` makes a transaction idempotent."""

    environ: dict[str, Any]
    seam: str
    operation: str
    target: str
    write: bool
    body: Any
    attempt_of: str
    token: str | None = None


def read_request(environ: dict[str, Any]) -> Asked | None:
    """What is asked for; None for services that no plan is about."""
    raw: bytes = environ.get("imagora.body") or b""
    prefix, _, action = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")
    attempt = environ.get("HTTP_AMZ_SDK_INVOCATION_ID") or sha256(raw + environ["PATH_INFO"].encode()).hexdigest()
    if prefix in _SEAMS:
        body = json.loads(raw or b"{}")
        seam, write = _SEAMS[prefix], not action.startswith(_READS)
        token = body.get("ClientRequestToken") if action == "TransactWriteItems" else None
        return Asked(environ, seam, action, _target(seam, action, body), write, body, attempt, token)
    if prefix or "/s3/" not in environ.get("HTTP_AUTHORIZATION", ""):
        return None
    method = environ["REQUEST_METHOD"]
    operation = "CopyObject" if environ.get("HTTP_X_AMZ_COPY_SOURCE") else _VERBS.get(method, method)
    write = method not in ("GET", "HEAD")
    target = "/".join(environ["PATH_INFO"].split("/")[2:3]) or "objects"
    if target != "objects":
        target += "/" + environ["PATH_INFO"].rpartition("/")[2] if target not in ("incoming", "checks") else "/…"
    return Asked(environ, "bucket", operation, target, write, None, attempt)


def _target(seam: str, action: str, body: dict[str, Any]) -> str:
    if seam == "queue":
        return str(body.get("QueueUrl", "")).rpartition("/")[2].removeprefix("imagora-local-")
    if seam == "directory":
        return "user"
    match action:
        case "TransactWriteItems":
            kinds = [_kind(entry) for one in body["TransactItems"] for entry in one.values()]
            return " + ".join(dict.fromkeys(kinds))
        case "BatchWriteItem":
            requests = [one for table in body["RequestItems"].values() for one in table]
            kinds = [_kind(entry) for one in requests for entry in one.values()]
            return " + ".join(dict.fromkeys(kinds))
        case "PutItem" | "UpdateItem" | "DeleteItem" | "GetItem":
            return _kind(body)
    return "items"


def _kind(entry: dict[str, Any]) -> str:
    key = entry.get("Key") or entry["Item"]
    pk, sk = key["PK"]["S"].partition("#")[0], key["SK"]["S"].partition("#")[0]
    return pk if pk in (sk, "IDEM", "RATE", "RECENT") else f"{pk}/{sk}" if sk.isalpha() or sk == "~HEAD" else pk


def halves(asked: Asked) -> tuple[Asked | None, dict[str, Any]]:
    """The request with only the first half of what it carries, and what to answer about the rest."""
    body = asked.body
    if asked.operation == "SendMessageBatch":
        entries = body["Entries"]
        cut = len(entries) // 2
        failed = [{"Id": e["Id"], "SenderFault": False, "Code": "InternalError"} for e in entries[cut:]]
        if not cut:
            return None, {}
        return _with(asked, {**body, "Entries": entries[:cut]}), {"Failed": failed}
    ((table, wanted),) = body["RequestItems"].items()
    if asked.operation == "BatchGetItem":
        keys = wanted["Keys"]
        cut = len(keys) // 2
        if not cut:
            return None, {}
        rest = {table: {**wanted, "Keys": keys[cut:]}}
        return _with(asked, {"RequestItems": {table: {**wanted, "Keys": keys[:cut]}}}), {"UnprocessedKeys": rest}
    cut = len(wanted) // 2
    if not cut:
        return None, {}
    return _with(asked, {"RequestItems": {table: wanted[:cut]}}), {"UnprocessedItems": {table: wanted[cut:]}}


def _with(asked: Asked, body: dict[str, Any]) -> Asked:
    raw = json.dumps(body).encode()
    environ = {**asked.environ, "imagora.body": raw, "wsgi.input": io.BytesIO(raw), "CONTENT_LENGTH": str(len(raw))}
    return replace(asked, environ=environ, body=body)
