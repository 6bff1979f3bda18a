"""Who holds what and stands on what: an umbrella in a hand, a train on a bridge."""

from __future__ import annotations

from dataclasses import replace

from imagora.generation.providers.procedural.stage import Part, half_width

_HOLDERS = frozenset(
    {"person", "robot", "astronaut", "cat", "dog", "fox", "bear", "rabbit", "penguin", "snowman", "scarecrow"}
)
_TRAVELLERS = frozenset({"train", "person", "car", "bicycle"})


def hand_out(parts: list[Part]) -> list[Part]:
    """Put umbrellas into hands, one each, as far as there are hands; the rest stay where they are.

    A held part has a `lift`: how far its foot is above its holder's, in short sides.
    """
    holders = [part for part in parts if part.name in _HOLDERS]
    umbrellas = [part for part in parts if part.name == "umbrella"]
    others = [part for part in parts if part.name != "umbrella"]
    for number, umbrella in enumerate(umbrellas):
        if number >= len(holders):
            others.append(umbrella)
            continue
        holder = holders[number]
        near = 0.13 if holder.name in {"person", "robot"} else 0.3
        x = holder.x + (-near if holder.mirrored else near) * holder.height
        size = holder.height * (0.95 if holder.name == "person" else 0.8)
        held = replace(umbrella, x=x, height=size, depth=holder.depth, lift=holder.height * 0.42)
        others.insert(others.index(holder), held)
    return others


def mount(travellers: list[Part], bridges: list[Part]) -> tuple[list[Part], list[Part]]:
    """Who crosses the bridge and who stays; those who cross get its middle and a size that fits it."""
    if not bridges:
        return [], travellers
    bridge = bridges[0]
    crossing: list[Part] = []
    staying: list[Part] = []
    for part in travellers:
        if part.name in _TRAVELLERS and len(crossing) < 3:
            size = min(part.height * 0.8, bridge.height * (0.52 if part.name == "train" else 0.42))
            x = bridge.x + (len(crossing) - 0.0) * size * half_width(part.name)
            crossing.append(replace(part, x=x, height=size, lift=bridge.height * 0.6))
        else:
            staying.append(part)
    return crossing, staying
