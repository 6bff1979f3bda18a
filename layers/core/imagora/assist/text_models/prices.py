"""What text models charge: dollars for a million tokens, which are microdollars for each.

Sources: OpenAI's and AWS's price lists as third parties quoted them in November 2026, for standard tiers. They change:
`IMAGORA_TEXT_PRICES` goes before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import Final

PICTURE: Final = 10_000
"""Tokens that a picture may count for: more than any of these models takes for one of the sizes that are sent."""

AROUND: Final = 1_000
"""Tokens that a provider may add around what is sent: roles, the form of the answer, the use of a tool."""

Own = tuple[tuple[str, float, float], ...]
"""The instance's own prices: the start of a model's name, dollars a million tokens read, and written."""


@dataclass(frozen=True, slots=True)
class Price:
    """Microdollars for a token that is read, and for one that is written, thoughts included."""

    read: float
    written: float

    def of(self, tokens_in: int, tokens_out: int) -> int:
        """Microdollars for so many tokens."""
        return ceil(tokens_in * self.read + tokens_out * self.written)


NOTHING: Final = Price(0, 0)

_PRICES: Final = (
    ("gpt-5.5-pro", Price(30, 180)),
    ("gpt-5.5", Price(5, 30)),
    ("gpt-5.4-pro", Price(30, 180)),
    ("gpt-5.4-mini", Price(0.75, 4.5)),
    ("gpt-5.4-nano", Price(0.2, 1.25)),
    ("gpt-5.4", Price(2.5, 15)),
    ("amazon.nova-2-lite", Price(0.33, 2.75)),
)
"""By the start of a model's name, without the profile (`eu.`, `global.`) that it is asked by on Bedrock."""

DEAREST: Final = max((price for _, price in _PRICES), key=lambda price: price.written)

_PROFILE: Final = re.compile(r"^(?:global|us-gov|us|eu|apac|jp|au|ca)\.")


def price_of(model: str, own: Own, *, own_server: bool = False) -> Price:
    """What this model's tokens cost. One that isn't known is taken for the dearest that is, so that a ceiling holds.

    On a server of one's own one that isn't known costs nothing.
    """
    for start, read, written in own:
        if model.startswith(start):
            return Price(read, written)
    name = _PROFILE.sub("", model)
    unknown = NOTHING if own_server else DEAREST
    return next((price for start, price in _PRICES if name.startswith(start)), unknown)
