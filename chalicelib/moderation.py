"""Moderation: the rules, reports, the moderators' queue, decisions about one's own things, the public figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from chalicelib import safety, safety_views
from chalicelib.answers import NO_CONTENT, Answer
from chalicelib.requests import Request
from chalicelib.resource import Resource
from imagora import wiring
from imagora.kernel import text
from imagora.kernel.errors import FieldError, Forbidden, InvalidInput
from imagora.kernel.ids import AccountId

if TYPE_CHECKING:
    from imagora.moderation.reporting import Complaint
    from imagora.table.once import Once

moderation = Resource("moderation")

_CASE = "/v1/moderation/cases/{case_id}"
_NOT_FOUND = ("post_not_found", "account_not_found", "media_not_found")
_MONTH = 7


@moderation.route(
    "GET",
    "/v1/rules",
    answers={200: safety.RuleList},
    errors=("invalid_input",),
    query=("language",),
    public=True,
)
def list_rules(request: Request) -> Answer:
    """List the rules of the house, in the language that `language` or Accept-Language asks for.

    English where we have no other. Codes are stable; `version` changes with the wording.
    """
    language = safety_views.language(request)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return Answer(200, safety_views.rules(language), headers)


def _show_report(request: Request, created: str) -> Answer:
    return Answer(201, safety_views.report(wiring.reporting().shown(request.account, created)))


@moderation.route(
    "POST",
    "/v1/reports",
    body=safety.ReportDraft,
    answers={201: safety.Report},
    errors=_NOT_FOUND,
    replay=_show_report,
)
def report(request: Request, draft: safety.ReportDraft, once: Once | None) -> Answer:
    """Report a post, an account or a picture that breaks a rule.

    Its owner isn't told who reported. Reports of one thing are one case; one's second report of it is the first again.
    """
    return Answer(201, safety_views.report(wiring.reporting().report(request.account, _complaint(draft), once=once)))


@moderation.route(
    "POST",
    "/v1/reports/urgent",
    body=safety.UrgentReportDraft,
    answers={201: safety.Report},
    errors=_NOT_FOUND,
    public=True,
    limited="signups",
)
def report_urgently(request: Request, draft: safety.UrgentReportDraft) -> Answer:
    """Report what harms somebody without having an account: intimate pictures, sexualised minors.

    Such reports are looked at before all others. With a token it is an ordinary report.
    """
    contact = draft.contact.strip()
    if len(contact) > 254:
        raise InvalidInput.of("contact", "length", "A contact has at most 254 characters.")
    return Answer(
        201, safety_views.report(wiring.reporting().report(request.viewer, _complaint(draft, contact), once=None))
    )


def _complaint(draft: safety.ReportDraft, contact: str = "") -> Complaint:
    from imagora.moderation.events import Subject
    from imagora.moderation.reporting import Complaint

    named = [
        Subject(kind, thing)  # type: ignore[arg-type]
        for kind, thing in (("post", draft.post_id), ("account", draft.handle), ("media", draft.media_id))
        if thing is not None
    ]
    if len(named) != 1:
        one = "Name exactly one thing: post_id, handle or media_id."
        raise InvalidInput(*[FieldError(name, "exactly_one", one) for name in ("post_id", "handle", "media_id")])
    return Complaint(named[0], draft.reason, text.clean(draft.note, multiline=True), contact)


def _moderator(request: Request) -> AccountId:
    if "moderator" not in request.groups:
        raise Forbidden("This is for moderators.")
    return request.account


@moderation.route(
    "GET",
    "/v1/moderation/queue",
    answers={200: safety.CaseList},
    errors=("forbidden", "account_suspended"),
    query=("limit", "cursor"),
)
def list_queue(request: Request) -> Answer:
    """List what waits for a moderator, with evidence: urgent cases first, then the oldest."""
    moderator = _moderator(request)
    page = wiring.bench().queue(moderator, request.page("moderation"))
    exhibits = wiring.evidence().exhibit(page.items)
    now = wiring.now()
    items = [safety_views.case(exhibit, now) for exhibit in exhibits]
    return Answer(200, {**request.part(page, "moderation"), "items": items})


@moderation.route("GET", _CASE, answers={200: safety.Case}, errors=("forbidden", "case_not_found", "account_suspended"))
def get_case(request: Request, case_id: str) -> Answer:
    """Get a case with evidence, and what counts against its owner."""
    return _case(request, _moderator(request), case_id)


def _case(request: Request, moderator: AccountId, case_id: str) -> Answer:
    case = wiring.bench().case(moderator, case_id)
    (exhibit,) = wiring.evidence().exhibit([case])
    return Answer(200, safety_views.case(exhibit, wiring.now(), wiring.bench().strikes(case)))


_JUDGING = ("forbidden", "case_not_found", "own_case", "first_judge", "case_decided", "case_taken")


@moderation.route("POST", f"{_CASE}/claim", answers={200: safety.Case}, errors=_JUDGING)
def claim_case(request: Request, case_id: str) -> Answer:
    """Claim a case for 15 minutes: nobody else can decide it meanwhile. Again prolongs it.

    One's own things, what one reported, and appeals against one's own decisions are for others.
    """
    moderator = _moderator(request)
    wiring.bench().claim(moderator, case_id)
    return _case(request, moderator, case_id)


@moderation.route(
    "DELETE", f"{_CASE}/claim", answers={204: None}, errors=("forbidden", "case_not_found", "lease_required")
)
def release_case(request: Request, case_id: str) -> Answer:
    """Give a case back that one has claimed."""
    wiring.bench().release(_moderator(request), case_id)
    return NO_CONTENT


@moderation.route(
    "POST",
    f"{_CASE}/decision",
    body=safety.DecisionDraft,
    answers={200: safety.Case},
    errors=(*_JUDGING, "lease_required"),
)
def decide_case(request: Request, draft: safety.DecisionDraft, case_id: str) -> Answer:
    """Decide a case that one has claimed. Its owner is told of a decision against them, with the rule and the note.

    `approve` and `dismiss` change nothing, and let a held picture out; on appeal they undo the first decision.
    """
    from imagora.moderation.bench import Ruling

    moderator = _moderator(request)
    note = text.clean(draft.note, multiline=True)
    ruling = Ruling(draft.action, draft.rule, note, tuple(dict.fromkeys(draft.labels)))
    wiring.bench().decide(moderator, case_id, ruling)
    return _case(request, moderator, case_id)


@moderation.route(
    "GET",
    "/v1/moderation/audit",
    answers={200: safety.DeedList},
    errors=("forbidden", "account_suspended"),
    query=("month", "limit", "cursor"),
)
def list_deeds(request: Request) -> Answer:
    """List what moderators did in a month, newest first. For administrators, too."""
    if not request.groups & {"moderator", "admin"}:
        raise Forbidden("This is for moderators and administrators.")
    moderator = request.account
    month = request.query.get("month", f"{wiring.now():%Y-%m}")
    if len(month) != _MONTH or month[4] != "-" or not (month[:4] + month[5:]).isdecimal():
        raise InvalidInput.of("month", "invalid", "A month is written like 2026-11.")
    listing = f"audit:{month}"
    page = wiring.bench().audit(moderator, month, request.page(listing))
    return request.listed(page.map(safety_views.deed), listing)


@moderation.route(
    "GET",
    "/v1/me/moderation",
    answers={200: safety.OwnDecisionList},
    query=("limit", "cursor", "language"),
)
def list_own_decisions(request: Request) -> Answer:
    """List decisions about one's own things: the rule, why, who judged, what one can do. Newest first.

    Prompts and texts that were refused are there, too.
    """
    page, muted_until = wiring.appeals().mine(request.account, request.page("own-moderation"))
    now, language = wiring.now(), safety_views.language(request)
    items = page.map(lambda case: safety_views.own_decision(case, now, language))
    part = request.part(items, "own-moderation")
    return Answer(200, {**part, **({"muted_until": muted_until} if muted_until else {})})


def _show_appeal(request: Request, case_id: str) -> Answer:
    case = wiring.appeals().one(request.account, case_id)
    return Answer(201, safety_views.own_decision(case, wiring.now(), safety_views.language(request)))


@moderation.route(
    "POST",
    "/v1/me/moderation/{case_id}/appeal",
    body=safety.AppealDraft,
    answers={201: safety.OwnDecision},
    errors=("case_not_found", "already_appealed", "appeal_closed"),
    replay=_show_appeal,
)
def appeal(request: Request, draft: safety.AppealDraft, once: Once | None, case_id: str) -> Answer:
    """Say no to a decision, once.

    Somebody else than the first judge looks at it. A suspended account may appeal, too.
    """
    statement = text.clean(draft.statement, multiline=True)
    wiring.appeals().appeal(request.account, case_id, statement, once=once)
    return _show_appeal(request, case_id)


@moderation.route("GET", "/v1/transparency", answers={200: safety.Transparency}, public=True)
def get_transparency(_request: Request) -> Answer:
    """Get what moderation did in the last twelve months, in figures."""
    return Answer(200, safety_views.transparency(wiring.transparency().figures()))


@moderation.route("GET", "/v1/me/preferences", answers={200: safety.Preferences})
def get_preferences(request: Request) -> Answer:
    """Get what one wants to see."""
    own = wiring.accounts().own(request.account)
    return Answer(200, safety_views.preferences(wiring.viewpoints().of(request.account).head, own))


@moderation.route("PATCH", "/v1/me/preferences", body=safety.PreferencesEdit, answers={200: safety.Preferences})
def edit_preferences(request: Request, edit: safety.PreferencesEdit) -> Answer:
    """Choose what one wants to see: labels shown, covered with a warning or hidden; AI and bots hidden.

    What is hidden is in no feed, thread, search or list; a post that one asks for by its id is still shown.
    `remix_policy` is what the pictures begin with that one generates from now on; `PATCH /v1/media/{media_id}` changes
    that of a single one.
    """
    head = wiring.relations().prefer(
        request.account,
        None if edit.labels is UNSET else edit.labels,
        hide_ai=None if edit.hide_ai is UNSET else edit.hide_ai,
        hide_bots=None if edit.hide_bots is UNSET else edit.hide_bots,
    )
    if edit.remix_policy is not UNSET:
        wiring.accounts().let_remix(request.account, edit.remix_policy)
    return Answer(200, safety_views.preferences(head, wiring.accounts().own(request.account)))
