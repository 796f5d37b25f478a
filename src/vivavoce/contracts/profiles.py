"""The front doors as a table: what differs between the five systems is a row, never a code path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ApprovedBy = Literal["none", "self", "staff"]
Identity = Literal["signed_in", "link", "link_and_code", "phone"]
Consent = Literal["none", "implied", "explicit", "spoken"]
PlannerFallback = Literal["built_in_marked", "refuse"]


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
    default_minutes: int
    max_follow_ups: int
    has_recommendation: bool
    pii_days: int
    assessment_days: int


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

PROFILES: dict[str, InterviewProfile] = {profile.name: profile for profile in (HIRING,)}
"""The doors that are open. Practice, phone screen, panel and intake join as rows of this table."""
