"""From cases, rules and figures to the contract's shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from msgspec import UNSET, UnsetType

from chalicelib import content_views, people, safety
from chalicelib.requests import Request
from imagora.kernel.clock import rfc3339
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import time_of
from imagora.moderation.rulebook import CODES, RULES, VERSION, rule

if TYPE_CHECKING:
    from imagora.accounts.models import Profile
    from imagora.graph.head import Head
    from imagora.moderation.case import Case
    from imagora.moderation.events import Judge, Subject, Verdict
    from imagora.moderation.listing import Deed, Report, Strike
    from imagora.moderation.transparency import Figures
    from imagora.posts.evidence import Exhibit

Language = Literal["en", "de"]
_LANGUAGES: tuple[Language, ...] = ("en", "de")
_RANGE = re.compile(r"\s*(?P<tag>[A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=(?P<q>[01](?:\.\d{0,3})?)\s*)?")


def language(request: Request) -> Language:
    """What `language` says, or what Accept-Language likes best of what we have (RFC 9110, section 12.5.4)."""
    asked = request.query.get("language")
    if asked is not None:
        if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}", asked):
            raise InvalidInput.of("language", "invalid", "This has to be a language tag, such as de or en-GB.")
        return "de" if asked.lower().split("-")[0] == "de" else "en"
    weights = _weights(request.headers.get("accept-language", ""))
    return max(_LANGUAGES, key=lambda one: weights.get(one, weights.get("*", 0.0)))


def _weights(header: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in header[:500].split(","):
        match = _RANGE.fullmatch(part)
        if match is not None:
            tag = match["tag"].lower()
            found[tag] = max(found.get(tag, 0.0), float(match["q"] or 1))
    return found


def rules(code: Language) -> safety.RuleList:
    return safety.RuleList(version=VERSION, language=code, items=[_rule(one.code, code) for one in RULES])


def _rule(code: str, spoken: Language) -> safety.Rule:
    one = rule(code)
    wording = one.wording(spoken)
    return safety.Rule(
        code=code,
        title=wording.title,
        text=wording.text,
        consequence=wording.consequence,
        urgent=one.urgent,
        label=one.label or UNSET,
        help=list(one.help) or UNSET,
    )


def report(one: Report) -> safety.Report:
    return safety.Report(id=one.id, reason=one.reason, note=one.note, created_at=rfc3339(time_of(one.id)))


def _subject(one: Subject) -> safety.Subject:
    return safety.Subject(one.kind, one.id)


def _judge(one: Judge) -> safety.Judge:
    """Who judged; never which moderator."""
    return safety.Judge(
        kind=one.kind,
        provider=one.provider or UNSET,
        model=one.model or UNSET,
        version=one.version or UNSET,
        scores=one.scores if one.kind == "ai" else UNSET,
    )


def own_decision(case: Case, now: datetime, spoken: Language) -> safety.OwnDecision:
    """A decision as its owner sees it: the first one, and what an appeal made of it."""
    first = case.first
    if first is None:
        raise ValueError("only decided cases are shown to their owners")
    may_appeal = case.may_appeal(rfc3339(now))
    texts = [check.text for check in case.checks if check.text]
    return safety.OwnDecision(
        case_id=case.id,
        subject=_subject(case.subject),
        rule=first.rule or "",
        reason=_reason(first, spoken),
        note=first.note or UNSET,
        text=texts[0] if texts else UNSET,
        judged_by=_judge(first.judge),
        action=first.action,
        labels=list(first.labels) or UNSET,
        decided_at=first.at,
        in_force=not case.overturned,
        options=["appeal"] if may_appeal else [],
        appeal_until=case.appeal_until if may_appeal else UNSET,
        appeal=_appeal(case),
    )


def _reason(verdict: Verdict, spoken: Language) -> str:
    if verdict.rule is None or verdict.rule not in CODES:
        return verdict.note
    wording = rule(verdict.rule).wording(spoken)
    return f"{wording.title}. {wording.text}"


def _appeal(case: Case) -> safety.Appeal | UnsetType:
    if case.appeal is None:
        return UNSET
    return safety.Appeal(case.appeal_status, case.appeal.deadline, case.appeal.statement)


def case(exhibit: Exhibit, now: datetime, strikes: Sequence[Strike] | None = None) -> safety.Case:
    """A case as moderators see it: a claim whose lease is over is none any more."""
    one, moment = exhibit.case, rfc3339(now)
    lease = one.leased(moment)
    return safety.Case(
        id=one.id,
        status=one.status_at(moment),
        lane="urgent" if one.urgent else "normal",
        subject=_subject(one.subject),
        owner=content_views.author(exhibit.owner) if exhibit.owner else UNSET,
        opened_at=one.opened_at,
        reports_count=one.reports,
        reports=[safety.Reason(told.rule, told.note, told.at) for told in one.named],
        checks=[
            safety.Check(
                verdict=told.verdict,
                judge=_judge(told.judge),
                rule=told.rule or UNSET,
                evidence=told.evidence or UNSET,
                at=told.at,
            )
            for told in one.checks
        ],
        evidence=_evidence(exhibit),
        lease=safety.Lease(lease.by, lease.until) if lease else UNSET,
        decisions=[_ruling(told) for told in (one.first, one.last) if told is not None],
        appeal=_appeal(one),
        strikes=UNSET if strikes is None else [_strike(told) for told in strikes],
    )


def _evidence(exhibit: Exhibit) -> safety.Evidence:
    owner = exhibit.owner
    about_account = exhibit.case.subject.kind == "account"
    return safety.Evidence(
        post=content_views.post(exhibit.post) if exhibit.post else UNSET,
        account=people.account(owner) if owner is not None and about_account else UNSET,
        media=[
            safety.Picture(one.id, "rejected" if one.status == "removed" else one.status, url, one.alt)
            for one, url in exhibit.media
        ],
        text=exhibit.text or UNSET,
    )


def _ruling(verdict: Verdict) -> safety.Ruling:
    return safety.Ruling(
        judged_by=_judge(verdict.judge),
        judge_id=verdict.judge.account or UNSET,
        action=verdict.action,
        rule=verdict.rule or UNSET,
        note=verdict.note,
        labels=list(verdict.labels),
        at=verdict.at,
    )


def _strike(one: Strike) -> safety.Strike:
    return safety.Strike(one.case, one.rule, one.action, rfc3339(datetime.fromtimestamp(one.expires_at, UTC)))


def deed(one: Deed) -> safety.Deed:
    return safety.Deed(
        id=one.id,
        judge_id=one.judge or UNSET,
        deed=one.deed,
        case_id=one.case,
        subject=_subject(one.subject),
        rule=one.rule or UNSET,
        at=rfc3339(time_of(one.id)),
    )


def transparency(told: Figures) -> safety.Transparency:
    return safety.Transparency(
        since=told.since,
        reports=[safety.ReportCount(code, number) for code, number in told.reports.items()],
        decisions=[safety.DecisionCount(one.rule, one.source, one.outcome, one.count) for one in told.decisions],
        appeals=safety.AppealFigures(told.appeals, told.upheld, told.overturned, told.overturn_rate, told.sole_judge),
        lifted=told.lifted,
        median_seconds_to_decide=told.median_seconds_to_decide,
    )


def preferences(head: Head, own: Profile) -> safety.Preferences:
    return safety.Preferences(dict(head.labels), head.hide_ai, head.hide_bots, own.remix_policy)
