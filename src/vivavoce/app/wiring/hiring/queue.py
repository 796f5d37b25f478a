"""The work queue of staff: what waits, its claims, views, notifications and messages."""

from __future__ import annotations

from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.repositories import HiringRepositories
from vivavoce.hiring.adapters.saved_views import PostgresSavedViewRepository
from vivavoce.hiring.usecases.candidate_messages import ManageCandidateMessages
from vivavoce.hiring.usecases.human_tasks import ManageHumanTasks
from vivavoce.hiring.usecases.notifications import ReadNotifications
from vivavoce.hiring.usecases.read_queue import ReadQueue, WordCounts
from vivavoce.hiring.usecases.saved_views import ManageSavedViews
from vivavoce.planning.adapters.postgres_intakes import PostgresIntakeRepository


def build_tasks(given: HiringDependencies, stored: HiringRepositories) -> ManageHumanTasks:
    """Return the use case for tasks that a person has to do."""
    return ManageHumanTasks(
        given.platform.open_work,
        stored.staff_interviews,
        stored.tasks,
        stored.queue,
        given.audit,
        given.platform.clock,
    )


def build_queue(given: HiringDependencies, stored: HiringRepositories) -> ReadQueue:
    """Return the use case that lists what waits for a person."""
    return ReadQueue(
        given.platform.open_work,
        stored.staff_interviews,
        stored.queue,
        given.assessments,
        given.policy,
        WordCounts(given.plans, given.count_transcript_words),
        PostgresIntakeRepository(given.platform.vault).list_open_ids,
        given.count_live_sessions,
        given.platform.clock,
    )


def build_views(given: HiringDependencies, stored: HiringRepositories) -> ManageSavedViews:
    """Return the use case for saved views of the list of interviews."""
    return ManageSavedViews(
        given.platform.open_work,
        PostgresSavedViewRepository(),
        stored.staff_interviews,
        given.audit,
        given.platform.clock,
        given.platform.ids,
    )


def build_notifications(given: HiringDependencies, stored: HiringRepositories) -> ReadNotifications:
    """Return the use case that lists a person's notifications."""
    return ReadNotifications(
        given.platform.open_work,
        stored.staff_interviews,
        stored.notifications,
        given.read_certificate_end,
        PostgresIntakeRepository(given.platform.vault).list_open_ids,
        given.platform.clock,
    )


def build_messages(
    given: HiringDependencies, stored: HiringRepositories
) -> ManageCandidateMessages:
    """Return the use case for messages between staff and candidates."""
    return ManageCandidateMessages(
        given.platform.open_work,
        stored.staff_interviews,
        stored.messages,
        stored.tasks,
        given.candidate_mail,
        given.candidate_links,
        given.policy,
        given.audit,
        given.platform.clock,
    )
