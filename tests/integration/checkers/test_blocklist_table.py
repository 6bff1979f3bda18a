"""The blocklist in the table: listed twice, found turned and recompressed, gone when it is overturned."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import PIL.Image
import pytest
from PIL import ImageOps

from imagora import wiring
from imagora.kernel import aws
from imagora.kernel.clock import utc_now
from imagora.kernel.ids import new_id
from imagora.media.perceptual_hash import dhash, variants
from imagora.moderation.checkers.blocklist import Blocklist
from imagora.moderation.checkers.blocklist_table import BlocklistTable
from imagora.moderation.checkers.port import Image
from tests.corpus.pictures import Picture
from tests.integration.stack import Stack

RULE = "nonconsensual_intimate"


@pytest.fixture
def table(stack: Stack) -> BlocklistTable:
    return BlocklistTable(wiring.reader(), aws.client("dynamodb"))


def encoded(shown: PIL.Image.Image, form: str = "PNG") -> bytes:
    out = BytesIO()
    shown.save(out, form, quality=40)
    return out.getvalue()


def upload(shown: PIL.Image.Image, form: str = "PNG") -> Image:
    data = encoded(shown, form)
    with PIL.Image.open(BytesIO(data)) as again:
        return Image(data, "image/png", *again.size, hashes=variants(again.convert("RGB")))


def test_life_of_an_entry(table: BlocklistTable) -> None:
    picture, stranger = Picture("tuned", "shapes", 1).draw(), Picture("tuned", "shapes", 2).draw()
    case, other = new_id(utc_now()), new_id(utc_now())
    for _ in range(2):
        table.add(case, RULE, [sha256(encoded(picture)).hexdigest()], [dhash(picture)])
    table.add(other, "minors_sexual", [], [dhash(stranger)])
    blocklist = Blocklist(table)
    again = ImageOps.mirror(picture).rotate(90)

    exact = blocklist.match(upload(picture))
    assert exact is not None
    assert (exact.entry.case, exact.exact) == (case, True)
    turned = blocklist.match(upload(again, "JPEG"))
    assert turned is not None
    assert (turned.entry.case, turned.entry.rule, turned.exact) == (case, RULE, False)
    assert blocklist.match(upload(Picture("tuned", "hills", 3).draw())) is None

    for _ in range(2):
        table.remove(case, RULE)
    assert blocklist.match(upload(picture)) is None
    assert blocklist.match(upload(again, "JPEG")) is None
    still = blocklist.match(upload(stranger))
    assert still is not None
    assert still.entry.case == other
    table.remove(other, "minors_sexual")


def test_same_picture_in_two_cases_stays_until_both_are_gone(table: BlocklistTable) -> None:
    picture = Picture("heldout", "streets", 1).draw()
    cases = [new_id(utc_now()), new_id(utc_now())]
    for case in cases:
        table.add(case, RULE, [sha256(encoded(picture)).hexdigest()], [dhash(picture)])
    table.remove(cases[0], RULE)
    left = Blocklist(table).match(upload(picture))
    assert left is not None
    assert left.entry.case == cases[1]
    table.remove(cases[1], RULE)
    assert Blocklist(table).match(upload(picture)) is None


def test_plain_surface_is_listed_as_a_file_only(table: BlocklistTable) -> None:
    white = PIL.Image.new("RGB", (64, 64), "white")
    case = new_id(utc_now())
    table.add(case, RULE, [sha256(encoded(white)).hexdigest()], [dhash(white)])
    assert Blocklist(table).match(upload(white)) is not None
    assert Blocklist(table).match(upload(PIL.Image.new("RGB", (65, 65), "white"))) is None
    table.remove(case, RULE)


def test_look_up_is_at_most_two_requests(table: BlocklistTable, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    dynamodb = aws.dynamodb()
    whole = dynamodb.batch_get_item
    monkeypatch.setattr(
        type(dynamodb),
        "batch_get_item",
        lambda _, **how: (asked.append(sum(len(each["Keys"]) for each in how["RequestItems"].values())), whole(**how))[
            1
        ],
    )
    Blocklist(table).match(upload(Picture("heldout", "faces", 4).draw()))
    assert len(asked) <= 2
    assert sum(asked) <= 66
