"""The shapes of moderation: rules, reports, cases, decisions, appeals, figures, preferences."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib import content
from chalicelib.shapes import Account, Author, Id, Shape, Time

RuleCode = Annotated[str, Meta(description="the code of a rule, as `GET /v1/rules` lists them")]
LabelValue = content.LabelValue
Action = Literal["approve", "reject", "label", "warn", "suspend", "dismiss"]
Choice = Literal["show", "warn", "hide"]


class Rule(Shape, kw_only=True):
    """One rule of the house. `urgent`: reports of it come first, and need no account."""

    code: str
    title: str
    text: str
    consequence: str
    urgent: bool
    label: str | UnsetType = UNSET
    help: list[str] | UnsetType = UNSET


class RuleList(Shape, kw_only=True):
    """The rulebook, in one language."""

    version: str
    language: Literal["en", "de"]
    items: list[Rule]


class ReportDraft(Struct, frozen=True, kw_only=True):
    """What is wrong with a post, an account or a picture: exactly one of them is named."""

    post_id: str | None = None
    handle: str | None = None
    media_id: str | None = None
    reason: RuleCode
    note: Annotated[str, Meta(description="up to 2,000 characters")] = ""


class UrgentReportDraft(ReportDraft, frozen=True, kw_only=True):
    """As a report, by somebody without an account. `contact`: how to reach them, for the moderators alone."""

    contact: Annotated[str, Meta(description="up to 254 characters")] = ""


class Report(Shape, kw_only=True):
    """A report that was taken."""

    id: Id
    reason: str
    note: str
    created_at: Time


class Subject(Struct, frozen=True):
    """What a case is about. The id of a refused prompt or text is the case's own."""

    kind: Literal["post", "media", "prompt", "text", "account"]
    id: Id


class Judge(Shape, kw_only=True):
    """Who judged: a machine, with what it saw (0..1 a rule), or a person."""

    kind: Literal["ai", "human"]
    provider: str | UnsetType = UNSET
    model: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    scores: dict[str, float] | UnsetType = UNSET


class Appeal(Struct, frozen=True):
    """What was said against a decision, and until when somebody else answers."""

    status: Literal["open", "upheld", "overturned"]
    deadline: Time
    statement: str


class OwnDecision(Shape, kw_only=True):
    """A decision about one's own things. `options`: what one can do about it, `appeal_until` until when."""

    case_id: Id
    subject: Subject
    rule: str
    reason: str
    note: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    judged_by: Judge
    action: Action
    labels: list[str] | UnsetType = UNSET
    decided_at: Time
    in_force: bool
    options: list[Literal["appeal"]]
    appeal_until: Time | UnsetType = UNSET
    appeal: Appeal | UnsetType = UNSET


class OwnDecisionList(Shape, kw_only=True):
    """Decisions about one's own things, newest first. `muted_until`: there while one can't post."""

    items: list[OwnDecision]
    cursor: str | UnsetType = UNSET
    muted_until: Time | UnsetType = UNSET


class AppealDraft(Struct, frozen=True):
    """Why the decision is wrong."""

    statement: Annotated[str, Meta(description="1 to 2,000 characters")]


class Reason(Struct, frozen=True):
    """What somebody reported. `yours`: it was the moderator who asks."""

    reason: str
    note: str
    created_at: Time


class Check(Shape, kw_only=True):
    """What a checker said. `evidence`: in its own terms; of a checker that gave no answer, why."""

    verdict: Literal["allow", "label", "hold", "reject"]
    judge: Judge
    rule: str | UnsetType = UNSET
    evidence: dict[str, str | float] | UnsetType = UNSET
    at: Time


class Lease(Struct, frozen=True):
    """Who works on a case, and until when."""

    by: Id
    until: Time


class Ruling(Shape, kw_only=True):
    """One decision in a case."""

    judged_by: Judge
    judge_id: Id | UnsetType = UNSET
    action: Action
    rule: str | UnsetType = UNSET
    note: str
    labels: list[str]
    at: Time


