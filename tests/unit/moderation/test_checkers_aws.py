"""Rekognition and Comprehend against botocore's own model of them: questions are valid, answers are understood."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import botocore.session
import numpy as np
import PIL.Image
import pytest
from botocore.stub import ANY, Stubber

from imagora.moderation.checkers import rekognition_labels
from imagora.moderation.checkers.comprehend import Comprehend, split
from imagora.moderation.checkers.judge import Judge
from imagora.moderation.checkers.language import guess
from imagora.moderation.checkers.port import CheckerRefused, Image, Text
from imagora.moderation.checkers.rekognition import MAX_INLINE_BYTES, MIN_CONFIDENCE, Rekognition
from imagora.moderation.rulebook import CODES


@pytest.fixture(scope="module")
def session() -> botocore.session.Session:
    return botocore.session.get_session()


def client(session: botocore.session.Session, service: str) -> Any:
    return session.create_client(
        service, region_name="eu-central-1", aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret"
    )


def picture(size: tuple[int, int] = (100, 100), form: str = "JPEG", media_type: str = "image/jpeg") -> Image:
    out = BytesIO()
    PIL.Image.new("RGB", size, "olive").save(out, form)
    return Image(out.getvalue(), media_type, *size)


def noise(side: int) -> Image:
    """A PNG that no encoder makes small."""
    pixels = np.random.default_rng(7).integers(0, 256, (side, side, 3), dtype=np.uint8)
    out = BytesIO()
    PIL.Image.fromarray(pixels).save(out, "PNG", compress_level=0)
    return Image(out.getvalue(), "image/png", side, side)


def chain(*names: str, confidence: float) -> list[dict[str, Any]]:
    """A label with all above it, as the service answers."""
    parents = ("", *names)
    return [
        {"Name": name, "ParentName": parents[level], "TaxonomyLevel": level + 1, "Confidence": confidence}
        for level, name in enumerate(names)
    ]


def judged(session: botocore.session.Session, labels: list[dict[str, Any]], image: Image | None = None) -> Any:
    made = client(session, "rekognition")
    with Stubber(made) as stub:
        stub.add_response(
            "detect_moderation_labels",
            {"ModerationLabels": labels, "ModerationModelVersion": "7.0", "ContentTypes": []},
            {"Image": {"Bytes": ANY}, "MinConfidence": MIN_CONFIDENCE},
        )
        return Judge([Rekognition(made)]).judge(image or picture())


INTIMATE = "Non-Explicit Nudity of Intimate parts and Kissing"


@pytest.mark.parametrize(
    ("labels", "action", "rule"),
    [
        ([], "allow", None),
        (chain("Explicit", "Explicit Nudity", "Exposed Male Genitalia", confidence=99), "reject", "sexual_explicit"),
        (chain("Explicit", "Sex Toys", confidence=70), "hold", "sexual_explicit"),
        (chain(INTIMATE, "Non-Explicit Nudity", "Implied Nudity", confidence=95), "label", "sexual_explicit"),
        (chain(INTIMATE, "Non-Explicit Nudity", "Bare Back", confidence=99), "allow", None),
        (chain(INTIMATE, "Kissing on the Lips", confidence=99), "allow", None),
        (chain("Swimwear or Underwear", "Female Swimwear or Underwear", confidence=99), "allow", None),
        (chain("Violence", "Graphic Violence", "Blood & Gore", confidence=98), "reject", "violence_graphic"),
        (chain("Violence", "Weapons", confidence=99), "allow", None),
        (chain("Visually Disturbing", "Death and Emaciation", "Corpses", confidence=97), "hold", "violence_graphic"),
        (chain("Hate Symbols", "Nazi Party", confidence=99), "hold", "hate_slurs"),
        (chain("Hate Symbols", "Extremist", confidence=99), "hold", "terror_propaganda"),
        (chain("Violence", "Graphic Violence", "Self-Harm", confidence=99), "hold", "self_harm_instructions"),
        (chain("Alcohol", "Alcoholic Beverages", confidence=99), "allow", None),
        (chain("Explicit", "Explicit Nudity", "A Label of Model 9", confidence=99), "reject", "sexual_explicit"),
        (chain("A Category of Model 9", "And More", confidence=99), "allow", None),
    ],
)
def test_taxonomy_leads_to_our_actions(
    session: botocore.session.Session, labels: list[dict[str, Any]], action: str, rule: str | None
) -> None:
    ruling = judged(session, labels)
    assert (ruling.action, ruling.rule) == (action, rule)
    assert ruling.looked


def test_a_harmless_detail_takes_nothing_from_a_grave_one(session: botocore.session.Session) -> None:
    bare = chain(INTIMATE, "Non-Explicit Nudity", "Bare Back", confidence=99)
    nude = chain("Explicit", "Explicit Nudity", "Exposed Female Nipple", confidence=95)
    ruling = judged(session, bare + nude)
    assert ruling.action == "reject"
    assert ruling.by.version == "7.0"
    assert ruling.by.evidence["Bare Back"] == 99


def test_taxonomy_is_a_tree_of_three_levels_under_our_rules() -> None:
    assert rekognition_labels.RULES <= CODES
    for parent, _ in rekognition_labels.TAXONOMY.values():
        grandparent = rekognition_labels.TAXONOMY[parent][0] if parent else ""
        assert not grandparent or rekognition_labels.TAXONOMY[grandparent][0] == ""


def test_picture_that_fits_goes_as_it_is(session: botocore.session.Session) -> None:
    made, fits = client(session, "rekognition"), picture()
    with Stubber(made) as stub:
        answer = {"ModerationLabels": [], "ModerationModelVersion": "7.0"}
        stub.add_response(
            "detect_moderation_labels", answer, {"Image": {"Bytes": fits.data}, "MinConfidence": MIN_CONFIDENCE}
        )
        assert Rekognition(made).check(fits).scores == {}


class Sent:
    """A client that keeps what it was sent."""

    def detect_moderation_labels(self, **asked: Any) -> Any:
        self.bytes = asked["Image"]["Bytes"]
        return {"ModerationLabels": [], "ModerationModelVersion": "7.0"}


@pytest.mark.parametrize(
    ("image", "size"),
    [
        (noise(1_400), (1_400, 1_400)),
        (picture((300, 200), "WEBP", "image/webp"), (300, 200)),
        (picture((300, 200), "AVIF", "image/avif"), (300, 200)),
        (picture((40, 500)), (80, 500)),
        (picture((12_000, 1_000), "PNG", "image/png"), (4_096, 341)),
    ],
    ids=["over 5 MiB", "webp", "avif", "too narrow", "too wide"],
)
def test_what_does_not_fit_is_made_to(image: Image, size: tuple[int, int]) -> None:
    sent = Sent()
    Rekognition(sent).check(image)
    assert len(sent.bytes) <= MAX_INLINE_BYTES
    with PIL.Image.open(BytesIO(sent.bytes)) as shown:
        assert (shown.format, shown.size) == ("JPEG", size)


def test_transparent_becomes_white() -> None:
    out = BytesIO()
    PIL.Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "WEBP")
    sent = Sent()
    Rekognition(sent).check(Image(out.getvalue(), "image/webp", 100, 100))
    with PIL.Image.open(BytesIO(sent.bytes)) as shown:
        assert shown.getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x00\x00\x00\x20ftypavif"])
def test_no_picture_is_no_question(data: bytes) -> None:
    with pytest.raises(CheckerRefused, match="rejected"):
        Rekognition(Sent()).check(Image(data, "image/avif", 100, 100))


def toxicity(**kinds: float) -> dict[str, Any]:
    return {"Labels": [{"Name": name, "Score": score} for name, score in kinds.items()], "Toxicity": 0.5}


def test_worst_segment_counts(session: botocore.session.Session) -> None:
    made = client(session, "comprehend")
    text = "what a lovely day " * 60 + "and all of you are vermin " * 20
    segments = split(text)
    assert len(segments) == 2
    with Stubber(made) as stub:
        stub.add_response(
            "detect_toxic_content",
            {"ResultList": [toxicity(HATE_SPEECH=0.02, PROFANITY=0.9), toxicity(HATE_SPEECH=0.9, INSULT=0.8)]},
            {"TextSegments": [{"Text": segment} for segment in segments], "LanguageCode": "en"},
        )
        finding = Comprehend(made).check(Text(text, "en"))
    assert finding.scores == {"hate_slurs": 0.9, "harassment": pytest.approx(0.48)}
    assert finding.evidence["PROFANITY"] == 0.9


def test_long_text_takes_several_calls(session: botocore.session.Session) -> None:
    made = client(session, "comprehend")
    text = "lovely weather today " * 700
    segments = split(text)
    with Stubber(made) as stub:
        for start in (0, 10):
            part = segments[start : start + 10]
            stub.add_response(
                "detect_toxic_content",
                {"ResultList": [toxicity(SEXUAL=0.1) for _ in part]},
                {"TextSegments": [{"Text": segment} for segment in part], "LanguageCode": "en"},
            )
        assert Comprehend(made).check(Text(text, "en")).scores["sexual_explicit"] == pytest.approx(0.1)
        stub.assert_no_pending_responses()


def test_text_without_end_is_not_sent(session: botocore.session.Session) -> None:
    with pytest.raises(CheckerRefused, match="rejected"):
        Comprehend(client(session, "comprehend")).check(Text("a " * 30_000, "en"))


@pytest.mark.parametrize(
    "text",
    ["", "  ", "word", "ä" * 3_000, "👩‍👩‍👧 " * 300, "a" * 999 + "ü" + "b" * 999, "one two " * 1_000, "x" * 5_000],
)
def test_segments_hold_the_whole_text_within_their_size(text: str) -> None:
    segments = split(text)
    assert "".join(segments).replace(" ", "") == text.replace(" ", "")
    assert all(0 < len(segment.encode()) <= 1_024 for segment in segments)


@pytest.mark.parametrize(
    ("text", "sees"),
    [
        (Text("you are the worst of them all"), True),
        (Text("ihr seid die schlimmsten von allen"), False),
        (Text("ihr seid die schlimmsten", "en-GB"), True),
        (Text("you are the worst", "de"), False),
        (Text("lol"), False),
    ],
)
def test_comprehend_is_relied_upon_for_english_only(text: Text, sees: bool) -> None:
    assert bool(Comprehend(Sent()).sees(text)) is sees  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat sat on the mat and it was happy", "en"),
        ("Die Katze saß auf der Matte und war zufrieden", "de"),
        ("Le chat est sur la table", ""),
        ("", ""),
        ("猫がマットの上に座った", ""),
    ],
)
def test_language_is_guessed_or_left_open(text: str, language: str) -> None:
    assert guess(text) == language
