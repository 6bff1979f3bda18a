"""Signed renditions: c2pa's own reader trusts them, finds what was changed, and follows remixes to their parents."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from imagora.kernel.errors import Unavailable
from imagora.media import xmp
from imagora.provenance.manifest import Claim, Parent
from imagora.provenance.models import Action
from imagora.provenance.notary import Notary, Unsignable, kept
from tests.corpus import hostile
from tests.unit.provenance import drawing as draw

KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "AVIF": "image/avif"}


def pixels_changed(data: bytes) -> bytes:
    """One bit, far inside the picture's own data."""
    at = data.index(b"VP8 ") + 500
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(("kind", "content_type"), KINDS.items())
def test_a_signed_picture_is_trusted_with_our_root(kind: str, content_type: str) -> None:
    signed = draw.notary().sign(hostile.encode(draw.scene(1), kind), content_type, draw.created())
    found = draw.reader().read(signed, content_type)
    assert found is not None
    assert (found.valid, found.trusted, found.problems) == (True, True, ())
    assert (found.issuer, found.generator, found.media_id) == ("Imagora (development)", "Imagora", draw.FIRST)
    assert found.actions == (Action("c2pa.created", "algorithmicMedia", "painter-1"),)
    assert found.source_type == "algorithmicMedia"


def test_signing_leaves_pixels_and_xmp_as_they_were() -> None:
    plain = draw.webp(xmp=xmp.packet("trainedAlgorithmicMedia"))
    signed = draw.notary().sign(plain, "image/webp", draw.created())
    with Image.open(BytesIO(plain)) as before, Image.open(BytesIO(signed)) as after:
        assert before.tobytes() == after.tobytes()
    assert xmp.read_source_type(signed) == "trainedAlgorithmicMedia"
    assert len(signed) - len(plain) < 13_000


def test_a_changed_pixel_is_found() -> None:
    signed = draw.notary().sign(draw.webp(), "image/webp", draw.created())
    found = draw.reader().read(pixels_changed(signed), "image/webp")
    assert found is not None
    assert (found.valid, found.trusted, found.media_id) == (False, False, None)
    assert "assertion.dataHash.mismatch" in found.problems


def test_a_changed_claim_is_found() -> None:
    signed = draw.notary().sign(draw.webp(), "image/webp", draw.created())
    forged = signed.replace(draw.FIRST.encode(), draw.SECOND.encode())
    assert forged != signed
    found = draw.reader().read(forged, "image/webp")
    assert found is not None
    assert not found.valid
    assert found.media_id is None


def test_a_manifest_moved_to_another_picture_is_found() -> None:
    signed = draw.notary().sign(draw.webp(1), "image/webp", draw.created())
    start = signed.index(b"C2PA")
    other = hostile.encode(draw.scene(2), "WEBP", xmp=b"x")
    moved = other + signed[start:]
    moved = moved[:4] + (len(moved) - 8).to_bytes(4, "little") + moved[8:]
    found = draw.reader().read(moved, "image/webp")
    assert found is not None
    assert not found.valid


def test_a_file_without_a_manifest_says_nothing() -> None:
    assert draw.reader().read(draw.webp(), "image/webp") is None


@pytest.mark.parametrize("data", [b"", b"no picture", b"RIFF\xff\xff\xff\xffWEBPC2PA", b"\xff\xd8\xff\xeb\xff\xff"])
def test_what_is_no_picture_is_no_failure(data: bytes) -> None:
    found = draw.reader().read(data, "image/webp")
    assert found is None or not found.valid


@pytest.mark.parametrize("box", [b"c2pa.claim", b"c2pa.assertions", b"c2pa.signature", b"c2pa.hash.data"])
def test_a_damaged_manifest_is_a_finding_and_no_failure(box: bytes) -> None:
    signed = draw.notary().sign(draw.webp(), "image/webp", draw.created())
    at = signed.index(box)
    found = draw.reader().read(signed[:at] + b"\0" * 90 + signed[at + 90 :], "image/webp")
    assert found is not None
    assert not found.valid
    assert found.problems


def test_a_strangers_manifest_is_valid_but_not_trusted() -> None:
    foreign = draw.notary(draw.other_authority()).sign(draw.webp(), "image/webp", draw.created())
    found = draw.reader().read(foreign, "image/webp")
    assert found is not None
    assert (found.valid, found.trusted, found.issuer) == (True, False, "Elsewhere")
    assert found.media_id is None  # whoever signs for themselves can write our ids
    assert found.source_type == "algorithmicMedia"  # a mark of AI counts whoever wrote it


def test_whom_this_instance_trusts_besides_is_trusted_but_not_us() -> None:
    foreign = draw.notary(draw.other_authority()).sign(draw.webp(), "image/webp", draw.created())
    reader = draw.reader(others=draw.other_authority().root)
    found, own = reader.read(foreign, "image/webp"), draw.notary().sign(draw.webp(), "image/webp", draw.created())
    assert found is not None
    assert (found.trusted, found.media_id) == (True, None)
    ours = reader.read(own, "image/webp")
    assert ours is not None
    assert ours.media_id == draw.FIRST


def test_a_chain_of_three_shows_its_parents() -> None:
    notary = draw.notary()
    one = notary.sign(draw.webp(1), "image/webp", draw.created())
    two = notary.sign(draw.webp(2), "image/webp", draw.remixed(draw.SECOND, draw.FIRST, one))
    three = notary.sign(draw.webp(3), "image/webp", draw.remixed(draw.THIRD, draw.SECOND, two))
    found = draw.reader().read(three, "image/webp")
    assert found is not None
    assert found.trusted
    assert [action.name for action in found.actions] == ["c2pa.opened", "c2pa.edited"]
    assert [(one.media_id, one.depth, one.relationship, one.valid) for one in found.ancestors] == [
        (draw.SECOND, 1, "parentOf", True),
        (draw.FIRST, 2, "parentOf", True),
    ]
    assert {one.issuer for one in found.ancestors} == {"Imagora (development)"}


