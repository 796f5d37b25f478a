"""Rules for requests: strict JSON, camelCase models, no privileged fields, no unknown names."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from pydantic import BaseModel, ConfigDict, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from vivavoce.infra.web.callers import authenticates
from vivavoce.infra.web.idempotency import (
    IDEMPOTENCY_KEY,
    IDEMPOTENCY_PARAMETER,
    WRITING_METHODS,
    answer_once,
    shows_secret,
)
from vivavoce.infra.web.problems import PRIVILEGED_FIELD
from vivavoce.infra.web.routing import ApiRouter, DeferredRoute
from vivavoce.infra.web.strict_json import (
    MAX_JSON_VALUES,
    MAX_JSON_VALUES_KEY,
    is_json_content_type,
    parse_strict_json,
    refuse_too_many_values,
)
from vivavoce.infra.web.unknown_members import (
    UNKNOWN_FIELD,
    UnknownMember,
    add_warnings,
    describe_warning_header,
    describe_warnings,
    find_models,
    find_unknown_members,
    find_unknown_parameters,
    name_unknown_members,
)
from vivavoce.kernel.errors import InvalidRequestError, UnsupportedMediaTypeError

_SIGN_IN_PATH = "/auth/"
PRIVILEGED_FIELDS = frozenset(
    {
        "id",
        "tenantid",
        "state",
        "status",
        "role",
        "permissions",
        "creator",
        "createdby",
        "runid",
        "personid",
    }
)
"""Fields that only the platform sets; compared without case and underscores."""


UtcTimestamp = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A time in a response: ISO 8601 in UTC, with milliseconds and ``Z``."""


class CamelModel(BaseModel):
    """A model that is snake_case in Python and camelCase in JSON."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class _RequestModel(CamelModel):
    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset()
    """Privileged fields that this body may contain nevertheless."""
    known_keys: ClassVar[Mapping[str, frozenset[str]]] = {}
    """The keys that are known of a field that is a dictionary; without an entry, every key is."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_privileged(cls, value: object) -> object:
        if isinstance(value, dict):
            for name in value:
                folded = str(name).replace("_", "").lower()
                if folded in PRIVILEGED_FIELDS and folded not in cls.allowed_privileged_fields:
                    raise PydanticCustomError(
                        PRIVILEGED_FIELD,
                        "'{name}' is set by the platform and cannot be in a request.",
                        {"name": name},
                    )
        return value


class LenientRequestModel(_RequestModel):
    """A body of the seeds' routes: unknown fields are ignored; the route lists them in ``warnings``."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow")


class StrictRequestModel(_RequestModel):
    """A body of our own routes: unknown fields are refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class SnakeCaseRequestModel(_RequestModel):
    """A body of the practice routes: snake_case as in their seed; unknown fields are ignored.

    The route lists the unknown fields in ``warnings``.
    """

    model_config = ConfigDict(alias_generator=None, extra="ignore")


class StrictSnakeCaseRequestModel(_RequestModel):
    """A body of our own routes beside the practice routes: snake_case; unknown fields are refused."""

    model_config = ConfigDict(alias_generator=None, extra="forbid")


class StrictJsonRequest(Request):
    """A request whose JSON is counted and parsed once, and strictly."""

    _is_counted = False

    async def json(self) -> Any:  # Any: a JSON value
        """Return the parsed body, or raise ``JSONDecodeError`` with the reason, or ``TooManyValuesError``."""
        if not hasattr(self, "_json"):
            max_values = None if self._is_counted else self._max_values
            self._json = parse_strict_json(await self.body(), max_values=max_values)
        return self._json

    async def refuse_too_many_values(self) -> None:
        """Raise ``TooManyValuesError`` if the body has more values than this operation takes."""
        refuse_too_many_values(await self.body(), self._max_values)
        self._is_counted = True

    @property
    def _max_values(self) -> int:
        return int(self.scope.get(MAX_JSON_VALUES_KEY, MAX_JSON_VALUES))

    @property
    def parsed_json(self) -> Any:  # Any: a JSON value
        """The body if it was parsed, else None."""
        return getattr(self, "_json", None)


