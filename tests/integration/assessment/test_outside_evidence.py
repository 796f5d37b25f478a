"""Evidence from outside on a real database: awaited, verified, kept under its own label, told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from tests.infrastructure import Ground
from tests.integration.assessment.assessor import RUN, TALK, Assessor

from vivavoce.assessment.domain.external_evidence import EvidenceItem
from vivavoce.assessment.usecases.accept_evidence import (
    AcceptEvidence,
    AssessmentNotAwaitedError,
    InvalidEvidenceError,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId

ANSWER = next(turn for turn in TALK.turns if turn.role == "candidate")
QUOTE = " ".join(ANSWER.text.split()[:6])


@dataclass
class PlayedStanding:
    interview_id: InterviewId
    session_id: str | None
    run_id: str = RUN
    state: str = "COMPLETED"
    assessment_id: str | None = None


@dataclass
class PlayedDesk:
    answer: PlayedStanding

    async def get_status(self, work: UnitOfWork, ref: str) -> PlayedStanding:
        return self.answer


class World:
    def __init__(self, ground: Ground, tenant: TenantId) -> None:
        self.assessor = Assessor(ground, tenant)
        self.tenant = tenant
        self.standing = PlayedStanding(self.assessor.interview_id, str(self.assessor.session_id))
        self.accept_evidence = AcceptEvidence(
            open_work=ground.open_work,
            read_status=PlayedDesk(self.standing).get_status,
            assessments=self.assessor.store,
            transcripts=self.assessor.talks,
            assessment_inputs=self.assessor._basis,
            clock=ground.clock,
            ids=ground.ids,
        )

    async def accept(self, *items: EvidenceItem, assessor: str = "outside v7"):
        return await self.accept_evidence(
            self.tenant, self.assessor.interview_id, items, assessor=assessor
        )


@pytest.fixture
def world(ground: Ground, tenant: TenantId) -> World:
    return World(ground, tenant)


def item(**changed: object) -> EvidenceItem:
    known = {
        "quote": QUOTE,
        "turn": ANSWER.turn,
        "competency": "Incident response",
        "sub_dimension": "Diagnosis",
        "level": 4,
    }
    return EvidenceItem(**{**known, **changed})


async def test_evidence_becomes_an_assessment_under_its_own_label(world: World) -> None:
    accepted = await world.accept(item(), item(quote="nobody ever said this"))

    assert [(one.place, one.reason) for one in accepted.rejected] == [(1, "not_verbatim")]
    kept = await world.assessor.latest()
    assert kept is not None
    assert kept["scorecard"]["scorer"]["kind"] == "outside v7"
    assert kept["scorecard"]["competencies"][0]["score"] == 3.5
    [told] = await world.assessor.published()
    assert told["assessmentId"] == kept["assessmentId"] == str(accepted.assessment_id)


async def test_nobody_outside_passes_for_the_built_in_rules(world: World) -> None:
    await world.accept(item(), assessor="Built-in rules")

    kept = await world.assessor.latest()
    assert kept is not None
    assert kept["scorecard"]["scorer"]["kind"] == "external (Built-in rules)"


async def test_every_item_that_does_not_fit_the_rubric_is_told(world: World) -> None:
    with pytest.raises(InvalidEvidenceError) as refused:
        await world.accept(item(level=6), item(competency="Charm"), item(sub_dimension="Luck"))

    places = [error.field for error in refused.value.errors]
    assert places == ["evidence.0.level", "evidence.1.competency", "evidence.2.sub_dimension"]


async def test_where_nothing_stands_all_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(InvalidEvidenceError) as refused:
        await world.accept(item(quote="nobody ever said this"))

    assert [error.code for error in refused.value.errors] == ["not_verbatim"]
    assert await world.assessor.latest() is None


async def test_no_evidence_at_all_is_an_honest_answer(world: World) -> None:
    await world.accept()

    kept = await world.assessor.latest()
    assert kept is not None
    assert {one["score"] for one in kept["scorecard"]["competencies"]} == {None}


async def test_of_many_at_once_one_is_kept_and_told(world: World) -> None:
    done = await asyncio.gather(*(world.accept(item()) for _ in range(4)), return_exceptions=True)

    refused = [one for one in done if isinstance(one, AssessmentNotAwaitedError)]
    assert len(refused) == 3
    assert len(await world.assessor.published()) == 1


async def test_only_a_completed_interview_waits_and_a_rejected_one_waits_again(
    world: World,
) -> None:
    first = await world.accept(item())
    world.standing.assessment_id = str(first.assessment_id)
    world.standing.state = "ASSESSMENT_PENDING"
    with pytest.raises(AssessmentNotAwaitedError):
        await world.accept(item())

    world.standing.state = "COMPLETED"
    second = await world.accept(item(level=5))

    kept = await world.assessor.latest()
    assert kept is not None
    assert (kept["version"], kept["assessmentId"]) == (2, str(second.assessment_id))
