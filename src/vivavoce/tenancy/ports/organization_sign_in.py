"""An organization's OpenID provider, and the people whom it vouches for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from vivavoce.tenancy.domain.organization_sign_in import (
    IdentityProvider,
    ProviderEndpoints,
)


class OpenIdProvider(Protocol):
    """Speaks OpenID Connect with an organization's provider."""

    async def discover(self, issuer: str) -> ProviderEndpoints:
        """Return the endpoints, or raise ``ProviderUnreachableError`` or ``ProviderAnswerError``."""

    async def exchange(
        self,
        provider: IdentityProvider,
        endpoints: ProviderEndpoints,
        *,
        code: str,
        verifier: str,
        redirect_uri: str,
    ) -> Mapping[str, object]:
        """Return the claims of the ID token for ``code``; of them, only the signature is checked.

        Raises ``ProviderUnreachableError``, ``ProviderAnswerError`` or ``IdTokenRefusedError``.
        """
