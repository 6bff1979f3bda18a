"""Image generation behind one port; an adapter a provider."""

from __future__ import annotations

from imagora.generation.providers.port import ImageProvider
from imagora.kernel.config import Misconfigured


def choose(names: tuple[str, ...]) -> ImageProvider:
    """The first of the instance's providers.

    Raises Misconfigured for one that isn't known.
    """
    match names[:1]:
        case ("procedural",):
            from imagora.generation.providers.procedural import Procedural

            return Procedural()
        case _:
            raise Misconfigured(f"IMAGORA_IMAGE_PROVIDERS names {names!r}; known is: procedural")
