"""What checkers made of a picture, as it is kept with the picture until its case says it.

The write that holds, labels or rejects a picture keeps the opinion in the same item; a later stage makes the case of
it, as often as it is told. So neither is there without the other, whoever dies in between.
"""

from __future__ import annotations

import msgspec

from imagora.moderation.case import CaseId
from imagora.moderation.events import Checked


class Opinion(msgspec.Struct, frozen=True, omit_defaults=True):
    """`case`: the id that the case gets, or has. `opens`: it was said when the picture came, so the case is new, and
    the picture names it. `follows`: the case whose decision this one only follows (the picture is a copy of its).
    `again`: it was said of a picture that was shown already, under rules of now: what a person decided stands.
    """

    case: CaseId
    checked: Checked
    opens: bool = False
    follows: CaseId | None = None
    again: bool = False


_OPINION = msgspec.json.Decoder(Opinion)


def write(opinion: Opinion) -> str:
    return msgspec.json.encode(opinion).decode()


def read(text: str) -> Opinion:
    """What `write` wrote."""
    return _OPINION.decode(text)
