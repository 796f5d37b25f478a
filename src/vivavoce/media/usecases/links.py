"""Hands out signed links and reads them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.link import LIFE, Link, Method, read, sign

PATH = "/api/v1/media"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A link as it is handed out. Whoever has ``url`` has the right: it is shown and never logged."""

    url: str = field(repr=False)
    expires_at: datetime


class Links:
    """Makes and reads links under one key, at the address where people reach the gateway."""

    def __init__(self, key: bytes, gateway_url: str, clock: Clock) -> None:
        self._key = key
        self._gateway_url = gateway_url
        self._clock = clock

    def address(
        self, tenant_id: TenantId, target: UUID, method: Method, content_type: str
    ) -> Address:
        """Return the address for ``target``, an artifact to GET or a ticket to PUT to."""
        link = Link(
            tenant_id=tenant_id,
            target=target,
            method=method,
            content_type=content_type,
            expires_at=(self._clock.now() + LIFE).replace(microsecond=0),
        )
        token = sign(link, self._key)
        return Address(url=f"{self._gateway_url}{PATH}/{token}", expires_at=link.expires_at)

    def read(self, token: str, method: Method) -> Link:
        """Return what a token allows now, or raise ``LinkRefused`` or ``LinkExpired``."""
        return read(token, self._key, method=method, now=self._clock.now())
