"""The error family. Each error carries a stable code and a status; the edge only renders it.

VivavoceError
├── Malformed         the request cannot be read (400; 422 on our own routes)
├── Unauthenticated   nobody, or nobody we know (401)
├── Forbidden         known, but not allowed (403)
├── NotFound          unknown here, or another tenant's: the two look alike (404)
├── Refused           understood, and the rules say no (409)
├── Gone              it was there and is over (410)
├── TooLarge          more than we take (413)
├── UnsupportedKind   a kind of content that we do not take (415)
├── TooMany           slower, please (429, with a time to wait)
├── UpstreamFailed    somebody we asked answered badly (502)
└── Unavailable       something we need is away for now (503)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was not as it should be."""

    field: str
    code: str
    message: str


class VivavoceError(Exception):
    """Something that the caller is told about; ``code`` never changes once shipped."""

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
        """The sentence for the caller."""
        return str(self)


class InvalidRequestError(VivavoceError):
    """The request cannot be read as it is."""

    code = "malformed"
    status = 400
    title = "Bad Request"


class UnauthenticatedError(VivavoceError):
    """Sign in first, or send a valid key."""

    code = "unauthenticated"
    status = 401
    title = "Unauthorized"


class ForbiddenError(VivavoceError):
    """You are known here, but not allowed to do this."""

    code = "forbidden"
    status = 403
    title = "Forbidden"


class NotFoundError(VivavoceError):
    """There is nothing here under that name."""

    code = "not_found"
    status = 404
    title = "Not Found"


class ConflictError(VivavoceError):
    """The request was understood and the rules say no. Asking again will not help."""

    code = "refused"
    status = 409
    title = "Conflict"


class GoneError(VivavoceError):
    """This was open once and is over."""

    code = "gone"
    status = 410
    title = "Gone"


class ContentTooLargeError(VivavoceError):
    """This is more than we take in one request."""

    code = "too_large"
    status = 413
    title = "Content Too Large"


class UnsupportedMediaTypeError(VivavoceError):
    """This kind of content is not taken here."""

    code = "unsupported_kind"
    status = 415
    title = "Unsupported Media Type"


class TooManyRequestsError(VivavoceError):
    """Too many tries for now. Wait, then try again."""

    code = "too_many"
    status = 429
    title = "Too Many Requests"


class UpstreamError(VivavoceError):
    """A service that we asked answered badly."""

    code = "upstream_failed"
    status = 502
    title = "Bad Gateway"


class UnavailableError(VivavoceError):
    """Something we need is away for now. Nothing was changed; try again soon."""

    code = "unavailable"
    status = 503
    title = "Service Unavailable"
