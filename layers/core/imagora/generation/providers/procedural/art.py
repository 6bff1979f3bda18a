"""Which artist draws which subject."""

from __future__ import annotations

from imagora.generation.providers.procedural.art_animals import ANIMALS
from imagora.generation.providers.procedural.art_buildings import BUILDINGS
from imagora.generation.providers.procedural.art_hoofed import HOOFED
from imagora.generation.providers.procedural.art_land import LAND
from imagora.generation.providers.procedural.art_objects import OBJECTS
from imagora.generation.providers.procedural.art_people import PEOPLE
from imagora.generation.providers.procedural.art_plants import PLANTS
from imagora.generation.providers.procedural.art_sea import SEA
from imagora.generation.providers.procedural.art_sights import SIGHTS
from imagora.generation.providers.procedural.art_things import THINGS
from imagora.generation.providers.procedural.art_travel import TRAVEL
from imagora.generation.providers.procedural.art_wings import WINGS
from imagora.generation.providers.procedural.pen import Artist

ARTISTS: dict[str, Artist] = {
    **ANIMALS,
    **BUILDINGS,
    **LAND,
    **PLANTS,
    **SEA,
    **THINGS,
    **TRAVEL,
    **HOOFED,
    **OBJECTS,
    **PEOPLE,
    **SIGHTS,
    **WINGS,
}
"""Every subject except the bodies in the sky, which `celestial` draws."""
