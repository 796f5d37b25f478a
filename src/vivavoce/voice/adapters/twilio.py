"""Calls placed by Twilio, or by whoever speaks its protocol: one request for each."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote, urlencode
from uuid import UUID

from vivavoce.infra.egress.client import Answer
from vivavoce.voice.domain.calls.twilio import refusal
from vivavoce.voice.ports.calls import Declined, NotPlaced, Order, Unsure

TRUNK = "twilio"
_SURELY_NOT = frozenset({"dns", "connect", "connect_timeout", "tls"})
_TOLD_OF = ("initiated", "ringing", "answered", "completed")
_TRY_AGAIN = frozenset({429, 503})


Addresses = Callable[[UUID], tuple[str, str]]
"""Where we are asked, for an attempt, when somebody has answered, and told of everything else."""


class WayOut(Protocol):
    """Posts to the outside."""

    async def post(self, url: str, *, headers: dict[str, str], body: bytes) -> Answer:
        """Return what was answered, or why nobody was reached."""


class Twilio:
    """Asks for calls."""

    def __init__(
        self,
        way_out: WayOut,
        *,
        addresses: Addresses,
        api_url: str,
        account: str,
        secret: str,
        number: str,
    ) -> None:
        self._way_out = way_out
        self._addresses = addresses
        self._calls = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{account}/Calls"
        login = base64.b64encode(f"{account}:{secret}".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {login}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        self._number = number

    @property
    def trunk(self) -> str:
        """Its name, as logs call it."""
        return TRUNK

    async def place(self, order: Order) -> str:
        """Return the provider's name for the call, or raise ``NotPlaced``, ``Unsure`` or ``Declined``.

        Whether it is answered is told to ``addresses``, and its sound comes to where they say.
        """
        voice_url, status_url = self._addresses(order.attempt_id)
        form = [
            ("To", order.number),
            ("From", self._number),
            ("Url", voice_url),
            ("Method", "POST"),
            ("StatusCallback", status_url),
            ("StatusCallbackMethod", "POST"),
            *(("StatusCallbackEvent", event) for event in _TOLD_OF),
            ("MachineDetection", "Enable"),
            ("Timeout", str(order.ring_s)),
        ]
        body = urlencode(form).encode("ascii")
        answer = await self._way_out.post(f"{self._calls}.json", headers=self._headers, body=body)
        if answer.status is None:
            is_sure = answer.error in _SURELY_NOT or str(answer.error).startswith("refused")
            raise NotPlaced if is_sure else Unsure
        said = _read(answer.body)
        if 200 <= answer.status < 300:
            sid = said.get("sid")
            if not isinstance(sid, str) or not 1 <= len(sid) <= 64:
                raise Unsure
            return sid
        if answer.status in _TRY_AGAIN:
            raise NotPlaced
        if answer.status >= 500 or answer.status < 400:
            raise Unsure
        raise Declined(refusal(said.get("code")))

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it rings or is talked in; raise ``NotPlaced`` where that was not told."""
        url = f"{self._calls}/{quote(sid, safe='')}.json"
        body = urlencode({"Status": "completed"}).encode("ascii")
        answer = await self._way_out.post(url, headers=self._headers, body=body)
        if answer.status is None or answer.status in _TRY_AGAIN or answer.status >= 500:
            raise NotPlaced


def _read(body: bytes) -> dict[str, Any]:  # Any: JSON
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
