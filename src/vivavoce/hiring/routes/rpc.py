"""JSON-RPC 2.0 at ``/a2a/task``: the seeds' methods, single or in batches, always HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from vivavoce.hiring.domain.workflow import Transition
from vivavoce.hiring.routes.bodies import (
    FactsBody,
    PlanCommentsBody,
    PlanDecisionBody,
    VerdictBody,
)
from vivavoce.hiring.routes.cases import HiringCases, decide_plan, request_interview
from vivavoce.hiring.routes.shapes import decided_shape, state_shape, status_shape
from vivavoce.infra.web.bodies import CamelModel
from vivavoce.infra.web.callers import CREDENTIALS, current_caller
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import (
    FieldError,
    Forbidden,
    Malformed,
    NotFound,
    Refused,
    Unauthenticated,
    VivavoceError,
)

JsonObject = dict[str, Any]  # Any: JSON
CallId = str | int | float | None
Method = Callable[[Caller, JsonObject], Awaitable[CamelModel]]
MOST_CALLS = 50
_CANNOT_PARSE, _BAD_CALL, _NO_METHOD, _BAD_PARAMS, _BROKEN = -32700, -32600, -32601, -32602, -32603
_CODES: tuple[tuple[type[VivavoceError], int], ...] = (
    (Malformed, _BAD_PARAMS),
    (Unauthenticated, -32001),
    (Forbidden, -32002),
    (NotFound, -32003),
    (Refused, -32004),
)
_log = structlog.get_logger(__name__)
_CALL: JsonObject = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["string", "number", "null"]},
        "method": {"type": "string"},
        "params": {"type": "object"},
    },
}
RPC_DOCUMENT: JsonObject = {
    "security": CREDENTIALS,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"oneOf": [_CALL, {"type": "array", "items": _CALL}]},
                "example": {
                    "jsonrpc": "2.0",
                    "id": 1,
                    "method": "interview.getStatus",
                    "params": {"runId": "run_1795171257_NddQ251viHNKJuv3"},
                },
            }
        },
    },
    "responses": {
        "204": {"description": "Every call was a notification: carried out, not answered."}
    },
}
"""What the OpenAPI document cannot read from a body that is parsed by hand."""


class RpcDesk:
    """Answers calls; a call without an id is carried out and not answered."""

    def __init__(self, cases: HiringCases) -> None:
        self._cases = cases
        get, modify = self._status, self._modify
        self._methods: dict[str, Method] = {
            "interview.create": self._create,
            "interview.getStatus": get,
            "interview.status": get,
            "interview.approve": self._approve,
            "interview.completeInfo": self._complete,
            "interview.complete-info": self._complete,
            "interview.requestModification": modify,
            "interview.modify": modify,
            "assessment.approve": self._approve_assessment,
        }

    async def a2a_task(self, request: Request) -> Response:
        """Carry out one JSON-RPC call or a batch."""
        try:
            said = await request.json()
        except json.JSONDecodeError as error:
            return JSONResponse(_error(None, _CANNOT_PARSE, f"Parse error: {error.msg}."))
        caller = await _caller_of(request)
        if not isinstance(said, list):
            answer = await self._answer(said, caller)
            return Response(status_code=204) if answer is None else JSONResponse(answer)
        if not 1 <= len(said) <= MOST_CALLS:
            text = f"A batch holds 1 to {MOST_CALLS} calls."
            return JSONResponse(_error(None, _BAD_CALL, text))
        answers = [await self._answer(call, caller) for call in said]
        given = [answer for answer in answers if answer is not None]
        return JSONResponse(given) if given else Response(status_code=204)

    async def _answer(
        self,
        call: Any,  # Any: what came
        caller: Caller | VivavoceError,
    ) -> JsonObject | None:
        wrong = _wrong(call)
        if wrong is not None:
            return wrong
        call_id = call.get("id")
        answer = await self._carry_out(call, call_id, caller)
        return answer if "id" in call else None

    async def _carry_out(
        self, call: JsonObject, call_id: CallId, caller: Caller | VivavoceError
    ) -> JsonObject:
        try:
            known = _signed_in(caller)
            method = self._methods.get(call["method"])
            if method is None:
                return _error(call_id, _NO_METHOD, f"There is no method '{call['method'][:60]}'.")
            result = await method(known, dict(call.get("params") or {}))
        except ValidationError as error:
            return _error(call_id, _BAD_PARAMS, "Invalid params.", _issues(error))
        except VivavoceError as error:
            return _refusal(call_id, error)
        except Exception as error:  # noqa: BLE001 - the edge: one broken call must not lose the others
            _log.error("rpc.crashed", kind=type(error).__name__, exc_info=error)
            return _error(call_id, _BROKEN, "Something broke on our side. Try again.")
        shape = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {"jsonrpc": "2.0", "id": call_id, "result": shape}

    async def _create(self, caller: Caller, params: JsonObject) -> CamelModel:
        body = FactsBody.model_validate(params)
        return await request_interview(self._cases, caller, body, Response(), None)

    async def _status(self, caller: Caller, params: JsonObject) -> CamelModel:
        return status_shape(await self._cases.read.status(caller, _key(params)))

    async def _approve(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _key(params)
        return await decide_plan(self._cases, caller, key, PlanDecisionBody.model_validate(params))

    async def _complete(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _key(params)
        body = FactsBody.model_validate(params)
        filled = await self._cases.complete(caller, key, body.facts, on_behalf_of=body.user_id)
        return state_shape(filled)

    async def _modify(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _key(params)
        body = PlanCommentsBody.model_validate(params)
        return decided_shape(
            await self._cases.plan.modify(
                caller, key, comments=body.words, plan_id=body.plan_id, on_behalf_of=body.user_id
            )
        )

    async def _approve_assessment(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _key(params)
        body = VerdictBody.model_validate(params)
        step: Transition = body.transition
        decided = await self._cases.assessment(
            caller,
            key,
            step,
            comments=body.words,
            assessment_id=body.assessment_id,
            on_behalf_of=body.user_id,
        )
        return state_shape(decided)


async def _caller_of(request: Request) -> Caller | VivavoceError:
    try:
        return await current_caller(request)
    except VivavoceError as error:
        return error


def _signed_in(caller: Caller | VivavoceError) -> Caller:
    if isinstance(caller, VivavoceError):
        raise caller
    return caller


def _key(params: JsonObject) -> str:
    """Take the interview's name out of the params; the rest is the body."""
    for name in ("runId", "interviewId", "id"):
        key = params.pop(name, None)
        if isinstance(key, str):
            return key
    message = "'runId' is missing."
    raise Malformed(message, errors=[FieldError("runId", "missing", message)])


