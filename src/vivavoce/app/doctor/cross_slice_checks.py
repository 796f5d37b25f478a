"""Invariants between slices: each slice is asked for its own rows, and the answers are compared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from uuid import UUID

from vivavoce.access.adapters import checks as access
from vivavoce.assessment.adapters import checks as assessment
from vivavoce.contracts.live_session import PanelSessionLog
from vivavoce.contracts.transcript import Transcript
from vivavoce.delivery.adapters import checks as delivery
from vivavoce.hiring.adapters import checks as hiring
from vivavoce.infra.invariants import (
    InvariantCheckResult,
    InvariantViolation,
    TenantInvariant,
    find_known_events,
    find_subject_keys,
)
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters import checks as live
from vivavoce.media.adapters import checks as media
from vivavoce.planning.adapters import checks as planning
from vivavoce.planning.adapters import intake_checks as intakes
from vivavoce.practice.adapters import checks as practice
from vivavoce.voice.adapters import calls_checks as calls

ReadPanelLog = Callable[[TenantId, SessionId], Awaitable[PanelSessionLog]]
ReadTranscripts = Callable[[TenantId, SessionId], Awaitable[Transcript]]
FindSealedSubjects = Callable[[UnitOfWork], Awaitable[set[UUID]]]
SEALED_SUBJECT_FINDERS: tuple[FindSealedSubjects, ...] = (
    hiring.sealed_subjects,
    access.sealed_subjects,
    live.list_sealed_subjects,
    assessment.sealed_subjects,
    delivery.list_sealed_subjects,
    practice.assignment_subjects,
    practice.review_subjects,
    intakes.sealed_subjects,
    media.list_sealed_subjects,
    calls.sealed_subjects,
)
"""Every slice that encrypts data with a person's key reports those people here."""


def cross_slice_invariants(
    vault: SubjectKeyVault, transcripts: ReadTranscripts, panel_logs: ReadPanelLog
) -> tuple[TenantInvariant, ...]:
    """Return the invariants between slices."""
    return (
        TenantInvariant(
            owner="hiring",
            name="steps_were_told",
            sentence="Every step of an interview was published with its event.",
            examine=_check_steps_published,
        ),
        TenantInvariant(
            owner="hiring",
            name="plan_is_there",
            sentence="The plan of every interview exists and belongs to that interview.",
            examine=_check_references("plan_id", planning.plan_owners),
        ),
        TenantInvariant(
            owner="hiring",
            name="assessment_is_there",
            sentence="The assessment of every interview exists and belongs to that interview.",
            examine=_check_references("assessment_id", assessment.load_interview_ids_by_assessment),
        ),
        TenantInvariant(
            owner="hiring",
            name="session_is_there",
            sentence="The session of every interview exists and belongs to that interview.",
            examine=_check_references("session_id", live.load_session_owners),
        ),
        TenantInvariant(
            owner="assessment",
            name="quotes_were_said",
            sentence="Every quote in an assessment matches the candidate's words exactly.",
            examine=_check_quotes(vault, transcripts),
        ),
        TenantInvariant(
            owner="assessment",
            name="panel_read_what_was_answered",
            sentence="Every answer that a panel read is in the log of its session.",
            examine=_check_panel(panel_logs, _find_unanswered),
        ),
        TenantInvariant(
            owner="assessment",
            name="panel_quotes_lie_in_answers",
            sentence="Every quote in an evaluation lies within the answer that it assesses.",
            examine=_check_panel(panel_logs, _find_quotes_outside),
        ),
        TenantInvariant(
            owner="practice",
            name="reviews_follow_talks",
            sentence="Every completed review belongs to a completed interview.",
            examine=_check_reviews_follow_interviews,
        ),
        TenantInvariant(
            owner="practice",
            name="review_quotes_were_said",
            sentence="Every quote in a review matches the person's words exactly.",
            examine=_check_review_quotes(vault, transcripts),
        ),
        TenantInvariant(
            owner="vault",
            name="sealed_rows_have_keys",
            sentence="All encrypted data has the key of its person, unless the data was erased.",
            examine=_check_sealed_rows_have_keys,
        ),
    )


async def _check_steps_published(work: UnitOfWork) -> InvariantCheckResult:
    steps = await hiring.load_recent_transitions(work)
    known = await find_known_events(work, steps)
    return InvariantCheckResult(
        tuple(
            InvariantViolation(str(event), f"step {step} of the interview was never in the outbox")
            for event, step in steps.items()
            if event not in known
        )
    )


