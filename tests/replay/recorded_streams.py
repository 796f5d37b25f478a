"""Recorded sessions: one JSON line an event, and beside it what they folded to when recorded.

``python -m tests.replay.recorded_streams`` records streams for kinds of candidates that have none yet; a
stream that exists is never written again, for it stands for logs that customers hold.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.fakes.live_session import TENANT, FakeWork
from tests.fakes.simulated_session import Crash, Room, a_room
from tests.simulated_clock import SimulatedTimeLoop
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.live_session import (
    Evaluation,
    FollowUpProposal,
    Opinion,
    PanelAnswerResults,
    TextSpan,
)
from vivavoce.contracts.profiles import PRACTICE_PROFILE, Abilities
from vivavoce.live.domain import events
from vivavoce.live.domain.event_codec import EncodedEvent, decode, encode
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session, apply_event
from vivavoce.live.ports import InboxMessage
from vivavoce.live.usecases.panel_exchange import SessionPanelFacade

Talk = Callable[[Room], Awaitable[None]]
FOLDER = Path(__file__).parent / "streams"


def read_stream(file: Path) -> tuple[RecordedEvent, ...]:
    """Return a stored session, raised to today's versions."""
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return tuple(
        RecordedEvent(
            line["seq"],
            datetime.fromisoformat(line["at"]),
            decode(EncodedEvent(line["type"], line["v"], line["open"], line["personal"])),
        )
        for line in lines
    )


def stream_lines(records: Iterable[RecordedEvent]) -> Iterable[str]:
    for record in records:
        stored = encode(record.event)
        line: dict[str, Any] = {
            "seq": record.seq,
            "at": record.at.isoformat(),
            "type": stored.type,
            "v": stored.v,
            "open": stored.open,
            "personal": stored.personal,
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True)


def snapshots(records: Iterable[RecordedEvent]) -> list[Json]:
    """Return what a reader cares about after each event."""
    state: Session | None = None
    shots = []
    for record in records:
        state = apply_event(state, record)
        shots.append(
            {
                "seq": state.seq,
                "status": state.status,
                "turns": len(state.turns),
                "answered": sorted(state.answered_question_ids),
                "used_s": round(state.time_used(record.at).total_seconds(), 3),
                "threads": [
                    [
                        t.question_id,
                        sorted(t.found_elements),
                        t.probes,
                        t.consecutive_unproductive_probes,
                        t.answers,
                    ]
                    for t in state.asked_questions
                ],
            }
        )
    return shots


async def _expert(room: Room) -> None:
    await (await room.connect()).interview(planned)


async def _vague(room: Room) -> None:
    call = await room.connect()
    await call.interview(lambda _: "Well, it was difficult, but we managed somehow.")


async def _cut_off(room: Room) -> None:
    call = await room.connect()
    await call.consent()
    await call.until_asked()
    await call.say("Could you repeat that?")
    await call.until_asked()
    await call.say(EXPERT["q1"], "m-1")
    await call.until_asked()
    await call.send({"type": "PAUSE"})
    await room.clock.sleep(40)
    await call.send({"type": "RESUME"})
    await call.drop()
    async with Crash(room.tools("worker-2")) as doomed:
        await room.clock.sleep(20)
        moved = await room.connect(host=doomed)
        await moved.until_asked()
    await room.clock.sleep(2)
    await room.sweep()()
    await room.clock.sleep(130)
    await room.sweep()()


async def _practice(room: Room) -> None:
    call = await room.connect()
    await call.until_asked()
    await call.say(EXPERT["q1"], "m-1")
    await call.until_asked()
    await call.send({"type": "SKIP"})
    await call.until_asked()
    await call.send({"type": "END"})
    await call.until("ENDED")


async def _panel(room: Room) -> None:
    """Answers are graded and commented on while the talk goes on; one reading comes late."""
    call = await room.connect()
    await call.until_asked()
    await call.say(EXPERT["q1"], "m-1")
    await call.until_asked()
    await tell_readings(room, 3)
    await call.settle()
    await call.say("We did it together, and it was fine.", "m-2")
    await call.until_asked()
    await call.settle()
    await tell_readings(room, 5)
    await call.settle()
    await call.say(EXPERT["q2"], "m-3")
    await call.interview(planned)