class _Route(DeferredRoute):
    malformed_status: ClassVar[int]
    requires_json: ClassVar[bool] = False
    ignores_unknown: ClassVar[bool] = False
    """Whether a request without a JSON body may have unknown parameters; otherwise the body's model says."""

    def _complete(self) -> None:
        first_line = self.description.partition("\n")[0]
        self.summary = self.summary or first_line.rstrip(".") or None
        if not self.is_analyzed:
            return
        self._query_names = tuple(dict.fromkeys(_list_query_names(self.dependant)))
        # Last, so that a caller without credentials is refused first.
        self.dependant.dependencies.append(
            get_dependant(path=self.path_format, call=self._refuse_unknown_parameters)
        )
        if self.is_tolerant and not (self.body_model and self._has_warnings):
            describe = describe_warnings if self.body_model else describe_warning_header
            self.openapi_extra = {
                **describe(self._json_statuses),
                **(self.openapi_extra or {}),
            }
        if self.takes_idempotency_key:
            self.openapi_extra = {**(self.openapi_extra or {}), **IDEMPOTENCY_PARAMETER}

    @property
    def is_tolerant(self) -> bool:
        """Whether unknown members and parameters are ignored with a warning, and not refused.

        An address that is not in the API document is opened from links, to which others add parameters.
        """
        if not self.include_in_schema:
            return True
        return self.ignores_unknown if self.body_model is None else self._tolerant_model is not None

    async def _refuse_unknown_parameters(self, request: Request) -> None:
        unknown = [] if self.is_tolerant else self._find_unknown_parameters(request)
        if unknown:
            raise RequestValidationError(
                [
                    {"type": UNKNOWN_FIELD, "loc": ("query", one.path), "msg": one.refusal}
                    for one in unknown
                ]
            )

    def _find_unknown_parameters(self, request: Request) -> Sequence[UnknownMember]:
        return find_unknown_parameters(self._query_names, request.query_params.keys())

    @property
    def takes_idempotency_key(self) -> bool:
        """Whether ``answer_once`` serves this route: a write of a known caller that reads no key itself.

        Sign-in and passwords are exempt: their answers are tokens.
        """
        if WRITING_METHODS.isdisjoint(self.methods or ()) or _SIGN_IN_PATH in self.path:
            return False
        names = {parameter.alias for parameter in self.dependant.header_params}
        return IDEMPOTENCY_KEY not in names and authenticates(self)

    @property
    def body_model(self) -> type[BaseModel] | None:
        """The model of the JSON body, or None if there is none."""
        if self.body_field is None:
            return None
        return next(find_models(self.body_field.field_info.annotation), None)

    @property
    def _tolerant_model(self) -> type[BaseModel] | None:
        model = self.body_model
        return None if model is None or model.model_config.get("extra") == "forbid" else model

    @property
    def _has_warnings(self) -> bool:
        """Whether the response has ``warnings`` already, or is no JSON object."""
        model = self.response_model
        is_object = isinstance(model, type) and issubclass(model, BaseModel)
        return not is_object or "warnings" in model.model_fields

    @property
    def _json_statuses(self) -> list[int]:
        statuses = {self.status_code or 200, *self.responses}
        return sorted(status for status in statuses if isinstance(status, int) and status < 300)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, model = super().get_route_handler(), self._tolerant_model
        is_repeatable, is_secret = self.takes_idempotency_key, shows_secret(self.endpoint)
        takes_json = self._takes_json()

        async def strict(request: Request) -> Response:
            request.state.malformed_status = self.malformed_status
            self._reject_other_media_types(request)
            asked = StrictJsonRequest(request.scope, request.receive)
            if takes_json:
                # Here, because FastAPI answers 400 to whatever its reading of a body raises.
                await asked.refuse_too_many_values()
            if is_repeatable:
                return await answer_once(asked, partial(answer, asked), is_secret=is_secret)
            return await answer(asked)

        async def answer(asked: StrictJsonRequest) -> Response:
            try:
                response = await handle(asked)
            except InvalidRequestError as error:
                if model is not None and error.errors:
                    error.errors = tuple(
                        name_unknown_members(error.errors, model, asked.parsed_json)
                    )
                raise
            unknown = [] if model is None else find_unknown_members(model, asked.parsed_json)
            unknown = [*unknown, *self._find_unknown_parameters(asked)]
            add_warnings(response, unknown, has_warnings=model is not None)
            return response

        return strict

    def _reject_other_media_types(self, request: Request) -> None:
        is_json = is_json_content_type(request.headers.get("content-type", ""))
        if self.requires_json and not is_json and self._takes_json():
            raise UnsupportedMediaTypeError(
                "The body must be JSON: send 'Content-Type: application/json'."
            )

    def _takes_json(self) -> bool:
        return self.body_field is not None and not isinstance(self.body_field.field_info, Form)


def _list_query_names(dependant: Dependant) -> Iterator[str]:
    """Yield the query parameters of an endpoint and of what it depends on."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for dependency in dependant.dependencies:
        yield from _list_query_names(dependency)


class LenientRoute(_Route):
    """A route with the seeds' conventions: a malformed request returns 400, unknown names only a warning."""

    malformed_status = 400
    ignores_unknown = True


class StrictRoute(_Route):
    """A route with our own conventions: a malformed request returns 422."""

    malformed_status = 422
    requires_json = True


class CompatibilityRoute(StrictRoute):
    """A route that others specified: a malformed request returns 422, an unknown name only a warning."""

    ignores_unknown = True


def make_lenient_router(*tags: str) -> ApiRouter:
    """Return a router where malformed requests return 400 (hiring and A2A)."""
    return ApiRouter(route_class=LenientRoute, tags=list(tags))


def make_strict_router(*tags: str) -> ApiRouter:
    """Return a router where malformed requests return 422 (our own routes)."""
    return ApiRouter(route_class=StrictRoute, tags=list(tags))


def make_compatibility_router(*tags: str) -> ApiRouter:
    """Return a router where malformed requests return 422, and unknown names do not (practice, telephony)."""
    return ApiRouter(route_class=CompatibilityRoute, tags=list(tags))
