"""HTTP only: routes, request and answer shapes, problem documents, idempotency keys, limits, who is asking."""