def _check_references(
    column: str, find_owners: Callable[[UnitOfWork], Awaitable[dict[str, str]]]
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        named = await hiring.load_references(work, column)
        known = await find_owners(work)
        return InvariantCheckResult(
            tuple(
                InvariantViolation(interview, f"refers to {column} {wanted}, which does not exist")
                for interview, wanted in sorted(named.items())
                if known.get(wanted) != interview
            )
        )

    return examine


async def _check_reviews_follow_interviews(work: UnitOfWork) -> InvariantCheckResult:
    states = await hiring.load_interview_states(work)
    return InvariantCheckResult(
        tuple(
            InvariantViolation(
                interview, f"has a review, but its state is {states.get(interview, 'nothing')}"
            )
            for interview in await practice.completed_reviews(work)
            if states.get(interview) != "COMPLETED"
        )
    )


def _check_quotes(
    vault: SubjectKeyVault, transcripts: ReadTranscripts
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        keys = await find_subject_keys(work, await assessment.sealed_subjects(work))
        quotings, skipped = await assessment.load_assessment_quotes(work, vault, keys)
        asked = [
            (
                str(quoting.assessment_id),
                quoting.session_id,
                partial(assessment.find_misquotes, quoting),
            )
            for quoting in quotings
        ]
        return await _compare_quotes(work, transcripts, asked, skipped)

    return examine


def _check_review_quotes(
    vault: SubjectKeyVault, transcripts: ReadTranscripts
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        keys = await find_subject_keys(work, await practice.review_subjects(work))
        quotings, skipped = await practice.load_review_quotes(work, vault, keys)
        asked = [
            (
                str(quoting.interview_id),
                quoting.session_id,
                partial(practice.find_misquotes, quoting),
            )
            for quoting in quotings
        ]
        return await _compare_quotes(work, transcripts, asked, skipped)

    return examine


def _check_panel(
    panel_logs: ReadPanelLog,
    find_violations: Callable[[assessment.PanelAnswerQuotes, Mapping[int, str]], Iterable[str]],
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        violations: list[InvariantViolation] = []
        skipped = 0
        quotings = await assessment.load_panel_quotes(work)
        for session_id, of_session in groupby(quotings, key=lambda quoting: quoting.session_id):
            try:
                story = await panel_logs(work.tenant_id, session_id)
            except GoneError:
                skipped += 1
                continue
            except NotFoundError:
                violations.append(
                    InvariantViolation(str(session_id), "was read by the panel but does not exist")
                )
                continue
            answers = {answer.turn: answer.answer for answer in story.answers}
            violations += [
                InvariantViolation(str(session_id), violation)
                for panel_quotes in of_session
                for violation in find_violations(panel_quotes, answers)
            ]
        return InvariantCheckResult(tuple(violations), skipped)

    return examine


def _find_unanswered(
    quoting: assessment.PanelAnswerQuotes, answers: Mapping[int, str]
) -> Iterator[str]:
    if quoting.turn not in answers:
        yield f"turn {quoting.turn} was read but is not an answer"


def _find_quotes_outside(
    quoting: assessment.PanelAnswerQuotes, answers: Mapping[int, str]
) -> Iterator[str]:
    length = len(answers.get(quoting.turn, ""))
    for start, end in quoting.spans if quoting.turn in answers else ():
        if not 0 <= start < end <= length:
            yield (
                f"turn {quoting.turn} is quoted from {start} to {end} but has {length} characters"
            )


async def _compare_quotes(
    work: UnitOfWork,
    transcripts: ReadTranscripts,
    quotings: Sequence[tuple[str, SessionId, Callable[[Transcript], Iterable[str]]]],
    skipped: int,
) -> InvariantCheckResult:
    """Return violations for quotes that are not in their session's transcript."""
    violations: list[InvariantViolation] = []
    for subject, session_id, misquotes in quotings:
        try:
            transcript = await transcripts(work.tenant_id, session_id)
        except GoneError:
            skipped += 1
        except NotFoundError:
            violations.append(
                InvariantViolation(subject, "belongs to a session that does not exist")
            )
        else:
            violations += [InvariantViolation(subject, quote) for quote in misquotes(transcript)]
    return InvariantCheckResult(tuple(violations), skipped)


async def _check_sealed_rows_have_keys(work: UnitOfWork) -> InvariantCheckResult:
    wanted = set[UUID]().union(*[await subjects(work) for subjects in SEALED_SUBJECT_FINDERS])
    keys = await find_subject_keys(work, wanted)
    missing = sorted(wanted - keys.keys())
    return InvariantCheckResult(
        tuple(
            InvariantViolation(str(tenant_id), "has encrypted rows but no key")
            for tenant_id in missing
        ),
        skipped=sum(1 for is_alive in keys.values() if not is_alive),
    )
