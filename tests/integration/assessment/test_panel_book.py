"""What a panel made is kept once, sealed, for its own organisation alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest
from tests.database import fresh_tenant
from tests.fakes.panel import PERMIT, asked, finding_model, members_with
from tests.infrastructure import Ground
from tests.unit.assessment.stories import OUTAGE, RUBRIC

from vivavoce.assessment.adapters.panel_postgres import PostgresPanelRepository
from vivavoce.assessment.adapters.rule_panel_members import RulePanelMembers
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.panel.rubric_text_parser import UnreadableRubricError
from vivavoce.assessment.handlers import EvaluateAnswerJob
from vivavoce.assessment.ports import PanelInput, PanelMembers
from vivavoce.assessment.usecases.evaluate_answer import EvaluateAnswer
from vivavoce.assessment.usecases.manage_panel import (
    EvaluatorNameTakenError,
    ManagePanel,
    ShowPanel,
    UnknownPanelMemberError,
)
from vivavoce.contracts.live_session import (
    AnsweredTurn,
    LoggedAnswer,
    PanelAnswerResults,
    PanelSessionLog,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import ForbiddenError, GoneError, NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId

RUBRIC_TEXT = "Criterion: Recovery\n1: waits\n2: asks\n3: restores\n4: verifies\n5: rehearses"


@dataclass
class Session:
    """One answer as live would hand it over."""

    answer_of: AnsweredTurn
    told: list[PanelAnswerResults] = field(default_factory=list)
    profile: str = "panel"
    is_broken: bool = False

    async def get_answer(
        self, tenant_id: TenantId, session_id: SessionId, turn: int
    ) -> AnsweredTurn:
        return self.answer_of

    async def deliver_panel_results(self, work: UnitOfWork, readings: PanelAnswerResults) -> None:
        if self.is_broken:
            raise RuntimeError("a process that ends between the two")
        self.told.append(readings)

    async def read_session_log(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        one = self.answer_of
        return PanelSessionLog(
            session_id=session_id,
            profile=self.profile,
            answers=(
                LoggedAnswer(
                    turn=one.turn,
                    question_id=one.question_id,
                    question=one.question,
                    answer=one.answer,
                    correlation_id=one.correlation_id,
                ),
            ),
            proposals=(),
        )

    async def basis(self, work: UnitOfWork, one: AnsweredTurn) -> PanelInput:
        return PanelInput(rubric=RUBRIC)


async def has_certificate(_: TenantId) -> ScoringPermit:
    return PERMIT


@dataclass
class House:
    """The panel on a real database."""

    ground: Ground
    tenant: TenantId
    session: Session
    members: PanelMembers = field(default_factory=RulePanelMembers)

    @property
    def book(self) -> PostgresPanelRepository:
        return PostgresPanelRepository(self.ground.vault, self.ground.ids)

    @property
    def job(self) -> EvaluateAnswerJob:
        return EvaluateAnswerJob(
            EvaluateAnswer(
                open_work=self.ground.open_work,
                session=self.session,
                panel_inputs=self.session.basis,
                members=self.members,
                panel_repository=self.book,
                clock=self.ground.clock,
                read_permit=has_certificate,
            )
        )

    @property
    def panels(self) -> ManagePanel:
        return ManagePanel(
            open_work=self.ground.open_work,
            panel_repository=self.book,
            members=RulePanelMembers(),
            clock=self.ground.clock,
            ids=self.ground.ids,
        )

    def caller(self, role: Role = Role.RECRUITER, tenant: TenantId | None = None) -> Caller:
        return Caller(
            tenant_id=tenant or self.tenant,
            kind="account",
            id=self.ground.ids.new_id(),
            name="Ada",
            permissions=ROLE_PERMISSIONS[role],
            role=role,
        )

    async def read(self) -> None:
        one = self.session.answer_of
        await self.job(self.tenant, session_id=str(one.session_id), turn=str(one.turn))

    async def shown(self, caller: Caller | None = None):  # type: ignore[no-untyped-def]
        show = ShowPanel(
            open_work=self.ground.open_work, session=self.session, panel_repository=self.book
        )
        return await show(caller or self.caller(), self.session.answer_of.session_id)

    async def counted(self, table: str) -> int:
        async with self.ground.open_work(self.tenant) as work:
            row = await work.fetch_one(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 - own word
        assert row is not None
        return int(row["n"])


@pytest.fixture
def house(ground: Ground, tenant: TenantId) -> House:
    one = replace(
        asked(OUTAGE.plain, session_id=ground.ids.new_id()),
        interview_id=InterviewId(ground.ids.new_id()),
        person_id=PersonId(ground.ids.new_id()),
    )
    return House(ground, tenant, Session(one))


async def test_four_evaluators_and_four_perspectives_are_kept_for_the_answer(house: House) -> None:
    await house.read()

    [one] = await house.shown()
    assert [each.evaluator for each in one.evaluations] == [
        *("relevance", "exaggeration", "structured_thinking", "rubric")
    ]
    assert [each.perspective for each in one.opinions] == [
        *("product", "sales", "engineering", "design")
    ]
    [told] = house.session.told
    assert (one.evaluations, one.opinions) == (told.evaluations, told.opinions)
    assert told.correlation_id == one.answer.correlation_id


async def test_what_a_certified_model_did_is_kept_with_its_evaluation(house: House) -> None:
    house.members = members_with(finding_model(), RulePanelMembers())

    await house.read()

    [one] = await house.shown()
    [told] = house.session.told
    assert one.evaluations == told.evaluations
    assert [each.provenance is not None for each in one.evaluations] == [False, False, False, True]


async def test_a_job_that_runs_twice_or_four_times_at_once_changes_nothing(house: House) -> None:
    await asyncio.gather(*(house.read() for _ in range(4)))
    await house.read()

    assert len(house.session.told) == 1
    assert [await house.counted(table) for table in ("panel_run", "evaluation", "opinion")] == [
        *(1, 4, 4)
    ]


async def test_results_are_in_the_order_of_the_turns_not_of_the_evaluations(house: House) -> None:
    one = house.session.answer_of
    for turn in (6, 2, 4):
        house.session.answer_of = replace(one, turn=turn)
        await house.read()

    async with house.ground.open_work(house.tenant) as work:
        results = await house.book.load_session_results(work, one.session_id)
        scores = await house.book.load_scores(work, one.interview_id)

    assert list(results) == [2, 4, 6]
    assert [[each.evaluator for each in evaluations] for evaluations, _ in results.values()] == [
        ["relevance", "exaggeration", "structured_thinking", "rubric"]
    ] * 3
    assert [[each.perspective for each in opinions] for _, opinions in results.values()] == [
        ["product", "sales", "engineering", "design"]
    ] * 3
    assert len(scores) >= 3
    assert [score.turn for score in scores] == sorted(score.turn for score in scores)


async def test_what_was_not_told_was_not_kept(house: House) -> None:
    house.session.is_broken = True
    with pytest.raises(RuntimeError):
        await house.read()
    assert await house.counted("evaluation") == 0

    house.session.is_broken = False
    await house.read()

    assert await house.counted("evaluation") == 4


async def test_words_lie_sealed_and_after_erasure_they_are_gone(house: House) -> None:
    await house.read()
    async with house.ground.open_work(house.tenant) as work:
        rows = await work.fetch_all("SELECT o::text AS whole FROM opinion o")
        rows += await work.fetch_all("SELECT e::text AS whole FROM evaluation e")
    whole = " ".join(row["whole"] for row in rows)
    assert "Incident response" in whole
    assert not any(word in whole for word in ("release", "postmortem", "payment"))

    async with house.ground.open_work(house.tenant) as work:
        await house.ground.vault.destroy_key(work, house.session.answer_of.person_id)

    with pytest.raises(GoneError):
        await house.shown()


async def test_after_erasure_nothing_is_read(house: House) -> None:
    async with house.ground.open_work(house.tenant) as work:
        await house.ground.vault.destroy_key(work, house.session.answer_of.person_id)

    await house.read()

    assert house.session.told == []
    assert await house.counted("panel_run") == 0


async def test_another_organisation_sees_nothing_of_it(house: House) -> None:
    await house.read()
    await house.panels.add_evaluator(house.caller(), "Care", RUBRIC_TEXT)
    await house.panels.set_member_enabled(
        house.caller(), "evaluator", "relevance", is_enabled=False
    )
    other = house.caller(tenant=fresh_tenant())

    [one] = await house.shown(other)

    assert (one.evaluations, one.opinions) == ((), ())
    listed = await house.panels.list_members(other)
    assert all(seat.is_enabled and seat.is_built_in for seat in listed)
    assert len(listed) == 8


async def test_a_seeker_may_not_look_and_a_persons_own_practice_is_unknown_to_staff(
    house: House,
) -> None:
    with pytest.raises(ForbiddenError):
        await house.shown(house.caller(Role.SEEKER))
    house.session.profile = "practice"
    with pytest.raises(NotFoundError):
        await house.shown()


async def test_an_evaluator_of_ones_own_reads_the_next_answer_under_its_version(
    house: House,
) -> None:
    first = await house.panels.add_evaluator(house.caller(), "Care", RUBRIC_TEXT)
    second = await house.panels.add_evaluator(
        house.caller(), "Care", RUBRIC_TEXT.replace("waits", "sleeps")
    )
    await house.panels.set_member_enabled(
        house.caller(), "evaluator", "exaggeration", is_enabled=False
    )

    await house.read()

    assert (first.evaluator.version, second.evaluator.version) == (1, 2)
    [one] = await house.shown()
    assert [(each.evaluator, each.criterion) for each in one.evaluations] == [
        ("relevance", "Relevance to the question"),
        ("structured_thinking", "Answer structure"),
        ("rubric", "Incident response"),
        ("Care v2", "Recovery"),
    ]


async def test_many_at_once_under_one_name_are_versions_without_a_gap(house: House) -> None:
    added = await asyncio.gather(
        *(house.panels.add_evaluator(house.caller(), "Care", RUBRIC_TEXT) for _ in range(5))
    )

    assert sorted(one.evaluator.version for one in added) == [1, 2, 3, 4, 5]
    [own] = [one for one in await house.panels.list_members(house.caller()) if not one.is_built_in]
    assert (own.name, own.version, own.criteria) == ("Care", 5, ("Recovery",))


async def test_what_cannot_be_an_evaluator_is_refused(house: House) -> None:
    with pytest.raises(UnreadableRubricError, match="Line 1"):
        await house.panels.add_evaluator(house.caller(), "Care", "We are looking for a nurse.")
    with pytest.raises(EvaluatorNameTakenError):
        await house.panels.add_evaluator(house.caller(), "Relevance", RUBRIC_TEXT)
    with pytest.raises(UnknownPanelMemberError):
        await house.panels.set_member_enabled(
            house.caller(), "perspective", "relevance", is_enabled=False
        )
    with pytest.raises(ForbiddenError):
        await house.panels.add_evaluator(house.caller(Role.VIEWER), "Care", RUBRIC_TEXT)
