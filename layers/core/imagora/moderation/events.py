"""What happens to a case, as its log keeps it: one event a step, never changed, never taken away."""

from __future__ import annotations

from typing import Literal

import msgspec

from imagora.kernel.ids import AccountId

Kind = Literal["post", "media", "prompt", "text", "account"]
Action = Literal["approve", "reject", "label", "warn", "suspend", "dismiss"]
ACTIONS: tuple[Action, ...] = ("approve", "reject", "label", "warn", "suspend", "dismiss")

HARMLESS: frozenset[Action] = frozenset({"approve", "dismiss"})
"""Decisions that take nothing from anybody: nobody is told of them, nobody has to appeal."""


class Subject(msgspec.Struct, frozen=True):
    """What a case is about. Of a refused prompt or text, which exists nowhere, the id is the case's own."""

    kind: Kind
    id: str


class Judge(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who judged: `ai` with what looked and what it saw (0..1 a rule), or `human`: a moderator, or the operator."""

    kind: Literal["ai", "human"]
    account: AccountId | None = None
    provider: str | None = None
    model: str | None = None
    version: str | None = None
    scores: dict[str, float] = msgspec.field(default_factory=dict)


class Event(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag_field="event"):
    """`at`: RFC 3339, UTC, milliseconds; such texts sort in the order of time."""

    at: str


class Checked(Event, frozen=True, tag="checked"):
    """A checker looked, or had to: what it held waits for a moderator, what it rejected is decided by that.

    `allow` decides, too: it lets out what was held only because no checker could look; so does `label`, which lets it
    out with these `labels` (`sure`: how sure, 0..1 a label). `text`: the prompt or text that was refused, which exists
    nowhere else. `evidence`: what the checker said in its own terms; of checkers that gave no answer, why.
    """

    judge: Judge
    verdict: Literal["allow", "label", "hold", "reject"]
    rule: str | None = None
    text: str = ""
    labels: tuple[str, ...] = ()
    sure: dict[str, float] = msgspec.field(default_factory=dict)
    evidence: dict[str, str | float] = msgspec.field(default_factory=dict)


class Reported(Event, frozen=True, tag="reported"):
    """Somebody says that a rule is broken. `by` None: somebody without an account."""

    by: AccountId | None
    rule: str
    note: str = ""


class Claimed(Event, frozen=True, tag="claimed"):
    """A moderator works on it until then. `sole`: there is no other moderator than the first judge."""

    by: AccountId
    until: str
    sole: bool = False


class Released(Event, frozen=True, tag="released"):
    """The moderator gave it back."""

    by: AccountId


class Verdict(Event, frozen=True):
    """What was decided. `note`: what its owner is told besides the rule. `labels`: what stands on it from now on, and
    `sure`: how sure a checker is of each (0..1)."""

    judge: Judge
    action: Action
    rule: str | None = None
    note: str = ""
    labels: tuple[str, ...] = ()
    sure: dict[str, float] = msgspec.field(default_factory=dict)


class Decided(Verdict, frozen=True, tag="decided"):
    """The first decision."""


class Appealed(Event, frozen=True, tag="appealed"):
    """Its owner disagrees. `deadline`: until when somebody else looks at it."""

    by: AccountId
    statement: str
    deadline: str


class Upheld(Verdict, frozen=True, tag="upheld"):
    """The appeal changed nothing."""


class Overturned(Verdict, frozen=True, tag="overturned"):
    """This action is in force in place of the first one: the appeal was right, a decision that this one by a checker
    only followed was itself overturned, or the operator took it back without being asked."""


class Ended(Event, frozen=True, tag="ended"):
    """Its owner's account is gone: there is nothing left to decide."""


AnyEvent = Checked | Reported | Claimed | Released | Decided | Appealed | Upheld | Overturned | Ended
