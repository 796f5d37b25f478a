"""A real session on a real socket hears what its panel made of an answer, once, while it goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from tests.fakes.live_edge import Edge, address_of, an_edge, store_on
from tests.fakes.live_session import a_plan
from tests.fakes.scripted_voice import heard
from tests.fakes.simulated_session import is_question
from tests.infrastructure import Ground
from tests.unit.live.test_conversations import EXPERT
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.assessment.adapters.panel_postgres import PostgresPanelRepository
from vivavoce.assessment.adapters.rule_panel_members import RulePanelMembers
from vivavoce.assessment.ports import PanelInput
from vivavoce.assessment.usecases.evaluate_answer import EvaluateAnswer
from vivavoce.contracts.live_session import AnsweredTurn, turn_correlation_id
from vivavoce.contracts.profiles import Abilities
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import TenantId
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.panel_exchange import SessionPanelFacade
from vivavoce.live.usecases.voice_only_connection import OrchestratorVoiceHandler, VoiceOnlyChannel

ALL_ON = Abilities(evaluations=True, perspectives=True)


@pytest.fixture
async def edge(ground: Ground) -> AsyncIterator[Edge]:
    async with an_edge(ground) as edge:
        yield edge


def feed_on(ground: Ground) -> SessionPanelFacade:
    store = store_on(ground)
    return SessionPanelFacade(
        store, lambda work: PostgresSessionLog(work, ground.vault), ground.ids
    )


def panel_on(ground: Ground) -> EvaluateAnswer:
    async def basis(work: UnitOfWork, asked: AnsweredTurn) -> PanelInput:
        return PanelInput(rubric=a_plan().rubric)

    return EvaluateAnswer(
        open_work=ground.open_work,
        session=feed_on(ground),
        panel_inputs=basis,
        members=RulePanelMembers(),
        panel_repository=PostgresPanelRepository(ground.vault, ground.ids),
        clock=ground.clock,
    )


async def until_asked(line: ClientConnection) -> None:
    while True:
        if is_question(json.loads(await line.recv())):
            return


async def test_readings_and_proposals_land_in_the_log_of_a_talk_that_goes_on(
    edge: Edge, tenant: TenantId
) -> None:
    ground = edge.ground
    opened = await edge.start(tenant, abilities=ALL_ON)
    address = address_of(tenant, opened)
    async with connect(edge.url(opened, tenant)) as line:
        while json.loads(await line.recv())["type"] != "CONSENT":
            pass
        await line.send('{"type": "CONSENT", "accepted": true}')
        await until_asked(line)
        await line.send(json.dumps({"type": "TEXT", "text": next(iter(EXPERT.values()))}))
        await until_asked(line)
        async with ground.open_work(tenant) as work:
            jobs = await work.fetch_all(
                "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'assessment.read_answer'"
                " AND args ->> 'session_id' = %(id)s",
                {"id": str(opened.session_id)},
            )
        [turn] = [int(one["args"]["turn"]) for one in jobs]

        for _ in range(2):
            await panel_on(ground)(tenant, opened.session_id, turn)

        found: list[events.EvaluationGenerated] = []
        while not found:
            log = await store_on(ground).load(address)
            found = [one.event for one in log if isinstance(one.event, events.EvaluationGenerated)]
            await asyncio.sleep(0.02)
        told = 0
        while told != 4 or len(found) != 4:
            log = await store_on(ground).load(address)
            told = sum(isinstance(one.event, events.PerspectiveGenerated) for one in log)
            found = [one.event for one in log if isinstance(one.event, events.EvaluationGenerated)]
            await asyncio.sleep(0.02)

    assert {one.turn for one in found} == {turn}
    assert {one.correlation_id for one in found} == {
        turn_correlation_id(str(opened.session_id), turn)
    }
    story = await feed_on(ground).read_session_log(tenant, opened.session_id)
    assert [one.turn for one in story.answers] == [turn]
    assert {one.turn for one in story.proposals} <= {turn}


async def test_an_answer_that_grew_is_read_again_and_the_newer_reading_stands(
    edge: Edge, tenant: TenantId
) -> None:
    ground = edge.ground
    opened = await edge.start(tenant, abilities=ALL_ON)
    address = address_of(tenant, opened)
    panel = panel_on(ground)
    line = VoiceOnlyChannel("leg-1")
    assert edge.host is not None
    connection = await edge.host.join(
        address, line, last_seq_seen=0, public_id="", transport="phone"
    )
    talk = OrchestratorVoiceHandler("c1")
    await talk.attach(connection)
    await talk.on_dtmf("1")
    await talk.on_utterance(heard("We had a delivery that failed.", 2))
    await until_turns(ground, address, 4)
    await panel(tenant, opened.session_id, 3)
    await talk.on_utterance(heard(EXPERT["q1"], 4, is_continuation=True))
    grown = await until_turns(ground, address, 5)
    await panel(tenant, opened.session_id, 3)
    await panel(tenant, opened.session_id, 3)
    async with ground.open_work(tenant) as work:
        versions = await work.fetch_all("SELECT turn, version FROM panel_run ORDER BY version")
        book = PostgresPanelRepository(ground.vault, ground.ids)
        evaluations, _ = (await book.load_session_results(work, opened.session_id))[3]
    await connection.report_disconnected()

    assert grown.turns[2].amended == 1
    assert versions == [{"turn": 3, "version": 0}, {"turn": 3, "version": 1}]
    ends = [quote.end for one in evaluations for quote in one.quotes]
    assert max(ends) > len("We had a delivery that failed.")
    assert len({(one.evaluator, one.criterion) for one in evaluations}) == len(evaluations)


async def until_turns(ground: Ground, address: SessionAddress, count: int) -> Session:
    async with asyncio.timeout(20):
        while True:
            state = fold(await store_on(ground).load(address))
            assert state is not None
            if len(state.turns) >= count:
                return state
            await asyncio.sleep(0.01)
