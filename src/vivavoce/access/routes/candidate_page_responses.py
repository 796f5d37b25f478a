"""What the candidate's page returns, and how it is made from what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from vivavoce.access.domain.candidate_access import mask_email
from vivavoce.access.usecases.candidate_page import CandidateDataExport, CandidatePageView
from vivavoce.contracts.candidate_page import (
    AreaImpression,
    CandidateAction,
    CandidateStage,
    ResultExplanation,
)
from vivavoce.contracts.competency_names import translate_competency
from vivavoce.infra.web.request_models import CamelModel


class ExplainedAreaResponse(CamelModel):
    """One area that was looked at."""

    name: str = Field(examples=["Planning"])
    """The area, in the words of the plan."""
    impression: AreaImpression
    """How clearly the answers showed it; `not_assessed`: there is no level for it."""


class ResultExplanationResponse(CamelModel):
    """What was decided and what it was based on, without scores."""

    goes_on: bool
    """Whether the organization goes on with the candidate."""
    decided_at: datetime
    """When a person decided."""
    areas: list[ExplainedAreaResponse]
    """The areas that were looked at."""


class CandidateTurnResponse(CamelModel):
    """One turn of the transcript, with the candidate's correction."""

    turn: int = Field(examples=[4])
    """The number of the turn."""
    role: Literal["agent", "candidate"]
    """Who said it: the interviewer (`agent`) or the candidate."""
    text: str
    """What was said, as it was heard."""
    correction: str | None
    """What the candidate says they said; null without a correction. It stands beside the text."""


class OwnFeedbackResponse(CamelModel):
    """What the candidate thought of the interview."""

    stars: int = Field(examples=[4])
    """From 1, poor, to 5, excellent."""
    text: str
    """The candidate's words; can be empty."""


class OwnReviewResponse(CamelModel):
    """The candidate's request for a review, with the answer."""

    text: str
    """The candidate's words; can be empty."""
    written_at: datetime
    """When the candidate asked."""
    answer: str | None
    """What a person answered; null until then."""
    answered_at: datetime | None
    """When it was answered; null until then."""


class VoluntaryQuestionResponse(CamelModel):
    """A question that the candidate may leave out."""

    code: str = Field(examples=["gender"])
    """What is asked."""
    options: list[str] = Field(examples=[["woman", "man", "non_binary", "other"]])
    """The answers that can be chosen, in the order in which they are shown."""
    answer: str | None = Field(examples=["woman"])
    """The candidate's own answer; null for none. The organization never sees it."""


class CandidatePageResponse(CamelModel):
    """The candidate's own page: where things stand, what comes next and what they can do."""

    candidate_name: str = Field(examples=["Ada Lovelace"])
    """The candidate's name; empty if it is not known."""
    position: str = Field(examples=["Warehouse supervisor"])
    """The title of the position; empty if it is not known."""
    company_name: str = Field(examples=["Example Logistics"])
    """The name of the hiring company."""
    language: str = Field(examples=["en"])
    """The language of the candidate's pages and e-mails: the one they chose, or else the interview's."""
    stage: CandidateStage
    """Where the interview stands. `in_review`: a person reads the answers. `decided`: a person has
    decided. `closed`: it ended without a result."""
    actions: list[CandidateAction]
    """What the candidate can do now, in alphabetical order."""
    starts_at: datetime | None
    """The appointment of a scheduled interview; null without one."""
    opens_at: datetime | None
    """When the candidate can enter it, shortly before the appointment; null without one."""
    duration_minutes: int = Field(examples=[30])
    """The planned length of the interview, in minutes."""
    completed_at: datetime | None
    """When the interview was completed; null before."""
    reply_by: datetime | None
    """When the organization promises to reply by; null if it promises nothing."""
    contact_email: str = Field(examples=["jobs@example.com"])
    """The address for questions; empty if the organization names none."""
    masked_email: str = Field(examples=["a***@e***.com"])
    """The invited address with only its first letters visible; empty without an address."""
    person_requested_at: datetime | None
    """When the candidate asked for a person; null if no request is open."""
    answers_kept_days: int = Field(examples=[90])
    """Days after the end of the interview when answers and personal data are erased."""
    link_expires_at: datetime
    """When this page closes."""
    explanation: ResultExplanationResponse | None
    """The result in plain words; null before a decision, and if the organization does not explain it."""
    transcript: list[CandidateTurnResponse]
    """The interview turn by turn, after its end; empty after it was erased."""
    feedback: OwnFeedbackResponse | None
    """The candidate's feedback; null without any."""
    review: OwnReviewResponse | None
    """The candidate's request for a review; null without one."""
    voluntary_questions: list[VoluntaryQuestionResponse]
    """What the organization asks for its selection rates; empty where it asks nothing."""
    has_answered_voluntary_questions: bool
    """Whether the candidate sent the voluntary questions, even without any answer."""


