"""Where a picture is from."""

from __future__ import annotations

import time
from pathlib import Path

import click

from imagora_cli.api import Document
from imagora_cli.command import Imagora, command
from imagora_cli.files import Picture, send
from imagora_cli.ids import ID
from imagora_cli.outcomes import CommandFailed, Unavailable
from imagora_cli.views import provenance as views

_LONGEST = 90.0
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command("provenance")
@click.argument("file", type=_FILE, required=False)
@click.option("--media", type=ID, help="A picture that Imagora shows, instead of a file.")
def provenance(imagora: Imagora, *, file: Path | None, media: str | None) -> None:
    """Ask where a picture is from: who signed it, whether it is marked as made by AI, what it looks like.

    Anybody may ask, signed in or not. The file is deleted as soon as it was looked at. That nothing is known doesn't
    say that no machine made it.
    """
    if (file is None) == (media is None):
        raise click.UsageError("Give a FILE or --media.")
    found = _checked(imagora, Picture.read(file)) if file else imagora.api.get(f"/v1/media/{media}/provenance")
    imagora.screen.answer(found, views.provenance(found))


def _checked(imagora: Imagora, picture: Picture) -> Document:
    begun = imagora.api.create("/v1/provenance/checks", picture.draft())
    send(imagora.api, begun["upload"], picture)
    end = time.monotonic() + _LONGEST
    while True:
        check = imagora.api.get(f"/v1/provenance/checks/{begun['id']}")
        if check["status"] == "failed":
            raise CommandFailed(str(check["failure"]["detail"]), code=str(check["failure"]["code"]))
        if check["status"] == "done":
            return check
        if time.monotonic() > end:
            raise Unavailable("The check takes too long; try again later.", code="too_slow")
        time.sleep(0.3)
