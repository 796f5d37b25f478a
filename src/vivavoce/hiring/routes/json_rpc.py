"""JSON-RPC 2.0 at ``/a2a/task``: single calls or batches; errors, too, are returned with HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from vivavoce.hiring.routes.requests import (
    AssessmentDecisionRequest,
    InterviewFactsRequest,
    PlanCommentsRequest,
    PlanDecisionRequest,
)
from vivavoce.hiring.routes.responses import to_status_response
from vivavoce.hiring.routes.use_cases import (
    HiringUseCases,
    complete_info,
    decide_assessment,
    decide_plan,
    request_interview,
    request_plan_changes,
)
from vivavoce.infra.web.callers import SECURITY_REQUIREMENTS, current_caller
from vivavoce.infra.web.request_models import CamelModel, LenientRequestModel
from vivavoce.infra.web.unknown_members import find_unknown_members
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
    VivavoceError,
)
from vivavoce.kernel.translation import translatable

JsonObject = dict[str, Any]  # Any: JSON
RpcCallId = str | int | float | None
RpcCall = Callable[[Caller, JsonObject], Awaitable[CamelModel]]
RpcMethod = tuple[type[LenientRequestModel], RpcCall]
"""The model of the params beside the interview's id, and the call itself."""
MAX_BATCH_CALLS = 50
_PARSE_ERROR, _INVALID_REQUEST, _METHOD_NOT_FOUND, _INVALID_PARAMS, _INTERNAL_ERROR = (
    -32700,
    -32600,
    -32601,
    -32602,
    -32603,
)
_ERROR_CODES: tuple[tuple[type[VivavoceError], int], ...] = (
    (InvalidRequestError, _INVALID_PARAMS),
    (UnauthenticatedError, -32001),
    (ForbiddenError, -32002),
    (NotFoundError, -32003),
    (ConflictError, -32004),
)
_log = structlog.get_logger(__name__)
_CALL_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0", "description": "The version of JSON-RPC."},
        "id": {
            "type": ["string", "number", "null"],
            "description": "Your id of the call. A call without one is a notification.",
        },
        "method": {
            "type": "string",
            "description": "`interview.create`, `interview.getStatus`, `interview.approve`, "
            "`interview.completeInfo`, `interview.requestModification` or `assessment.approve`.",
        },
        "params": {
            "type": "object",
            "description": "The same members as the body of the corresponding operation.",
        },
    },
}
_RESPONSE_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["jsonrpc", "id"],
    "properties": {
        "jsonrpc": {"const": "2.0", "description": "The version of JSON-RPC."},
        "id": {"type": ["string", "number", "null"], "description": "The id of the call."},
        "result": {"description": "What the method returned; absent after an error."},
        "error": {
            "type": "object",
            "description": "Why the call failed; absent with a result.",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "integer", "description": "The JSON-RPC code of the error."},
                "message": {"type": "string", "description": "The error in a sentence."},
                "data": {
                    "type": "object",
                    "description": "The `code` of the problem; for invalid params `field` and `issue`, and "
                    "`warnings` about those that are not known.",
                },
            },
        },
    },
}
RPC_OPENAPI: JsonObject = {
    "security": SECURITY_REQUIREMENTS,
    "requestBody": {
        "required": True,
        "description": "One call, or a batch of up to 50 calls.",
        "content": {
            "application/json": {
                "schema": {"oneOf": [_CALL_SCHEMA, {"type": "array", "items": _CALL_SCHEMA}]},
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
        "200": {
            "description": "The response to the call, or to each call of a batch that has an id.",
            "content": {
                "application/json": {
                    "schema": {
                        "oneOf": [_RESPONSE_SCHEMA, {"type": "array", "items": _RESPONSE_SCHEMA}]
                    }
                }
            },
        },
        "204": {
            "description": (
                "Every call was a notification. They were executed and have no response."
            )
        },
    },
}
"""The OpenAPI parts that cannot be derived, because the body is parsed manually."""


class _StatusRequest(LenientRequestModel):
    """The params of a status call: only the interview's id."""


class JsonRpcEndpoint:
    """Executes JSON-RPC calls; a call without an id is a notification and gets no response."""

    def __init__(self, use_cases: HiringUseCases) -> None:
        self._use_cases = use_cases
        get: RpcMethod = (_StatusRequest, self._status)
        complete: RpcMethod = (InterviewFactsRequest, self._complete)
        modify: RpcMethod = (PlanCommentsRequest, self._modify)
        self._methods: dict[str, RpcMethod] = {
            "interview.create": (InterviewFactsRequest, self._create),
            "interview.getStatus": get,
            "interview.status": get,
            "interview.approve": (PlanDecisionRequest, self._approve),
            "interview.completeInfo": complete,
            "interview.complete-info": complete,
            "interview.requestModification": modify,
            "interview.modify": modify,
            "assessment.approve": (AssessmentDecisionRequest, self._approve_assessment),
        }

    async def a2a_task(self, request: Request) -> Response:
        """Execute one JSON-RPC 2.0 call or a batch of up to 50."""
        try:
            document = await _read_document(request)
        except json.JSONDecodeError as error:
            return JSONResponse(
                _error_object(None, _PARSE_ERROR, f"The body is not JSON: {error.msg}.")
            )
        caller = await _resolve_caller(request)
        if not isinstance(document, list):
            answer = await self._handle_call(document, caller)
            return Response(status_code=204) if answer is None else JSONResponse(answer)
        if not 1 <= len(document) <= MAX_BATCH_CALLS:
            text = f"A batch needs 1 to {MAX_BATCH_CALLS} calls."
            return JSONResponse(_error_object(None, _INVALID_REQUEST, text))
        answers = [await self._handle_call(call, caller) for call in document]
        responses = [answer for answer in answers if answer is not None]
        return JSONResponse(responses) if responses else Response(status_code=204)

    async def _handle_call(
        self,
        call: Any,  # Any: unchecked input
        caller: Caller | VivavoceError,
    ) -> JsonObject | None:
        error = _check_call(call)
        if error is not None:
            return error
        call_id = call.get("id")
        answer = await self._execute(call, call_id, caller)
        return answer if "id" in call else None

    async def _execute(
        self, call: JsonObject, call_id: RpcCallId, caller: Caller | VivavoceError
    ) -> JsonObject:
        model: type[LenientRequestModel] = LenientRequestModel
        params: JsonObject = {}
        try:
            signed_in = _require_caller(caller)
            method = self._methods.get(call["method"])
            if method is None:
                known = f"The methods are {', '.join(self._methods)}."
                return _error_object(
                    call_id,
                    _METHOD_NOT_FOUND,
                    f"There is no method '{call['method'][:60]}'. {known}",
                )
            model, execute = method
            params = dict(call.get("params") or {})
            result = await execute(signed_in, params)
        except ValidationError as error:
            issue = _validation_issue(error) | _list_warnings(model, params)
            return _error_object(call_id, _INVALID_PARAMS, "Invalid params.", issue)
        except VivavoceError as error:
            return _error_response(call_id, error, _list_warnings(model, params))
        except Exception as error:  # noqa: BLE001 - the edge: one broken call must not lose the others
            _log.error("rpc.failed", kind=type(error).__name__, exc_info=error)
            return _error_object(call_id, _INTERNAL_ERROR, "An internal error occurred. Try again.")
        response = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        if unknown := _list_warnings(model, params):
            response["warnings"] = [*response.get("warnings", ()), *unknown["warnings"]]
        return {"jsonrpc": "2.0", "id": call_id, "result": response}

    async def _create(self, caller: Caller, params: JsonObject) -> CamelModel:
        body = InterviewFactsRequest.model_validate(params)
        return await request_interview(self._use_cases, caller, body, Response(), None)

    async def _status(self, caller: Caller, params: JsonObject) -> CamelModel:
        return to_status_response(
            await self._use_cases.read_interviews.status(caller, _pop_key(params))
        )

    async def _approve(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _pop_key(params)
        return await decide_plan(
            self._use_cases, caller, key, PlanDecisionRequest.model_validate(params)
        )

    async def _complete(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _pop_key(params)
        body = InterviewFactsRequest.model_validate(params)
        return await complete_info(self._use_cases, caller, key, body)

    async def _modify(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _pop_key(params)
        body = PlanCommentsRequest.model_validate(params)
        return await request_plan_changes(self._use_cases, caller, key, body)

    async def _approve_assessment(self, caller: Caller, params: JsonObject) -> CamelModel:
        key = _pop_key(params)
        body = AssessmentDecisionRequest.model_validate(params)
        return await decide_assessment(self._use_cases, caller, key, body.transition, body)


async def _read_document(request: Request) -> Any:  # Any: unchecked input
    """Return the parsed body.

    Raises ``json.JSONDecodeError``, ``ContentTooLargeError`` or ``TooManyValuesError``.
    """
    return await request.json()


async def _resolve_caller(request: Request) -> Caller | VivavoceError:
    try:
        return await current_caller(request)
    except VivavoceError as error:
        return error


def _require_caller(caller: Caller | VivavoceError) -> Caller:
    if isinstance(caller, VivavoceError):
        raise caller
    return caller


def _pop_key(params: JsonObject) -> str:
    """Remove the interview's id or run id from the params and return it; the rest is the body."""
    for name in ("runId", "interviewId", "id"):
        key = params.pop(name, None)
        if isinstance(key, str):
            return key
    message = translatable("'runId' is missing.")
    raise InvalidRequestError(message, errors=[FieldError("runId", "missing", message)])


def _check_call(call: Any) -> JsonObject | None:  # Any: unchecked input
    if not isinstance(call, dict) or call.get("jsonrpc") != "2.0":
        return _error_object(None, _INVALID_REQUEST, "A call must be an object with jsonrpc '2.0'.")
    call_id = call.get("id")
    if isinstance(call_id, bool) or not isinstance(call_id, str | int | float | None):
        return _error_object(None, _INVALID_REQUEST, "'id' must be a string or a number.")
    if not isinstance(call.get("method"), str):
        return _error_object(call_id, _INVALID_REQUEST, "'method' must be a string.")
    if "params" in call and not isinstance(call["params"], dict):
        issue = {"field": "params", "issue": "must be an object of named members"}
        return _error_object(call_id, _INVALID_PARAMS, "Invalid params.", issue)
    return None


def _error_response(call_id: RpcCallId, error: VivavoceError, unknown: JsonObject) -> JsonObject:
    number = next((code for kind, code in _ERROR_CODES if isinstance(error, kind)), _INTERNAL_ERROR)
    data: JsonObject = {"code": error.code, **error.extra}
    if error.errors:
        data |= {"field": error.errors[0].field, "issue": error.errors[0].message, **unknown}
    return _error_object(call_id, number, error.detail, data)


def _validation_issue(error: ValidationError) -> JsonObject:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return {"field": ".".join(str(part) for part in first["loc"]), "issue": first["msg"]}


def _list_warnings(model: type[LenientRequestModel], params: JsonObject) -> JsonObject:
    """Return ``warnings`` about the params that the method does not know; empty if it knows all."""
    unknown = find_unknown_members(model, params)
    return {"warnings": [member.warning for member in unknown]} if unknown else {}


def _error_object(
    call_id: RpcCallId, code: int, message: str, data: JsonObject | None = None
) -> JsonObject:
    error: JsonObject = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return {"jsonrpc": "2.0", "id": call_id, "error": error}