def _wrong(call: Any) -> JsonObject | None:  # Any: what came
    if not isinstance(call, dict) or call.get("jsonrpc") != "2.0":
        return _error(None, _BAD_CALL, "A call is an object with jsonrpc '2.0'.")
    call_id = call.get("id")
    if isinstance(call_id, bool) or not isinstance(call_id, str | int | float | None):
        return _error(None, _BAD_CALL, "An id is a text or a number.")
    if not isinstance(call.get("method"), str):
        return _error(call_id, _BAD_CALL, "'method' is a text.")
    if "params" in call and not isinstance(call["params"], dict):
        issue = {"field": "params", "issue": "an object of named members is needed"}
        return _error(call_id, _BAD_PARAMS, "Invalid params.", issue)
    return None


def _refusal(call_id: CallId, error: VivavoceError) -> JsonObject:
    number = next((code for kind, code in _CODES if isinstance(error, kind)), _BROKEN)
    data: JsonObject = {"code": error.code, **error.extra}
    if error.errors:
        data |= {"field": error.errors[0].field, "issue": error.errors[0].message}
    return _error(call_id, number, error.detail, data)


def _issues(error: ValidationError) -> JsonObject:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return {"field": ".".join(str(part) for part in first["loc"]), "issue": first["msg"]}


def _error(call_id: CallId, code: int, message: str, data: JsonObject | None = None) -> JsonObject:
    error: JsonObject = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return {"jsonrpc": "2.0", "id": call_id, "error": error}
