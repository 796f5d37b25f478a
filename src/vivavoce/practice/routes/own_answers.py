"""Routes that only the person who practiced uses: new answers, progress, transcripts and erasure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from vivavoce.infra.documents.files import PDF_FILE_CONTENT, build_pdf_response
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage
from vivavoce.infra.web.request_models import (
    StrictSnakeCaseRequestModel,
    UtcTimestamp,
    make_strict_router,
)
from vivavoce.kernel.translation import ENGLISH, translatable, translate
from vivavoce.practice.domain.review.new_answers import MAX_ANSWER_LENGTH
from vivavoce.practice.routes.report_file import build_report_blocks
from vivavoce.practice.routes.review_responses import (
    FrameworkMatchResponse,
    ReviewScorerResponse,
)
from vivavoce.practice.usecases.answer_again import AnswerAgain
from vivavoce.practice.usecases.own_practice import EraseOwnPractice, EraseOwnSession
from vivavoce.practice.usecases.read_progress import ReadPracticeTranscript, ReadProgress
from vivavoce.practice.usecases.read_report import ReadPracticeReport

_SESSION_ID = "int_0198c1f26f5b7a609d4e2b7f3c1a9e55"


class NewAnswerRequest(StrictSnakeCaseRequestModel):
    """A new answer to one question of a reviewed session."""

    question_number: int = Field(ge=1, le=100, examples=[2])
    """Which question: its place in `deep_analysis.per_question` of the review, from 1."""
    answer: str = Field(
        max_length=MAX_ANSWER_LENGTH,
        examples=["In March we were two people short. I moved two pickers to the dock."],
    )
    """What you answer now."""


class ComparedAnswerResponse(BaseModel):
    """One of two compared answers, scored alone: without the other answers of the session."""

    text: str
    """The whole answer; empty if the question was not answered."""
    score: float | None = Field(examples=[2.5])
    """The score for the question's competency, from 1 to 5; null if the answer supports none."""
    comment: str
    """What the score is based on, or why there is none, in a sentence."""
    framework_match: FrameworkMatchResponse
    """Which parts of its framework the answer contains."""
    has_unverified_transcript: bool
    """Whether part of the answer is a transcript from an inaccurate speech engine that nobody
    checked; that part is not scored."""


class NewAnswerResponse(BaseModel):
    """A new answer beside the answer that was given in the session."""

    question_number: int
    """Which question of the session, from 1."""
    attempt: int
    """Which new answer to this question, from 1."""
    answered_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the new answer was given."""
    question: str
    """The question as the plan words it."""
    competency: str = Field(examples=["Problem solving"])
    """The competency that the question is about, and that both scores are for."""
    earlier: ComparedAnswerResponse
    """The answer that was given in the session."""
    new: ComparedAnswerResponse
    """The new answer."""
    added: list[str] = Field(examples=[["Result"]])
    """The parts that the new answer has and the earlier one lacked."""
    lost: list[str]
    """The parts that the earlier answer had and the new one lacks."""
    still_missing: list[str] = Field(examples=[["Number"]])
    """The parts that the new answer lacks."""
    better_answer: str
    """The sentences of the new answer in a better order, with what to add in square brackets."""
    scorer: ReviewScorerResponse
    """What scored both answers."""


class NewAnswerListResponse(BaseModel):
    """The new answers to the questions of a session."""

    answers: list[NewAnswerResponse]
    """By question, oldest first."""


class ProgressPointResponse(BaseModel):
    """One session in a series of scores."""

    session_id: str = Field(examples=[_SESSION_ID])
    """The session's id."""
    completed_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When its review was completed."""
    score: float = Field(examples=[62.5])
    """The session's score, from 0 to 100."""


class ProgressSeriesResponse(BaseModel):
    """The scores of sessions of one kind."""

    points: list[ProgressPointResponse]
    """The sessions with a score, oldest first."""
    is_trend: bool
    """Whether there are enough sessions, three, to speak of a trend."""


class CriterionSeriesResponse(ProgressSeriesResponse):
    """The scores of one criterion, from 1 to 5."""

    criterion: str = Field(examples=["Problem solving"])
    """The name of the criterion."""


class ProgressGroupResponse(BaseModel):
    """Sessions that can be compared: the same type, difficulty, role and kind of scorer."""

    interview_type: str | None = Field(examples=["behavioral"])
    """What was practiced; null if it was not set."""
    difficulty: str | None = Field(examples=["medium"])
    """The difficulty; null if it was not set."""
    target_role: str | None = Field(examples=["Ward nurse"])
    """The role that was practiced for; null if none was named."""
    scorer_kind: str = Field(examples=["built-in rules"])
    """What computed the scores."""
    sessions: int
    """How many sessions there are, with and without a score."""
    overall: ProgressSeriesResponse
    """The overall scores, from 0 to 100."""
    criteria: list[CriterionSeriesResponse]
    """The scores of each criterion that any of the sessions has."""


