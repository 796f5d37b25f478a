"""Have a model compose a follow-up question or recognize an act, in parallel to the interview, in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.language_model.port import ModelUsage, collect_usage
from vivavoce.infra.tasks import is_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.live.adapters.model_usage import convert_usage
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.question_composition import (
    ActRecognition,
    ComposedQuestion,
    CompositionFailure,
    CompositionRequest,
    ModelResult,
    PromptMessage,
    build_messages,
    build_pending_act_request,
    build_pending_composition_request,
    build_summarized_messages,
)
from vivavoce.live.domain.interviewer.question_guard import QuestionGuard
from vivavoce.live.domain.interviewer.question_similarity import (
    SAME_QUESTION_THRESHOLD,
    QuestionTerms,
    asked_question_terms,
    extract_question_terms,
)
from vivavoce.live.domain.interviewer.understanding.recognized_acts import (
    ActRequest,
    RecognitionFailure,
    RecognizedAct,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import ActRecognizer, QuestionComposer, QuestionNotComposedError
from vivavoce.live.usecases.commands import ApplyComposition
from vivavoce.live.usecases.decision_thread import decide

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


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a model is asked to word, and with which conversation: equal values ask for the same question."""

    request: CompositionRequest | None
    """None if the next move needs no wording."""
    act_request: ActRequest | None
    """The utterance whose act is asked for beside it, or None."""
    attempts: tuple[tuple[tuple[PromptMessage, ...], float], ...]
    """The conversation and the seconds of each attempt."""


@dataclass(frozen=True, slots=True)
class _Start:
    """A wording that a model is at work on, or has finished."""

    wording: _Wording | None
    task: asyncio.Future[ModelResult]
    spent: list[ModelUsage]

    def list_token_usage(self) -> tuple[events.ModelTokenUsage, ...]:
        """Return what is known of its cost: its result's, or that of the calls that were broken off."""
        if self.task.done() and not self.task.cancelled():
            return self.task.result().token_usage
        return convert_usage(self.spent)


