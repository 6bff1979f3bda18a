"""The blocklist: files are known exactly, pictures within the radius, at a bounded number of keys."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import pytest

from imagora.moderation.checkers.blocklist import RADIUS, Blocklist, Entry, apart, chunks, telling
from imagora.moderation.checkers.judge import Judge
from imagora.moderation.checkers.port import Image
from tests.corpus.listed import Listed

HASH = bytes.fromhex("d3a1c45b96e80f72")
ENTRY = Entry("01CASE", "nonconsensual_intimate", sha256(b"the file").hexdigest(), HASH)


@pytest.fixture
def listed() -> Listed:
    made = Listed()
    made.add(ENTRY)
    return made


def flipped(value: bytes, *bits: int) -> bytes:
    number = int.from_bytes(value)
    for bit in bits:
        number ^= 1 << bit
    return number.to_bytes(8)


def shown(data: bytes = b"other bytes", *hashes: bytes, digest: str = "") -> Image:
    return Image(data, "image/webp", 64, 64, hashes=hashes, digest=digest)


def test_very_file_is_known(listed: Listed) -> None:
    match = Blocklist(listed).match(shown(b"the file"))
    assert match is not None
    assert (match.entry, match.distance, match.exact) == (ENTRY, 0, True)


def test_file_is_known_by_the_digest_it_came_with(listed: Listed) -> None:
    assert Blocklist(listed).match(shown(b"a rendition", digest=ENTRY.digest)) is not None


def test_match_is_certain_and_names_the_case(listed: Listed) -> None:
    ruling = Judge([Blocklist(listed)]).judge(shown(b"x", HASH))
    assert (ruling.action, ruling.rule) == ("reject", "nonconsensual_intimate")
    assert ruling.by is not None
    assert ruling.by.certain
    assert ruling.by.evidence == {"case": "01CASE", "distance": 0}


@pytest.mark.parametrize("bits", [range(RADIUS), range(0, 64, 11), range(58, 64), [0], [7, 8, 15, 16, 31, 63]])
def test_any_bits_within_the_radius_are_found(listed: Listed, bits: Iterable[int]) -> None:
    changed = flipped(HASH, *bits)
    match = Blocklist(listed).match(shown(b"x", changed))
    assert match is not None
    assert match.distance == apart(HASH, [changed]) <= RADIUS


@pytest.mark.parametrize("bits", [range(RADIUS + 1), range(0, 64, 8), range(0, 64, 9)])
def test_further_away_is_another_picture(listed: Listed, bits: Iterable[int]) -> None:
    assert Blocklist(listed).match(shown(b"x", flipped(HASH, *bits))) is None


def test_nearest_of_several_is_told(listed: Listed) -> None:
    listed.add(Entry("01NEARER", "minors_sexual", "d", flipped(HASH, 1, 2)))
    match = Blocklist(listed).match(shown(b"x", flipped(HASH, 1, 2, 3)))
    assert match is not None
    assert (match.entry.case, match.distance) == ("01NEARER", 1)


def test_eight_orientations_cost_at_most_64_keys(listed: Listed) -> None:
    turned = [sha256(bytes([number])).digest()[:8] for number in range(7)]
    assert Blocklist(listed).match(shown(b"x", *turned, flipped(HASH, 5))) is not None
    assert listed.keys <= 64


@pytest.mark.parametrize("value", ["0000000000000000", "ffffffffffffffff", "0f0f0f0f0f0f0f0f", "0100000000000000", ""])
def test_plain_surfaces_match_only_as_files(value: str) -> None:
    plain = bytes.fromhex(value)
    listed = Listed()
    listed.add(Entry("01PLAIN", "spam_links", sha256(b"white").hexdigest(), plain))
    assert not telling(plain)
    assert Blocklist(listed).match(shown(b"another white", plain)) is None
    assert Blocklist(listed).match(shown(b"white", plain)) is not None


def test_entry_without_a_hash_is_never_near() -> None:
    assert apart(b"", [HASH]) == 64
    assert chunks(b"") == ()
