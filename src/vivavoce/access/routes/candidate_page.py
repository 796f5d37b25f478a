"""Routes of the candidate's own page: status, what they can do there, and their data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, Field, StrictInt

from vivavoce.access.routes.candidate_page_responses import (
    BookableTimesResponse,
    CandidateDataResponse,
    CandidatePageResponse,
    to_data_response,
    to_page_response,
)
from vivavoce.access.routes.invitation import PATH, SessionToken
from vivavoce.access.usecases.candidate_page import CandidatePages
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import StrictRequestModel, make_strict_router

_MAX_TEXT = 2_000
_NO_STORE = {"Cache-Control": "no-store"}


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


def build_candidate_page_router(pages: CandidatePages) -> APIRouter:
    """Return the routes of the candidate's own page."""
    routes = make_strict_router("candidate-access")

    @routes.get(PATH + "/page")
    async def get_candidate_page(
        token: str, response: Response, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Return the candidate's own page: status, next step, what they can do, and their transcript."""
        response.headers.update(_NO_STORE)
        return to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/withdraw")
    async def withdraw_from_interview(
        token: str, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Withdraw from the interview. It is cancelled with the reason `WITHDRAWN`, and staff has a task."""
        await pages.withdraw(token, session_token, request_id=get_request_id(request))
        return to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/request-person")
    async def ask_for_person(
        token: str, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Ask to talk with a person: staff has a task and an e-mail. Asking again changes only its time."""
        await pages.request_person(token, session_token, request_id=get_request_id(request))
        return to_page_response(await pages.show(token, session_token))

    _add_time_routes(routes, pages)

    @routes.post(PATH + "/corrections")
    async def correct_transcript(
        token: str, body: CorrectionRequest, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Correct an answer that was misheard. People who read the answer see both."""
        await pages.correct(
            token, session_token, body.turn, body.text, request_id=get_request_id(request)
        )
        return to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/feedback")
    async def give_feedback(
        token: str, body: FeedbackRequest, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Give feedback about the interview; newer feedback replaces it."""
        await pages.give_feedback(
            token, session_token, body.stars, body.text, request_id=get_request_id(request)
        )
        return to_page_response(await pages.show(token, session_token))

    @routes.post(PATH + "/review")
    async def ask_for_review(
        token: str, body: ReviewRequestBody, request: Request, session_token: SessionToken = ""
    ) -> CandidatePageResponse:
        """Ask for a review of the decision by a person, if the organization allows it."""
        await pages.request_review(
            token, session_token, body.text, request_id=get_request_id(request)
        )
        return to_page_response(await pages.show(token, session_token))

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
        return to_page_response(await pages.show(token, session_token))

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
        return to_page_response(await pages.show(token, session_token))

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
        return to_page_response(await pages.show(token, session_token))


def _add_data_routes(routes: APIRouter, pages: CandidatePages) -> None:
    @routes.get(PATH + "/data")
    async def export_my_data(
        token: str, response: Response, session_token: SessionToken = ""
    ) -> CandidateDataResponse:
        """Return a copy of the data that is stored about the candidate."""
        response.headers.update(_NO_STORE)
        return to_data_response(await pages.export(token, session_token))

    @routes.delete(PATH + "/data", status_code=204)
    async def erase_my_data(
        token: str, request: Request, session_token: SessionToken = ""
    ) -> Response:
        """Erase the candidate's data at once and for good, and close the link.

        What stays has no name or words: dates, scores, the outcome, and the stars of the feedback.
        """
        await pages.erase(token, session_token, request_id=get_request_id(request))
        return Response(status_code=204)
