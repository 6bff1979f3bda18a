"""Whom somebody may want to follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from chalicelib import people, shapes
from chalicelib.answers import Answer
from chalicelib.content_views import author
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring

if TYPE_CHECKING:
    from imagora.graph.suggestions import Suggestion

suggestions = Resource("suggestions")


@suggestions.route("GET", "/v1/suggestions", answers={200: shapes.SuggestionList}, query=["limit"])
def list_suggestions(request: Request) -> Answer:
    """List whom you may want to follow, the best first, in one page.

    First those whom the ones you follow follow, then who posted lately.
    """
    found = wiring.suggestions().of(request.account, request.page("suggestions").limit)
    return Answer(200, shapes.SuggestionList([_view(one) for one in found]))


def _view(one: Suggestion) -> shapes.Suggestion:
    by = list(map(author, one.by)) or UNSET
    return shapes.Suggestion(people.seen(one.seen), shapes.Because(kind=one.kind, by=by))
