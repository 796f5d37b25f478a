"""What the applicant tracking systems call. Their own documents describe it, so the API document does not."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from vivavoce.ats.adapters.ashby import answer_with_order, list_assessments
from vivavoce.ats.adapters.greenhouse import describe_status, list_tests, read_reported_errors
from vivavoce.ats.domain.order import (
    AtsOrderNotFoundError,
    LiveKeyNeededError,
    require_id,
)
from vivavoce.ats.usecases.take_orders import TakeAtsOrders
from vivavoce.infra.web.callers import basic_caller
from vivavoce.infra.web.request_models import make_lenient_router
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import TenantId

GREENHOUSE_PATH = "/api/v1/ats/greenhouse"
ASHBY_PATH = "/api/v1/ats/ashby"
LEVER_PATH = "/api/v1/ats/lever/{tenant_id}/webhook"


async def _live_caller(caller: Annotated[Caller, Depends(basic_caller)]) -> Caller:
    """Return the caller; a test never reaches a system of applicants, so a test key orders nothing."""
    if caller.is_test:
        raise LiveKeyNeededError
    return caller


AtsCaller = Annotated[Caller, Depends(_live_caller)]
Body = dict[str, Any]  # Any: JSON of another system


def build_ats_callback_router(orders: TakeAtsOrders) -> APIRouter:
    """Return the routes that Greenhouse, Ashby and Lever call."""
    router = make_lenient_router()
    _add_greenhouse(router, orders)
    _add_ashby(router, orders)
    _add_lever(router, orders)
    return router


def _add_greenhouse(router: APIRouter, orders: TakeAtsOrders) -> None:
    @router.get(f"{GREENHOUSE_PATH}/list_tests", include_in_schema=False)
    async def greenhouse_list_tests(caller: AtsCaller) -> list[dict[str, str]]:
        """List the templates."""
        return list_tests(await orders.list_templates(caller, "greenhouse"))

    @router.post(f"{GREENHOUSE_PATH}/send_test", include_in_schema=False)
    async def greenhouse_send_test(caller: AtsCaller, body: Body) -> dict[str, str]:
        """Open an interview from a template."""
        order_id = await orders.order(caller, "greenhouse", "send_test", body)
        return {"partner_interview_id": str(order_id)}

    @router.get(f"{GREENHOUSE_PATH}/test_status", include_in_schema=False)
    async def greenhouse_test_status(
        caller: AtsCaller, partner_interview_id: str
    ) -> dict[str, Any]:
        """Return the status of an interview, with the score once a person has approved it."""
        result = await orders.read_status(caller, "greenhouse", _read_id(partner_interview_id))
        return describe_status(result)

    @router.post(f"{GREENHOUSE_PATH}/response_error", include_in_schema=False)
    async def greenhouse_response_error(caller: AtsCaller, body: Body) -> dict[str, int]:
        """Keep what Greenhouse could not read."""
        call, error = read_reported_errors(body)
        await orders.record_error_report(caller, "greenhouse", f"response_error {call}", error)
        return {"status": 200}


def _add_ashby(router: APIRouter, orders: TakeAtsOrders) -> None:
    @router.post(f"{ASHBY_PATH}/assessment.list", include_in_schema=False)
    async def ashby_list(caller: AtsCaller) -> dict[str, Any]:
        """List the templates."""
        return list_assessments(await orders.list_templates(caller, "ashby"))

    @router.post(f"{ASHBY_PATH}/assessment.start", include_in_schema=False)
    async def ashby_start(caller: AtsCaller, body: Body) -> dict[str, Any]:
        """Open an interview from a template."""
        return answer_with_order(await orders.order(caller, "ashby", "assessment.start", body))

    @router.post(f"{ASHBY_PATH}/assessment.cancel", include_in_schema=False)
    async def ashby_cancel(caller: AtsCaller, body: Body) -> dict[str, Any]:
        """Cancel an interview."""
        order_id = require_id(body, "assessment_id")
        await orders.cancel(caller, "ashby", order_id)
        return answer_with_order(order_id)


def _add_lever(router: APIRouter, orders: TakeAtsOrders) -> None:
    @router.post(LEVER_PATH, include_in_schema=False)
    async def lever_webhook(tenant_id: UUID, body: Body) -> dict[str, bool]:
        """Take a signed webhook."""
        return {"ordered": await orders.receive_event(TenantId(tenant_id), "lever", body)}


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AtsOrderNotFoundError from None