def test_a_parent_without_its_file_is_named() -> None:
    signed = draw.notary().sign(draw.webp(2), "image/webp", draw.remixed(draw.SECOND, draw.FIRST, None))
    found = draw.reader().read(signed, "image/webp")
    assert found is not None
    assert found.trusted
    assert [(one.media_id, one.valid) for one in found.ancestors] == [(draw.FIRST, None)]


def test_further_pictures_that_went_in_are_kept_apart_from_the_parent() -> None:
    parents = (Parent(draw.FIRST, data=draw.webp(1)), Parent(draw.SECOND, data=draw.webp(2)), Parent("a sketch"))
    claim = Claim(draw.THIRD, "trainedAlgorithmicMedia", draw.PAINTER, parents)
    found = draw.reader().read(draw.notary().sign(draw.webp(3), "image/webp", claim), "image/webp")
    assert found is not None
    assert found.trusted
    assert sorted((one.title, one.relationship) for one in found.ancestors) == [
        (draw.FIRST, "parentOf"),
        (draw.SECOND, "inputTo"),
        ("a sketch", "inputTo"),
    ]


@pytest.mark.parametrize("tampered", [False, True])
def test_what_others_signed_is_kept_in_the_renditions_of_an_upload(*, tampered: bool) -> None:
    foreign = draw.notary(draw.other_authority()).sign(draw.webp(1), "image/webp", draw.created())
    upload = pixels_changed(foreign) if tampered else foreign
    parent = kept(upload, "image/webp", draw.reader().read(upload, "image/webp"), at_most=100_000)
    claim = Claim(draw.SECOND, "algorithmicMedia", parents=(parent,), action="c2pa.transcoded")
    found = draw.reader().read(draw.notary().sign(draw.webp(1, quality=60), "image/webp", claim), "image/webp")
    assert found is not None
    assert (found.trusted, found.media_id, found.source_type) == (True, draw.SECOND, "algorithmicMedia")
    assert [(one.issuer, one.valid, one.media_id) for one in found.ancestors] == [("Elsewhere", not tampered, None)]


def test_a_forged_manifest_in_an_upload_does_not_pass_for_our_lineage() -> None:
    forger = draw.notary(draw.other_authority())
    forged = forger.sign(draw.webp(1), "image/webp", draw.remixed(draw.THIRD, draw.FIRST, None))
    claim = Claim(draw.SECOND, parents=(Parent("upload", data=forged),), action="c2pa.transcoded")
    found = draw.reader().read(draw.notary().sign(draw.webp(1), "image/webp", claim), "image/webp")
    assert found is not None
    assert [(one.title, one.depth, one.media_id) for one in found.ancestors] == [
        ("upload", 1, None),
        (draw.FIRST, 2, None),
    ]


def test_an_upload_too_large_to_be_kept_is_named() -> None:
    foreign = draw.notary(draw.other_authority()).sign(draw.webp(1), "image/webp", draw.created())
    found = draw.reader().read(foreign, "image/webp")
    assert kept(foreign, "image/webp", found, at_most=len(foreign) - 1).data is None
    assert kept(foreign, "image/webp", found, at_most=len(foreign)).data == foreign
    assert kept(draw.webp(), "image/webp", None, at_most=10**9).data is None


def test_the_mark_of_a_part_marks_a_composite() -> None:
    generated = draw.notary().sign(draw.webp(1), "image/webp", draw.created(source_type="trainedAlgorithmicMedia"))
    parents = (Parent("photo"), Parent("sky", data=generated))
    claim = Claim(draw.SECOND, parents=parents)
    found = draw.reader().read(draw.notary().sign(draw.webp(2), "image/webp", claim), "image/webp")
    assert found is not None
    assert found.source_type == "compositeWithTrainedAlgorithmicMedia"


def test_the_mark_of_the_parent_marks_what_was_made_of_it() -> None:
    generated = draw.notary().sign(draw.webp(1), "image/webp", draw.created(source_type="trainedAlgorithmicMedia"))
    claim = Claim(draw.SECOND, parents=(Parent("photo", data=generated),), action="c2pa.cropped")
    found = draw.reader().read(draw.notary().sign(draw.webp(2), "image/webp", claim), "image/webp")
    assert found is not None
    assert found.source_type == "trainedAlgorithmicMedia"


class _Refusing:
    chain = draw.our_authority().chain

    def sign(self, message: bytes) -> bytes:
        raise Unavailable(f"{len(message)} bytes to sign")


def test_the_signers_own_error_comes_through() -> None:
    with pytest.raises(Unavailable, match="bytes to sign"):
        Notary(_Refusing(), draw.our_authority().root).sign(draw.webp(), "image/webp", draw.created())


def test_what_is_no_picture_is_not_signed() -> None:
    with pytest.raises(Unsignable):
        draw.notary().sign(b"no picture", "image/webp", draw.created())


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"source_type": "paintedByHand"}, "paintedByHand"),
        ({}, "source type"),
        ({"parents": (Parent("one"),) * 9}, "at most 8"),
    ],
)
def test_a_claim_that_means_nothing_is_a_mistake_of_the_caller(claim: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Claim(draw.FIRST, **claim)
