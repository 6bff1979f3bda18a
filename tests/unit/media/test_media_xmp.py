"""The mark of synthetic pictures: written as IPTC says, read from every container, never trusted as XML."""

from __future__ import annotations

import zlib
from xml.etree import ElementTree as ET

import pytest
from PIL import PngImagePlugin

from imagora.media import xmp
from tests.corpus import hostile
from tests.growth import LINEAR, growth

URI = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@pytest.mark.parametrize("term", xmp.SOURCE_TYPES)
def test_the_packet_is_wellformed_xmp_with_the_property(term: str) -> None:
    root = ET.fromstring(xmp.packet(term).decode())  # noqa: S314 - our own packet
    description = root.find(".//{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert description is not None
    assert description.get("{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType") == URI + term


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("term", xmp.SOURCE_TYPES)
def test_the_mark_is_read_where_xmp_lies_open(kind: str, term: str) -> None:
    assert xmp.read_source_type(hostile.encode(hostile.photo(), kind, xmp=xmp.packet(term))) == term


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("after_pixels", [False, True])
def test_the_mark_is_read_from_a_png(compressed: bool, after_pixels: bool) -> None:
    packet = xmp.packet("trainedAlgorithmicMedia")
    body = b"XML:com.adobe.xmp\0" + (b"\1\0\0\0" + zlib.compress(packet) if compressed else b"\0\0\0\0" + packet)
    chunk = hostile.png_chunk(b"iTXt", body)
    plain = hostile.encode(hostile.photo(), "PNG")
    data = plain[:-12] + chunk + plain[-12:] if after_pixels else hostile.after_header(plain, chunk)
    assert xmp.read_source_type(data) == "trainedAlgorithmicMedia"


@pytest.mark.parametrize(
    "text",
    [
        f'Iptc4xmpExt:DigitalSourceType="{URI}algorithmicMedia"',
        f"other:DigitalSourceType='{URI}algorithmicMedia'",
        f"<x:DigitalSourceType>{URI}algorithmicMedia</x:DigitalSourceType>",
        f"<x:DigitalSourceType>\n  {URI.replace('http', 'https')}algorithmicMedia\n</x:DigitalSourceType>",
        f'<x:DigitalSourceType rdf:resource="{URI}algorithmicMedia"/>',
        'x:DigitalSourceType = "algorithmicMedia"',
    ],
)
def test_every_way_to_write_the_property_is_understood(text: str) -> None:
    data = hostile.encode(hostile.photo(), "WEBP", xmp=f"<x:xmpmeta>{text}</x:xmpmeta>".encode())
    assert xmp.read_source_type(data) == "algorithmicMedia"


@pytest.mark.parametrize(
    "text",
    [
        f'x:DigitalSourceType="{URI}digitalCapture"',
        f'x:DigitalSourceType="{URI}algorithmicMediaNot"',
        f"dc:description={URI}trainedAlgorithmicMedia",
        'x:DigitalSourceType="&mark;"',
    ],
)
def test_other_terms_and_other_places_are_no_mark(text: str) -> None:
    data = hostile.encode(hostile.photo(), "WEBP", xmp=f"<x:xmpmeta>{text}</x:xmpmeta>".encode())
    assert xmp.read_source_type(data) is None


def test_of_several_marks_the_furthest_reaching_counts() -> None:
    data = xmp.packet("algorithmicMedia") + xmp.packet("trainedAlgorithmicMedia")
    assert xmp.read_source_type(hostile.encode(hostile.photo(), "WEBP", xmp=data)) == "trainedAlgorithmicMedia"


@pytest.mark.parametrize("name", hostile.CASES)
def test_no_hostile_file_breaks_the_reader_or_is_taken_for_marked(name: str) -> None:
    assert xmp.read_source_type(hostile.build(name)) is None


def test_a_packet_that_inflates_without_end_is_read_only_to_the_bound() -> None:
    bomb = zlib.compress(bytes(50_000_000) + xmp.packet("algorithmicMedia"), 9)
    chunk = hostile.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb)
    assert xmp.read_source_type(hostile.after_header(hostile.encode(hostile.photo(), "PNG"), chunk)) is None


@pytest.mark.parametrize(
    "unit", [b"DigitalSourceType", b"DigitalSourceType " * 2 + b"rdf:resource", b"DigitalSourceType>  "]
)
def test_reading_time_stays_linear(unit: bytes) -> None:
    def read(size: int) -> None:
        assert xmp.read_source_type(unit * (size // len(unit))) is None

    assert growth(read, 60_000) < LINEAR


def test_a_pngs_texts_without_the_keyword_are_no_packets() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("Comment", "algorithmicMedia", zip=True)
    assert xmp.read_source_type(hostile.encode(hostile.photo(), "PNG", pnginfo=texts)) is None
