"""One interview from link to end on simulated time, with the real orchestrator, and its result."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.fakes.live_session import MemoryStore
from tests.fakes.simulated_session import Call, Room, a_room, consented, is_question
from tests.fakes.simulation.candidates import Candidate, Dropping, Said, Silent
from tests.simulated_clock import CountingIds, SimulatedClock, SimulatedTimeLoop

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import UnavailableError
from vivavoce.live.domain.events import FollowupChosen, RecordedEvent
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.usecases.candidate_connection import CLOSE_TRY_AGAIN
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator

IDS_PER_SEED = 10_000
LONGEST_S = 4 * 3600


@dataclass
class InterviewResult:
    """An interview that is over: its plan, its log, every frame that was shown, and what was told."""

    candidate: Candidate
    plan: InterviewPlan
    """The plan as it was approved, whatever a mutant made of it."""
    seed: int
    log: tuple[RecordedEvent, ...]
    state: Session
    frames: list[dict[str, Any]]
    lines: list[list[dict[str, Any]]]
    """The frames of each connection."""
    absences: list[tuple[datetime, datetime]]
    replied: dict[int, Said]
    """What was said to which turn of the interviewer."""
    talking_s: float
    """How long the candidate was there and thinking or typing."""

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What was asked, each turn once."""
        once = {frame["turn"]: frame for frame in self.frames if is_question(frame)}
        return [once[turn] for turn in sorted(once)]

    @property
    def chosen(self) -> list[FollowupChosen]:
        """Every choice after an answer."""
        return [r.event for r in self.log if isinstance(r.event, FollowupChosen)]


def play(
    kind: type[Candidate], plan: InterviewPlan, seed: int, *, direct: Direct | None = None
) -> InterviewResult:
    """Conduct one interview on a loop of its own."""
    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        return runner.run(perform(kind, plan, seed, direct=direct))


@dataclass(frozen=True)
class Direct:
    """A way to conduct that is not the product's: for oracles to catch."""

    conductor: type[SessionOrchestrator] = SessionOrchestrator
    stretch: int = 1
    """By how much the plan and its questions are made longer, unknown to the candidate."""


async def perform(
    kind: type[Candidate],
    plan: InterviewPlan,
    seed: int,
    *,
    direct: Direct | None = None,
    store_on: Callable[[SimulatedClock], MemoryStore] = MemoryStore,
    drop_share: float = 0.0,
) -> InterviewResult:
    """Conduct one interview on the running loop with simulated time."""
    way = direct or Direct()
    questions = tuple(
        replace(question, time_budget_s=question.time_budget_s * way.stretch)
        for question in plan.questions
    )
    stretched_plan = replace(
        plan,
        duration_minutes=plan.duration_minutes * way.stretch,
        rubric=replace(plan.rubric, questions=questions),
    )
    rng = random.Random(f"{kind.name}:{seed}")  # noqa: S311 - a dice for play
    candidate = kind(plan, random.Random(f"{seed}"))  # noqa: S311 - a dice for play
    async with a_room(
        plan=stretched_plan,
        conductor=way.conductor,
        ids=CountingIds(after=seed * IDS_PER_SEED),
        store_on=store_on,
        **consented(),
    ) as room:
        visit = Visit(room, candidate, rng, drop_share)
        await visit.whole()
        log = await _whole_log(room)
        state = fold(log)
    assert state is not None
    return InterviewResult(
        candidate=candidate,
        plan=plan,
        seed=seed,
        log=log,
        state=state,
        frames=[frame for line in visit.lines for frame in line],
        lines=visit.lines,
        absences=visit.absences,
        replied=visit.replied,
        talking_s=visit.talking_s,
    )


async def _whole_log(room: Room) -> tuple[RecordedEvent, ...]:
    """Return the log once the session is over, however often the store is away meanwhile."""
    async with asyncio.timeout(LONGEST_S):
        while True:
            with contextlib.suppress(UnavailableError):
                log = await room.store.load(room.address)
                state = fold(log)
                if state is not None and state.is_over:
                    return log
            await room.clock.sleep(1)


