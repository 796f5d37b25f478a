"""Our errors as errors of the protocol; those about the caller become HTTP statuses, as in the REST API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import structlog
from a2a.server.context import ServerCallContext
from a2a.utils.errors import (
    A2AError,
    InternalError,
    InvalidParamsError,
    TaskNotFoundError,
    UnsupportedOperationError,
)
from pydantic import ValidationError

from vivavoce.kernel.errors import VivavoceError

REFUSAL = "refusal"
"""Where the call's state has the function that answers with the HTTP status of a ``VivavoceError``."""
_HTTP_STATUSES = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
_log = structlog.get_logger(__name__)


@contextmanager
def a2a_errors(context: ServerCallContext) -> Iterator[None]:
    """Raise every error in the block as an A2A error without internal details."""
    try:
        yield
    except A2AError:
        raise
    except ValidationError as error:
        raise InvalidParamsError(
            "The data part is not valid.", data={"errors": _validation_errors(error)}
        ) from None
    except VivavoceError as error:
        raise _to_a2a_error(error, context) from None
    except Exception as error:  # noqa: BLE001 - the edge: no internal detail may leave
        _log.error("a2a.failed", kind=type(error).__name__, exc_info=error)
        raise InternalError("An internal error occurred. Try again.") from None


def _to_a2a_error(error: VivavoceError, context: ServerCallContext) -> A2AError:
    if error.status in _HTTP_STATUSES:
        context.state[REFUSAL](error)
        return InternalError(error.detail)
    data = {"code": error.code, **error.extra}
    if error.status == HTTPStatus.NOT_FOUND:
        return TaskNotFoundError(error.detail, data=data)
    if error.status in (HTTPStatus.CONFLICT, HTTPStatus.GONE):
        return UnsupportedOperationError(error.detail, data=data)
    if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        errors = [{"field": each.field, "message": each.message} for each in error.errors]
        return InvalidParamsError(error.detail, data={**data, "errors": errors})
    return InternalError(error.detail, data=data)


def _validation_errors(error: ValidationError) -> list[dict[str, str]]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        {"field": ".".join(str(part) for part in each["loc"]), "message": each["msg"]}
        for each in found[:50]
    ]
