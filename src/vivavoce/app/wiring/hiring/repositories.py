"""Hiring's repositories in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.app.platform import Platform
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.notifications import PostgresNotificationRepository
from vivavoce.hiring.adapters.queue import PostgresQueueRepository
from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES

_STAFF_PROFILES = [profile.name for profile in PROFILES.values() if profile.visibility == "staff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringRepositories:
    """The repositories that more than one use case of hiring reads or changes."""

    interviews: PostgresInterviewRepository
    staff_interviews: PostgresInterviewRepository
    """Interviews of profiles that staff may see."""
    bookings: PostgresBookingRepository
    decisions: PostgresHiringDecisionRepository
    messages: PostgresCandidateMessageRepository
    notifications: PostgresNotificationRepository
    queue: PostgresQueueRepository
    receipts: PostgresRequestReceiptRepository
    tasks: PostgresHumanTaskRepository
    voluntary_answers: PostgresVoluntaryAnswerRepository


def build_repositories(platform: Platform) -> HiringRepositories:
    """Return the repositories on the platform's keys and clock."""
    vault, keys, clock = platform.vault, platform.keys, platform.clock
    return HiringRepositories(
        interviews=PostgresInterviewRepository(vault, keys, clock),
        staff_interviews=PostgresInterviewRepository(vault, keys, clock, profiles=_STAFF_PROFILES),
        bookings=PostgresBookingRepository(clock),
        decisions=PostgresHiringDecisionRepository(vault),
        messages=PostgresCandidateMessageRepository(vault),
        notifications=PostgresNotificationRepository(_STAFF_PROFILES),
        queue=PostgresQueueRepository(_STAFF_PROFILES),
        receipts=PostgresRequestReceiptRepository(keys),
        tasks=PostgresHumanTaskRepository(),
        voluntary_answers=PostgresVoluntaryAnswerRepository(vault, CANDIDATE_PROFILES),
    )
