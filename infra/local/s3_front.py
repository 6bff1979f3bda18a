"""What stands before moto's S3: presigned links, upload forms, and the bucket's own CORS rules."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from moto.s3.models import s3_backends
from werkzeug.formparser import parse_form_data

from infra.local.signatures import Refusal, check_form, check_link
from infra.local.state import ACCOUNT

if TYPE_CHECKING:
    from moto.s3.models import CorsRule, FakeBucket

Headers = list[tuple[str, str]]


@dataclass
class Answer:
    """A WSGI answer in one piece."""

    status: str
    headers: Headers = field(default_factory=list)
    payload: bytes = b""


def error(refusal: Refusal) -> Answer:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message></Error>"
    )
    return Answer(f"{refusal.status} {refusal.code}", [("Content-Type", "application/xml")], body.encode())


def bucket_name(environ: dict[str, Any]) -> str:
    return str(environ["PATH_INFO"]).lstrip("/").partition("/")[0]


def _bucket(environ: dict[str, Any]) -> FakeBucket | None:
    return s3_backends[ACCOUNT]["aws"].buckets.get(bucket_name(environ))


def is_form(environ: dict[str, Any]) -> bool:
    return bool(
        environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE", "").startswith("multipart/form-data")
    )


def refuse(environ: dict[str, Any]) -> Refusal | None:
    """Why S3 would not take this request, or None. Requests with an Authorization header are the SDKs' own."""
    if environ.get("HTTP_AUTHORIZATION"):
        return None
    now = datetime.now(UTC)
    if is_form(environ):
        fields, size = _form(environ)
        return check_form(bucket_name(environ), fields, size, now=now)
    query = environ["QUERY_STRING"]
    if "X-Amz-Signature=" not in query and "Signature=" not in query:
        return Refusal(403, "AccessDenied", "Access Denied")
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    headers["content-length"] = environ.get("CONTENT_LENGTH", "")
    return check_link(environ["REQUEST_METHOD"], environ["RAW_URI"].partition("?")[0], query, headers, now=now)


def _form(environ: dict[str, Any]) -> tuple[dict[str, str], int]:
    """The form's fields and the file's size in bytes."""
    _, form, files = parse_form_data(
        {**environ, "wsgi.input": io.BytesIO(environ["imagora.body"])}, max_form_memory_size=64_000_000
    )
    fields = {name: value for name, value in form.items() if name != "file"}
    if "file" in files:
        return fields, len(files["file"].read())
    return fields, len(form.get("file", "").encode())


def preflight(environ: dict[str, Any]) -> Answer:
    """Answer a browser's question from the bucket's CORS rules."""
    method = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "")
    asked = [name.strip().lower() for name in environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "").split(",")]
    rule = _cors_rule(environ, method)
    allowed = [pattern.lower() for pattern in (rule.allowed_headers or [])] if rule else []
    if rule is None or any(name and not _matches(name, allowed) for name in asked):
        return error(Refusal(403, "AccessForbidden", "CORSResponse: This CORS request is not allowed."))
    headers = _cors_headers(environ, rule)
    headers.append(("Access-Control-Allow-Methods", ", ".join(rule.allowed_methods)))
    if any(asked):
        headers.append(("Access-Control-Allow-Headers", ", ".join(name for name in asked if name)))
    if rule.max_age_seconds:
        headers.append(("Access-Control-Max-Age", str(rule.max_age_seconds)))
    return Answer("200 OK", headers)


def cors_headers(environ: dict[str, Any]) -> Headers:
    """The CORS headers of an answer; none where no rule of the bucket admits the origin."""
    rule = _cors_rule(environ, environ["REQUEST_METHOD"])
    return _cors_headers(environ, rule) if rule else []


def _cors_rule(environ: dict[str, Any], method: str) -> CorsRule | None:
    bucket, origin = _bucket(environ), environ.get("HTTP_ORIGIN")
    if bucket is None or not origin:
        return None
    for rule in bucket.cors:
        if method in rule.allowed_methods and _matches(origin, rule.allowed_origins):
            return rule
    return None


def _cors_headers(environ: dict[str, Any], rule: CorsRule) -> Headers:
    anyone = "*" in rule.allowed_origins
    headers = [
        ("Access-Control-Allow-Origin", "*" if anyone else environ["HTTP_ORIGIN"]),
        ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
    ]
    if rule.exposed_headers:
        headers.append(("Access-Control-Expose-Headers", ", ".join(rule.exposed_headers)))
    return headers


def _matches(value: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(value, pattern) for pattern in patterns)


def posted(environ: dict[str, Any], answer: Answer) -> Answer:
    """Complete the answer to an upload form: ETag and Location, and the document that a 201 carries."""
    fields, _ = _form(environ)
    bucket = _bucket(environ)
    key = bucket.keys.get(fields.get("key", "")) if bucket is not None else None
    if bucket is None or key is None or not answer.status.startswith("2"):
        return answer
    location = f"http://{environ['HTTP_HOST']}/{bucket.name}/{quote(key.name)}"
    headers = [(name, value) for name, value in answer.headers if name.lower() != "content-type"]
    headers += [("ETag", key.etag), ("Location", location)]
    if bucket.is_versioned:
        headers.append(("x-amz-version-id", key.version_id))
    if not answer.status.startswith("201"):
        return Answer(answer.status, headers, answer.payload)
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<PostResponse><Location>{escape(location)}</Location><Bucket>{bucket.name}</Bucket>"
        f"<Key>{escape(unquote(key.name))}</Key><ETag>{escape(key.etag)}</ETag></PostResponse>"
    )
    return Answer(answer.status, [*headers, ("Content-Type", "application/xml")], document.encode())
