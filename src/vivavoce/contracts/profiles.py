"""The interview profiles as a table, with their abilities and retention periods.

The five products differ by a row here, never by a code path. A profile sets the defaults of abilities, and a
request may override them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from vivavoce.contracts.envelope import to_camel_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """The optional abilities of one session; a request's ``abilities`` names them in camelCase."""

    evaluations: bool = False
    """Evaluators assess each answer during the interview; visible to staff only."""
    perspectives: bool = False
    """Perspectives comment on the interview so far; visible to staff only."""
    follow_ups: bool = True
    """The interviewer may ask follow-up questions about an answer."""
    video_presence: bool = False

    @property
    def enabled_names(self) -> tuple[str, ...]:
        """Return the names of the abilities that are on, in field order."""
        return tuple(f.name for f in dataclasses.fields(self) if getattr(self, f.name))

    def with_overrides(self, switches: Mapping[str, bool]) -> Abilities:
        """Return a copy with a request's overrides applied (keys in camelCase); unknown keys are ignored."""
        known = {to_camel_case(f.name): f.name for f in dataclasses.fields(self)}
        return dataclasses.replace(
            self, **{known[word]: is_on for word, is_on in switches.items() if word in known}
        )


ABILITY_NAMES = tuple(to_camel_case(f.name) for f in dataclasses.fields(Abilities))
"""The keys that a request's ``abilities`` may have, in camelCase."""


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
    """The policy of one kind of interview, such as hiring or practice."""

    name: str
    plan_approved_by: ApproverKind
    assessment_approved_by: ApproverKind
    identity: IdentityMethod
    consent: ConsentMode
    planner_fallback: PlannerFallback
    edit_limit: int | None
    """How many edits a plan allows; None is unlimited."""
    max_attempts: int
    reconnect_grace_s: int
    """Seconds that a disconnected session waits for the candidate."""
    link_ttl_days: int
    """Days for which a link is valid; without links, days after which an unused interview ends."""
    default_minutes: int
    max_follow_ups: int
    has_recommendation: bool
    pii_days: int
    """Days for which transcripts and personal data are kept, unless the organization sets its own."""
    assessment_days: int
    """Days for which an assessment is kept, unless the organization sets its own."""
    transcript_retention_setting: str = "candidatePiiRetentionDays"
    """The organization's setting that overrides ``pii_days``."""
    can_request_missing_info: bool = True
    """Whether a person is asked for missing data before a plan is written."""
    feedback: FeedbackKind = "decision"
    visibility: ResultVisibility = "staff"
    """Who may read it: the organization's staff, or the person alone. Webhooks report only the staff's."""
    min_answered_share: float = 0.5
    """Minimum share of mandatory questions with an answer for an assessment; 0 accepts any answer."""
    question_counts: Mapping[int, int] = field(default_factory=dict)
    """Number of questions by duration in minutes, for profiles with fixed lengths; empty is any length."""
    abilities: Abilities = field(default_factory=Abilities)
    """The default abilities of a session; a request may override them."""
    priority: int = 10
    """Order of admission at full capacity: the higher priority first, then the older session."""
    panel_fallback: PanelFallback = "abstain"
    """What a model-based evaluator does while the model is unavailable: use rules (marked so), or abstain."""
    is_requestable: bool = True
    """Whether a request may name this profile; the others are opened by their own API."""
    result: ResultKind = "assessment"
    """What the interview produces: an assessment of the person, or documents from their answers."""
    has_draft_expiry: bool = True
    """Without links: whether a plan that is not approved within ``link_ttl_days`` ends the interview."""
    can_request_human: bool = True
    """Whether staff are notified when the candidate asks to speak with a person."""
    has_hints: bool = False
    """Whether the candidate sees a sample answer and options with each question."""

    @property
    def has_link(self) -> bool:
        """Whether the candidate enters by a link."""
        return self.identity in ("link", "link_and_code")

    @property
    def is_for_templates(self) -> bool:
        """Whether a template can have this profile: staff approve its plan, and candidates open a link."""
        return self.has_link and self.plan_approved_by == "staff"

    @property
    def is_phone(self) -> bool:
        """Whether the platform calls the candidate by phone."""
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
    planner_fallback="built_in_marked",
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
"""All profiles by name."""


def get_profile(name: str | None) -> InterviewProfile:
    """Return the profile of that name; an unknown or missing one counts as hiring."""
    return PROFILES.get(name or "", HIRING_PROFILE)


ASSESSMENT_RETENTION_SETTING = "assessmentRetentionDays"
RECORDING_RETENTION_SETTING = "recordingRetentionDays"
MAX_RECORDING_DAYS = 30
"""Days that the video consent text promises; an organization may only set a shorter period."""
MAX_RETENTION_DAYS = 3650

RETENTION_DEFAULTS = {
    **{profile.transcript_retention_setting: profile.pii_days for profile in PROFILES.values()},
    ASSESSMENT_RETENTION_SETTING: PROFILES["hiring"].assessment_days,
    RECORDING_RETENTION_SETTING: MAX_RECORDING_DAYS,
}
"""Every retention setting with its default number of days."""


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """Days for which an interview's transcript and assessment are kept after it ends."""

    transcript: int
    assessment: int
