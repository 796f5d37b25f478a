"""Routes for what a candidate answered and wrote: consents, messages, and the answer to a review request."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from vivavoce.contracts.candidate_page import CandidateMessages
from vivavoce.hiring.domain.candidate_page import MAX_MESSAGE_LENGTH
from vivavoce.hiring.usecases.candidate_messages import ManageCandidateMessages
from vivavoce.hiring.usecases.read_interviews import ReadInterviews
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    UtcTimestamp,
    make_strict_router,
)
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp


class TranscriptCorrectionResponse(CamelModel):
    """What the candidate says they said; the transcript stays as it was heard."""

    turn: int = Field(examples=[4])
    """The number of the turn in the transcript."""
    text: str = Field(examples=["I said four years, not forty."])
    """The candidate's words."""
    written_at: UtcTimestamp
    """When it was written, in UTC."""


class CandidateFeedbackResponse(CamelModel):
    """What the candidate thought of the interview. It has no influence on a decision."""

    stars: int = Field(examples=[4])
    """From 1, poor, to 5, excellent."""
    text: str
    """The candidate's words; empty without any or after the data was erased."""
    written_at: UtcTimestamp
    """When it was written, in UTC."""


class ReviewRequestResponse(CamelModel):
    """The candidate's request for a review of the result by a person."""

    text: str
    """The candidate's words; empty without any or after the data was erased."""
    written_at: UtcTimestamp
    """When it was written, in UTC."""
    answer: str | None
    """What a person answered; null until then."""
    answered_by: str | None
    """The name of the person who answered; null until then."""
    answered_at: UtcTimestamp | None
    """When it was answered, in UTC; null until then."""


class CandidateMessagesResponse(CamelModel):
    """Everything that the candidate wrote on their own page."""

    corrections: list[TranscriptCorrectionResponse]
    """The corrections, in the order of the transcript."""
    feedback: CandidateFeedbackResponse | None
    """The feedback; null without any."""
    review: ReviewRequestResponse | None
    """The request for a review; null if the candidate did not ask for one."""


class ConsentAnswerResponse(CamelModel):
    """What the candidate answered to a consent text."""

    version: str = Field(examples=["2026-11-21.90.voice"])
    """The version of the text."""
    text: str
    """The text as the candidate saw it."""
    accepted: bool
    """Whether the candidate accepted it. After a refusal, no session starts."""
    at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the candidate answered, in UTC."""


class ConsentAnswerListResponse(CamelModel):
    """The candidate's answers, oldest first; the newest counts."""

    data: list[ConsentAnswerResponse]
    """The answers; empty until the candidate answered, and for interviews by phone."""


class ReviewAnswerRequest(StrictRequestModel):
    """The answer to a request for a review."""

    answer: str = Field(
        min_length=1,
        max_length=MAX_MESSAGE_LENGTH,
        description="What the review found, in plain words. The candidate reads it.",
        examples=["We read all your answers again. The result stays, because …"],
    )


def build_candidate_messages_router(
    messages: ManageCandidateMessages, read_interviews: ReadInterviews
) -> APIRouter:
    """Return the routes under ``/interviews/{key}``."""
    router = make_strict_router("Interviews")

    @router.get("/interviews/{key}/consents")
    async def list_consents(caller: CurrentCaller, key: str) -> ConsentAnswerListResponse:
        """Return what the candidate answered to consent texts. On the phone, the event log has the answer."""
        return ConsentAnswerListResponse(
            data=[
                ConsentAnswerResponse(
                    version=each.version,
                    text=each.text,
                    accepted=each.is_accepted,
                    at=format_timestamp(each.at),
                )
                for each in await read_interviews.list_consents(caller, key)
            ]
        )

    @router.get("/interviews/{key}/candidate-messages")
    async def get_candidate_messages(caller: CurrentCaller, key: str) -> CandidateMessagesResponse:
        """Return what the candidate wrote: corrections of the transcript, feedback, request for a review."""
        return to_messages_response(await messages.read(caller, key))

    @router.post("/interviews/{key}/review-answer")
    async def answer_review(
        caller: CurrentCaller, key: str, body: ReviewAnswerRequest
    ) -> CandidateMessagesResponse:
        """Answer a candidate's request for a review. The candidate reads it by e-mail and on their page."""
        return to_messages_response(await messages.answer_review(caller, key, body.answer))

    return router


def to_messages_response(messages: CandidateMessages) -> CandidateMessagesResponse:
    """Return the messages as API JSON."""
    feedback, review = messages.feedback, messages.review
    return CandidateMessagesResponse(
        corrections=[
            TranscriptCorrectionResponse(
                turn=each.turn, text=each.text, written_at=format_timestamp(each.written_at)
            )
            for each in messages.corrections
        ],
        feedback=None
        if feedback is None
        else CandidateFeedbackResponse(
            stars=feedback.stars,
            text=feedback.text,
            written_at=format_timestamp(feedback.written_at),
        ),
        review=None
        if review is None
        else ReviewRequestResponse(
            text=review.text,
            written_at=format_timestamp(review.written_at),
            answer=review.answer,
            answered_by=review.answered_by,
            answered_at=format_optional_timestamp(review.answered_at),
        ),
    )
