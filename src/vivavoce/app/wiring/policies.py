"""An organization's policies, read from its settings, with the installation's as default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.embedding import EmbedRules
from vivavoce.contracts.profiles import (
    ASSESSMENT_RETENTION_SETTING,
    MAX_RECORDING_DAYS,
    PROFILES,
    RECORDING_RETENTION_SETTING,
    InterviewProfile,
    RetentionDays,
)
from vivavoce.delivery.domain.emails import DEFAULT_ACCENT_COLOR, EmailStyle
from vivavoce.hiring.domain.selection_rates import DEFAULT_GROUP_SIZE, MIN_GROUP_SIZE
from vivavoce.hiring.domain.voluntary_questions import QUESTION_SETS
from vivavoce.hiring.ports.candidates import CandidatePageRules, VoluntaryQuestionRules
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.time_zones import is_time_zone
from vivavoce.kernel.translation import ENGLISH
from vivavoce.practice.ports import LeaderboardRule
from vivavoce.tenancy.facade import TenantReader

AUTO_APPROVE_PLANS = "autoApprovePlans"
OTP_REQUIRED = "otpRequired"
RETRY_REJECTED_PLANS = "retryRejectedPlans"
SECOND_DECIDER_REQUIRED = "secondDeciderRequired"
VIDEO_ALLOWED = "videoAllowed"
VOICE_RECORDING_ALLOWED = "voiceRecordingAllowed"
REVIEW_ALLOWED = "reviewAllowed"
DECISIONS_EXPLAINED = "decisionsExplained"
REMINDERS_SENT = "remindersSent"
"""Whether candidates are reminded of their interviews by e-mail."""
DECISION_NEWS_SENT = "decisionNewsSent"
"""Whether candidates get an e-mail that a decision was made, without the decision."""
REPLY_DAYS = "replyDays"
"""Days after an interview within which candidates are promised a reply; 0 promises nothing."""
CONTACT_EMAIL = "contactEmail"
"""Whom candidates can write to; '' names nobody."""
DECISION_DUE_HOURS = "decisionDueHours"
"""Hours after which a plan, an assessment or a task in the queue is due; 0 sets no time."""
DEFAULT_DECISION_DUE_HOURS = 48
LANGUAGE = "language"
"""The language of e-mails to the users of the organization."""
ACCENT_COLOR = "accentColor"
"""The color of buttons in e-mails, as '#rrggbb'; '' is the product's."""
EMAIL_FOOTER = "emailFooter"
"""What stands at the end of every e-mail; can be ''."""
TIME_ZONE = "timeZone"
"""The time zone in which times of the organization are written; '' chooses none."""
VOLUNTARY_QUESTIONS = "voluntaryQuestions"
"""Whether candidates are asked voluntary questions, and whose ethnic groups they name."""
SELECTION_GROUP_MINIMUM = "selectionGroupMinimum"
"""How many candidates a group of the selection rates has at least, to be shown."""
EMBED_ORIGINS = "embedOrigins"
"""The origins whose pages may embed the candidate's room; [] forbids it everywhere."""
EMBED_REPLACES_OTP = "embedReplacesOtp"
"""Whether a token to embed the room, asked for with an API key, replaces the one-time code."""
LEADERBOARD = "leaderboard"
LEADERBOARD_RULES: tuple[LeaderboardRule, ...] = ("opt_in", "off")
"""Who is on the practice leaderboard: people who chose it, which is the default, or no one."""


