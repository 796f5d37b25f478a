"""The console's routes: ``/interviews`` and ``/workflow``."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from vivavoce.hiring.routes.partners import IdempotencyKey
from vivavoce.hiring.routes.plan_responses import PlanResponse, to_plan_response
from vivavoce.hiring.routes.requests import (
    CancelInterviewRequest,
    CorrectResumeRequest,
    InterviewFactsRequest,
    TransitionRequest,
)
from vivavoce.hiring.routes.responses import (
    InterviewDetailResponse,
    InterviewStatusResponse,
    JsonObject,
    TestCodeResponse,
    to_detail_response,
    to_status_response,
)
from vivavoce.hiring.routes.use_cases import CREATED_BEFORE, HiringUseCases, request_interview
from vivavoce.hiring.routes.workflow_responses import (
    InterviewHistoryResponse,
    InterviewReceiptResponse,
    InterviewStateResponse,
    InterviewWorkflowResponse,
    TransitionResultResponse,
    to_history_response,
    to_plan_decision_response,
    to_state_response,
    to_transition_result_response,
    to_workflow_response,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.languages import get_request_language, translate_members
from vivavoce.infra.web.request_models import make_lenient_router, make_strict_router
from vivavoce.kernel.clock import format_timestamp

_TRANSLATED_MEMBERS = frozenset(("reason", "detail"))
"""Members of an assessment with sentences that the rules wrote."""


class InterviewRoutes:
    """Endpoints of the console."""

    def __init__(self, use_cases: HiringUseCases) -> None:
        self._use_cases = use_cases

    async def create_interview(
        self,
        caller: CurrentCaller,
        body: InterviewFactsRequest,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> InterviewReceiptResponse:
        """Request an interview, with the same checks as for partners."""
        return await request_interview(self._use_cases, caller, body, response, idempotency_key)

    async def get_interview(self, caller: CurrentCaller, key: str) -> InterviewDetailResponse:
        """Return one interview with its history."""
        return to_detail_response(await self._use_cases.read_interviews.detail(caller, key))

    async def update_interview(
        self, caller: CurrentCaller, key: str, body: InterviewFactsRequest
    ) -> InterviewDetailResponse:
        """Add missing facts to an interview in state INFO_NEEDED."""
        await self._use_cases.complete_info(caller, key, body.facts, on_behalf_of=body.user_id)
        return to_detail_response(await self._use_cases.read_interviews.detail(caller, key))

    async def cancel_interview(
        self, caller: CurrentCaller, key: str, body: CancelInterviewRequest | None = None
    ) -> InterviewStateResponse:
        """Cancel an interview that is not over. Its link and its calls end at once.

        A candidate with an appointment is told by e-mail.
        """
        why = body or CancelInterviewRequest()
        return to_state_response(
            await self._use_cases.cancel(caller, key, reason=why.reason, on_behalf_of=why.user_id)
        )

    async def delete_interview(self, caller: CurrentCaller, key: str) -> None:
        """Erase the candidate's data and delete the interview."""
        await self._use_cases.erase.delete_interview(caller, key)

    async def erase_candidate_data(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """Make the candidate's personal data permanently unreadable; the assessment stays."""
        return to_state_response(await self._use_cases.erase.erase_candidate(caller, key))

    async def get_plan(self, caller: CurrentCaller, key: str, request: Request) -> PlanResponse:
        """Return the current plan with the decision about it."""
        plan = await self._use_cases.read_interviews.plan(caller, key)
        return to_plan_response(plan, get_request_language(request.scope))

    async def get_assessment(self, caller: CurrentCaller, key: str, request: Request) -> JsonObject:
        """Return the newest assessment with the decision about it."""
        assessment = await self._use_cases.read_interviews.assessment(caller, key)
        language = get_request_language(request.scope)
        return translate_members(assessment, _TRANSLATED_MEMBERS, language)

    async def get_json_resume(self, caller: CurrentCaller, key: str) -> JsonObject:
        """Return what is known about the candidate, as JSON Resume 1.0.0.

        This is the stored document with the current name, e-mail address and phone number. Without one,
        the text of the résumé becomes the summary.
        """
        return await self._use_cases.read_interviews.json_resume(caller, key)

    async def correct_resume(
        self, caller: CurrentCaller, key: str, body: CorrectResumeRequest
    ) -> JsonObject:
        """Replace the facts of the candidate's résumé, and return them as they are now.

        The name, e-mail address and phone number of the interview stay as they are, and so does a plan
        that exists. The candidate's own text of the résumé stays beside the facts.
        """
        return await self._use_cases.correct_resume(caller, key, body.resume)

    async def get_status(self, caller: CurrentCaller, key: str) -> InterviewStatusResponse:
        """Return the status of an interview with its plan and its assessment."""
        return to_status_response(await self._use_cases.read_interviews.status(caller, key))

    async def invite_candidate(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """E-mail the candidate the same link again."""
        return to_plan_decision_response(
            await self._use_cases.retry_steps.resend_invitation(caller, key)
        )

    async def create_candidate_link(
        self, caller: CurrentCaller, key: str
    ) -> InterviewStateResponse:
        """Create a new link for the candidate. The old one stops at once; no e-mail is sent."""
        return to_plan_decision_response(
            await self._use_cases.retry_steps.replace_link(caller, key)
        )

    async def revoke_candidate_link(self, caller: CurrentCaller, key: str) -> None:
        """Revoke the candidate's link at once. No e-mail is sent; a session that runs goes on."""
        await self._use_cases.retry_steps.revoke_link(caller, key)

    @shows_secret_once
    async def issue_test_code(self, caller: CurrentCaller, key: str) -> TestCodeResponse:
        """Return a new one-time code for the candidate's link of a test, because no e-mail goes to it.

        The previous code becomes invalid. Live interviews never show their codes.
        """
        code, expires_at = await self._use_cases.retry_steps.issue_code_of_test(caller, key)
        return TestCodeResponse(code=code, expires_at=format_timestamp(expires_at))

    async def retry_assessment(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """Request a missing or failed assessment again."""
        return to_state_response(await self._use_cases.retry_steps.retry_assessment(caller, key))

    async def apply_transition(
        self, caller: CurrentCaller, key: str, body: TransitionRequest
    ) -> TransitionResultResponse:
        """Apply a workflow transition by name."""
        result = await self._use_cases.dispatch_transition(
            caller,
            key,
            body.transition,
            reason=body.reason,
            scheduled_at=body.scheduled_at,
            on_behalf_of=body.user_id,
        )
        return to_transition_result_response(result)

    async def get_history(self, caller: CurrentCaller, key: str) -> InterviewHistoryResponse:
        """Return every transition of an interview, oldest first."""
        return to_history_response(await self._use_cases.read_interviews.detail(caller, key))

    async def get_available_transitions(
        self, caller: CurrentCaller, key: str
    ) -> InterviewWorkflowResponse:
        """Return the transitions that a user may make now."""
        return to_workflow_response(
            (await self._use_cases.read_interviews.detail(caller, key)).interview
        )

    async def get_workflow_state(
        self, caller: CurrentCaller, key: str
    ) -> InterviewWorkflowResponse:
        """Return the workflow state of an interview."""
        return to_workflow_response(
            (await self._use_cases.read_interviews.detail(caller, key)).interview
        )


def build_interviews_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/interviews`` and ``/workflow``."""
    router = make_lenient_router("Interviews")
    routes = InterviewRoutes(use_cases)
    router.add_api_route(
        "/interviews",
        routes.create_interview,
        methods=["POST"],
        status_code=201,
        responses=CREATED_BEFORE,
    )
    interview_path, workflow_path = "/interviews/{key}", "/workflow/interviews/{key}"
    router.add_api_route(
        interview_path, routes.delete_interview, methods=["DELETE"], status_code=204
    )
    link_path = f"{interview_path}/candidate-link"
    router.add_api_route(link_path, routes.create_candidate_link, methods=["POST"], status_code=201)
    router.add_api_route(
        link_path, routes.revoke_candidate_link, methods=["DELETE"], status_code=204
    )
    router.add_api_route(
        f"{interview_path}/json-resume",
        routes.get_json_resume,
        methods=["GET"],
        responses={200: {"description": "The résumé."}},
    )
    strict = make_strict_router("Interviews")
    strict.add_api_route(
        f"{interview_path}/json-resume",
        routes.correct_resume,
        methods=["PUT"],
        responses={200: {"description": "The corrected résumé."}},
    )
    strict.add_api_route(f"{interview_path}/cancel", routes.cancel_interview, methods=["POST"])
    for method, path, endpoint in (
        ("GET", interview_path, routes.get_interview),
        ("PUT", interview_path, routes.update_interview),
        ("DELETE", f"{interview_path}/candidate-data", routes.erase_candidate_data),
        ("GET", f"{interview_path}/plan", routes.get_plan),
        ("GET", f"{interview_path}/assessment", routes.get_assessment),
        ("GET", f"{interview_path}/status", routes.get_status),
        ("POST", f"{interview_path}/invite", routes.invite_candidate),
        ("POST", f"{interview_path}/test-code", routes.issue_test_code),
        ("POST", f"{interview_path}/assess", routes.retry_assessment),
        ("POST", f"{workflow_path}/transition", routes.apply_transition),
        ("GET", f"{workflow_path}/history", routes.get_history),
        ("GET", f"{workflow_path}/available-transitions", routes.get_available_transitions),
        ("GET", f"{workflow_path}/state", routes.get_workflow_state),
    ):
        router.add_api_route(path, endpoint, methods=[method])
    router.include_router(strict)
    return router
