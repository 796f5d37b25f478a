"""Promises that two owners keep together: each is asked for its own rows, and the answers are compared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from uuid import UUID

from vivavoce.access.adapters import checks as access
from vivavoce.assessment.adapters import checks as assessment
from vivavoce.contracts.panel import PanelStory
from vivavoce.contracts.transcript import Transcript
from vivavoce.delivery.adapters import checks as delivery
from vivavoce.hiring.adapters import checks as hiring
from vivavoce.infra.checks import known_events, subject_keys
from vivavoce.infra.invariants import Examined, Invariant, Violation
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import Gone, NotFound
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters import checks as live
from vivavoce.media.adapters import checks as media
from vivavoce.planning.adapters import checks as planning
from vivavoce.planning.adapters import intake_checks as intakes
from vivavoce.practice.adapters import assignments_checks as assignments
from vivavoce.practice.adapters import checks as reviews
from vivavoce.voice.adapters import calls_checks as calls

PanelStories = Callable[[TenantId, SessionId], Awaitable[PanelStory]]
Transcripts = Callable[[TenantId, SessionId], Awaitable[Transcript]]
SealedSubjects = Callable[[Work], Awaitable[set[UUID]]]
SEALING: tuple[SealedSubjects, ...] = (
    hiring.sealed_subjects,
    access.sealed_subjects,
    live.sealed_subjects,
    assessment.sealed_subjects,
    delivery.sealed_subjects,
    assignments.sealed_subjects,
    reviews.sealed_subjects,
    intakes.sealed_subjects,
    media.sealed_subjects,
    calls.sealed_subjects,
)
"""Whoever seals something under a person's key says under whose."""


def invariants(
    vault: Vault, transcripts: Transcripts, stories: PanelStories
) -> tuple[Invariant, ...]:
    """Return the promises between slices."""
    return (
        Invariant(
            owner="hiring",
            name="steps_were_told",
            sentence="Every step of an interview left with the event that tells it.",
            examine=_steps_were_told,
        ),
        Invariant(
            owner="hiring",
            name="plan_is_there",
            sentence="The plan that an interview names is kept, and is that interview's.",
            examine=_referring("plan_id", planning.plan_owners),
        ),
        Invariant(
            owner="hiring",
            name="assessment_is_there",
            sentence="The assessment that an interview names was made, and is that interview's.",
            examine=_referring("assessment_id", assessment.assessment_owners),
        ),
        Invariant(
            owner="hiring",
            name="session_is_there",
            sentence="The session that an interview names is kept, and is that interview's.",
            examine=_referring("session_id", live.session_owners),
        ),
        Invariant(
            owner="assessment",
            name="quotes_were_said",
            sentence="A score quotes what the candidate said, word for word.",
            examine=_quotes_were_said(vault, transcripts),
        ),
        Invariant(
            owner="assessment",
            name="panel_read_what_was_answered",
            sentence="Every answer that a panel read stands in the log of its session.",
            examine=_panel_agrees(stories, _unanswered),
        ),
        Invariant(
            owner="assessment",
            name="panel_quotes_lie_in_answers",
            sentence="Every quote of an evaluation lies within the answer that it grades.",
            examine=_panel_agrees(stories, _outside),
        ),
        Invariant(
            owner="practice",
            name="reviews_follow_talks",
            sentence="A review is completed only where its interview is.",
            examine=_reviews_follow_talks,
        ),
        Invariant(
            owner="practice",
            name="review_quotes_were_said",
            sentence="A review quotes what its person said, word for word.",
            examine=_review_quotes_were_said(vault, transcripts),
        ),
        Invariant(
            owner="vault",
            name="sealed_rows_have_keys",
            sentence="Whatever is sealed has the key of its person, unless that was erased.",
            examine=_sealed_rows_have_keys,
        ),
    )


async def _steps_were_told(work: Work) -> Examined:
    steps = await hiring.recent_steps(work)
    known = await known_events(work, steps)
    return Examined(
        tuple(
            Violation(str(event), f"tells interview {step}, but never was in the outbox")
            for event, step in steps.items()
            if event not in known
        )
    )


