"""One HTTPS question to a checker that isn't AWS: JSON posted, and an answer within a deadline, or CheckerDown."""

from __future__ import annotations

from collections.abc import Mapping

from imagora.kernel.posting import Answer, Place, Unanswered
from imagora.moderation.checkers.port import CheckerDown

__all__ = ["ANSWER_SECONDS", "LONGEST_ANSWER", "Answer", "Endpoint"]

ANSWER_SECONDS = 20.0
LONGEST_ANSWER = 1_000_000


class Endpoint:
    """One place to post JSON to. A connection a question: checks are rare beside what a page needs."""

    def __init__(self, provider: str, url: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """`url`: http or https; a path in it comes before the path of each question."""
        self._provider = provider
        self._place = Place(url, longest=LONGEST_ANSWER)
        self._answer_seconds = answer_seconds

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask once, and read the whole answer, whatever its status.

        Raises CheckerDown when nobody answers in time, or the answer breaks off.
        """
        try:
            return self._place.post(path, body, headers, seconds=self._answer_seconds)
        except Unanswered as lost:
            raise CheckerDown(self._provider, lost.reason, lost.detail) from lost
