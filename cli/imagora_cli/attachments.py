"""The pictures of a post to be: sent up, described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagora_cli.asking import ask_optional
from imagora_cli.command import Imagora
from imagora_cli.files import Picture, send
from imagora_cli.hygiene import neutral_line
from imagora_cli.outcomes import CommandFailed


def attach(
    imagora: Imagora, pictures: Sequence[Picture], media: Sequence[str], alts: Sequence[str], *, ai: str | None
) -> list[str]:
    """Send up the files and describe all pictures; their ids, files first.

    `alts` are the descriptions in this order; who is at a terminal is asked for those that are missing.
    """
    descriptions = _described(imagora, alts)
    ids = [_upload(imagora, picture, next(descriptions)(picture.name), ai) for picture in pictures]
    for media_id in media:
        _describe(imagora, media_id, next(descriptions))
    return [*ids, *media]


def latest(imagora: Imagora) -> tuple[str, ...]:
    """The pictures of one's newest job. Raises CommandFailed where it has none (yet)."""
    newest = imagora.api.get("/v1/generations", limit=1)["items"]
    pictures = (
        tuple(str(media["id"]) for media in newest[0]["media"] if media["status"] != "rejected") if newest else ()
    )
    if not pictures:
        raise CommandFailed("Your newest job has no pictures; see `imagora jobs list`.", code="no_pictures")
    return pictures


class _Described:
    """One picture's description: given beforehand, or asked for when it is clear which picture it is."""

    def __init__(self, imagora: Imagora, given: str | None) -> None:
        self.given = given
        self._imagora = imagora

    def __call__(self, shown: str) -> str:
        if self.given is not None:
            return self.given
        question = f"What does {neutral_line(shown)} show, for those who can't see it? (Enter for nothing)"
        return ask_optional(self._imagora.screen, question)


def _described(imagora: Imagora, alts: Sequence[str]) -> Iterator[_Described]:
    for alt in alts:
        yield _Described(imagora, alt)
    while True:
        yield _Described(imagora, None)


def _upload(imagora: Imagora, picture: Picture, alt: str, ai: str | None) -> str:
    draft = {**picture.draft(), "alt": alt, **({"ai": ai} if ai else {})}
    begun = imagora.api.create("/v1/uploads", draft)
    send(imagora.api, begun["upload"], picture)
    return str(begun["media"]["id"])


def _describe(imagora: Imagora, media_id: str, described: _Described) -> None:
    """Describe a picture that Imagora has; what it says already stays, unless something is given."""
    alt = described.given
    if alt is None and imagora.screen.interactive and not imagora.api.get(f"/v1/media/{media_id}")["alt"]:
        alt = described("the picture")
    if alt:
        imagora.api.patch(f"/v1/media/{media_id}", {"alt": alt})