class Visit:
    """What a candidate does with their connection from the first hello to the end."""

    def __init__(
        self, room: Room, candidate: Candidate, rng: random.Random, drop_share: float
    ) -> None:
        self.room = room
        self.candidate = candidate
        self.rng = rng
        self.drop_share = drop_share
        self.lines: list[list[dict[str, Any]]] = []
        self.absences: list[tuple[datetime, datetime]] = []
        self.talking_s = 0.0
        self._seen = 0
        self._answers = 0
        self._call: Call | None = None
        self.replied: dict[int, Said] = {}

    async def whole(self) -> None:
        """Come, answer until it ends, or stay away; a talk that never ends is an error."""
        async with asyncio.timeout(LONGEST_S):
            await self._whole()

    async def _whole(self) -> None:
        await self._come(after=0)
        while True:
            frame = await self._next_question()
            if frame is None:
                return
            if frame["turn"] not in self.replied:
                self.replied[frame["turn"]] = self.candidate.reply(frame)
            if await self._is_silent_now():
                return
            await self._answer(frame, self.replied[frame["turn"]])

    @property
    def _line(self) -> Call:
        assert self._call is not None
        return self._call

    async def _come(self, *, after: int) -> None:
        self._call = await self.room.connect(after=after)
        self.lines.append(self._call.line.sent)
        inbox = self._call.inbox
        self._call.line.on_close = lambda code: inbox.put_nowait({"type": "CLOSED", "code": code})

    async def _next_question(self) -> dict[str, Any] | None:
        """Return the question that stands open, or None at the end."""
        while True:
            frame = await self._line.inbox.get()
            self._seen = max(self._seen, frame.get("seq", 0))
            if frame["type"] == "ENDED":
                return None
            if is_question(frame) and frame["turn"] > max(self.replied, default=0):
                return frame
            if frame["type"] == "CLOSED":
                if frame["code"] != CLOSE_TRY_AGAIN:
                    return None
                await self._return(self.rng.uniform(1, 3), is_new_device=False)
            if frame["type"] == "ERROR" and frame["retryable"] and self.replied:
                await self.room.clock.sleep(1)
                await self._send(max(self.replied))

    async def _answer(self, frame: dict[str, Any], said: Said) -> None:
        """Think, perhaps lose the connection, answer."""
        self._answers += 1
        is_dropped = self._drops_now()
        first = said.takes_s * self.rng.uniform(0.1, 0.9) if is_dropped else said.takes_s
        await self._think(first)
        if is_dropped:
            await self._away(self.rng.uniform(1, 60))
            await self._think(said.takes_s - first)
        await self._send(frame["turn"])

    async def _think(self, seconds: float) -> None:
        self.talking_s += seconds
        await self.room.clock.sleep(seconds)

    async def _send(self, turn: int) -> None:
        await self._line.say(self.replied[turn].text, message_id=f"to-{turn}")

    def _drops_now(self) -> bool:
        if isinstance(self.candidate, Dropping):
            return self._answers in (1, 2, 4)
        if isinstance(self.candidate, Silent):
            return False
        return self.rng.random() < self.drop_share

    async def _away(self, seconds: float, *, is_new_device: bool | None = None) -> None:
        """Lose the connection, and come back after a while, now and then on another device."""
        await self._line.drop()
        await self._return(seconds, is_new_device=is_new_device)

    async def _return(self, seconds: float, *, is_new_device: bool | None) -> None:
        began = self.room.clock.now()
        await self.room.clock.sleep(seconds)
        self.absences.append((began, self.room.clock.now()))
        fresh = self.rng.random() < 0.5 if is_new_device is None else is_new_device
        await self._come(after=0 if fresh else self._seen)

    async def _is_silent_now(self) -> bool:
        """Whether a silent candidate says nothing more; they leave once before, and come back."""
        if not isinstance(self.candidate, Silent):
            return False
        if self._answers == 1 and not self.absences:
            await self._away(self.rng.uniform(20, 110), is_new_device=True)
        if self._answers < 2:
            return False
        if self.rng.random() < 0.5:
            await self._line.drop()  # gone for good
        return True
