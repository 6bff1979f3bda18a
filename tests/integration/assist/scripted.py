"""A text model that is asked over no network."""

from __future__ import annotations

from imagora.assist.models import Suggestion
from imagora.assist.port import AssistError, Brief, Reply

ANSWER = Reply((Suggestion("A walk to the lighthouse."),))


class Scripted:
    """A remote assistant that answers from a script, the last for ever."""

    remote = True

    def __init__(self, name: str, *script: AssistError | Reply, most: int = 0) -> None:
        """`most`: microdollars that an answer may cost."""
        self.name = name
        self.dearest = most
        self.model = f"{name}-1"
        self.script = list(script)
        self.asked: list[Brief] = []

    def most(self, _: Brief) -> int:
        return self.dearest

    def assist(self, brief: Brief) -> Reply:
        self.asked.append(brief)
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(said, AssistError):
            raise said
        return said
