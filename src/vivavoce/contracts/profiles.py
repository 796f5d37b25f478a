"""The front doors as a table: what differs between the five systems is a row, never a code path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from vivavoce.contracts.abilities import Abilities

ApproverKind = Literal["none", "self", "staff"]
IdentityMethod = Literal["signed_in", "link", "link_and_code", "phone"]
ConsentMode = Literal["none", "implied", "explicit", "spoken"]
PlannerFallback = Literal["built_in_marked", "refuse"]
PanelFallback = Literal["built_in_marked", "abstain"]
FeedbackKind = Literal["coaching", "decision", "none"]
ResultVisibility = Literal["staff", "person"]
ResultKind = Literal["assessment", "artifacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewProfile:
    """The policy of one front door."""

    name: str
    plan_approved_by: ApproverKind
    assessment_approved_by: ApproverKind
    identity: IdentityMethod
    consent: ConsentMode
    planner_fallback: PlannerFallback
    edit_limit: int | None
    """How many edits a plan takes; None is no limit."""
    max_attempts: int
    reconnect_grace_s: int
    """How long a dropped session waits for the candidate."""
    link_ttl_days: int
    """How long a link is good for; without links, how long an interview may lie before it is ended."""
    default_minutes: int
    max_follow_ups: int
    has_recommendation: bool
    pii_days: int
    """How long what people said is kept where the organization does not decide; so are their facts."""
    assessment_days: int
    """How long an assessment is kept where the organization does not decide."""
    transcript_retention_setting: str = "candidatePiiRetentionDays"
    """The organization's setting that stands over ``pii_days``."""
    can_request_missing_info: bool = True
    """Whether a person is asked for what is missing before a plan is written."""
    feedback: FeedbackKind = "decision"
    visibility: ResultVisibility = "staff"
    """Who may read it: the organisation's staff, or the person alone. Partners hear of staff's only."""
    min_answered_share: float = 0.5
    """Share of the mandatory questions from which on there is something to assess; 0 is any answer."""
    question_counts: Mapping[int, int] = field(default_factory=dict)
    """Minutes → questions, where a door offers fixed lengths; empty is any length."""
    abilities: Abilities = field(default_factory=Abilities)
    """What a session can do unless the request turns it on or off."""
    priority: int = 10
    """Who is let into the talk first when there is no room for all: the higher, then the older."""
    panel_fallback: PanelFallback = "abstain"
    """What an evaluator on a model does while the model is away: rules, marked as such, or no number."""
    is_requestable: bool = True
    """Whether a request may name it; other doors open their interviews themselves."""
    result: ResultKind = "assessment"
    """What the talk is for: a reading of the person, or documents made from what they said."""
    has_draft_expiry: bool = True
    """Whether a plan that nobody approved in ``link_ttl_days`` ends the interview where there is no link."""
    can_request_human: bool = True
    """Whether staff is told when the candidate asks to talk with a person."""
    has_hints: bool = False
    """Whether whoever answers is shown a sample answer and options beside a question."""

    @property
    def has_link(self) -> bool:
        """Whether the candidate enters by a link."""
        return self.identity in ("link", "link_and_code")

    @property
    def is_phone(self) -> bool:
        """Whether we call the candidate by telephone."""
        return self.identity == "phone"


HIRING_PROFILE = InterviewProfile(
    name="hiring",
    plan_approved_by="staff",
    assessment_approved_by="staff",
    identity="link_and_code",
    consent="explicit",
    planner_fallback="built_in_marked",
    edit_limit=None,
    max_attempts=3,
    reconnect_grace_s=120,
    link_ttl_days=7,
    default_minutes=30,
    max_follow_ups=2,
    has_recommendation=True,
    pii_days=90,
    assessment_days=365,
)

PRACTICE_PROFILE = InterviewProfile(
    name="practice",
    plan_approved_by="self",
    assessment_approved_by="none",
    identity="signed_in",
    consent="implied",
    planner_fallback="refuse",
    edit_limit=1,
    max_attempts=1,
    reconnect_grace_s=120,
    link_ttl_days=7,
    default_minutes=10,
    max_follow_ups=2,
    has_recommendation=False,
    pii_days=365,
    assessment_days=365,
    can_request_missing_info=False,
    can_request_human=False,
    feedback="coaching",
    visibility="person",
    min_answered_share=0.0,
    question_counts={5: 3, 10: 5, 15: 7},
    transcript_retention_setting="practiceRetentionDays",
    priority=0,
    is_requestable=False,
)

PANEL_PROFILE = replace(
    HIRING_PROFILE, name="panel", abilities=Abilities(evaluations=True, perspectives=True)
)

INTAKE_PROFILE = InterviewProfile(
    name="intake",
    plan_approved_by="none",
    assessment_approved_by="none",
    identity="signed_in",
    consent="none",
    planner_fallback="built_in_marked",
    edit_limit=0,
    max_attempts=3,
    reconnect_grace_s=600,
    link_ttl_days=30,
    default_minutes=20,
    max_follow_ups=1,
    has_recommendation=False,
    pii_days=365,
    assessment_days=365,
    can_request_missing_info=False,
    can_request_human=False,
    feedback="none",
    min_answered_share=0.0,
    is_requestable=False,
    result="artifacts",
    transcript_retention_setting="intakeRetentionDays",
    has_hints=True,
)

PHONE_SCREEN_PROFILE = replace(
    HIRING_PROFILE,
    name="phone_screen",
    identity="phone",
    consent="spoken",
    reconnect_grace_s=180,
    default_minutes=15,
    max_follow_ups=1,
    priority=20,
    has_draft_expiry=False,
)

PROFILES: dict[str, InterviewProfile] = {
    profile.name: profile
    for profile in (
        HIRING_PROFILE,
        PANEL_PROFILE,
        INTAKE_PROFILE,
        PRACTICE_PROFILE,
        PHONE_SCREEN_PROFILE,
    )
}
"""The doors that are open."""
