"""The front doors as a table: what differs between the five systems is a row, never a code path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from vivavoce.contracts.abilities import Abilities

ApprovedBy = Literal["none", "self", "staff"]
Identity = Literal["signed_in", "link", "link_and_code", "phone"]
Consent = Literal["none", "implied", "explicit", "spoken"]
PlannerFallback = Literal["built_in_marked", "refuse"]
PanelFallback = Literal["built_in_marked", "abstain"]
Feedback = Literal["coaching", "decision", "none"]
Visibility = Literal["staff", "person"]
Result = Literal["assessment", "artifacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewProfile:
    """The policy of one front door."""

    name: str
    plan_approved_by: ApprovedBy
    assessment_approved_by: ApprovedBy
    identity: Identity
    consent: Consent
    planner_fallback: PlannerFallback
    edit_limit: int | None
    """How many edits a plan takes; None is no limit."""
    max_attempts: int
    grace_s: int
    """How long a dropped session waits for the candidate."""
    link_days: int
    """How long a link is good for; without links, how long an interview may lie before it is ended."""
    default_minutes: int
    max_follow_ups: int
    has_recommendation: bool
    pii_days: int
    """How long what people said is kept where the organization does not decide; so are their facts."""
    assessment_days: int
    """How long an assessment is kept where the organization does not decide."""
    words_setting: str = "candidatePiiRetentionDays"
    """The organization's setting that stands over ``pii_days``."""
    needs_facts: bool = True
    """Whether a person is asked for what is missing before a plan is written."""
    feedback: Feedback = "decision"
    visibility: Visibility = "staff"
    """Who may read it: the organisation's staff, or the person alone. Partners hear of staff's only."""
    enough_answered: float = 0.5
    """Share of the mandatory questions from which on there is something to assess; 0 is any answer."""
    question_counts: Mapping[int, int] = field(default_factory=dict)
    """Minutes → questions, where a door offers fixed lengths; empty is any length."""
    abilities: Abilities = field(default_factory=Abilities)
    """What a session can do unless the request turns it on or off."""
    priority: int = 10
    """Who is let into the talk first when there is no room for all: the higher, then the older."""
    panel_fallback: PanelFallback = "abstain"
    """What an evaluator on a model does while the model is away: rules, marked as such, or no number."""
    is_requested: bool = True
    """Whether a request may name it; other doors open their interviews themselves."""
    result: Result = "assessment"
    """What the talk is for: a reading of the person, or documents made from what they said."""
    drafts_run_out: bool = True
    """Whether a plan that nobody approved in ``link_days`` ends the interview where there is no link."""
    has_person: bool = True
    """Whether staff is told when the candidate asks to talk with a person."""
    has_hints: bool = False
    """Whether whoever answers is shown a sample answer and options beside a question."""

    @property
    def has_link(self) -> bool:
        """Whether the candidate enters by a link."""
        return self.identity in ("link", "link_and_code")

    @property
    def is_called(self) -> bool:
        """Whether we call the candidate by telephone."""
        return self.identity == "phone"


HIRING = InterviewProfile(
    name="hiring",
    plan_approved_by="staff",
    assessment_approved_by="staff",
    identity="link_and_code",
    consent="explicit",
    planner_fallback="built_in_marked",
    edit_limit=None,
    max_attempts=3,
    grace_s=120,
    link_days=7,
    default_minutes=30,
    max_follow_ups=2,
    has_recommendation=True,
    pii_days=90,
    assessment_days=365,
)

PRACTICE = InterviewProfile(
    name="practice",
    plan_approved_by="self",
    assessment_approved_by="none",
    identity="signed_in",
    consent="implied",
    planner_fallback="refuse",
    edit_limit=1,
    max_attempts=1,
    grace_s=120,
    link_days=7,
    default_minutes=10,
    max_follow_ups=2,
    has_recommendation=False,
    pii_days=365,
    assessment_days=365,
    needs_facts=False,
    has_person=False,
    feedback="coaching",
    visibility="person",
    enough_answered=0.0,
    question_counts={5: 3, 10: 5, 15: 7},
    words_setting="practiceRetentionDays",
    priority=0,
    is_requested=False,
)

PANEL = replace(HIRING, name="panel", abilities=Abilities(evaluations=True, perspectives=True))

INTAKE = InterviewProfile(
    name="intake",
    plan_approved_by="none",
    assessment_approved_by="none",
    identity="signed_in",
    consent="none",
    planner_fallback="built_in_marked",
    edit_limit=0,
    max_attempts=3,
    grace_s=600,
    link_days=30,
    default_minutes=20,
    max_follow_ups=1,
    has_recommendation=False,
    pii_days=365,
    assessment_days=365,
    needs_facts=False,
    has_person=False,
    feedback="none",
    enough_answered=0.0,
    is_requested=False,
    result="artifacts",
    words_setting="intakeRetentionDays",
    has_hints=True,
)

PHONE_SCREEN = replace(
    HIRING,
    name="phone_screen",
    identity="phone",
    consent="spoken",
    grace_s=180,
    default_minutes=15,
    max_follow_ups=1,
    priority=20,
    drafts_run_out=False,
)

PROFILES: dict[str, InterviewProfile] = {
    profile.name: profile for profile in (HIRING, PANEL, INTAKE, PRACTICE, PHONE_SCREEN)
}
"""The doors that are open."""
