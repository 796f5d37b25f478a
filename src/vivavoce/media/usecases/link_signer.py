"""Create and verify signed links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.signed_link import (
    LINK_LIFETIME,
    LinkMethod,
    SignedLink,
    sign_link,
    verify_link,
)

LINK_PATH = "/api/v1/media"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUrl:
    """A created link. ``url`` grants access to anyone who has it: never log it."""

    url: str = field(repr=False)
    expires_at: datetime


class LinkSigner:
    """Creates and verifies links with one key, at the gateway's public URL."""

    def __init__(self, key: bytes, gateway_url: str, clock: Clock) -> None:
        self._key = key
        self._gateway_url = gateway_url
        self._clock = clock

    def create_url(
        self, tenant_id: TenantId, target_id: UUID, method: LinkMethod, content_type: str
    ) -> SignedUrl:
        """Return the URL for ``target_id``: an artifact to GET, or an upload ticket to PUT to."""
        link = SignedLink(
            tenant_id=tenant_id,
            target_id=target_id,
            method=method,
            content_type=content_type,
            expires_at=(self._clock.now() + LINK_LIFETIME).replace(microsecond=0),
        )
        token = sign_link(link, self._key)
        return SignedUrl(url=f"{self._gateway_url}{LINK_PATH}/{token}", expires_at=link.expires_at)

    def verify(self, token: str, method: LinkMethod) -> SignedLink:
        """Return the link in a token, or raise ``InvalidLinkError`` or ``LinkExpiredError``."""
        return verify_link(token, self._key, method=method, now=self._clock.now())
