"""The blocklist in the table: one item a key (a file's digest, or a chunk of a hash), a set of entries in each.

| item | PK / SK | what |
|---|---|---|
| a file | `BLOCKED#sha256#<digest>` / `BLOCKED` | `entries`: set of `<case>|<rule>|<hash>` |
| a chunk | `BLOCKED#<place>#<byte>` / `BLOCKED` | likewise, of all hashes with this byte at this place (0..7) |
| a case's | `BLOCKED#case#<case>` / `BLOCKED` | `digests`, `hashes`: what to take away when it is overturned |

A look-up is one BatchGetItem of at most 66 keys: 33 read units while the sets are small (half a unit per started 4 KB,
some 60 entries). A set holds some 6,000 entries (400 KB); with even chunks that is over a million hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from imagora.moderation.checkers.blocklist import Entry, chunks, telling
from imagora.table.reader import Key, Reader, Row

_SK: Final = "BLOCKED"


@dataclass(frozen=True)
class BlocklistTable:
    """Every write names its members, so each is retry-safe, in any order. `dynamodb` is a botocore client."""

    reader: Reader
    dynamodb: Any

    def exactly(self, digests: frozenset[str]) -> Iterable[Entry]:
        """The entries of these files: half a read unit each."""
        return self._entries(f"sha256#{digest}" for digest in digests)

    def sharing(self, chunks: frozenset[str]) -> Iterable[Entry]:
        """The entries that share a chunk, each once a chunk."""
        return self._entries(chunks)

    def add(self, case: str, rule: str, digests: Sequence[str], hashes: Sequence[bytes]) -> None:
        """Put a picture on the list: 1 write unit for the case, one a digest, eight a hash.

        `hashes`: of the upright picture, and of cropped views of it where those are to be known too. Plain surfaces
        are left out: they would match everybody's. What the case had listed before stays listed.
        """
        known = [each for each in hashes if telling(each)]
        self._update(
            f"case#{case}", "ADD", {"digests": frozenset(digests), "hashes": frozenset(each.hex() for each in known)}
        )
        for name, members in _members(case, rule, digests, known).items():
            self._update(name, "ADD", {"entries": members})

    def remove(self, case: str, rule: str) -> None:
        """Take all of a case's pictures off the list. What other cases say of the same pictures stays."""
        row = self.reader.get(_key(f"case#{case}"), consistent=True)
        if row is None:
            return
        hashes = [bytes.fromhex(each) for each in row.get("hashes", ())]
        for name, members in _members(case, rule, sorted(row.get("digests", ())), hashes).items():
            self._update(name, "DELETE", {"entries": members})
        self.dynamodb.delete_item(TableName=self.reader.table, Key=_tagged(f"case#{case}"))

    def _entries(self, names: Iterable[str]) -> Iterable[Entry]:
        for key, row in self.reader.batch(map(_key, names)).items():
            yield from _read(key, row)

    def _update(self, name: str, verb: str, sets: dict[str, frozenset[str]]) -> None:
        filled = {attribute: sorted(members) for attribute, members in sets.items() if members}
        if not filled:
            return
        self.dynamodb.update_item(
            TableName=self.reader.table,
            Key=_tagged(name),
            UpdateExpression=f"{verb} " + ", ".join(f"#{attribute} :{attribute}" for attribute in filled),
            ExpressionAttributeNames={f"#{attribute}": attribute for attribute in filled},
            ExpressionAttributeValues={f":{attribute}": {"SS": members} for attribute, members in filled.items()},
        )


def _members(case: str, rule: str, digests: Sequence[str], hashes: Sequence[bytes]) -> dict[str, frozenset[str]]:
    """Every key that a picture stands under, and its entries there."""
    members: dict[str, set[str]] = {f"sha256#{digest}": {f"{case}|{rule}|"} for digest in digests}
    for each in hashes:
        for chunk in chunks(each):
            members.setdefault(chunk, set()).add(f"{case}|{rule}|{each.hex()}")
    return {name: frozenset(entries) for name, entries in members.items()}


def _read(key: Key, row: Row) -> Iterable[Entry]:
    digest = key[0].removeprefix("BLOCKED#sha256#") if key[0].startswith("BLOCKED#sha256#") else ""
    for member in sorted(row.get("entries", ())):
        case, rule, value = member.split("|")
        yield Entry(case, rule, digest, bytes.fromhex(value))


def _key(name: str) -> Key:
    return f"BLOCKED#{name}", _SK


def _tagged(name: str) -> dict[str, dict[str, str]]:
    pk, sk = _key(name)
    return {"PK": {"S": pk}, "SK": {"S": sk}}
