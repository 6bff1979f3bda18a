"""Making pictures."""

from __future__ import annotations

import click

from imagora_cli.command import Imagora, command
from imagora_cli.ids import ID
from imagora_cli.making import make
from imagora_cli.wishes import Delivery, Wish, wishes


@command("generate")
@click.argument("prompt")
@click.option("--remix-of", type=ID, help="The picture to begin with; see also `imagora remix`.")
@wishes
def generate(imagora: Imagora, *, prompt: str, remix_of: str | None, wish: Wish, delivery: Delivery) -> None:
    """Make pictures from a PROMPT.

    Says the price first, then shows how far it is, and the pictures in the terminal where that can. Ctrl-C offers to
    cancel the job. With `--json` the answer is the finished generation (with `--no-wait` the accepted one, with
    `--dry-run` the estimate).

    \b
    imagora generate "a lighthouse at dusk, watercolour" --size 512x512
    imagora generate "a cat in the rain" --count 4 --out pictures
    """
    make(imagora, wish.draft(prompt, remix_of=remix_of), delivery)
