"""A listener of a session's messages, panel results, and answers, for the tests of failures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.live_session import TENANT, FakeLine, FakeWork
from tests.fakes.simulated_session import Call, Room
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.live_session import Evaluation, PanelAnswerResults
from vivavoce.contracts.profiles import Abilities
from vivavoce.infra import metrics
from vivavoce.live.domain.broker import CommandFailed, EventAppended
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.usecases.panel_exchange import SessionPanelFacade

PANEL = Abilities(evaluations=True, perspectives=True)


@dataclass
class RecordingListener:
    """A listener that keeps what it hears, and then does what it was made to do."""

    name: str = "listener"
    heard: list[EventAppended | CommandFailed] = field(default_factory=list)
    then: Callable[[], Any] = lambda: None

    async def on_message(self, message: EventAppended | CommandFailed) -> None:
        self.heard.append(message)
        outcome = self.then()
        if outcome is not None:
            await outcome

    @property
    def types(self) -> list[str]:
        return [
            message.record.event.type
            for message in self.heard
            if isinstance(message, EventAppended)
        ]


def count_failures(handler: str, error: str) -> float:
    return metrics.SESSION_HANDLER_FAILURES.labels(handler, error)._value.get()


def make_panel_facade(room: Room) -> SessionPanelFacade:
    return SessionPanelFacade(room.store, lambda _: room.store, room.ids)


async def deliver_panel_results(room: Room, turn: int, names: tuple[str, ...]) -> str:
    """Tell the session what these evaluators made of an answer; return the id that they carry."""
    answer = await make_panel_facade(room).get_answer(TENANT, room.opened.session_id, turn)
    readings = PanelAnswerResults(
        session_id=room.opened.session_id,
        turn=turn,
        correlation_id=answer.correlation_id,
        evaluations=tuple(
            Evaluation(
                evaluator=name,
                criterion="Delivery",
                score=3.0,
                abstained=None,
                confidence=0.7,
                quotes=(),
                evaluated_by="built-in rules v1",
            )
            for name in names
        ),
    )
    work: Any = FakeWork(TENANT)
    await make_panel_facade(room).deliver_panel_results(work, readings)
    room.host._signal_inbox(room.opened.session_id)
    return answer.correlation_id


async def answer_question(call: Call, question: str) -> dict[str, Any]:
    await call.say(EXPERT[question])
    return await call.until_asked()


class BlockedLine(FakeLine):
    """A client whose window is shut: what is sent to it is never done."""

    async def send(self, frame: ServerFrame) -> None:
        await asyncio.Event().wait()
