"""What a route answers: a status, a body as structs or plain values, headers."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """`body` None means no content. `created_id` is what an Idempotency-Key remembers."""

    status: int
    body: object = None
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)

    def encoded(self) -> bytes:
        return b"" if self.body is None else msgspec.json.encode(self.body)


NO_CONTENT = Answer(204)
