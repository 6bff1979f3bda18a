"""What is asked for when pictures are asked for: the options that `generate` and `remix` share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

Body = Callable[..., None]


@dataclass(frozen=True)
class Wish:
    """How the pictures should be; what is None is left to the instance."""

    size: str | None
    style: str | None
    count: int | None
    provider: str | None
    seed: int | None
    strength: float | None
    allow_fallback: bool

    def draft(self, prompt: str | None, *, remix_of: str | None) -> dict[str, Any]:
        """The body of `POST /v1/generations`."""
        wished = {
            "prompt": prompt,
            "size": self.size,
            "style": self.style,
            "count": self.count,
            "provider": self.provider,
            "seed": self.seed,
            "remix_of": remix_of,
            "strength": self.strength,
            "allow_fallback": self.allow_fallback or None,
        }
        return {name: value for name, value in wished.items() if value is not None}


@dataclass(frozen=True)
class Delivery:
    """What happens once they are asked for."""

    dry_run: bool
    wait: bool
    yes: bool
    show: bool
    out: Path | None


_WISHES = (
    click.option(
        "--size", metavar="WxH", help="Such as 1024x1024 (the default); `imagora options` lists what can be had."
    ),
    click.option("--style", help="Such as watercolour."),
    click.option("--count", type=click.IntRange(1, 4), help="How many, 1 (the default) to 4."),
    click.option("--provider", help="Who draws; the instance's own choice if left out."),
    click.option("--allow-fallback", is_flag=True, help="Let another provider draw if that one can't."),
    click.option("--seed", type=click.IntRange(0, 4_294_967_295), help="The same seed and prompt, the same picture."),
    click.option("--strength", type=click.FloatRange(0, 1), help="How far a remix may go from its original, 0 to 1."),
)
_DELIVERIES = (
    click.option("--dry-run", is_flag=True, help="Only say what it would cost."),
    click.option("--wait/--no-wait", default=True, help="Wait for the pictures (the default), or only ask for them."),
    click.option("--yes", is_flag=True, help="Don't ask before something that will take long."),
    click.option(
        "--show/--no-show", default=True, help="Draw the pictures in the terminal, where it can (the default)."
    ),
    click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Save the pictures in this folder."),
)


def wishes(body: Body) -> Body:
    """Give a command the options of a wish, as `wish: Wish` and `delivery: Delivery`."""

    @functools.wraps(body)
    def wishing(imagora: Any, **given: Any) -> None:
        wish = Wish(**{name: given.pop(name) for name in Wish.__dataclass_fields__})
        delivery = Delivery(**{name: given.pop(name) for name in Delivery.__dataclass_fields__})
        body(imagora, wish=wish, delivery=delivery, **given)

    made: Body = wishing
    for option in reversed((*_WISHES, *_DELIVERIES)):
        made = option(made)
    return made
