"""Promises that two owners keep together: each is asked for its own rows, and the answers are compared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from vivavoce.access.adapters import checks as access
from vivavoce.delivery.adapters import checks as delivery
from vivavoce.hiring.adapters import checks as hiring
from vivavoce.infra.checks import known_events, subject_keys
from vivavoce.infra.invariants import Examined, Invariant, Violation
from vivavoce.infra.work import Work

SealedSubjects = Callable[[Work], Awaitable[set[UUID]]]
SEALING: tuple[SealedSubjects, ...] = (
    hiring.sealed_subjects,
    access.sealed_subjects,
    delivery.sealed_subjects,
)
"""Whoever seals something under a person's key says under whose."""


def invariants() -> tuple[Invariant, ...]:
    """Return the promises between slices."""
    return (
        Invariant(
            owner="hiring",
            name="steps_were_told",
            sentence="Every step of an interview left with the event that tells it.",
            examine=_steps_were_told,
        ),
        Invariant(
            owner="vault",
            name="sealed_rows_have_keys",
            sentence="Whatever is sealed has the key of its person, unless that was erased.",
            examine=sealed_rows_have_keys(SEALING),
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


def sealed_rows_have_keys(
    sealing: Sequence[SealedSubjects],
) -> Callable[[Work], Awaitable[Examined]]:
    """Return the examination over everybody who seals."""

    async def examine(work: Work) -> Examined:
        wanted = set[UUID]().union(*[await subjects(work) for subjects in sealing])
        keys = await subject_keys(work, wanted)
        missing = sorted(wanted - keys.keys())
        return Examined(
            tuple(Violation(str(each), "has sealed rows and no key") for each in missing),
            skipped=sum(1 for is_alive in keys.values() if not is_alive),
        )

    return examine
