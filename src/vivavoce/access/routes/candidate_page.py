"""Routes of the candidate's own page: status, what they can do there, and their data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, Field, StrictInt

from vivavoce.access.domain.candidate_access import mask_email
from vivavoce.access.routes.invitation import PATH, SessionToken
from vivavoce.access.usecases.candidate_page import (
    CandidateDataExport,
    CandidatePages,
    CandidatePageView,
)
from vivavoce.contracts.candidate_page import (
    AreaImpression,
    CandidateAction,
    CandidateStage,
    ResultExplanation,
)
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router

_MAX_TEXT = 2_000
_NO_STORE = {"Cache-Control": "no-store"}


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
    """What is asked: `gender`, `ethnicity`, `age` or `disability`."""
    options: list[str] = Field(examples=[["woman", "man", "non_binary", "other"]])
    """The answers that can be chosen, in the order in which they are shown."""
    answer: str | None
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


class BookTimeRequest(StrictRequestModel):
    """The time that the candidate chose."""

    starts_at: AwareDatetime = Field(
        description="One of the free times.", examples=["2026-12-01T09:00:00+01:00"]
    )


class RescheduleRequest(StrictRequestModel):
    """Another time for the interview."""

    starts_at: AwareDatetime = Field(
        description="A time between 15 minutes and 14 days from now, with its time zone.",
        examples=["2026-11-27T14:00:00+01:00"],
    )


class CorrectionRequest(StrictRequestModel):
    """What the candidate said, where it was misheard."""

    turn: Annotated[StrictInt, Field(ge=1, le=100_000)] = Field(
        description="The number of the candidate's turn in the transcript.", examples=[4]
    )
    text: str = Field(
        min_length=1,
        max_length=_MAX_TEXT,
        description="What was said. It stands beside what was heard and never replaces it.",
        examples=["I said four years, not forty."],
    )


class FeedbackRequest(StrictRequestModel):
    """What the candidate thought of the interview. It is not part of the assessment."""

    stars: Annotated[StrictInt, Field(ge=1, le=5)] = Field(
        description="From 1, poor, to 5, excellent.", examples=[4]
    )
    text: str = Field("", max_length=_MAX_TEXT, description="What was good and what was not.")


class VoluntaryAnswersRequest(StrictRequestModel):
    """The voluntary answers. A question that is left out, or null, is not answered."""

    gender: str | None = Field(None, max_length=60, examples=["woman"])
    """How the candidate describes their gender."""
    ethnicity: str | None = Field(None, max_length=60, examples=["white"])
    """The ethnic group, if the organization asks for it."""
    age: str | None = Field(None, max_length=60, examples=["30_to_39"])
    """The age band that the candidate is in."""
    disability: str | None = Field(None, max_length=60, examples=["no"])
    """Whether the candidate has a disability."""


class ReviewRequestBody(StrictRequestModel):
    """A request for a review of the result by a person."""

    text: str = Field(
        "",
        max_length=_MAX_TEXT,
        description="What the person should look at, in the candidate's words.",
    )


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


def build_candidate_page_router(pages: CandidatePages) -> APIRouter:
    """Return the routes of the candidate's own page."""
    routes = make_strict_router("candidate-access")

    @routes.get(PATH + "/page")
    async def get_candidate_page(
        token: str, response: Response, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Return the candidate's own page: status, next step, what they can do, and their transcript."""
        response.headers.update(_NO_STORE)
        return _to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/withdraw")
    async def withdraw_from_interview(
        token: str, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Withdraw from the interview. It is cancelled with the reason `WITHDRAWN`, and staff has a task."""
        await pages.withdraw(token, session_token, request_id=get_request_id(request))
        return _to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/request-person")
    async def ask_for_person(
        token: str, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Ask to talk with a person: staff has a task and an e-mail. Asking again changes only its time."""
        await pages.request_person(token, session_token, request_id=get_request_id(request))
        return _to_page_response(await pages.show(token, session_token))

    _add_time_routes(routes, pages)

    @routes.post(PATH + "/corrections")
    async def correct_transcript(
        token: str, body: CorrectionRequest, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Correct an answer that was misheard. People who read the answer see both."""
        await pages.correct(
            token, session_token, body.turn, body.text, request_id=get_request_id(request)
        )
        return _to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/feedback")
    async def give_feedback(
        token: str, body: FeedbackRequest, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Give feedback about the interview; newer feedback replaces it."""
        await pages.give_feedback(
            token, session_token, body.stars, body.text, request_id=get_request_id(request)
        )
        return _to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/review")
    async def ask_for_review(
        token: str, body: ReviewRequestBody, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Ask for a review of the decision by a person, if the organization allows it."""
        await pages.request_review(
            token, session_token, body.text, request_id=get_request_id(request)
        )
        return _to_page_response(await pages.show(token, session_token))

    @routes.put(PATH + "/voluntary-answers")
    async def answer_voluntary_questions(
        token: str,
        body: VoluntaryAnswersRequest,
        request: Request,
        session_token: SessionToken = "",
    ) -> CandidatePageResponse:
        """Answer the voluntary questions; new answers replace the earlier ones.

        Only the selection rates of groups are counted from them. Nobody in the organization sees an answer.
        """
        await pages.answer_voluntary_questions(
            token, session_token, body.model_dump(), request_id=get_request_id(request)
        )
        return _to_page_response(await pages.show(token, session_token))

    _add_data_routes(routes, pages)
    return routes


def _add_time_routes(routes: APIRouter, pages: CandidatePages) -> None:
    @routes.post(PATH + "/reschedule")
    async def reschedule_interview(
        token: str, body: RescheduleRequest, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Move a scheduled interview. The invitation is sent again, with the new appointment."""
        await pages.reschedule(
            token, session_token, body.starts_at, request_id=get_request_id(request)
        )
        return _to_page_response(await pages.show(token, session_token))

    @routes.get(PATH + "/times")
    async def list_bookable_times(
        token: str, session_token: SessionToken = ""
    ) -> BookableTimesResponse:
        """Return the times that the candidate can choose from; 404 if none are offered."""
        times = await pages.list_times(token, session_token)
        return BookableTimesResponse(
            time_zone=times.time_zone,
            minutes=times.minutes,
            times=list(times.times),
            booked_at=times.booked_at,
            can_choose=times.can_choose,
            move_until=times.move_until,
        )

    @routes.post(PATH + "/book")
    async def book_time(
        token: str, body: BookTimeRequest, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Book one of the offered times, or move the booking to it. The invitation is sent with it."""
        await pages.book(token, session_token, body.starts_at, request_id=get_request_id(request))
        return _to_page_response(await pages.show(token, session_token))


def _add_data_routes(routes: APIRouter, pages: CandidatePages) -> None:
    @routes.get(PATH + "/data")
    async def export_my_data(
        token: str, response: Response, session_token: SessionToken = ""
    ) -> CandidateDataResponse:
        """Return a copy of the data that is stored about the candidate."""
        response.headers.update(_NO_STORE)
        return _to_data_response(await pages.export(token, session_token))

    @routes.delete(PATH + "/data", status_code=204)
    async def erase_my_data(
        token: str, request: Request, session_token: SessionToken = ""
    ) -> Response:
        """Erase the candidate's data at once and for good, and close the link.

        What stays has no name or words: dates, scores, the outcome, and the stars of the feedback.
        """
        await pages.erase(token, session_token, request_id=get_request_id(request))
        return Response(status_code=204)


def _to_page_response(view: CandidatePageView) -> CandidatePageResponse:
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
        else _to_explanation_response(page.explanation),
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


def _to_explanation_response(explanation: ResultExplanation) -> ResultExplanationResponse:
    return ResultExplanationResponse(
        goes_on=explanation.goes_on,
        decided_at=explanation.decided_at,
        areas=[
            ExplainedAreaResponse(name=area.name, impression=area.impression)
            for area in explanation.areas
        ],
    )


def _to_data_response(export: CandidateDataExport) -> CandidateDataResponse:
    application: Mapping[str, Any] = export.view.page.data  # Any: JSON
    return CandidateDataResponse(
        exported_at=export.exported_at,
        application=dict(application),
        interview=_to_page_response(export.view),
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
