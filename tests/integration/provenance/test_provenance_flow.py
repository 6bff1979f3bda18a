"""From upload or wish to the served file: signed, marked, recognised, forgotten."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from imagora import wiring
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import MediaId
from imagora.media import views, xmp
from imagora.media.marking import MAX_KEPT, Marking
from imagora.media.models import rendition_keys
from imagora.provenance.check import Detector, Specimen
from imagora.provenance.findings import Findings
from imagora.provenance.notary import Notary
from imagora.provenance.reading import CredentialReader
from imagora.provenance.signing import LocalSigner
from tests.corpus import hostile
from tests.integration.provenance.signing import marking
from tests.integration.stack import Person, Stack
from tests.unit.provenance import drawing as draw


def served(media_id: str) -> list[bytes]:
    """Both files as they are served: full, thumb."""
    media = wiring.media_store().get(MediaId(media_id))
    assert media is not None
    found = [wiring.bucket().read(ready, version=None, at_most=10**7) for _, ready in rendition_keys(media).values()]
    return [data for data in found if data is not None]


def uploaded(stack: Stack, person: Person, data: bytes, kind: str = "image/png", **draft: str) -> str:
    media_id = stack.upload(person, data, content_type=kind, **draft)
    stack.drain()
    return media_id


def png(seed: int) -> bytes:
    return hostile.encode(draw.scene(seed), "PNG")


def examined(reader: CredentialReader, data: bytes) -> Findings:
    with Image.open(BytesIO(data)) as image:
        orientations = views.to_look_up(image.convert("RGB"))
    return Detector(reader, wiring.works()).examine(
        Specimen(data, "image/webp", orientations, xmp.read_source_type(data))
    )


def test_both_renditions_of_an_upload_are_trusted(stack: Stack, ann: Person, signed: CredentialReader) -> None:
    media_id = uploaded(stack, ann, png(31))
    files = served(media_id)
    assert len(files) == 2
    for data in files:
        found = signed.read(data, "image/webp")
        assert found is not None
        assert (found.trusted, found.media_id, found.source_type) == (True, media_id, None)
        assert [action.name for action in found.actions] == ["c2pa.opened", "c2pa.transcoded"]
        assert xmp.read_source_type(data) is None


def test_a_generated_picture_says_who_made_it(stack: Stack, ann: Person, signed: CredentialReader) -> None:
    (media,) = stack.generate(ann)["media"]
    for data in served(media["id"]):
        found = signed.read(data, "image/webp")
        assert found is not None
        assert found.trusted
        assert [(one.name, one.source_type, one.agent) for one in found.actions] == [
            ("c2pa.created", "algorithmicMedia", "painter-1")
        ]
        assert xmp.read_source_type(data) == "algorithmicMedia"


def test_what_others_signed_is_read_kept_and_raises_the_label(
    stack: Stack, ann: Person, signed: CredentialReader
) -> None:
    foreign = draw.notary(draw.other_authority()).sign(
        draw.webp(32), "image/webp", draw.created(source_type="trainedAlgorithmicMedia")
    )
    media_id = uploaded(stack, ann, foreign, "image/webp", ai="none")
    full, thumb = served(media_id)
    found, small = signed.read(full, "image/webp"), signed.read(thumb, "image/webp")
    assert found is not None
    assert small is not None
    assert [(one.issuer, one.valid) for one in found.ancestors] == [("Elsewhere", True)]
    assert [one.issuer for one in small.ancestors] == [None]  # the thumbnail names its source and stays small
    assert {xmp.read_source_type(data) for data in (full, thumb)} == {"trainedAlgorithmicMedia"}
    origin = wiring.origins().get(MediaId(media_id))
    assert origin is not None
    assert origin.incoming is not None
    assert origin.served is not None
    assert (origin.served.trusted, origin.source_type) == (True, "trainedAlgorithmicMedia")
    assert (origin.incoming.issuer, origin.incoming.valid, origin.incoming.trusted) == ("Elsewhere", True, False)
    assert ann.post("look", media_id)["ai"] == "generated"


@pytest.mark.parametrize(
    ("said", "mark"),
    [("generated", "trainedAlgorithmicMedia"), ("assisted", "compositeWithTrainedAlgorithmicMedia"), ("none", None)],
)
def test_what_the_owner_says_of_ai_is_marked_in_the_files(
    stack: Stack, ann: Person, signed: CredentialReader, said: str, mark: str | None
) -> None:
    media_id = uploaded(stack, ann, png(33), ai=said)
    for data in served(media_id):
        found = signed.read(data, "image/webp")
        assert found is not None
        assert (found.source_type, xmp.read_source_type(data)) == (mark, mark)


def test_nothing_goes_out_while_the_key_cannot_be_reached(
    stack: Stack, ann: Person, signed: CredentialReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = draw.our_authority()
    before, public = stack.keys("media/"), list[set[str]]()

    class Away:
        """Out of reach twice, then back."""

        chain = ours.chain

        def sign(self, message: bytes) -> bytes:
            public.append(stack.keys("media/") - before)
            if len(public) <= 2:
                raise Unavailable
            return LocalSigner(ours.chain, ours.key).sign(message)

    marking(monkeypatch, Marking(signed, Notary(Away(), ours.root), wiring.works(), wiring.origins()))
    media_id = stack.upload(ann, png(34))
    stack.drain(redeliver=True)
    assert ann.media(media_id)["status"] == "ready"
    assert len(served(media_id)) == 2
    assert public == [set()] * 4  # two that failed, then one for each rendition


def test_a_copy_finds_the_published_original_and_nothing_else_does(
    stack: Stack, ann: Person, bob: Person, signed: CredentialReader
) -> None:
    original = uploaded(stack, ann, png(35))
    draft = uploaded(stack, ann, png(36))
    post = ann.post("mine", original)["id"]
    stack.drain()
    copy = hostile.encode(
        draw.scene(35).crop((0, 6, 308, 240)).transpose(Image.Transpose.ROTATE_90), "JPEG", quality=60
    )
    origin = wiring.origins().get(MediaId(uploaded(stack, bob, copy, "image/jpeg")))
    assert origin is not None
    assert [(near.media_id, near.owner) for near in origin.nearest] == [(original, ann.id)]
    assert examined(signed, served(original)[1]).verdict == "ours"
    assert examined(signed, hostile.encode(draw.scene(35), "WEBP")).media_id == original
    assert examined(signed, hostile.encode(draw.scene(36), "WEBP")).verdict == "nothing_known"  # nobody published it
    own = wiring.origins().get(MediaId(uploaded(stack, ann, png(35))))
    assert own is not None
    assert [(near.media_id, near.owner) for near in own.nearest] == [(original, ann.id)]
    assert ann("DELETE", f"/v1/posts/{post}").status == 204
    stack.drain()
    assert examined(signed, hostile.encode(draw.scene(35), "WEBP")).verdict == "nothing_known"
    assert [row["SK"] for row in stack.partition(f"MEDIA#{original}")] == ["MEDIA"]
    assert {row["SK"] for row in stack.partition(f"MEDIA#{draft}")} == {"MEDIA", "ORIGIN", "PRINT"}


def test_a_private_accounts_pictures_are_found_by_nobody(stack: Stack, ann: Person, signed: CredentialReader) -> None:
    assert ann("PATCH", "/v1/me", {"private": True}).status == 200
    ann.post("for friends", uploaded(stack, ann, png(37)))
    stack.drain()
    assert examined(signed, hostile.encode(draw.scene(37), "WEBP")).verdict == "nothing_known"


def test_a_manifest_that_is_only_referred_to_is_not_fetched(signed: CredentialReader) -> None:
    """A file could otherwise have the instance ask any address for it."""
    asked = draw.webp(38, xmp=b'<x:xmpmeta dcterms:provenance="http://127.0.0.1:9/manifest.c2pa"/>')
    assert signed.read(asked, "image/webp") is None


def test_an_upload_of_more_than_is_kept_is_known_by_its_summary(
    stack: Stack, ann: Person, signed: CredentialReader
) -> None:
    plain = hostile.encode(draw.scene(39, 1_400, 1_000).effect_spread(40), "PNG")
    foreign = draw.notary(draw.other_authority()).sign(plain, "image/png", draw.created())
    assert len(foreign) > MAX_KEPT
    media_id = uploaded(stack, ann, foreign)
    origin, found = wiring.origins().get(MediaId(media_id)), signed.read(served(media_id)[0], "image/webp")
    assert origin is not None
    assert found is not None
    assert origin.incoming is not None
    assert origin.incoming.issuer == "Elsewhere"
    assert [one.issuer for one in found.ancestors] == [None]
    assert found.source_type == "algorithmicMedia"
