"""The built-in image generator: an algorithm that needs no key, no network and no trained weights."""

from imagora.generation.providers.procedural.provider import STYLES, Procedural

__all__ = ["STYLES", "Procedural"]
