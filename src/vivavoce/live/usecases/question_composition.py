"""Have a model compose a follow-up question, in parallel to the interview and without delaying it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.tasks import is_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.question_composition import (
    ComposedQuestion,
    CompositionFailure,
    CompositionRequest,
    PromptMessage,
    build_messages,
    build_pending_composition_request,
    build_summarized_messages,
)
from vivavoce.live.domain.interviewer.question_guard import QuestionGuard
from vivavoce.live.domain.interviewer.question_similarity import (
    SAME_QUESTION_THRESHOLD,
    asked_question_terms,
    extract_question_terms,
)
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import QuestionComposer, QuestionNotComposedError
from vivavoce.live.usecases.commands import ApplyComposition

_log = structlog.get_logger(__name__)

FULL_CONTEXT_TIMEOUT_S = 2.5
"""Timeout of a request with the whole conversation; afterwards its short form is tried."""
_MIN_SHORT_CONTEXT_S = 1.0
"""With less time for the short form, the first request may use all of it."""
_DEADLINE_SHARE = 0.95
"""Share of the interview's deadline for all requests: the result has to be appended before it."""
_FULL_CONTEXT_TOKENS = 3000
_SHORT_CONTEXT_TOKENS = 800


def split_composition_time(deadline_s: float) -> tuple[float, float]:
    """Return the seconds for the whole conversation and for its short form; 0 for none."""
    all_s = deadline_s * _DEADLINE_SHARE
    short_s = all_s - FULL_CONTEXT_TIMEOUT_S
    return (all_s, 0.0) if short_s < _MIN_SHORT_CONTEXT_S else (FULL_CONTEXT_TIMEOUT_S, short_s)


class QuestionCompositionRunner:
    """Runs at most one model request per session and submits its result as a command."""

    def __init__(
        self,
        composer: QuestionComposer | None,
        clock: Clock,
        on_finished: Callable[[ApplyComposition], None],
    ) -> None:
        self._composer = composer
        self._clock = clock
        self._on_finished = on_finished
        self._task: asyncio.Future[None] | None = None
        self._current_request: tuple[int, datetime | None, str] | None = None

    def update(self, state: Session, plan: InterviewPlan | None) -> None:
        """Start the request that the log has pending, once, and cancel any other."""
        asked = state.pending_model_request
        about = None
        if asked is not None:  # an amended answer needs a new request
            about = (asked.turn, state.model_requested_at, state.turns[asked.turn - 1].text)
        if about == self._current_request:
            return
        self.cancel()
        if self._composer is None or asked is None or plan is None:
            return
        self._current_request = about
        self._task = asyncio.ensure_future(self._run(self._composer, asked.turn, state, plan))

    def cancel(self) -> None:
        """Cancel the running request."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._current_request = None

    async def _run(
        self, composer: QuestionComposer, turn: int, state: Session, plan: InterviewPlan
    ) -> None:
        try:
            composition = await self._compose(composer, state, plan)
        except Exception as error:
            if is_cancelled():
                raise asyncio.CancelledError from error
            _log.warning("compose.failed", kind=type(error).__name__)
            composition = CompositionFailure(reason="unavailable")
        self._on_finished(ApplyComposition(turn, composition))

    async def _compose(
        self, composer: QuestionComposer, state: Session, plan: InterviewPlan
    ) -> ComposedQuestion | CompositionFailure:
        """Ask with the whole conversation, then with its short form; the result has the usage of both."""
        request = build_pending_composition_request(state, plan)
        if request is None:
            return CompositionFailure(reason="unusable")
        asked, guard = asked_question_terms(state, plan), QuestionGuard(state, plan)

        def complaint(question: str) -> str | None:
            is_repeated = (
                extract_question_terms(question).max_similarity(asked) >= SAME_QUESTION_THRESHOLD
            )
            return "asked_already" if is_repeated else guard.rejection_reason(question)

        full_s, short_s = split_composition_time(request.deadline_s)
        attempts = [(build_messages(state.counted_turns, max_tokens=_FULL_CONTEXT_TOKENS), full_s)]
        if short_s:
            summarized = build_summarized_messages(state, plan, max_tokens=_SHORT_CONTEXT_TOKENS)
            attempts.append((summarized, short_s))
        spent: tuple[events.ModelTokenUsage, ...] = ()
        began = self._clock.monotonic()
        for conversation, seconds in attempts:
            try:
                composed = await self._compose_with_timeout(
                    composer, request, conversation, complaint, seconds
                )
            except QuestionNotComposedError as error:
                spent += error.token_usage
                if not error.is_retryable:
                    return CompositionFailure(reason="unusable", token_usage=spent)
                continue
            return ComposedQuestion(
                question=" ".join(composed.question.split()),
                criterion=request.criterion,
                reason=request.reason,
                model=composed.model,
                latency_ms=round((self._clock.monotonic() - began) * 1000),
                token_usage=(*spent, *composed.token_usage),
            )
        return CompositionFailure(reason="unavailable", token_usage=spent)

    async def _compose_with_timeout(
        self,
        composer: QuestionComposer,
        request: CompositionRequest,
        conversation: Sequence[PromptMessage],
        find_objection: Callable[[str], str | None],
        timeout_s: float,
    ) -> ComposedQuestion:
        try:
            async with asyncio.timeout(timeout_s):
                return await composer.compose(
                    request,
                    conversation,
                    find_objection=find_objection,
                    deadline_s=timeout_s * 0.98,
                )
        except TimeoutError as error:
            raise QuestionNotComposedError from error
