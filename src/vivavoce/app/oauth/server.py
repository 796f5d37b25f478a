"""The endpoints of OAuth: the SDK's handlers on our use cases, client credentials, and revocation."""

from __future__ import annotations

import base64
import binascii
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from mcp.server.auth.handlers.authorize import AuthorizationHandler
from mcp.server.auth.handlers.register import RegistrationHandler
from mcp.server.auth.handlers.token import TokenHandler
from mcp.server.auth.middleware.client_auth import ClientAuthenticator
from mcp.server.auth.provider import OAuthAuthorizationServerProvider
from mcp.server.auth.settings import ClientRegistrationOptions
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from vivavoce.app.oauth.endpoint import AUTHORIZE_PATH, REGISTER_PATH, REVOKE_PATH, OAuthUseCases
from vivavoce.app.oauth.provider import ApplicationProvider
from vivavoce.infra.web.callers import client_address
from vivavoce.infra.web.strict_json import (
    MAX_JSON_VALUES,
    parse_strict_json,
    refuse_too_many_values,
)
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.tenancy.domain.applications import (
    Audience,
    ClientRefusedError,
    IssuedTokens,
    ScopeRefusedError,
    write_scope,
)

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_MAX_REQUESTS, _WINDOW_S = 600, 300
_ONE_PLACE = "Send the client's secret in one place."
_CAMEL_CASE = re.compile("[A-Z]")


def build_oauth_app(use_cases: OAuthUseCases) -> ASGIApp:
    """Return the application of the endpoints."""
    # The SDK logs what it refuses, which can hold a code or a token.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    server = _OAuthServer(use_cases)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        await (await server.answer(request))(scope, receive, send)

    return serve