class BookableTimesResponse(CamelModel):
    """The times that are offered to a candidate."""

    time_zone: str = Field(examples=["Europe/Berlin"])
    """The time zone of the people who offer the times."""
    minutes: int = Field(examples=[30])
    """The length of each time, in minutes."""
    times: list[datetime]
    """The free times, earliest first."""
    booked_at: datetime | None
    """The appointment of the interview; null without one."""
    can_choose: bool
    """Whether one of the times can be booked now."""
    move_until: datetime | None
    """Until when the booked time can be moved; null if it cannot be, or if there is none."""


class ConsentGivenResponse(CamelModel):
    """One answer to a consent text."""

    version: str
    """The version of the text."""
    text: str
    """The text as the candidate saw it."""
    accepted: bool
    """The candidate's answer."""
    accommodations: list[str]
    """What the candidate asked for."""
    at: datetime
    """When the candidate answered."""


class CandidateDataResponse(CamelModel):
    """Everything that is stored about the candidate and can be handed out."""

    exported_at: datetime
    """When this copy was made."""
    application: dict[str, Any]  # Any: JSON
    """What was stored with the request for the interview: name, contact details, résumé, profile."""
    interview: CandidatePageResponse
    """The candidate's page with the transcript and everything that they wrote."""
    consents: list[ConsentGivenResponse]
    """The answers to consent texts, oldest first."""
    not_included: list[str]
    """What is stored besides, and where to ask for it."""


_NOT_INCLUDED = (
    "What people of the organization wrote about you, such as reasons of a decision: ask the organization.",
    "The proposed assessment and its scores, beyond what this page shows: ask the organization.",
    "Recordings of sound or video, if you agreed to any: ask the organization.",
)


def to_page_response(view: CandidatePageView) -> CandidatePageResponse:
    """Return the page as its candidate sees it, with their own corrections beside the turns."""
    interview, page = view.interview, view.page
    corrections = {each.turn: each.text for each in page.messages.corrections}
    feedback, review = page.messages.feedback, page.messages.review
    return CandidatePageResponse(
        candidate_name=interview.candidate_name or "",
        position=interview.position or "",
        company_name=interview.company_name or "",
        language=interview.language,
        stage=page.stage,
        actions=sorted(page.actions),
        starts_at=page.starts_at,
        opens_at=None if page.starts_at is None else interview.opens_at,
        duration_minutes=interview.duration_minutes,
        completed_at=page.completed_at,
        reply_by=page.reply_by,
        contact_email=page.contact_email,
        masked_email="" if interview.email is None else mask_email(interview.email),
        person_requested_at=page.person_requested_at,
        answers_kept_days=interview.transcript_retention_days,
        link_expires_at=view.link_expires_at,
        explanation=None
        if page.explanation is None
        else _to_explanation_response(page.explanation, interview.language),
        transcript=[
            CandidateTurnResponse(
                turn=each.turn,
                role=each.role,
                text=each.text,
                correction=corrections.get(each.turn),
            )
            for each in view.turns
        ],
        feedback=None
        if feedback is None
        else OwnFeedbackResponse(stars=feedback.stars, text=feedback.text),
        review=None
        if review is None
        else OwnReviewResponse(
            text=review.text,
            written_at=review.written_at,
            answer=review.answer,
            answered_at=review.answered_at,
        ),
        voluntary_questions=[
            VoluntaryQuestionResponse(
                code=question.code,
                options=list(question.options),
                answer=(page.voluntary_answers or {}).get(question.code),
            )
            for question in page.voluntary_questions
        ],
        has_answered_voluntary_questions=page.voluntary_answers is not None,
    )


def _to_explanation_response(
    explanation: ResultExplanation, language: str
) -> ResultExplanationResponse:
    return ResultExplanationResponse(
        goes_on=explanation.goes_on,
        decided_at=explanation.decided_at,
        areas=[
            ExplainedAreaResponse(
                name=translate_competency(area.name, language), impression=area.impression
            )
            for area in explanation.areas
        ],
    )


def to_data_response(export: CandidateDataExport) -> CandidateDataResponse:
    """Return what is stored about the candidate, and what the export leaves out."""
    application: Mapping[str, Any] = export.view.page.data  # Any: JSON
    return CandidateDataResponse(
        exported_at=export.exported_at,
        application=dict(application),
        interview=to_page_response(export.view),
        consents=[
            ConsentGivenResponse(
                version=each.text.version,
                text=each.text.text,
                accepted=each.is_accepted,
                accommodations=list(each.accommodations),
                at=each.at,
            )
            for each in export.consents
        ],
        not_included=list(_NOT_INCLUDED),
    )
