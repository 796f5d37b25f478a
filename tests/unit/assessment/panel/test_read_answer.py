"""One seat never takes the others with it; what is read is kept once and told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.panel import PERMIT, PanelModel, asked, finding_model, heard, members_with
from tests.simulated_clock import SimulatedClock
from tests.unit.assessment.stories import OUTAGE, RUBRIC

from vivavoce.assessment.adapters.rule_panel_members import RuleEvaluator, RulePanelMembers
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    EvaluatorResult,
    PerspectiveResult,
)
from vivavoce.assessment.domain.panel.panel_config import PanelConfig
from vivavoce.assessment.ports import (
    PanelEvaluator,
    PanelInput,
    PanelMembers,
    PanelPerspective,
)
from vivavoce.assessment.usecases.evaluate_answer import MEMBER_TIMEOUT_S, EvaluateAnswer
from vivavoce.contracts.live_session import (
    AnsweredTurn,
    Evaluation,
    PanelAnswerResults,
    PanelSessionLog,
)
from vivavoce.contracts.profiles import PANEL_PROFILE, PROFILES
from vivavoce.infra.language_model.port import ModelUsage, record_usage
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import GoneError
from vivavoce.kernel.ids import SessionId, TenantId


@pytest.fixture
def clock() -> Clock:
    return SimulatedClock()


TENANT = TenantId(UUID(int=1))
HEARD = asked(OUTAGE.plain)


async def at_once(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run in place: a thread would stand still while virtual time leaps."""
    return function(*arguments)


