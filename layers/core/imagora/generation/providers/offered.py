"""The providers that the instance offers, the first being its own choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imagora.generation.providers.port import Demand, ImageProvider
from imagora.kernel.errors import InvalidInput


@dataclass(frozen=True)
class Offered:
    """At least one, each name once."""

    providers: tuple[ImageProvider, ...]

    def __iter__(self) -> Iterator[ImageProvider]:
        return iter(self.providers)

    @property
    def default(self) -> ImageProvider:
        return self.providers[0]

    def chosen(self, name: str | None, demand: Demand) -> ImageProvider:
        """Whom to ask for this: the one that was named, or the instance's own choice.

        Raises InvalidInput for a name that isn't offered, and for what the provider can't do: nothing was spent.
        """
        provider = self.default if name is None else self.named(name)
        if provider is None:
            known = ", ".join(one.name for one in self.providers)
            raise InvalidInput.of("provider", "unknown", f"This instance offers: {known}.")
        objections = provider.capabilities.objections(provider.name, demand)
        if objections:
            raise InvalidInput(*objections)
        return provider

    def named(self, name: str) -> ImageProvider | None:
        return next((one for one in self.providers if one.name == name), None)

    def instead_of(self, name: str, demand: Demand) -> Iterator[ImageProvider]:
        """Who else can make such pictures, in the instance's order."""
        for one in self.providers:
            if one.name != name and not one.capabilities.objections(one.name, demand):
                yield one
