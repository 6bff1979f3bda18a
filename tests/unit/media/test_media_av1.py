"""An AVIF's real sizes are read from its stream, whatever its container claims."""

from __future__ import annotations

import struct

import pytest
from PIL import Image

from imagora.media import av1
from tests.corpus import hostile


@pytest.mark.parametrize("size", [(16, 16), (160, 120), (333, 77), (77, 333), (1025, 64)])
@pytest.mark.parametrize("subsampling", ["4:2:0", "4:4:4"])
def test_the_size_of_the_stream_is_found(size: tuple[int, int], subsampling: str) -> None:
    data = hostile.encode(hostile.photo(*size), "AVIF", subsampling=subsampling, speed=10)
    assert list(av1.coded_sizes(data)) == [size]


def test_the_alpha_plane_is_an_item_of_its_own_and_metadata_are_not() -> None:
    image = hostile.photo()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    data = hostile.encode(image, "AVIF", exif=hostile.exif(), xmp=b"<x:xmpmeta/>")
    assert list(av1.coded_sizes(data)) == [(160, 120)] * 2


def test_the_container_is_not_believed() -> None:
    assert list(av1.coded_sizes(hostile.build("avif_lying_about_its_size"))) == [(7_000, 7_000)]


def test_a_stream_of_many_frames_has_the_long_header() -> None:
    assert (160, 120) in set(av1.coded_sizes(hostile.build("animated_avif")))


def _stream(bits: str) -> bytes:
    body = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8))
    return b"\x12\x00" + bytes([0x0A, len(body)]) + body


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _avif(item: bytes, *, items: int = 1) -> bytes:
    """Lay an item into `idat`, listed `items` times in an `iloc` of version 1 with 4-byte offsets and lengths."""
    entry = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(item))
    iloc = _box(b"iloc", b"\1\0\0\0\x44\0" + struct.pack(">H", items) + entry * items)
    return _box(b"ftyp", b"avif") + _box(b"meta", bytes(4) + _box(b"idat", item) + iloc)


def test_every_optional_field_of_the_header_is_stepped_over() -> None:
    timing = "1" + "0" * 64 + "1" + "00101"  # with a uvlc of 4
    decoder_model = "1" + f"{9:05b}" + "0" * 42
    points = "1" + f"{1:05b}" + ("0" * 12 + f"{8:05b}" + "0" + "1" + "0" * 21 + "1" + "0" * 4) * 2
    size = f"{15:04b}{15:04b}{16_383:016b}{9_999:016b}"
    header = "000" + "0" + "0" + timing + decoder_model + points + size
    assert list(av1.coded_sizes(_avif(_stream(header)))) == [(16_384, 10_000)]


def test_a_header_without_timing_is_read() -> None:
    header = "000" + "0" + "0" + "0" + "0" + "00000" + "0" * 12 + "00000" + f"{7:04b}{6:04b}{255:08b}{99:07b}"
    assert list(av1.coded_sizes(_avif(_stream(header)))) == [(256, 100)]


@pytest.mark.parametrize("data", [b"", bytes(64), _box(b"ftyp", b"avif"), _avif(_stream("000" + "1" + "1"))])
def test_broken_structures_are_named_as_such(data: bytes) -> None:
    with pytest.raises((IndexError, ValueError)):
        list(av1.coded_sizes(data))


@pytest.mark.parametrize("items", [100, 60_000])
def test_a_file_that_lists_the_same_bytes_over_and_over_is_given_up_soon(items: int) -> None:
    with pytest.raises(ValueError, match=r"overlap|items"):
        list(av1.coded_sizes(_avif(b"\x12\x00" * 500 + bytes(1_000_000), items=items)))
