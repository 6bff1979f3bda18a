"""All resources of the API, in the order in which openapi.json lists their tags."""

from __future__ import annotations

from chalicelib.accounts import accounts
from chalicelib.discovery import discovery
from chalicelib.feeds import feeds
from chalicelib.follows import follows
from chalicelib.generations import generations
from chalicelib.invites import invites
from chalicelib.me import me
from chalicelib.media import media
from chalicelib.meta import meta
from chalicelib.moderation import moderation
from chalicelib.notifications import notifications
from chalicelib.posts import posts
from chalicelib.reactions import reactions
from chalicelib.relations import relations
from chalicelib.search import search
from chalicelib.sessions import sessions
from chalicelib.suggestions import suggestions
from chalicelib.threads import threads

RESOURCES = (
    meta,
    accounts,
    sessions,
    me,
    invites,
    follows,
    relations,
    suggestions,
    generations,
    media,
    posts,
    reactions,
    threads,
    feeds,
    discovery,
    search,
    notifications,
    moderation,
)
