"""What was posted lately, as far as spam is told by it: sketches of texts for a day, young accounts' pace for hours.

| item | PK / SK | what | stays |
|---|---|---|---|
| a band | `COPIES#<band>` / `<position>` | who posted a text with this band, its sketch, `n`: a young account | 24 h |
| a post | `PACE#<account>` / `<position>` | what a young account posted: `l` with a link, `w` whom it bothered | 2 h |

Every item is named by the post's position, so a message that comes twice writes it over with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from imagora.kernel.clock import epoch
from imagora.kernel.ids import AccountId, Position, least_id
from imagora.kernel.parallel import together
from imagora.moderation.checkers.sketch import bands, resemblance
from imagora.table.reader import Reader, Row
from imagora.table.writer import Tagged, Writer

DAY: Final = timedelta(hours=24)
HOUR: Final = timedelta(hours=1)
ALIKE: Final = 0.7
"""From this resemblance on two texts are copies."""

A_BAND: Final = 60
"""So many of the newest texts that share a band are compared: three times as many as get a text refused."""

A_PACE: Final = 150
_HEX: Final = 8


class Sighting(msgspec.Struct, frozen=True):
    """One post as it is counted. `sketch`: empty for a text that is too short, or isn't kept; `bothered`: strangers."""

    author: AccountId
    position: Position
    at: datetime
    young: bool
    sketch: tuple[int, ...] = ()
    link: bool = False
    bothered: tuple[AccountId, ...] = ()


class Copies(msgspec.Struct, frozen=True):
    """Who posted the same within a day before: distinct others, the young ones among them, and how often oneself."""

    others: int = 0
    young: int = 0
    own: int = 0


class Pace(msgspec.Struct, frozen=True):
    """What a young account posted within the hour before: posts, those with links, distinct strangers in them."""

    posts: int = 0
    linked: int = 0
    strangers: int = 0


@dataclass(frozen=True)
class Sightings:
    reader: Reader
    writer: Writer

    def keep(self, seen: Sighting) -> None:
        """Note a post: at most seven items in one request, a write unit each; none where there is nothing to note."""
        items = list(_items(seen))
        if items:
            self.writer.put(items)

    def copies(self, seen: Sighting) -> Copies:
        """What resembles it (6 Queries at once, of at most 60 small items each)."""
        span = (least_id(seen.at - DAY), seen.position)
        asked = [
            partial(self.reader.query, f"COPIES#{band}", limit=A_BAND, between=span, consistent=True)
            for band in bands(seen.sketch)
        ]
        rows = {row["SK"]: row for found in together(asked) for row in found} if asked else {}
        alike = [row for place, row in rows.items() if place != seen.position and _is_copy(row, seen)]
        others = {row["a"]: "n" in row for row in alike if row["a"] != seen.author}
        return Copies(len(others), sum(others.values()), sum(row["a"] == seen.author for row in alike))

    def pace(self, seen: Sighting) -> Pace:
        """What a young account posted before (1 Query of at most 150 items)."""
        span = (least_id(seen.at - HOUR), seen.position)
        rows = self.reader.query(f"PACE#{seen.author}", limit=A_PACE, between=span, consistent=True)
        before = [row for row in rows if row["SK"] != seen.position]
        bothered = {who for row in before for who in row.get("w", "").split(",") if who}
        return Pace(len(before), sum("l" in row for row in before), len(bothered))


def _is_copy(row: Row, seen: Sighting) -> bool:
    return resemblance(_numbers(row["s"]), seen.sketch) >= ALIKE


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(written[start : start + _HEX], 16) for start in range(0, len(written), _HEX))


def _items(seen: Sighting) -> Iterable[Tagged]:
    written = "".join(f"{number:0{_HEX}x}" for number in seen.sketch)
    for band in bands(seen.sketch):
        told = {"a": seen.author, "s": written} | ({"n": "1"} if seen.young else {})
        yield _item(f"COPIES#{band}", seen, told, DAY)
    if seen.young:
        told = {"w": ",".join(seen.bothered)} if seen.bothered else {}
        yield _item(f"PACE#{seen.author}", seen, told | ({"l": "1"} if seen.link else {}), 2 * HOUR)


def _item(pk: str, seen: Sighting, told: dict[str, str], stays: timedelta) -> Tagged:
    texts: Tagged = {name: {"S": value} for name, value in told.items()}
    return {"PK": {"S": pk}, "SK": {"S": seen.position}, "expires_at": {"N": str(epoch(seen.at + stays))}, **texts}


def distinct(accounts: Sequence[AccountId | None], but: AccountId) -> list[AccountId]:
    """These accounts, each once, without one's own."""
    return [one for one in dict.fromkeys(accounts) if one is not None and one != but]
