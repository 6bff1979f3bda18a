"""Addresses that people share, and the API's page for each: what the edge's function `LinkPages` does."""

from __future__ import annotations


def page_of(path: str) -> str | None:
    """The API's path for `/p/<id>`, `/posts/<id>`, `/@<handle>` and what lies below them; None for other paths."""
    first, _, rest = path[1:].partition("/")
    if first.startswith("@"):
        return f"/pages/accounts/{first[1:] or '-'}"
    if first in ("p", "posts") and path.count("/") > 1:
        return f"/pages/posts/{rest.partition('/')[0] or '-'}"
    return None