class _OAuthServer:
    """Answers the requests of applications."""

    def __init__(self, use_cases: OAuthUseCases) -> None:
        self._use_cases = use_cases

    async def answer(self, request: Request) -> Response:
        """Return the response of the endpoint that ``request`` names."""
        source = client_address(request)
        await self._use_cases.rate_limiter.hit(
            f"oauth:{source}", window_s=_WINDOW_S, limit=_MAX_REQUESTS
        )
        provider = ApplicationProvider(self._use_cases, source)
        path = request.url.path
        if path == REGISTER_PATH:
            refuse_too_many_values(await request.body(), MAX_JSON_VALUES)
            # An unknown scope is replaced, as RFC 7591 allows; the answer tells what was registered.
            options = ClientRegistrationOptions(enabled=True)
            return await RegistrationHandler(_as_sdk(provider), options).handle(request)
        if path == AUTHORIZE_PATH:
            given = request.query_params if request.method == "GET" else await request.form()
            if repeated := _find_repeated(given):
                return _refuse("invalid_request", f"'{repeated}' was given more than once.")
            return await AuthorizationHandler(_as_sdk(provider)).handle(request)
        return await self._answer_form(request, provider)

    async def _answer_form(self, request: Request, provider: ApplicationProvider) -> Response:
        if "json" in request.headers.get("content-type", ""):
            fields = await _read_json(request)
        else:
            form = await request.form()
            if repeated := _find_repeated(form):
                return _refuse("invalid_request", f"'{repeated}' was given more than once.")
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        if request.url.path == REVOKE_PATH:
            return await self._revoke(request, fields)
        if fields.get("grant_type") == "client_credentials":
            return await self._issue_for_key(request, fields)
        resource = fields.get("resource", "")
        if resource and not provider.is_mcp(resource):
            return _refuse("invalid_target", _describe_resources(self._use_cases.mcp_url))
        asked = _as_sdk(provider)
        handler = TokenHandler(asked, ClientAuthenticator(asked))
        return cast("Response", await handler.handle(request))

    async def _revoke(self, request: Request, fields: Mapping[str, str]) -> Response:
        """End a grant by its token, or the token of an API key; an unknown one is no error (RFC 7009)."""
        client, token = _read_client(request, fields), fields.get("token", "")
        if client.is_ambiguous:
            return _refuse("invalid_request", _ONE_PLACE)
        if not token or not client.id:
            return _refuse("invalid_request", "'token' and 'client_id' are needed.")
        if client.secret:
            try:
                await self._use_cases.tokens.revoke_for_key(client.id, client.secret, token)
            except ClientRefusedError as error:
                return _refuse_client(error, client)
            return Response(headers=_NO_STORE)
        if self._use_cases.connect.find(client.id) is None:
            return _refuse("invalid_client", "The application is not registered here.", 401)
        await self._use_cases.tokens.revoke(client.id, token)
        return Response(headers=_NO_STORE)

    async def _issue_for_key(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Issue a token for an API key, whose id and secret come in the header or in the body."""
        client = _read_client(request, fields)
        if client.is_ambiguous:
            return _refuse("invalid_request", _ONE_PLACE)
        audience = self._read_audience(fields.get("resource", ""))
        if audience is None:
            return _refuse("invalid_target", _describe_resources(self._use_cases.mcp_url))
        try:
            issued = await self._use_cases.tokens.issue_for_key(
                client.id, client.secret, fields.get("scope", ""), audience
            )
        except ClientRefusedError as error:
            return _refuse_client(error, client)
        except ScopeRefusedError as error:
            return _refuse(error.code, error.detail)
        return _answer_tokens(issued)

    def _read_audience(self, resource: str) -> Audience | None:
        """Return what a resource's address means: the API unless it is that of MCP; None if unknown."""
        address, public_url = resource.rstrip("/"), self._use_cases.public_url
        if address == self._use_cases.mcp_url:
            return "mcp"
        return "api" if address in ("", public_url, f"{public_url}/api/v1") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    """The client that a request names."""

    id: str
    secret: str
    is_in_header: bool = False
    is_ambiguous: bool = False
    """Whether the header and the body both name a client."""


def _read_client(request: Request, fields: Mapping[str, str]) -> _Client:
    """Return the client in the Basic header, or else the one in the body."""
    client_id, secret = fields.get("client_id", ""), fields.get("client_secret", "")
    header = _read_basic(request.headers.get("authorization", ""))
    if header is None:
        return _Client(id=client_id, secret=secret)
    is_ambiguous = bool(secret) or client_id not in ("", header[0])
    return _Client(id=header[0], secret=header[1], is_in_header=True, is_ambiguous=is_ambiguous)


def _refuse_client(error: ClientRefusedError, client: _Client) -> Response:
    challenge = {"WWW-Authenticate": 'Basic realm="Vivavoce"'}
    return _refuse(error.code, error.detail, 401, challenge if client.is_in_header else {})


def _as_sdk(provider: ApplicationProvider) -> OAuthAuthorizationServerProvider[Any, Any, Any]:
    # Any: the SDK's type parameters
    return cast("OAuthAuthorizationServerProvider[Any, Any, Any]", provider)


def _answer_tokens(issued: IssuedTokens) -> Response:
    body = {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": write_scope(issued.permissions),
    }
    return JSONResponse(body, headers=_NO_STORE)


def _refuse(
    error: str, description: str, status: int = 400, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error in the form of RFC 6749, section 5.2."""
    body = {"error": error, "error_description": description}
    return JSONResponse(body, status, headers={**_NO_STORE, **(headers or {})})


def _describe_resources(mcp_url: str) -> str:
    return f"Tokens are issued for '{mcp_url}'; an API key also gets them for the REST API."


def _find_repeated(given: QueryParams | FormData) -> str | None:
    """Return a parameter that was given twice, which OAuth forbids: two readers could differ."""
    names = [name for name, _ in given.multi_items()]
    return next((name for name in names if names.count(name) > 1), None)


async def _read_json(request: Request) -> dict[str, str]:
    """Return the text members of a JSON body, in the words of the form: 'clientId' is 'client_id'."""
    try:
        body = parse_strict_json(await request.body())
    except ValueError:
        raise InvalidRequestError("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise InvalidRequestError("The body is not a JSON object.")
    return {
        _CAMEL_CASE.sub(lambda letter: "_" + letter[0].lower(), name): value
        for name, value in body.items()
        if isinstance(value, str)
    }


def _read_basic(authorization: str) -> tuple[str, str] | None:
    """Return id and secret of a Basic header, or None if there is no such header."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, secret = decoded.partition(":")
    return unquote(client_id), unquote(secret)
