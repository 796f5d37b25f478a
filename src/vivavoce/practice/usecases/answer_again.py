"""Answer one question of a reviewed session once more, and compare the answer with the earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import PlanId, SessionId
from vivavoce.kernel.translation import translatable
from vivavoce.practice.adapters.new_answers import PostgresNewAnswerRepository
from vivavoce.practice.domain.review.answers import split_words
from vivavoce.practice.domain.review.frameworks import FindAnswerElements
from vivavoce.practice.domain.review.new_answers import (
    MAX_NEW_ANSWERS,
    NewAnswer,
    compare_answers,
    find_earlier_answer,
)
from vivavoce.practice.ports import (
    ReadInterviewPlan,
    ReadInterviewTranscript,
    ReviewRepository,
    ScoreAnswers,
)
from vivavoce.practice.usecases.own_practice import PracticeAccess


class ReviewNotReadyError(ConflictError):
    """A question can be answered again when the review of its session is completed."""

    code = "review_not_ready"


class QuestionNotFoundError(NotFoundError):
    """The session asked no question with that number."""

    code = "question_not_found"


class TooManyNewAnswersError(ConflictError):
    """This session has as many new answers as it can have. Practice again instead."""

    code = "too_many_new_answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReviewedSession:
    """A completed review's session, its plan and the new answers so far."""

    view: InterviewSnapshot
    session_id: SessionId
    plan: InterviewPlan
    answers: tuple[NewAnswer, ...]


class AnswerAgain:
    """Scores and stores new answers; only the person who practiced can give and read them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        reviews: ReviewRepository,
        answers: PostgresNewAnswerRepository,
        read_plan: ReadInterviewPlan,
        read_transcript: ReadInterviewTranscript,
        score_answers: ScoreAnswers,
        find_elements: FindAnswerElements,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._reviews = reviews
        self._answers = answers
        self._read_plan = read_plan
        self._read_transcript = read_transcript
        self._score_answers = score_answers
        self._find_elements = find_elements
        self._clock = clock

    async def __call__(self, caller: Caller, session_id: str, *, number: int, text: str) -> Json:
        """Return the new answer to the ``number``-th question beside the earlier one, as JSON.

        The same text as in the newest answer to the question returns that answer. Raises
        ``ReviewNotReadyError``, ``QuestionNotFoundError``, ``TooManyNewAnswersError``,
        ``InvalidRequestError`` without a word, and ``PracticeSessionNotFoundError``.
        """
        text = text.strip()
        if not split_words(text):
            message = translatable("Write an answer.")
            raise InvalidRequestError(
                translatable("'{field}': {message}", field="answer", message=message),
                errors=[FieldError("answer", "missing", message)],
            )
        async with self._open_work(caller.tenant_id) as work:
            session = await self._load(work, caller, session_id)
        if (known := _find_same(session.answers, number, text)) is not None:
            return new_answer_json(known)
        transcript = await self._read_transcript(caller.tenant_id, session.session_id)
        earlier = find_earlier_answer(transcript, session.plan, number)
        if earlier is None:
            raise QuestionNotFoundError
        scorecards = await self._score_answers(
            caller.tenant_id,
            session.view.interview_id,
            earlier.question,
            (earlier.checked_text, text),
            language=session.plan.language,
        )
        document = compare_answers(number, earlier, text, scorecards, self._find_elements)
        return new_answer_json(await self._store(caller, session_id, number, document))

    async def list_answers(self, caller: Caller, session_id: str) -> Json:
        """Return ``{answers}`` of a session, by question, oldest first."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            answers = await self._answers.list_by_interview(work, view.person_id, view.interview_id)
        return {"answers": [new_answer_json(answer) for answer in answers]}

    async def _load(self, work: UnitOfWork, caller: Caller, session_id: str) -> _ReviewedSession:
        view = await self._access.load_session(work, caller, session_id)
        review = await self._reviews.find(work, view.interview_id)
        is_ready = review is not None and review.status == "completed"
        if review is None or not is_ready or review.session_id is None or view.plan_id is None:
            raise ReviewNotReadyError
        # Raises ``GoneError`` if the text was erased.
        await self._reviews.find_completed(work, view.interview_id)
        return _ReviewedSession(
            view=view,
            session_id=review.session_id,
            plan=await self._read_plan(work, PlanId(UUID(view.plan_id))),
            answers=tuple(
                await self._answers.list_by_interview(work, view.person_id, view.interview_id)
            ),
        )

    async def _store(
        self, caller: Caller, session_id: str, number: int, document: Json
    ) -> NewAnswer:
        """Store the answer as the next attempt; whoever was faster with the same text wins."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            await self._reviews.lock(work, view.interview_id)
            # Erased meanwhile: raises ``GoneError``.
            await self._reviews.find_completed(work, view.interview_id)
            answers = await self._answers.list_by_interview(work, view.person_id, view.interview_id)
            known = _find_same(tuple(answers), number, document["new"]["text"])
            if known is not None:
                return known
            if len(answers) >= MAX_NEW_ANSWERS:
                raise TooManyNewAnswersError
            answer = NewAnswer(
                interview_id=view.interview_id,
                question_number=number,
                attempt=1 + sum(1 for one in answers if one.question_number == number),
                answered_at=self._clock.now(),
                document=document,
            )
            await self._answers.add(work, view.person_id, answer)
        return answer


def new_answer_json(answer: NewAnswer) -> Json:
    """Return a new answer as JSON."""
    return {
        "question_number": answer.question_number,
        "attempt": answer.attempt,
        "answered_at": format_timestamp(answer.answered_at),
        **answer.document,
    }


def _find_same(answers: tuple[NewAnswer, ...], number: int, text: str) -> NewAnswer | None:
    newest = next((one for one in reversed(answers) if one.question_number == number), None)
    is_same = newest is not None and newest.document["new"]["text"] == text
    return newest if is_same else None
