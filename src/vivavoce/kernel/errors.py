"""The error hierarchy. Each error has a stable code and an HTTP status; the web layer only renders it.

VivavoceError
├── InvalidRequestError         the request is invalid (400; 422 on strict routes)
├── UnauthenticatedError        no credentials, or unknown ones (401)
├── ForbiddenError              authenticated, but not allowed (403)
├── NotFoundError               unknown, or another tenant's: both look the same (404)
├── ConflictError               valid, but the current state or a rule forbids it (409)
├── GoneError                   no longer available (410)
├── ContentTooLargeError        larger than the limit (413)
├── UnsupportedMediaTypeError   a content type that is not supported (415)
├── TooManyRequestsError        over the rate limit (429, with the time to wait)
├── UpstreamError               an external service failed (502)
├── UnavailableError            a required service is temporarily down (503)
└── InvalidSettingError         the platform does not start with this setting (500)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One invalid field of a request. A message with values is made by ``translatable``."""

    field: str
    code: str
    message: str


class VivavoceError(Exception):
    """An error that is reported to the caller; ``code`` never changes after release.

    Without ``detail``, the first line of the class docstring is the message. A detail with values is made by
    ``translatable``, so that it can be given in the caller's language.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Error"

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,  # Any: JSON members added to the problem body
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(detail or (self.__class__.__doc__ or self.title).splitlines()[0])
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        self.retry_after_s = retry_after_s

    @property
    def detail(self) -> str:
        """The message for the caller, in English until ``translate`` is asked for another language."""
        return str(self) if not self.args or not isinstance(self.args[0], str) else self.args[0]


class InvalidRequestError(VivavoceError):
    """The request is not valid."""

    code = "malformed"
    status = 400
    title = "Bad Request"


class UnauthenticatedError(VivavoceError):
    """Sign in, or send a valid API key."""

    code = "unauthenticated"
    status = 401
    title = "Unauthorized"


class ForbiddenError(VivavoceError):
    """You do not have permission to do this."""

    code = "forbidden"
    status = 403
    title = "Forbidden"


class NotFoundError(VivavoceError):
    """The requested resource does not exist."""

    code = "not_found"
    status = 404
    title = "Not Found"


class ConflictError(VivavoceError):
    """The request is valid, but the current state does not allow it. Repeating it does not help."""

    code = "refused"
    status = 409
    title = "Conflict"


class GoneError(VivavoceError):
    """This is no longer available."""

    code = "gone"
    status = 410
    title = "Gone"


class ContentTooLargeError(VivavoceError):
    """The request is larger than the limit."""

    code = "too_large"
    status = 413
    title = "Content Too Large"


class UnsupportedMediaTypeError(VivavoceError):
    """This content type is not supported here."""

    code = "unsupported_kind"
    status = 415
    title = "Unsupported Media Type"


class TooManyRequestsError(VivavoceError):
    """Too many attempts. Wait, then try again."""

    code = "too_many"
    status = 429
    title = "Too Many Requests"


class UpstreamError(VivavoceError):
    """An external service did not answer correctly."""

    code = "upstream_failed"
    status = 502
    title = "Bad Gateway"


class UnavailableError(VivavoceError):
    """A required service is temporarily unavailable. Nothing was changed; try again soon."""

    code = "unavailable"
    status = 503
    title = "Service Unavailable"


class InvalidSettingError(VivavoceError):
    """A setting is missing or invalid; the platform does not start with it."""

    code = "invalid_setting"