class QuestionCompositionRunner:
    """Runs at most one model request per session and submits its result as a command.

    In the pause of a candidate who speaks, the request can start before the answer is final. Its result is
    submitted only if the final answer needs the same request; else it is discarded, at most
    ``max_discarded_starts`` times for one answer. Discarding loses all but the cost.
    """

    def __init__(
        self,
        composer: QuestionComposer | None,
        clock: Clock,
        on_finished: Callable[[ApplyComposition], None],
        *,
        max_discarded_starts: int = 0,
        act_recognizer: ActRecognizer | None = None,
    ) -> None:
        self._composer = composer
        self._act_recognizer = act_recognizer
        self._clock = clock
        self._on_finished = on_finished
        self._max_discarded_starts = max_discarded_starts
        self._current: _Start | None = None
        self._delivery: asyncio.Future[None] | None = None
        self._current_request: tuple[int, datetime | None, str] | None = None
        self._early: _Start | None = None
        self._discarded: list[_Start] = []
        """Discarded starts whose cost is not in the log yet."""
        self._discarded_for_answer = 0

    @property
    def can_start_early(self) -> bool:
        """Whether a request may start in the present pause."""
        return (
            self._composer is not None and self._discarded_for_answer < self._max_discarded_starts
        )

    async def update(self, state: Session, plan: InterviewPlan | None) -> None:
        """Start the request that the log has pending, once, and cancel any other."""
        asked = state.pending_model_request
        about = None
        if asked is not None:  # an amended answer needs a new request
            about = (asked.turn, state.model_requested_at, state.turns[asked.turn - 1].text)
        if about == self._current_request:
            return
        self._cancel_current()
        if self._composer is None or asked is None or plan is None:
            return
        self._current_request = about
        wording = await decide(state, "", _build_wording, state, plan)
        early = self._early
        if early is not None and early.wording == wording:
            self._current, self._early = early, None
        else:
            self._current = await self._start(self._composer, wording, state, plan)
        self._delivery = asyncio.ensure_future(self._deliver(asked.turn, self._current))

    async def start_early(self, possible: Session | None, plan: InterviewPlan) -> None:
        """Start the request of ``possible``, the state if the answer ends here; None withdraws it.

        A request that is at work on the same wording goes on.
        """
        wording = None
        if possible is not None and possible.pending_model_request is not None:
            wording = await decide(possible, "", _build_wording, possible, plan)
        if self._early is not None and self._early.wording == wording:
            return
        self._discard_early_start()
        if wording is not None and possible is not None and self._composer and self.can_start_early:
            self._early = await self._start(self._composer, wording, possible, plan)

    def add_discarded_starts(self, pending: PendingEvents) -> None:
        """Add the cost of what was discarded before this answer to its events."""
        if self._discarded:
            usage = tuple(used for start in self._discarded for used in start.list_token_usage())
            pending.add(
                events.ModelStartsDiscarded(
                    purpose="compose",
                    turn=len(pending.state.turns),
                    starts=len(self._discarded),
                    token_usage=usage,
                )
            )

    def end_answer(self) -> None:
        """Record that an answer is in the log: what was prepared for it and is not used is discarded."""
        self._discarded.clear()
        self._discard_early_start()
        self._discarded_for_answer = 0

    def cancel(self) -> None:
        """Cancel whatever is running."""
        self._cancel_current()
        self._discard_early_start()

    def _cancel_current(self) -> None:
        if self._delivery is not None and self._current is not None:
            self._delivery.cancel()
            self._current.task.cancel()
        self._current = self._delivery = self._current_request = None

    def _discard_early_start(self) -> None:
        start, self._early = self._early, None
        if start is not None:
            start.task.cancel()
            self._discarded.append(start)
            self._discarded_for_answer += 1

    async def _start(
        self,
        composer: QuestionComposer,
        wording: _Wording | None,
        state: Session,
        plan: InterviewPlan,
    ) -> _Start:
        spent: list[ModelUsage] = []
        find_objection = await decide(state, "", _prepare_objections, state, plan)
        task = asyncio.ensure_future(self._compose(composer, wording, find_objection, spent))
        return _Start(wording, task, spent)

    async def _deliver(self, turn: int, start: _Start) -> None:
        self._on_finished(ApplyComposition(turn, await start.task))

    async def _compose(
        self,
        composer: QuestionComposer,
        wording: _Wording | None,
        find_objection: Callable[[str], str | None],
        spent: list[ModelUsage],
    ) -> ModelResult:
        """Return the question, the act, or why there is none; only cancellation is raised."""
        if wording is None:
            return CompositionFailure(reason="unusable")
        try:
            with collect_usage(spent):
                return await self._ask(composer, wording, find_objection, spent)
        except Exception as error:
            if is_cancelled():
                raise asyncio.CancelledError from error
            _log.warning("compose.failed", kind=type(error).__name__)
            return CompositionFailure(reason="unavailable")

    async def _ask(
        self,
        composer: QuestionComposer,
        wording: _Wording,
        find_objection: Callable[[str], str | None],
        spent: Sequence[ModelUsage],
    ) -> ModelResult:
        """Ask for the act and the question at once; the question is needed only if it was an answer."""
        wanted, recognizer = wording.act_request, self._act_recognizer
        if wanted is None or recognizer is None:
            return await self._try_attempts(composer, wording, find_objection)
        if wording.request is None:
            return ActRecognition(recognized=await _recognize(recognizer, wanted))
        composing = asyncio.ensure_future(self._try_attempts(composer, wording, find_objection))
        try:
            recognition = ActRecognition(recognized=await _recognize(recognizer, wanted))
            if recognition.find_other_act((wanted.read_as,)) is None:
                return replace(recognition, composition=await composing)
        finally:
            composing.cancel()
            await asyncio.gather(composing, return_exceptions=True)
        broken_off = [usage for usage in spent if usage.purpose == "compose"]
        usage = (*recognition.recognized.token_usage, *convert_usage(broken_off))
        return ActRecognition(recognized=replace(recognition.recognized, token_usage=usage))

    async def _try_attempts(
        self,
        composer: QuestionComposer,
        wording: _Wording,
        find_objection: Callable[[str], str | None],
    ) -> ComposedQuestion | CompositionFailure:
        """Ask with the whole conversation, then with its short form; the result has the usage of both."""
        request = wording.request
        if request is None:
            return CompositionFailure(reason="unusable")
        spent: tuple[events.ModelTokenUsage, ...] = ()
        began = self._clock.monotonic()
        for conversation, seconds in wording.attempts:
            try:
                composed = await self._compose_with_timeout(
                    composer, request, conversation, find_objection, seconds
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


async def _recognize(
    recognizer: ActRecognizer, wanted: ActRequest
) -> RecognizedAct | RecognitionFailure:
    timeout_s = wanted.deadline_s * _DEADLINE_SHARE
    try:
        async with asyncio.timeout(timeout_s):
            return await recognizer.recognize(wanted, deadline_s=timeout_s * 0.98)
    except TimeoutError:
        return RecognitionFailure(reason="unavailable")


def _build_wording(state: Session, plan: InterviewPlan) -> _Wording | None:
    """Return what the model is asked for the pending request of ``state``; None if there is nothing."""
    request, act_request = (
        build_pending_composition_request(state, plan),
        build_pending_act_request(state),
    )
    if request is None:
        return None if act_request is None else _Wording(None, act_request, ())
    full_s, short_s = split_composition_time(request.deadline_s)
    attempts = [(build_messages(state.counted_turns, max_tokens=_FULL_CONTEXT_TOKENS), full_s)]
    if short_s:
        summarized = build_summarized_messages(state, plan, max_tokens=_SHORT_CONTEXT_TOKENS)
        attempts.append((summarized, short_s))
    return _Wording(request, act_request, tuple(attempts))


def _prepare_objections(state: Session, plan: InterviewPlan) -> Callable[[str], str | None]:
    """Return what says why a question may not be asked next, or None."""
    return partial(_find_objection, asked_question_terms(state, plan), QuestionGuard(state, plan))


def _find_objection(
    asked: tuple[QuestionTerms, ...], guard: QuestionGuard, question: str
) -> str | None:
    """Return why a question may not be asked, or None."""
    is_repeated = extract_question_terms(question).max_similarity(asked) >= SAME_QUESTION_THRESHOLD
    return "asked_already" if is_repeated else guard.rejection_reason(question)
