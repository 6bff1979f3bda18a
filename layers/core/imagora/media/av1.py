"""The sizes that an AVIF's compressed frames really have, read without decoding.

An AVIF says its size twice: in the container (`ispe`, what Pillow reports) and in the AV1 stream, which is what the
decoder allocates. A 3.5 KB file that claims 100 × 100 outside and holds 16,384 × 16,384 inside took 1 GB to open.

Sources: ISO/IEC 14496-12 8.11.3 (`iloc`), AV1 Image File Format 1.1, AV1 Bitstream Specification 5.3 to 5.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_MAX_BOXES: Final = 1_024
_MAX_ITEMS: Final = 512
_MAX_OBUS: Final = 1_024
_SEQUENCE_HEADER: Final = 1
_HEADER_BYTES: Final = 512
"""More than the longest sequence header, which lists 32 operating points, can take up to its frame size."""


def coded_sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Give width and height of every AV1 item in an AVIF's `meta` box: the picture, its alpha, its tiles.

    Raises IndexError or ValueError where the structure is broken, or so large that reading it would take long.
    """
    meta = _box(data, b"meta", 0, len(data))
    inside = (meta.start + 4, meta.stop)
    idat = next(_boxes(data, b"idat", *inside), range(0))
    for item in _items(data, _box(data, b"iloc", *inside), idat):
        yield from _sequence_sizes(item)


def _boxes(data: bytes, kind: bytes, start: int, stop: int) -> Iterator[range]:
    for _ in range(_MAX_BOXES):
        if start + 8 > stop:
            return
        size, header = int.from_bytes(data[start : start + 4]), 8
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16]), 16
        end = stop if size == 0 else min(start + size, stop)
        if data[start + 4 : start + 8] == kind:
            yield range(start + header, end)
        start += max(end - start, header)


def _box(data: bytes, kind: bytes, start: int, stop: int) -> range:
    found = next(_boxes(data, kind, start, stop), None)
    if found is None:
        raise ValueError(f"no {kind!r} box")
    return found


def _items(data: bytes, iloc: range, idat: range) -> Iterator[bytes]:
    """Put each item's extents together, as the `iloc` box lists them (versions 0 to 2)."""
    fields = _Bits(data[iloc.start : iloc.stop])
    version = fields.read(8)
    fields.read(24)
    offset_bits, length_bits, base_bits, index_bits = (8 * fields.read(4) for _ in range(4))
    count, budget = fields.read(16 if version < 2 else 32), 2 * len(data)
    if count > _MAX_ITEMS:
        raise ValueError(f"{count} items")
    for _ in range(count):
        fields.read(16 if version < 2 else 32)  # the item's id
        in_idat = version > 0 and fields.read(16) & 15 == 1
        fields.read(16)  # which file it is in: always this one
        base = fields.read(base_bits) + (idat.start if in_idat else 0)
        parts = []
        for _ in range(fields.read(16)):
            fields.read(index_bits if version > 0 else 0)
            offset, length = base + fields.read(offset_bits), fields.read(length_bits)
            parts.append(data[offset : offset + length] if length else data[offset:])
            budget -= len(parts[-1])
            if budget < 0:
                raise ValueError("items overlap")
        yield b"".join(parts)


def _sequence_sizes(item: bytes) -> Iterator[tuple[int, int]]:
    """Walk the open bitstream units of an item; one that isn't AV1 ends at once, or looks like units of no interest."""
    at = 0
    for _ in range(_MAX_OBUS):
        if at >= len(item) or item[at] & 0x80:
            return
        kind, extended, sized = item[at] >> 3 & 15, item[at] >> 2 & 1, item[at] >> 1 & 1
        at += 1 + extended
        size = len(item) - at
        if sized:
            size, at = _leb128(item, at)
        if kind == _SEQUENCE_HEADER:
            yield _frame_size(_Bits(item[at : at + min(size, _HEADER_BYTES)]))
        at += size
    raise ValueError("too many units")


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 56, 7):
        value |= (data[at] & 0x7F) << shift
        at += 1
        if not data[at - 1] & 0x80:
            break
    return value, at


def _frame_size(bits: _Bits) -> tuple[int, int]:
    """Read a sequence header (AV1 5.5.1) as far as its largest frame's size."""
    bits.read(4)  # profile, still picture
    if bits.read(1):
        bits.read(5)
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.read(4) + 1, bits.read(4) + 1
    return bits.read(width_bits) + 1, bits.read(height_bits) + 1


def _skip_operating_points(bits: _Bits) -> None:
    delay_bits = 0
    if bits.read(1):  # timing
        bits.read(64)
        if bits.read(1):
            bits.read_uvlc()
        if bits.read(1):  # decoder model
            delay_bits = bits.read(5) + 1
            bits.read(42)
    initial_delay = bits.read(1)
    for _ in range(bits.read(5) + 1):
        bits.read(12)
        if bits.read(5) > 7:
            bits.read(1)
        if delay_bits and bits.read(1):
            bits.read(2 * delay_bits + 1)
        if initial_delay and bits.read(1):
            bits.read(4)


class _Bits:
    """Reads numbers of any number of bits, the highest first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def read(self, count: int) -> int:
        end = self._at + count
        if end > 8 * len(self._data):
            raise IndexError("the data end here")
        taken = int.from_bytes(self._data[self._at // 8 : -(-end // 8)])
        self._at = end
        return taken >> (-end % 8) & ((1 << count) - 1)

    def read_uvlc(self) -> int:
        zeros = 0
        while not self.read(1):
            zeros += 1
        return self.read(zeros) + (1 << zeros) - 1 if zeros < 32 else (1 << 32) - 1
