"""What a decision took away is kept for as long as it can be appealed against and answered."""

from __future__ import annotations

import re

from imagora.moderation.case import ANSWER_WITHIN, APPEAL_WITHIN
from imagora.moderation.store import REFUSALS_STAY
from infra.local.stack import ROOT


def test_bytes_and_refused_texts_outlast_an_appeal_on_the_last_day_and_its_answer() -> None:
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    kept = re.search(r"Prefix: withheld/\n\s+ExpirationInDays: (\d+)", template)
    assert kept is not None
    needed = (APPEAL_WITHIN + ANSWER_WITHIN).days
    assert needed < int(kept[1])
    assert needed < REFUSALS_STAY.days
