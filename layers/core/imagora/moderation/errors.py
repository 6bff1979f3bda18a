"""What can go wrong with cases, in the words of the domain."""

from __future__ import annotations

from imagora.kernel.errors import DomainError


class CaseNotFound(DomainError):
    """There is no such case for you."""

    code = "case_not_found"


class OwnCase(DomainError):
    """Nobody judges their own things, nor what they reported themselves."""

    code = "own_case"


class FirstJudge(DomainError):
    """You made the decision that is appealed: somebody else looks at it."""

    code = "first_judge"


class CaseTaken(DomainError):
    """Another moderator works on this case."""

    code = "case_taken"


class CaseDecided(DomainError):
    """This case is decided already."""

    code = "case_decided"


class LeaseRequired(DomainError):
    """Claim the case first. A claim lasts for 15 minutes."""

    code = "lease_required"


class AlreadyAppealed(DomainError):
    """You appealed against this decision before: one appeal a case."""

    code = "already_appealed"


class AppealClosed(DomainError):
    """This decision can't be appealed against any more."""

    code = "appeal_closed"


class CaseChanged(Exception):
    """The case isn't any more as it was read: somebody else was faster."""
