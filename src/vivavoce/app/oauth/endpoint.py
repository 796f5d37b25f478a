"""The routes of OAuth: the documents that describe the server, and the endpoints, which the SDK serves."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vivavoce.app.protocol_servers import AsgiEndpoint, ServerLoader
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.tenancy.domain.applications import APPLICATION_PERMISSIONS
from vivavoce.tenancy.usecases.application_tokens import ApplicationTokens
from vivavoce.tenancy.usecases.connect_application import ConnectApplication

AUTHORIZE_PATH, TOKEN_PATH = "/oauth/authorize", "/oauth/token"
REGISTER_PATH, REVOKE_PATH = "/oauth/register", "/oauth/revoke"
TOKEN_PATHS = (TOKEN_PATH, "/api/v1/oauth/token", "/api/v1/auth/oauth/token")
"""The last two are those of earlier systems."""
OAUTH_MEANING = (
    "OAuth 2.1 client credentials: `client_id` is the id of an API key, `client_secret` is the key. The "
    "token is valid for ten minutes and is sent in `Authorization: Bearer`."
)
"""What the API document and the agent card say about tokens for programs."""
CONSENT_PAGE = "/connect-application"
SERVER_METADATA_PATH = "/.well-known/oauth-authorization-server"
RESOURCE_METADATA_PATH = "/.well-known/oauth-protected-resource"
_AUTH_METHODS = ["none", "client_secret_basic", "client_secret_post"]
"""An application has no secret; an API key has one."""
_SERVER_MODULE = "vivavoce.app.oauth.server"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthUseCases:
    """What the endpoints call, and the addresses that they name."""

    connect: ConnectApplication
    tokens: ApplicationTokens
    rate_limiter: RateLimiter
    public_url: str
    mcp_url: str
    """The resource that a person's tokens are for."""


def build_oauth_routes(use_cases: OAuthUseCases) -> list[BaseRoute]:
    """Return the routes of OAuth."""
    load = ServerLoader(_SERVER_MODULE, lambda server: server.build_oauth_app(use_cases))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await (await load())(scope, receive, send)

    server, resource = _describe_server(use_cases.public_url), _describe_resource(use_cases)
    mcp_path = use_cases.mcp_url.removeprefix(use_cases.public_url)
    return [
        _document_route(SERVER_METADATA_PATH, server),
        _document_route(RESOURCE_METADATA_PATH, resource),
        _document_route(RESOURCE_METADATA_PATH + mcp_path, resource),
        # People open it in their browser; no page may read its answer.
        Route(AUTHORIZE_PATH, AsgiEndpoint(serve), methods=["GET", "POST"]),
        *(
            Route(path, _allow_any_origin(AsgiEndpoint(serve)), methods=["POST", "OPTIONS"])
            for path in (*TOKEN_PATHS, REGISTER_PATH, REVOKE_PATH)
        ),
    ]


def _describe_server(public_url: str) -> dict[str, object]:
    """Return the metadata of the authorization server (RFC 8414)."""
    return {
        "issuer": public_url,
        "authorization_endpoint": public_url + AUTHORIZE_PATH,
        "token_endpoint": public_url + TOKEN_PATH,
        "registration_endpoint": public_url + REGISTER_PATH,
        "revocation_endpoint": public_url + REVOKE_PATH,
        "scopes_supported": sorted(APPLICATION_PERMISSIONS),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": _AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": _AUTH_METHODS,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }


def _describe_resource(use_cases: OAuthUseCases) -> dict[str, object]:
    """Return the metadata of the MCP endpoint as a protected resource (RFC 9728)."""
    return {
        "resource": use_cases.mcp_url,
        "authorization_servers": [use_cases.public_url],
        "scopes_supported": sorted(APPLICATION_PERMISSIONS),
        "bearer_methods_supported": ["header"],
        "resource_name": "Vivavoce",
    }


def _document_route(path: str, document: dict[str, object]) -> Route:
    async def read(scope: Scope, receive: Receive, send: Send) -> None:
        response = JSONResponse(document, headers={"Cache-Control": "public, max-age=3600"})
        await response(scope, receive, send)

    return Route(path, _allow_any_origin(AsgiEndpoint(read)), methods=["GET", "OPTIONS"])


def _allow_any_origin(app: ASGIApp) -> ASGIApp:
    """Let applications in a browser read the answers: no cookie is involved."""
    return CORSMiddleware(app, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