class Picture(Struct, frozen=True):
    """A picture in a case. `url` opens it for a minute where it isn't public."""

    id: Id
    status: Literal["processing", "ready", "held", "rejected"]
    url: str
    alt: str


class Evidence(Shape, kw_only=True):
    """What a case is about, as it is now. `text`: the prompt or text that was refused."""

    post: content.Post | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    media: list[Picture]
    text: str | UnsetType = UNSET


class Strike(Struct, frozen=True):
    """What counts against an account until it expires."""

    case_id: Id
    rule: str
    action: str
    expires_at: Time


class Case(Shape, kw_only=True):
    """Something that moderators look at."""

    id: Id
    status: Literal["open", "claimed", "decided", "appealed", "closed"]
    lane: Literal["urgent", "normal"]
    subject: Subject
    owner: Author | UnsetType = UNSET
    opened_at: Time
    reports_count: int
    reports: list[Reason]
    checks: list[Check]
    evidence: Evidence
    lease: Lease | UnsetType = UNSET
    decisions: list[Ruling]
    appeal: Appeal | UnsetType = UNSET
    strikes: list[Strike] | UnsetType = UNSET


class CaseList(Shape, kw_only=True):
    """What waits: urgent cases first, then the oldest."""

    items: list[Case]
    cursor: str | UnsetType = UNSET


class DecisionDraft(Struct, frozen=True, kw_only=True):
    """What a moderator decides. A decision against somebody names its rule; `note` is what they are told besides."""

    action: Action
    rule: RuleCode | None = None
    note: Annotated[str, Meta(description="up to 2,000 characters")] = ""
    labels: Annotated[list[LabelValue], Meta(max_length=8)] = msgspec.field(default_factory=list)


class Deed(Shape, kw_only=True):
    """What a moderator did. Without `judge_id` it was the operator."""

    id: Id
    judge_id: Id | UnsetType = UNSET
    deed: str
    case_id: Id
    subject: Subject
    rule: str | UnsetType = UNSET
    at: Time


class DeedList(Shape, kw_only=True):
    """What moderators did in a month, newest first."""

    items: list[Deed]
    cursor: str | UnsetType = UNSET


class DecisionCount(Struct, frozen=True):
    """So many decisions under a rule, by whom, with which outcome."""

    rule: str
    source: str
    outcome: str
    count: int


class ReportCount(Struct, frozen=True):
    """So many reports of a rule."""

    rule: str
    count: int


class AppealFigures(Struct, frozen=True):
    """What became of appeals. `sole_judge`: the first judge answered, as there was no other moderator."""

    received: int
    upheld: int
    overturned: int
    overturn_rate: float | None
    sole_judge: int


class Transparency(Struct, frozen=True):
    """What moderation did since the first day of a month, no one named.

    `lifted`: decisions that the operator took back, where no appeal (or one that was in vain) asked for that.
    `median_seconds_to_decide` is the upper end of the power of two of minutes in which the median lies.
    """

    since: str
    reports: list[ReportCount]
    decisions: list[DecisionCount]
    appeals: AppealFigures
    lifted: int
    median_seconds_to_decide: int | None


class PreferencesEdit(Struct, frozen=True):
    """What is to change; what is left out stays. `show` is how every label begins."""

    labels: dict[LabelValue, Choice] | UnsetType = UNSET
    hide_ai: bool | UnsetType = UNSET
    hide_bots: bool | UnsetType = UNSET
    remix_policy: content.RemixPolicy | UnsetType = UNSET


class Preferences(Struct, frozen=True):
    """What one wants to see. A label that isn't named is shown.

    `remix_policy`: who may remix the pictures that one generates from now on; uploads begin with `nobody`.
    """

    labels: dict[str, Choice]
    hide_ai: bool
    hide_bots: bool
    remix_policy: content.RemixPolicy