class TenantPolicies:
    """Returns one organization's policies to the slices."""

    def __init__(self, tenants: TenantReader, *, asks_for_codes: bool) -> None:
        self._tenants = tenants
        self._asks_for_codes = asks_for_codes

    async def requires_code(self, work: UnitOfWork) -> bool:
        """Return whether candidates confirm their address with a code (``otpRequired``)."""
        return await self._read_switch(work, OTP_REQUIRED, default=self._asks_for_codes)

    async def auto_approves_plans(self, work: UnitOfWork) -> bool:
        """Return whether plans need no person's approval (``autoApprovePlans``, off)."""
        return await self._read_switch(work, AUTO_APPROVE_PLANS, default=False)

    async def retries_rejected_plans(self, work: UnitOfWork) -> bool:
        """Return whether a rejection with a reason orders a new version (``retryRejectedPlans``, off)."""
        return await self._read_switch(work, RETRY_REJECTED_PLANS, default=False)

    async def needs_second_decider(self, work: UnitOfWork) -> bool:
        """Return whether a second person confirms every decision (``secondDeciderRequired``, off)."""
        return await self._read_switch(work, SECOND_DECIDER_REQUIRED, default=False)

    async def decision_due_hours(self, work: UnitOfWork) -> int:
        """Return after how many hours an item of the queue is due (``decisionDueHours``, 48)."""
        settings = (await self._tenants.read(work)).settings
        return _read_number(settings, DECISION_DUE_HOURS, default=DEFAULT_DECISION_DUE_HOURS)

    async def candidate_page_rules(self, work: UnitOfWork) -> CandidatePageRules:
        """Return what candidates are promised, allowed and sent.

        By default, they can ask for a review; decisions are neither explained nor announced by e-mail.
        """
        tenant = await self._tenants.read(work)
        settings = tenant.settings
        contact = settings.get(CONTACT_EMAIL)
        return CandidatePageRules(
            allows_review=await self._read_switch(work, REVIEW_ALLOWED, default=True),
            explains_decisions=await self._read_switch(work, DECISIONS_EXPLAINED, default=False),
            reply_days=_read_number(settings, REPLY_DAYS, default=0),
            contact_email=contact if isinstance(contact, str) else "",
            organization_name=tenant.name,
            sends_decision_news=await self._read_switch(work, DECISION_NEWS_SENT, default=False),
        )

    async def voluntary_questions(self, work: UnitOfWork) -> VoluntaryQuestionRules:
        """Return what candidates are asked for selection rates (``voluntaryQuestions``, off)."""
        settings = (await self._tenants.read(work)).settings
        chosen = settings.get(VOLUNTARY_QUESTIONS)
        minimum = _read_number(settings, SELECTION_GROUP_MINIMUM, default=DEFAULT_GROUP_SIZE)
        return VoluntaryQuestionRules(
            questions=next((known for known in QUESTION_SETS if known == chosen), "off"),
            minimum=max(minimum, MIN_GROUP_SIZE),
        )

    async def allows_video(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked for video (``videoAllowed``, on)."""
        return await self._read_switch(work, VIDEO_ALLOWED, default=True)

    async def allows_voice_recording(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked to have their voice recorded (off by default)."""
        return await self._read_switch(work, VOICE_RECORDING_ALLOWED, default=False)

    async def sends_reminders(self, work: UnitOfWork) -> bool:
        """Return whether candidates are reminded of their interviews (``remindersSent``, on)."""
        return await self._read_switch(work, REMINDERS_SENT, default=True)

    async def embed_rules(self, work: UnitOfWork) -> EmbedRules:
        """Return where the room may be embedded (``embedOrigins``, nowhere) and how it looks there."""
        settings = (await self._tenants.read(work)).settings
        origins = settings.get(EMBED_ORIGINS)
        return EmbedRules(
            origins=frozenset(map(str, origins)) if isinstance(origins, list) else frozenset(),
            replaces_code=settings.get(EMBED_REPLACES_OTP) is True,
            accent_color=_read_text(settings, ACCENT_COLOR),
        )

    async def retention_days(self, work: UnitOfWork, profile: InterviewProfile) -> RetentionDays:
        """Return the days for which the organization keeps the transcript and assessment of an interview."""
        settings = (await self._tenants.read(work)).settings
        return RetentionDays(
            transcript=_read_number(
                settings, profile.transcript_retention_setting, default=profile.pii_days
            ),
            assessment=_read_number(
                settings, ASSESSMENT_RETENTION_SETTING, default=profile.assessment_days
            ),
        )

    async def interview_retention_days(self, work: UnitOfWork) -> int:
        """Return the days for which the answers of a new interview are kept."""
        return (await self.retention_days(work, PROFILES["hiring"])).transcript

    async def recording_days(self, work: UnitOfWork) -> int:
        """Return the days for which the organization keeps recordings."""
        settings = (await self._tenants.read(work)).settings
        return _read_number(settings, RECORDING_RETENTION_SETTING, default=MAX_RECORDING_DAYS)

    async def leaderboard_rule(self, work: UnitOfWork) -> LeaderboardRule:
        """Return who is on the practice leaderboard; ``opt_in`` also for a setting of an earlier version."""
        value = (await self._tenants.read(work)).settings.get(LEADERBOARD)
        return "off" if value in ("off", False) else "opt_in"

    async def email_style(self, work: UnitOfWork) -> EmailStyle:
        """Return how the organization's e-mails look, and the language and time zone of those to users."""
        settings = (await self._tenants.read(work)).settings
        zone = _read_text(settings, TIME_ZONE)
        return EmailStyle(
            language=_read_text(settings, LANGUAGE) or ENGLISH,
            time_zone=zone if is_time_zone(zone) else None,
            accent_color=_read_text(settings, ACCENT_COLOR) or DEFAULT_ACCENT_COLOR,
            footer=_read_text(settings, EMAIL_FOOTER),
        )

    async def _read_switch(self, work: UnitOfWork, name: str, *, default: bool) -> bool:
        tenant = await self._tenants.read(work)
        value = tenant.settings.get(name)
        return value if isinstance(value, bool) else default


def _read_text(settings: Mapping[str, object], name: str) -> str:
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def _read_number(settings: Mapping[str, Any], name: str, *, default: int) -> int:  # Any: JSON
    value = settings.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else default
