"""One error format everywhere: RFC 9457 plus the seeds' names, without internal details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import OperationalError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from vivavoce.infra.database import DatabaseUnavailableError
from vivavoce.infra.web.languages import get_request_language
from vivavoce.infra.web.unknown_members import UNKNOWN_FIELD, name_unknown_members
from vivavoce.kernel.errors import FieldError, VivavoceError
from vivavoce.kernel.translation import (
    ENGLISH,
    TranslatableText,
    find_translation,
    translatable,
    translate,
)

_log = structlog.get_logger(__name__)
PRIVILEGED_FIELD = "privileged_field"
"""The type of the validation error that refuses a field by its name."""
PROBLEM_MEANINGS = {
    "validation": "A parameter or a member of the body is not valid or not known; `errors` lists which.",
    "malformed_json": "The body is not valid JSON.",
    "method_not_allowed": "This method is not allowed here; see the header 'Allow'.",
    "too_slow": "The request took too long to arrive.",
    "http_error": "Another error of the request; the status and `detail` say which.",
    "internal": "An internal error occurred. Quote `requestId` when you report it.",
}
"""What the codes mean that have no error class."""
PROBLEM_STATUSES = {
    "validation": "400, 422",
    "malformed_json": "400",
    "method_not_allowed": "405",
    "too_slow": "408",
    "http_error": "4xx",
    "internal": "500",
}
"""The statuses of those codes."""
_RETRYABLE = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE})
_TITLES = {
    405: translatable("Method Not Allowed"),
    408: translatable("Request Timeout"),
    413: translatable("Content Too Large"),
    414: translatable("URI Too Long"),
    416: translatable("Range Not Satisfiable"),
    422: translatable("Unprocessable Content"),
    500: translatable("Internal Server Error"),
}
"""The titles of statuses that have no error class, and those that Python 3.11 names by an older standard."""
_DETAILS = {
    404: translatable(
        "There is no operation at this address. '/openapi.json' lists all operations."
    ),
    405: translatable("This method is not allowed here; see the header 'Allow'."),
}


class ProblemField(BaseModel):
    """One invalid field."""

    field: str = Field(examples=["candidateEmail"])
    """The path of the member or parameter that is not valid."""
    code: str = Field(examples=["invalid"])
    """What is wrong, as a code."""
    message: str
    """What is wrong, in a sentence."""


class Problem(BaseModel):
    """The body of every error response (``application/problem+json``)."""

    type: str = Field(examples=["https://vivavoce.dev/problems/validation"])
    """A URL that names the kind of problem; it ends in `code`."""
    title: str = Field(examples=["Bad Request"])
    """The phrase of the status."""
    status: int = Field(examples=[400])
    """The HTTP status."""
    detail: str = Field(examples=["'candidateEmail': this is not an e-mail address."])
    """What was wrong and what to do next, in the language that the request asked for if it is
    available."""
    code: str = Field(examples=["validation"])
    """The code of the problem, which never changes. Decide by this."""
    errors: list[ProblemField]
    """The members or parameters that are not valid; empty if the problem is another."""
    requestId: str = Field(examples=["req_5Yq1mC0w"])  # noqa: N815 - the wire's name
    """The id of the request. Quote it when you report the problem."""
    statusCode: int  # noqa: N815 - the seed's name
    """The same as `status`."""
    message: str
    """The same as `detail`."""
    error: str = Field(examples=["Bad Request"])
    """The phrase of the status, always in English."""
    details: list[ProblemField]
    """The same as `errors`."""
    retryable: bool | None = None
    """True if the same request may succeed later (502, 503); absent otherwise."""


class ProblemResponse(JSONResponse):
    """An HTTP response with a problem body."""

    media_type = "application/problem+json"


def make_problem_response(
    status: int,
    code: str,
    detail: str,
    *,
    request_id: str,
    language: str = ENGLISH,
    errors: Sequence[FieldError] = (),
    extra: dict[str, Any] | None = None,  # Any: JSON members
    retry_after_s: int | None = None,
) -> ProblemResponse:
    """Return the error response, with the seed's aliases; in English if ``detail`` has no translation.

    ``error`` is the phrase of the status and therefore always English.
    """
    translation = find_translation(detail, language)
    detail, language = (detail, ENGLISH) if translation is None else (translation, language)
    phrase = _TITLES.get(status) or HTTPStatus(status).phrase
    fields = [
        {"field": e.field, "code": e.code, "message": translate(e.message, language)}
        for e in errors
    ]
    body = {
        "type": f"https://vivavoce.dev/problems/{code}",
        "title": translate(phrase, language),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": fields,
        "requestId": request_id,
        "statusCode": status,
        "message": detail,
        "error": phrase,
        "details": fields,
        **({"retryable": True} if status in _RETRYABLE else {}),
        **{name: _translate_member(value, language) for name, value in (extra or {}).items()},
    }
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if retry_after_s is not None:
        headers["Retry-After"] = str(max(1, retry_after_s))
    return ProblemResponse(body, status, headers)


def _translate_member(value: Any, language: str) -> Any:  # Any: JSON
    return translate(value, language) if isinstance(value, TranslatableText) else value


def _make_response(
    request: Request, status: int, code: str, detail: str, errors: Sequence[FieldError] = ()
) -> ProblemResponse:
    """Return the error response to a request, with its id and in its language."""
    return make_problem_response(
        status,
        code,
        detail,
        request_id=get_request_id(request),
        language=get_request_language(request.scope),
        errors=errors,
    )


def get_request_id(request: Request) -> str:
    """Return the id of this request, or ''."""
    return str(request.scope.get("vivavoce.request_id", ""))


def add_problem_handlers(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem body."""
    app.add_exception_handler(VivavoceError, _handle_known_error)
    app.add_exception_handler(RequestValidationError, _handle_validation_error)
    app.add_exception_handler(HTTPException, _handle_http_exception)
    app.add_exception_handler(OperationalError, _handle_database_error)
    app.add_exception_handler(Exception, _handle_crash)


