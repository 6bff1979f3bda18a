"""The detector: our pictures whatever was done to them, others' claims, marks, and honest ignorance."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from imagora.kernel.ids import AccountId
from imagora.media import views, xmp
from imagora.provenance.check import Detector, Specimen
from imagora.provenance.findings import Findings
from tests.corpus import hostile
from tests.unit.provenance import drawing as draw
from tests.unit.provenance.shelf import Shelf

ANN = AccountId("01KAP0CQ8000000000000000AN")


@pytest.fixture(scope="module")
def detector() -> Detector:
    """One that knows the picture FIRST, which was published."""
    works = Shelf().works()
    works.keep(draw.FIRST, ANN, views.of_work(draw.scene(1)))
    works.publish(draw.FIRST)
    return Detector(draw.reader(), works)


def examined(detector: Detector, data: bytes, content_type: str = "image/webp") -> Findings:
    with Image.open(BytesIO(data)) as image:
        orientations = views.to_look_up(image.convert("RGB"))
    return detector.examine(Specimen(data, content_type, orientations, xmp.read_source_type(data)))


def test_our_own_file_is_known_by_its_manifest(detector: Detector) -> None:
    found = examined(detector, draw.notary().sign(draw.webp(1), "image/webp", draw.created()))
    assert (found.verdict, found.media_id, found.source_type) == ("ours", draw.FIRST, "algorithmicMedia")
    assert [near.media_id for near in found.nearest] == [draw.FIRST]


@pytest.mark.parametrize(
    "copy",
    [
        draw.scene(1).resize((120, 90)),
        draw.scene(1).resize((900, 675)),
        draw.scene(1).crop((8, 12, 312, 240)),
        draw.scene(1).transpose(Image.Transpose.ROTATE_90),
    ],
    ids=["smaller", "larger", "cut by 5 %", "turned"],
)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_copy_without_its_manifest_is_known_by_its_looks(detector: Detector, copy: Image.Image, kind: str) -> None:
    found = examined(detector, hostile.encode(copy, kind, quality=45), f"image/{kind.lower()}")
    assert (found.verdict, found.media_id, found.credential) == ("looks_like_ours", draw.FIRST, None)


def test_a_tampered_file_of_ours_is_no_longer_ours(detector: Detector) -> None:
    plain = draw.webp(5, xmp=xmp.packet("algorithmicMedia"))
    signed = draw.notary().sign(plain, "image/webp", draw.created())
    found = examined(detector, signed.replace(b"W5M0Mp", b"W5M0Mq"))
    assert (found.verdict, found.media_id) == ("marked", None)
    assert found.credential is not None
    assert "assertion.dataHash.mismatch" in found.credential.problems


def test_others_claims_are_theirs(detector: Detector) -> None:
    foreign = draw.notary(draw.other_authority()).sign(draw.webp(5), "image/webp", draw.created())
    found = examined(detector, foreign)
    assert (found.verdict, found.media_id, found.source_type) == ("others_claim", None, "algorithmicMedia")
    assert found.credential is not None
    assert found.credential.issuer == "Elsewhere"


def test_a_mark_alone_is_told(detector: Detector) -> None:
    found = examined(detector, draw.webp(5, xmp=xmp.packet("trainedAlgorithmicMedia")))
    assert (found.verdict, found.source_type) == ("marked", "trainedAlgorithmicMedia")


@pytest.mark.parametrize("seed", range(20, 26))
def test_of_anything_else_nothing_is_known(detector: Detector, seed: int) -> None:
    found = examined(detector, draw.webp(seed))
    assert (found, found.verdict) == (Findings(), "nothing_known")
