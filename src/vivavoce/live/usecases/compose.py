"""Having a model look for the words of a further question, beside the talk and never in its way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from vivavoce.contracts.plan import Plan
from vivavoce.infra.tasks import is_told_to_stop
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain import events
from vivavoce.live.domain.mind.composing import Composed, Failed, Wanted, wanted
from vivavoce.live.domain.mind.gate import Gate
from vivavoce.live.domain.mind.likeness import SAME, asked_in, gist_of
from vivavoce.live.domain.mind.memory import Message, recall, recall_shortly
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import Composer, NotComposed
from vivavoce.live.usecases.commands import Thought

_log = structlog.get_logger(__name__)

FIRST_TRY_S = 2.5
"""How long a model may think about the whole talk, before its short form is tried."""
SECOND_TRY_S = 3.2
"""How long it may think about the short form; the simpler model's share is part of it."""
_WHOLE_TOKENS = 3000
_SHORT_TOKENS = 800


class Composing:
    """Runs at most one call for one session, and hands what came of it over as a command."""

    def __init__(
        self, composer: Composer | None, clock: Clock, hand_over: Callable[[Thought], None]
    ) -> None:
        self._composer = composer
        self._clock = clock
        self._hand_over = hand_over
        self._task: asyncio.Future[None] | None = None
        self._about: tuple[int, datetime | None, str] | None = None

    def follow(self, state: Session, plan: Plan | None) -> None:
        """Ask for what the log says is being thought about, once; stop asking for anything else."""
        asked = state.thinking
        about = None
        if asked is not None:  # an answer that grew is thought about anew
            about = (asked.turn, state.thinking_since, state.turns[asked.turn - 1].text)
        if about == self._about:
            return
        self.stop()
        if self._composer is None or asked is None or plan is None:
            return
        self._about = about
        self._task = asyncio.ensure_future(self._run(self._composer, asked.turn, state, plan))

    def stop(self) -> None:
        """Wait for nothing any more."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._about = None

    async def _run(self, composer: Composer, turn: int, state: Session, plan: Plan) -> None:
        try:
            made = await self._compose(composer, state, plan)
        except Exception as error:
            if is_told_to_stop():
                raise asyncio.CancelledError from error
            _log.warning("compose.failed", kind=type(error).__name__)
            made = Failed(reason="unavailable")
        self._hand_over(Thought(turn, made))

    async def _compose(self, composer: Composer, state: Session, plan: Plan) -> Composed | Failed:
        """Ask with the whole talk, then with its short form; what both took is told."""
        want = wanted(state, plan)
        if want is None:
            return Failed(reason="unusable")
        asked, gate = asked_in(state, plan), Gate(state, plan)

        def complaint(question: str) -> str | None:
            is_repeated = gist_of(question).most_like(asked) >= SAME
            return "asked_already" if is_repeated else gate.refused(question)

        tries = (
            (recall(state.counted, most_tokens=_WHOLE_TOKENS), FIRST_TRY_S),
            (recall_shortly(state, plan, most_tokens=_SHORT_TOKENS), SECOND_TRY_S),
        )
        spent: tuple[events.Spent, ...] = ()
        began = self._clock.monotonic()
        for talk, seconds in tries:
            try:
                made = await self._ask(composer, want, talk, complaint, seconds)
            except NotComposed as error:
                spent += error.spent
                if not error.is_away:
                    return Failed(reason="unusable", spent=spent)
                continue
            return Composed(
                question=" ".join(made.question.split()),
                criterion=want.criterion,
                reason=want.reason,
                model=made.model,
                latency_ms=round((self._clock.monotonic() - began) * 1000),
                spent=(*spent, *made.spent),
            )
        return Failed(reason="unavailable", spent=spent)

    async def _ask(
        self,
        composer: Composer,
        want: Wanted,
        talk: Sequence[Message],
        complaint: Callable[[str], str | None],
        seconds: float,
    ) -> Composed:
        try:
            async with asyncio.timeout(seconds):
                return await composer.compose(
                    want, talk, complaint=complaint, deadline_s=seconds * 0.98
                )
        except TimeoutError as error:
            raise NotComposed from error