async def _staff(room: Room) -> None:
    """A recruiter watches, notes, takes over, speaks, hands back, and at last ends the talk."""
    call = await room.connect()
    await call.until_asked()
    await tell(room, events.StaffObservationChanged(user_id=STAFF, is_observing=True))
    await tell(room, moved("note", "Ask about the supplier."))
    await call.say(EXPERT["q1"], "m-1")
    await call.until_asked()
    await tell(room, moved("take_over"))
    await tell(room, moved("say", "May I ask who decided that?"))
    await call.say("I did, with my manager.", "m-2")
    await call.settle()
    await tell(room, moved("hand_back"))
    await call.say(EXPERT["q2"], "m-3")
    await call.settle()
    await tell(room, events.StaffObservationChanged(user_id=STAFF, is_observing=False))
    await tell(room, moved("end"))
    await call.settle()


STAFF = "01a1ee56-0000-7000-8000-0000000000aa"


def moved(action: Any, text: str = "") -> events.StaffIntervened:
    return events.StaffIntervened(user_id=STAFF, action=action, text=text)


async def tell(room: Room, event: events.SessionEvent) -> None:
    """Tell the session something, as another process does, and let it take it in."""
    await room.store.send_message(room.address, InboxMessage(id=room.ids.new_id(), event=event))
    room.host._signal_inbox(room.opened.session_id)
    await asyncio.sleep(1)


async def tell_readings(room: Room, turn: int) -> None:
    """Tell the session what a panel of two made of an answer."""
    panel = SessionPanelFacade(room.store, lambda _: room.store, room.ids)
    answer = await panel.get_answer(TENANT, room.opened.session_id, turn)
    graded: dict[str, Any] = {"criterion": "Delivery", "evaluated_by": "built-in rules v1"}
    readings = PanelAnswerResults(
        session_id=room.opened.session_id,
        turn=turn,
        correlation_id=answer.correlation_id,
        evaluations=(
            Evaluation(
                evaluator="rubric",
                score=3.5,
                abstained=None,
                confidence=0.6,
                quotes=(TextSpan(start=0, end=8),),
                **graded,
            ),
            Evaluation(
                evaluator="relevance",
                score=None,
                abstained="no_evidence",
                confidence=None,
                quotes=(),
                **graded,
            ),
        ),
        opinions=(
            Opinion(
                perspective="engineering",
                summary="Knows what failed and why.",
                concerns=("Says little about testing.",),
                evaluated_by="built-in rules v1",
            ),
        ),
        proposals=(
            FollowUpProposal(
                source="evaluator",
                name="rubric",
                question="How did you test the way back?",
                criterion="Delivery",
                reason="SPECIFICS",
                uncertainty=0.7,
            ),
        ),
    )
    work: Any = FakeWork(TENANT)
    await panel.deliver_panel_results(work, readings)
    room.host._signal_inbox(room.opened.session_id)


_KINDS: dict[str, tuple[Talk, dict[str, Any]]] = {
    "expert": (_expert, {}),
    "vague": (_vague, {}),
    "cut-off": (_cut_off, {}),
    "practice": (
        _practice,
        {
            "profile": PRACTICE_PROFILE,
            "persona_id": "kapil",
            "accepted_consent_version": "2026-11",
            "consent_method": "click",
        },
    ),
    "panel": (
        _panel,
        {
            "abilities": Abilities(evaluations=True, perspectives=True),
            "accepted_consent_version": "2026-11",
        },
    ),
    "staff": (_staff, {"accepted_consent_version": "2026-11"}),
}


async def _record() -> None:
    for name, (play_session, request) in _KINDS.items():
        file = FOLDER / f"{name}.jsonl"
        if file.exists():
            continue
        async with a_room(**request) as room:
            await play_session(room)
            records = await room.store.load(room.address)
        file.write_text("\n".join(stream_lines(records)) + "\n", encoding="utf-8")
        shots = json.dumps(snapshots(records), indent=0, sort_keys=True)
        file.with_suffix(".folded.json").write_text(shots + "\n", encoding="utf-8")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        runner.run(_record())