async def _handle_known_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, VivavoceError)  # noqa: S101 - registered for this type
    status = error.status
    if status == HTTPStatus.BAD_REQUEST:
        status = getattr(request.state, "malformed_status", status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("request.failed", code=error.code, status=status)
    return make_problem_response(
        status,
        error.code,
        error.detail,
        request_id=get_request_id(request),
        language=get_request_language(request.scope),
        errors=error.errors,
        extra=error.extra,
        retry_after_s=error.retry_after_s,
    )


async def _handle_validation_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    errors = error.errors()
    if any(item["type"] == "json_invalid" for item in errors):
        why = str(errors[0].get("ctx", {}).get("error", "")) or "it cannot be parsed"
        message = translatable(
            "The body is not valid JSON: {reason}.",
            reason=translate(why, get_request_language(request.scope)),
        )
        return _make_response(request, 400, "malformed_json", message)
    fields, is_refused = _explain_fields(request, error)
    first = fields[0]
    detail = (
        _describe_field(first, get_request_language(request.scope))
        if first.field
        else first.message
    )
    status = 422 if is_refused else getattr(request.state, "malformed_status", 400)
    return _make_response(request, status, "validation", detail, errors=fields)


def _describe_field(invalid: FieldError, language: str) -> str:
    """Return the message about a field, with its name; in English if it has no translation."""
    if find_translation(invalid.message, language) is None:
        return f"'{invalid.field}': {invalid.message}"
    message = translate(invalid.message, language)
    return translatable("'{field}': {message}", field=invalid.field, message=message)


def _explain_fields(
    request: Request, error: RequestValidationError
) -> tuple[Sequence[FieldError], bool]:
    """Return what is wrong, at most 50 of each kind, and whether an unknown name alone is refused."""
    items = error.errors()[:50]
    is_refused = any(item["type"] == UNKNOWN_FIELD for item in items)
    fields = [FieldError(_field_path(item), str(item["type"]), item["msg"]) for item in items]
    model = getattr(request.scope.get("route"), "body_model", None)
    return (
        fields if model is None else name_unknown_members(fields, model, error.body)
    ), is_refused


def _field_path(item: Mapping[str, Any]) -> str:  # Any: pydantic's error details
    """Return the path of the invalid field; for a privileged field, with its name appended."""
    parts = [str(part) for part in item["loc"] if part not in ("body", "query", "path")]
    if item["type"] == PRIVILEGED_FIELD:
        parts.append(str(item["ctx"]["name"]))
    return ".".join(parts)


async def _handle_http_exception(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    codes = {404: "not_found", 405: "method_not_allowed", 400: "malformed"}
    detail: str = _DETAILS.get(error.status_code, error.detail)
    code = codes.get(error.status_code, "http_error")
    answer = _make_response(request, error.status_code, code, detail)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _handle_database_error(request: Request, _: Exception) -> ProblemResponse:
    return await _handle_known_error(request, DatabaseUnavailableError())


async def _handle_crash(request: Request, error: Exception) -> ProblemResponse:
    _log.error("request.crashed", kind=type(error).__name__, exc_info=error)
    detail = translatable(
        "An internal error occurred. Nothing else was changed. Try again, and tell us the "
        "request id if it continues."
    )
    return _make_response(request, 500, "internal", detail)