def _referring(
    column: str, owners: Callable[[Work], Awaitable[dict[str, str]]]
) -> Callable[[Work], Awaitable[Examined]]:
    async def examine(work: Work) -> Examined:
        named = await hiring.references(work, column)
        known = await owners(work)
        return Examined(
            tuple(
                Violation(interview, f"names {column} {wanted}, which is not there")
                for interview, wanted in sorted(named.items())
                if known.get(wanted) != interview
            )
        )

    return examine


async def _reviews_follow_talks(work: Work) -> Examined:
    states = await hiring.states(work)
    return Examined(
        tuple(
            Violation(interview, f"is reviewed, but stands at {states.get(interview, 'nothing')}")
            for interview in await reviews.completed_reviews(work)
            if states.get(interview) != "COMPLETED"
        )
    )


def _quotes_were_said(
    vault: Vault, transcripts: Transcripts
) -> Callable[[Work], Awaitable[Examined]]:
    async def examine(work: Work) -> Examined:
        keys = await subject_keys(work, await assessment.sealed_subjects(work))
        quotings, skipped = await assessment.quotings(work, vault, keys)
        asked = [
            (str(one.assessment_id), one.session_id, partial(assessment.misquotes, one))
            for one in quotings
        ]
        return await _compared(work, transcripts, asked, skipped)

    return examine


def _review_quotes_were_said(
    vault: Vault, transcripts: Transcripts
) -> Callable[[Work], Awaitable[Examined]]:
    async def examine(work: Work) -> Examined:
        keys = await subject_keys(work, await reviews.sealed_subjects(work))
        quotings, skipped = await reviews.quotings(work, vault, keys)
        asked = [
            (str(one.interview_id), one.session_id, partial(reviews.misquotes, one))
            for one in quotings
        ]
        return await _compared(work, transcripts, asked, skipped)

    return examine


def _panel_agrees(
    stories: PanelStories,
    look: Callable[[assessment.PanelQuoting, Mapping[int, str]], Iterable[str]],
) -> Callable[[Work], Awaitable[Examined]]:
    async def examine(work: Work) -> Examined:
        violations: list[Violation] = []
        skipped = 0
        quotings = await assessment.panel_quotings(work)
        for session_id, of_session in groupby(quotings, key=lambda one: one.session_id):
            try:
                story = await stories(work.tenant_id, session_id)
            except Gone:
                skipped += 1
                continue
            except NotFound:
                violations.append(Violation(str(session_id), "was read and is not there"))
                continue
            answers = {one.turn: one.answer for one in story.answers}
            violations += [
                Violation(str(session_id), said)
                for one in of_session
                for said in look(one, answers)
            ]
        return Examined(tuple(violations), skipped)

    return examine


def _unanswered(one: assessment.PanelQuoting, answers: Mapping[int, str]) -> Iterator[str]:
    if one.turn not in answers:
        yield f"turn {one.turn} was read and is no answer"


def _outside(one: assessment.PanelQuoting, answers: Mapping[int, str]) -> Iterator[str]:
    length = len(answers.get(one.turn, ""))
    for start, end in one.spans if one.turn in answers else ():
        if not 0 <= start < end <= length:
            yield f"turn {one.turn} is quoted from {start} to {end} and has {length} characters"


async def _compared(
    work: Work,
    transcripts: Transcripts,
    asked: Sequence[tuple[str, SessionId, Callable[[Transcript], Iterable[str]]]],
    skipped: int,
) -> Examined:
    """Return which subjects quote what was not said in their session."""
    violations: list[Violation] = []
    for subject, session_id, misquotes in asked:
        try:
            transcript = await transcripts(work.tenant_id, session_id)
        except Gone:
            skipped += 1
        except NotFound:
            violations.append(Violation(subject, "is of a session that is not there"))
        else:
            violations += [Violation(subject, said) for said in misquotes(transcript)]
    return Examined(tuple(violations), skipped)


async def _sealed_rows_have_keys(work: Work) -> Examined:
    wanted = set[UUID]().union(*[await subjects(work) for subjects in SEALING])
    keys = await subject_keys(work, wanted)
    missing = sorted(wanted - keys.keys())
    return Examined(
        tuple(Violation(str(each), "has sealed rows and no key") for each in missing),
        skipped=sum(1 for is_alive in keys.values() if not is_alive),
    )
