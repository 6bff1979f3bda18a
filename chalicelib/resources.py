"""All resources of the API, in the order in which openapi.json lists their tags."""

from __future__ import annotations

from chalicelib.feeds import feeds
from chalicelib.generations import generations
from chalicelib.media import media
from chalicelib.meta import meta
from chalicelib.posts import posts

RESOURCES = (meta, generations, media, posts, feeds)
