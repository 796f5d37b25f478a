"""What the SDK's handlers ask: the registered applications, their codes and their tokens."""

from __future__ import annotations

import re

from mcp.server.auth.provider import (
    AuthorizationCode,
    AuthorizationParams,
    AuthorizeError,
    RegistrationError,
    TokenError,
)
from mcp.server.auth.provider import RefreshToken as SdkRefreshToken
from mcp.shared.auth import (
    InvalidRedirectUriError,
    OAuthClientInformationFull,
    OAuthToken,
)
from pydantic import AnyUrl

from vivavoce.app.oauth.endpoint import CONSENT_PAGE, OAuthUseCases
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.tenancy.domain.applications import (
    APPLICATION_PERMISSIONS,
    MAX_STATE_LENGTH,
    Application,
    ApplicationRequest,
    GrantRefusedError,
    IssuedTokens,
    RedirectUriError,
    is_same_redirect,
    write_scope,
)

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NAMELESS = "An application without a name"
_NOT_KEPT = ("client_uri", "logo_uri", "contacts", "tos_uri", "policy_uri", "jwks_uri", "jwks")


class _RegisteredClient(OAuthClientInformationFull):
    """An application as the SDK sees it; on this computer, the port of its address may differ."""

    def validate_redirect_uri(self, redirect_uri: AnyUrl | None) -> AnyUrl:
        """Return the address to send the browser to, or raise ``InvalidRedirectUriError``."""
        if redirect_uri is None:
            raise InvalidRedirectUriError("'redirect_uri' is needed.")
        known = self.redirect_uris or []
        if not any(is_same_redirect(str(each), str(redirect_uri)) for each in known):
            raise InvalidRedirectUriError("'redirect_uri' is not one that was registered.")
        return redirect_uri


class ApplicationProvider:
    """Answers the SDK's handlers for one request, which comes from the network address ``source``.

    It has what the handlers of registration, authorization and exchange ask for. Access tokens are checked
    and revoked by use cases of tenancy.
    """

    def __init__(self, use_cases: OAuthUseCases, source: str) -> None:
        self._use_cases = use_cases
        self._source = source

    def is_mcp(self, resource: str) -> bool:
        """Return whether a resource indicator is the address of MCP."""
        return resource.rstrip("/") == self._use_cases.mcp_url

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        """Return a registered application, or None."""
        found = self._use_cases.connect.find(client_id)
        return None if found is None else _to_client(found)

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:
        """Register an application, and write what was registered into ``client_info``."""
        name = (client_info.client_name or "").strip() or _NAMELESS
        uris = [str(uri) for uri in client_info.redirect_uris or ()]
        try:
            made = await self._use_cases.connect.register(name, uris, source=self._source)
        except RedirectUriError as error:
            raise RegistrationError("invalid_redirect_uri", error.detail) from None
        except InvalidRequestError as error:
            raise RegistrationError("invalid_client_metadata", error.detail) from None
        registered = _to_client(made)
        for field in (
            "client_id",
            "client_name",
            "token_endpoint_auth_method",
            "grant_types",
            "scope",
        ):
            setattr(client_info, field, getattr(registered, field))
        for field in ("client_secret", "client_secret_expires_at", *_NOT_KEPT):
            setattr(client_info, field, None)

    async def authorize(
        self, client: OAuthClientInformationFull, params: AuthorizationParams
    ) -> str:
        """Return the page on which the person decides."""
        if params.resource is not None and not self.is_mcp(params.resource):
            raise AuthorizeError(
                "invalid_target", "'resource' is not the address of a resource here."
            )
        if not _CHALLENGE.fullmatch(params.code_challenge):
            raise AuthorizeError("invalid_request", "'code_challenge' is not one of S256.")
        if len(params.state or "") > MAX_STATE_LENGTH:
            raise AuthorizeError("invalid_request", "'state' is too long.")
        asked = APPLICATION_PERMISSIONS if params.scopes is None else _read(params.scopes)
        request = ApplicationRequest(
            client_id=client.client_id,
            client_name=client.client_name or _NAMELESS,
            redirect_uri=str(params.redirect_uri),
            state=params.state,
            code_challenge=params.code_challenge,
            permissions=asked,
        )
        sealed = self._use_cases.connect.begin(request)
        return f"{self._use_cases.public_url}{CONSENT_PAGE}?request={sealed}"

    async def load_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: str
    ) -> AuthorizationCode | None:
        """Return a code of that application; ``exchange_authorization_code`` checks use and expiry."""
        grant = await self._use_cases.tokens.find_code(client.client_id, authorization_code)
        if grant is None:
            return None
        return AuthorizationCode(
            code=authorization_code,
            scopes=sorted(grant.permissions),
            # An expired code goes on, so that its second use is noticed.
            expires_at=float("inf"),
            client_id=client.client_id,
            code_challenge=grant.code_challenge,
            redirect_uri=AnyUrl(grant.redirect_uri),
            redirect_uri_provided_explicitly=True,
        )

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        """Return the first tokens, or raise ``TokenError``."""
        try:
            issued = await self._use_cases.tokens.exchange_code(
                client.client_id, authorization_code.code
            )
        except GrantRefusedError as error:
            raise TokenError("invalid_grant", error.detail) from None
        return _to_token(issued)

    async def load_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: str
    ) -> SdkRefreshToken | None:
        """Return a refresh token of that application; ``exchange_refresh_token`` checks use and expiry."""
        found = await self._use_cases.tokens.find_refresh_token(client.client_id, refresh_token)
        if found is None:
            return None
        scopes: list[str] = sorted(found.grant.permissions)
        return SdkRefreshToken(token=refresh_token, client_id=client.client_id, scopes=scopes)

    async def exchange_refresh_token(
        self,
        client: OAuthClientInformationFull,
        refresh_token: SdkRefreshToken,
        scopes: list[str],
    ) -> OAuthToken:
        """Return new tokens, or raise ``TokenError``."""
        try:
            issued = await self._use_cases.tokens.refresh(
                client.client_id, refresh_token.token, _read(scopes)
            )
        except GrantRefusedError as error:
            raise TokenError("invalid_grant", error.detail) from None
        return _to_token(issued)


def _read(scopes: list[str]) -> frozenset[Permission]:
    """Return the permissions of scopes that the SDK has checked."""
    return frozenset(Permission(scope) for scope in scopes)


def _to_client(application: Application) -> OAuthClientInformationFull:
    return _RegisteredClient(
        client_id=application.client_id,
        client_name=application.name,
        redirect_uris=[AnyUrl(uri) for uri in application.redirect_uris],
        token_endpoint_auth_method="none",  # noqa: S106 - no password: the name of a method
        grant_types=["authorization_code", "refresh_token"],
        scope=write_scope(APPLICATION_PERMISSIONS),
    )


def _to_token(issued: IssuedTokens) -> OAuthToken:
    return OAuthToken(
        access_token=issued.access_token,
        expires_in=issued.expires_in,
        scope=write_scope(issued.permissions),
        refresh_token=issued.refresh_token,
    )
