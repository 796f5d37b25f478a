"""The routes of SCIM: users of the organization whose API key is the bearer token."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from vivavoce.app.scim.resources import (
    MAX_RESULTS,
    apply_patch,
    describe_provider,
    describe_resource_type,
    describe_user_schema,
    parse_filter,
    parse_user,
    to_error,
    to_list,
    to_user,
)
from vivavoce.app.scim.values import USER_SCHEMA, InvalidScimRequestError, as_json_object
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.web.callers import CallerAuthenticator, client_address
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.strict_json import parse_strict_json
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import (
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
    VivavoceError,
)
from vivavoce.tenancy.usecases.provision_people import (
    IdentityExistsError,
    ProvisionPeople,
    SubjectChangedError,
)

SCIM_PATH = "/scim/v2"
_MAX_REQUESTS, _WINDOW_S = 3000, 300
_DEFAULT_RESULTS = 100
_MAX_INDEX = 1_000_000
_TYPES = {IdentityExistsError.code: "uniqueness", SubjectChangedError.code: "mutability"}


class ScimResponse(JSONResponse):
    """A response in SCIM's media type."""

    media_type = "application/scim+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimUseCases:
    """What the endpoints call."""

    people: ProvisionPeople
    authenticate: CallerAuthenticator
    rate_limiter: RateLimiter
    public_url: str


Answer = Callable[[Request, Caller], Awaitable[Response]]


def build_scim_routes(use_cases: ScimUseCases) -> list[BaseRoute]:
    """Return the routes of SCIM."""
    server = _ScimServer(use_cases)
    base_url = use_cases.public_url + SCIM_PATH
    resource_type, schema = describe_resource_type(base_url), describe_user_schema(base_url)
    documents = {
        "/ServiceProviderConfig": describe_provider(base_url),
        "/ResourceTypes": to_list([resource_type], 1, 1),
        "/ResourceTypes/User": resource_type,
        "/Schemas": to_list([schema], 1, 1),
        f"/Schemas/{USER_SCHEMA}": schema,
    }
    return [
        _route(server, "/Users", GET=server.list_people, POST=server.create),
        _route(
            server,
            "/Users/{user_id}",
            GET=server.show,
            PUT=server.replace,
            PATCH=server.patch,
            DELETE=server.delete,
        ),
        *(_route(server, path, GET=_show(document)) for path, document in documents.items()),
    ]


def _route(server: _ScimServer, path: str, **methods: Answer) -> Route:
    async def serve(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await server.answer(request, methods[method])

    return Route(SCIM_PATH + path, serve, methods=list(methods))


def _show(document: dict[str, object]) -> Answer:
    async def show(_: Request, __: Caller) -> Response:
        return ScimResponse(document)

    return show


class _ScimServer:
    """Answers requests of a provider, and every refusal in SCIM's form."""

    def __init__(self, use_cases: ScimUseCases) -> None:
        self._people = use_cases.people
        self._authenticate = use_cases.authenticate
        self._rate_limiter = use_cases.rate_limiter
        self._base_url = use_cases.public_url + SCIM_PATH

    async def answer(self, request: Request, answer: Answer) -> Response:
        """Return the response of ``answer`` for the caller of the request."""
        try:
            await self._rate_limiter.hit(
                f"scim:{client_address(request)}", window_s=_WINDOW_S, limit=_MAX_REQUESTS
            )
            caller = await self._find_caller(request)
            caller.require(Permission.USER_PROVISION)
            return await answer(request, caller)
        except InvalidScimRequestError as error:
            return ScimResponse(to_error(400, error.detail, error.scim_type), 400)
        except VivavoceError as error:
            return _refuse(error)

    async def list_people(self, request: Request, caller: Caller) -> Response:
        """Return a page of people, from 'startIndex' on, or those whom 'filter' names."""
        asked = parse_filter(request.query_params.get("filter", ""))
        start = min(_MAX_INDEX, max(1, _read_number(request, "startIndex", 1)))
        count = min(MAX_RESULTS, max(0, _read_number(request, "count", _DEFAULT_RESULTS)))
        found, total = await self._people.page(
            caller,
            user_name=asked.user_name,
            subject=asked.subject,
            offset=start - 1,
            limit=count,
        )
        users = [to_user(identity, self._base_url) for identity in found]
        return ScimResponse(to_list(users, total, start))

    async def create(self, request: Request, caller: Caller) -> Response:
        """Add a person."""
        person = parse_user(await _read_body(request))
        made = await self._people.create(caller, person, request_id=get_request_id(request))
        user = to_user(made, self._base_url)
        location = f"{self._base_url}/Users/{made.id}"
        return ScimResponse(user, 201, headers={"Location": location})

    async def show(self, request: Request, caller: Caller) -> Response:
        """Return one person."""
        found = await self._people.find(caller, _read_id(request))
        return ScimResponse(to_user(found, self._base_url))

    async def replace(self, request: Request, caller: Caller) -> Response:
        """Set a person as the body says."""
        body = await _read_body(request)
        changed = await self._people.change(
            caller,
            _read_id(request),
            lambda stored: parse_user(body, is_active=stored.is_active),
            request_id=get_request_id(request),
        )
        return ScimResponse(to_user(changed, self._base_url))

    async def patch(self, request: Request, caller: Caller) -> Response:
        """Change some attributes of a person."""
        body = await _read_body(request)
        changed = await self._people.change(
            caller,
            _read_id(request),
            lambda stored: apply_patch(stored, body),
            request_id=get_request_id(request),
        )
        return ScimResponse(to_user(changed, self._base_url))

    async def delete(self, request: Request, caller: Caller) -> Response:
        """Deactivate a person, who is then unknown here."""
        await self._people.delete(caller, _read_id(request), request_id=get_request_id(request))
        return Response(status_code=204)

    async def _find_caller(self, request: Request) -> Caller:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise UnauthenticatedError("Send an API key as the bearer token.")
        return await self._authenticate(authorization="", api_key=key.strip(), tenant="")


def _refuse(error: VivavoceError) -> Response:
    headers = {}
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = 'Bearer realm="Vivavoce"'
    if isinstance(error, TooManyRequestsError) and error.retry_after_s is not None:
        headers["Retry-After"] = str(max(1, error.retry_after_s))
    body = to_error(error.status, error.detail, _TYPES.get(error.code))
    return ScimResponse(body, error.status, headers=headers)


def _read_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["user_id"])
    except ValueError:
        raise NotFoundError from None


def _read_number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    try:
        return int(text[:12]) if text else default
    except ValueError:
        raise InvalidScimRequestError("invalidValue", f"'{name}' must be a whole number.") from None


async def _read_body(request: Request) -> dict[str, object]:
    try:
        return dict(as_json_object(parse_strict_json(await request.body())))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidScimRequestError("invalidSyntax", "The body is not valid JSON.") from None