@dataclass
class Talk:
    """The session, the plan and the book of one answer."""

    answer_of: AnsweredTurn = HEARD
    is_erased: bool = False
    kept: list[PanelAnswerResults] = field(default_factory=list)
    told: list[PanelAnswerResults] = field(default_factory=list)
    of: PanelConfig = field(default_factory=PanelConfig)

    async def get_answer(
        self, tenant_id: TenantId, session_id: SessionId, turn: int
    ) -> AnsweredTurn:
        if self.is_erased:
            raise GoneError
        return self.answer_of

    async def deliver_panel_results(self, work: Any, readings: PanelAnswerResults) -> None:
        self.told.append(readings)

    async def read_session_log(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        raise NotImplementedError

    async def basis(self, work: Any, one: AnsweredTurn) -> PanelInput:
        return PanelInput(rubric=RUBRIC)

    async def is_evaluated(
        self, work: Any, session_id: SessionId, turn: int, version: int = 0
    ) -> bool:
        return bool(self.kept)

    async def save_readings(
        self, work: Any, one: AnsweredTurn, readings: PanelAnswerResults, at: datetime
    ) -> bool:
        if self.kept:
            return False
        self.kept.append(readings)
        return True

    async def load_config(self, work: Any) -> PanelConfig:
        return self.of


class NoWork:
    """A transaction that only remembers what was published."""

    def __init__(self) -> None:
        self.published: list[tuple[Any, str]] = []

    @asynccontextmanager
    async def __call__(
        self, tenant_id: TenantId, *, correlation_id: str = ""
    ) -> AsyncIterator[NoWork]:
        yield self

    async def publish(self, payload: Any, *, run_id: str, interview_id: Any) -> None:
        self.published.append((payload, run_id))


no_work = NoWork()


class Quick:
    """An evaluator that answers at once, late, or never well."""

    made_by = "a test"

    def __init__(self, name: str, *, after_s: float = 0, raises: Exception | None = None) -> None:
        self.name = name
        self._after_s = after_s
        self._raises = raises

    def criteria(self, heard: AnswerContext) -> tuple[str, ...]:
        return (f"of {self.name}",)

    async def __call__(self, heard: AnswerContext) -> Any:
        await asyncio.sleep(self._after_s)
        if self._raises is not None:
            raise self._raises
        return EvaluatorResult(
            evaluations=(
                Evaluation(
                    evaluator=self.name,
                    criterion=f"of {self.name}",
                    score=None,
                    abstained="no_evidence",
                    confidence=None,
                    quotes=(),
                    evaluated_by=self.made_by,
                ),
            )
        )


class Bench:
    """Seats as a test wants them."""

    def name_author(self, *_: object) -> str:
        return "a test"

    def __init__(self, *seats: Quick, looking: Sequence[Quick] = ()) -> None:
        self._seats = seats
        self._looking = looking

    def evaluators(self, heard: AnswerContext, roster: PanelConfig) -> Sequence[PanelEvaluator]:
        return self._seats

    def perspectives(self, heard: AnswerContext, roster: PanelConfig) -> Sequence[PanelPerspective]:
        return self._looking


def reader(
    talk: Talk, seating: PanelMembers, clock: Clock, open_work: NoWork = no_work
) -> EvaluateAnswer:
    return EvaluateAnswer(
        open_work=open_work,  # type: ignore[arg-type]
        session=talk,
        panel_inputs=talk.basis,
        members=seating,
        panel_repository=talk,  # type: ignore[arg-type]
        clock=clock,
        read_permit=has_certificate,
    )


async def has_certificate(_: TenantId) -> ScoringPermit:
    return PERMIT


async def read(talk: Talk, seating: PanelMembers, clock: Clock) -> PanelAnswerResults:
    await reader(talk, seating, clock)(TENANT, HEARD.session_id, HEARD.turn)
    [readings] = talk.kept
    return readings


class Paid(Quick):
    """An evaluator that asks a model, whatever comes of it."""

    async def __call__(self, heard: AnswerContext) -> Any:
        record_usage(
            ModelUsage(
                purpose="score",
                model="m",
                calls=1,
                input_tokens=20,
                output_tokens=3,
                duration_ms=4,
                is_successful=True,
                provider="far.example",
            )
        )
        return await super().__call__(heard)


async def test_what_models_took_is_told_once_for_the_interview_also_where_it_was_in_vain(
    clock: Clock,
) -> None:
    work = NoWork()
    seats = Bench(Paid("a"), Paid("b", raises=RuntimeError("no")), Quick("c"))

    await reader(Talk(), seats, clock, work)(TENANT, HEARD.session_id, HEARD.turn)

    [(usage, run_id)] = work.published
    assert (usage.purpose, run_id) == ("panel", HEARD.run_id)
    assert {use["kind"]: use["quantity"] for use in usage.uses} == {"llm_in": 40, "llm_out": 6}
    assert {use["provider"] for use in usage.uses} == {"far.example"}


async def test_one_failing_evaluator_of_four_leaves_the_other_three(clock: Clock) -> None:
    session = Talk()
    seats = (Quick("a"), Quick("b", raises=RuntimeError("no")), Quick("c"), Quick("d"))

    readings = await read(session, Bench(*seats), clock)

    assert [
        (evaluation.evaluator, evaluation.abstained) for evaluation in readings.evaluations
    ] == [
        ("a", "no_evidence"),
        ("b", "evaluator_down"),
        ("c", "no_evidence"),
        ("d", "no_evidence"),
    ]
    assert readings.evaluations[1].criterion == "of b"
    assert session.told == [readings]


async def test_an_evaluator_that_never_answers_is_down_after_its_time(clock: Clock) -> None:
    began = clock.monotonic()

    readings = await read(Talk(), Bench(Quick("a"), Quick("b", after_s=1e6)), clock)

    assert [evaluation.abstained for evaluation in readings.evaluations] == [
        "no_evidence",
        "evaluator_down",
    ]
    assert clock.monotonic() - began == pytest.approx(MEMBER_TIMEOUT_S)


async def test_all_seats_read_at_once(clock: Clock) -> None:
    began = clock.monotonic()
    seats = [Quick(name, after_s=5) for name in "abcd"]
    looking = [Quick(name, after_s=5, raises=RuntimeError("no")) for name in "efgh"]

    readings = await read(Talk(), Bench(*seats, looking=looking), clock)

    assert clock.monotonic() - began == pytest.approx(5)
    assert len(readings.evaluations) == 4
    assert readings.opinions == ()


async def test_readings_are_bound_to_the_answer_that_they_grade(clock: Clock) -> None:
    readings = await read(Talk(), Bench(Quick("a")), clock)

    assert (readings.session_id, readings.turn, readings.correlation_id) == (
        HEARD.session_id,
        HEARD.turn,
        HEARD.correlation_id,
    )


async def test_a_second_run_keeps_and_tells_nothing(clock: Clock) -> None:
    session = Talk()
    run = reader(session, Bench(Quick("a")), clock)

    await run(TENANT, HEARD.session_id, HEARD.turn)
    await run(TENANT, HEARD.session_id, HEARD.turn)

    assert (len(session.kept), len(session.told)) == (1, 1)


async def test_two_runs_at_once_keep_and_tell_one(clock: Clock) -> None:
    session = Talk()
    run = reader(session, Bench(Quick("a", after_s=1)), clock)

    await asyncio.gather(*(run(TENANT, HEARD.session_id, HEARD.turn) for _ in range(3)))

    assert (len(session.kept), len(session.told)) == (1, 1)


async def test_erased_words_are_not_read(clock: Clock) -> None:
    session = Talk(is_erased=True)

    await reader(session, Bench(Quick("a")), clock)(TENANT, HEARD.session_id, HEARD.turn)

    assert session.kept == []


@pytest.mark.parametrize(
    ("abilities", "sizes"),
    [
        ({"evaluations"}, (4, 0)),
        ({"perspectives"}, (0, 4)),
        ({"evaluations", "perspectives", "follow_ups"}, (4, 4)),
    ],
)
async def test_only_what_the_session_has_on_is_read(
    abilities: set[str], sizes: tuple[int, int], clock: Clock
) -> None:
    session = Talk(answer_of=replace(asked(OUTAGE.weak), abilities=frozenset(abilities)))

    readings = await read(session, RulePanelMembers(at_once), clock)

    assert (len(readings.evaluations), len(readings.opinions)) == sizes
    assert bool(readings.proposals) == ("follow_ups" in abilities)


async def test_a_seat_that_is_switched_off_is_not_asked(clock: Clock) -> None:
    off = {"evaluator": frozenset({"relevance"}), "perspective": frozenset({"sales", "design"})}

    readings = await read(Talk(of=PanelConfig(disabled=off)), RulePanelMembers(at_once), clock)  # type: ignore[arg-type]

    assert {evaluation.evaluator for evaluation in readings.evaluations} == {
        *("exaggeration", "structured_thinking", "rubric")
    }
    assert {opinion.perspective for opinion in readings.opinions} == {"product", "engineering"}


async def test_the_same_question_is_proposed_once(clock: Clock) -> None:
    readings = await read(Talk(answer_of=asked(OUTAGE.weak)), RulePanelMembers(at_once), clock)

    questions = [proposal.question for proposal in readings.proposals]
    assert len(questions) == len(set(questions)) >= 3


async def test_a_model_that_is_away_leaves_places_without_a_number(clock: Clock) -> None:
    model = finding_model()
    model.is_away = True

    readings = await read(
        Talk(), members_with(model, RulePanelMembers(at_once), off_loop=at_once), clock
    )

    rubric = readings.evaluations[3]
    assert (rubric.evaluator, rubric.abstained) == ("rubric", "evaluator_down")
    assert rubric.evaluated_by == "model scripted (certificate 00000009, votes v7)"
    assert all(each.abstained != "evaluator_down" for each in readings.evaluations[:3])
    assert readings.opinions == ()


async def test_where_the_door_lets_rules_stand_in_they_do_and_say_so(
    clock: Clock, marked_door: str
) -> None:
    model = finding_model()
    model.is_away = True
    seat = members_with(model, RulePanelMembers(at_once), off_loop=at_once).evaluators(
        heard("x"), PanelConfig()
    )[3]

    verdict = await seat(heard(OUTAGE.plain, profile=marked_door))

    by_rules = await RuleEvaluator("rubric", at_once)(heard(OUTAGE.plain))
    [evaluation] = verdict.evaluations
    assert replace(evaluation, provenance=None) == by_rules.evaluations[0]
    assert evaluation.evaluated_by == "built-in rules v1"
    assert evaluation.provenance is not None
    assert evaluation.provenance.role == "failed"
    assert evaluation.provenance.reason


async def test_an_evaluation_of_a_model_keeps_its_votes_and_certificate(clock: Clock) -> None:
    members = members_with(finding_model(), RulePanelMembers(at_once), off_loop=at_once)

    readings = await read(Talk(), members, clock)

    *by_rules, rubric = readings.evaluations
    assert [each.provenance for each in by_rules] == [None] * 3
    assert rubric.provenance is not None
    assert rubric.provenance.role == "scored"
    assert rubric.provenance.certificate_id == PERMIT.certificate_id
    assert [len(each.scores) for each in rubric.provenance.votes] == [3]
    assert rubric.provenance.items > 0
    assert rubric.provenance.content_hash


@pytest.fixture
def marked_door() -> Any:
    PROFILES["marked"] = replace(PANEL_PROFILE, name="marked", panel_fallback="built_in_marked")
    yield "marked"
    del PROFILES["marked"]


async def test_a_model_sees_names_as_blanks_only(clock: Clock) -> None:
    model: PanelModel = finding_model()
    sentence = f"My name is Zebulon Quark. {OUTAGE.plain}"

    await read(
        Talk(answer_of=asked(sentence)),
        members_with(model, RulePanelMembers(at_once), off_loop=at_once),
        clock,
    )

    assert [task.purpose for task in model.asked].count("score") == 3
    assert [task.purpose for task in model.asked].count("perspective") == 4
    assert not any("Zebulon" in task.input for task in model.asked)


def test_comments_never_hold_a_score() -> None:
    assert {f.name for f in PerspectiveResult.__dataclass_fields__.values()} == {
        "opinion",
        "proposals",
    }