class ProgressResponse(BaseModel):
    """How a person's scores developed; scores of different groups must not be compared."""

    groups: list[ProgressGroupResponse]
    """The group that was practiced last first; empty before the first review."""


class PracticeTurnResponse(BaseModel):
    """One turn of a session."""

    turn: int
    """The number of the turn, from 1."""
    speaker: Literal["person", "interviewer"]
    """Who said or wrote it."""
    kind: Literal["greeting", "question", "follow_up", "repeat", "answer", "remark", "closing"]
    """What the turn is; a `remark` neither asks nor answers a question."""
    text: str
    """What was said or written."""
    start_ms: int
    """When it began, in milliseconds since the interview began."""
    has_unverified_transcript: bool
    """Whether an inaccurate speech engine wrote it and nobody checked it."""


class PracticeTranscriptResponse(BaseModel):
    """What was said in a session."""

    session_id: str = Field(examples=[_SESSION_ID])
    """The session's id."""
    interview_type: str | None = Field(examples=["behavioral"])
    """What was practiced; null if it was not set."""
    target_role: str | None = Field(examples=["Ward nurse"])
    """The role that was practiced for; null if none was named."""
    mode: Literal["text", "voice", "video"]
    """How the answers were given: written, spoken, or on video."""
    started_at: UtcTimestamp | None = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the interview began; null if that is not known."""
    duration_s: int
    """How long the session was, in seconds."""
    turns: list[PracticeTurnResponse]
    """All turns, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPracticeUseCases:
    """The use cases behind these routes."""

    answer_again: AnswerAgain
    progress: ReadProgress
    transcript: ReadPracticeTranscript
    report: ReadPracticeReport
    erase_session: EraseOwnSession
    erase: EraseOwnPractice


def build_own_practice_router(cases: OwnPracticeUseCases) -> APIRouter:
    """Return the routes under ``/api/v1``."""
    routes = make_strict_router("practice")

    @routes.post("/review/{practice_id}/answers", status_code=201, response_model=NewAnswerResponse)
    async def answer_question_again(
        caller: CurrentCaller, practice_id: str, body: NewAnswerRequest
    ) -> Any:
        """Answer one question of a reviewed session once more.

        Both answers are scored alone by the same scorer, so that their scores can be compared. The review
        and its scores do not change. Sending the same text again returns the stored answer.
        """
        # Any: a JSON object, checked against the response model
        return await cases.answer_again(
            caller, practice_id, number=body.question_number, text=body.answer
        )

    @routes.get("/review/{practice_id}/answers", response_model=NewAnswerListResponse)
    async def list_new_answers(caller: CurrentCaller, practice_id: str) -> Any:
        """List your new answers to the questions of a session. Only you can read them."""
        # Any: a JSON object, checked against the response model
        return await cases.answer_again.list_answers(caller, practice_id)

    @routes.get("/practice/progress", response_model=ProgressResponse)
    async def get_progress(caller: CurrentCaller) -> Any:
        """Read how your scores developed, in groups of sessions that can be compared."""
        # Any: a JSON object, checked against the response model
        return await cases.progress(caller)

    @routes.get(
        "/practice/sessions/{practice_id:practice}/transcript",
        response_model=PracticeTranscriptResponse,
    )
    async def practice_transcript(caller: CurrentCaller, practice_id: str) -> Any:
        """Read what was said in one of your own sessions."""
        # Any: a JSON object, checked against the response model
        return await cases.transcript(caller, practice_id)

    @routes.get(
        "/review/{practice_id}/report.pdf",
        response_class=Response,
        responses={200: {"description": "The report.", "content": PDF_FILE_CONTENT}},
    )
    async def download_practice_report(
        caller: CurrentCaller, practice_id: str, language: RequestLanguage = ENGLISH
    ) -> Response:
        """Return the report of one of your sessions as a PDF: scores, questions, answers, better answers.

        It is in the language of `Accept-Language`, as far as there is a translation. Only you can read it.
        """
        blocks = build_report_blocks(await cases.report(caller, practice_id), language)
        title = translate(translatable("Practice report"), language)
        return await build_pdf_response(blocks, title=title, name="practice-report")

    @routes.delete("/practice/sessions/{practice_id:practice}", status_code=204)
    async def erase_practice_session(caller: CurrentCaller, practice_id: str) -> None:
        """Permanently erase one of your sessions: answers, transcript, recordings, review and scores.

        An open session ends. That it took place, its date, length and type stay. Repeating the request has
        no further effect.
        """
        await cases.erase_session(caller, practice_id)

    @routes.delete("/practice/me", status_code=204)
    async def erase_own_practice(
        caller: CurrentCaller,
        user_id: Annotated[
            str | None,
            Query(
                max_length=200,
                description="For API keys with 'practice:on_behalf': the person whose practice "
                "it is",
            ),
        ] = None,
    ) -> None:
        """Permanently erase all of your practice: sessions, answers, reviews, recordings, conversations.

        Open sessions end. Repeating the request has no further effect.
        """
        await cases.erase(caller, user_id=user_id)

    return routes
