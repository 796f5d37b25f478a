"""Places calls through Twilio or a compatible API: one request per call."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.voice.domain.calls.twilio import decline_reason
from vivavoce.voice.ports.calls import (
    CallDeclinedError,
    CallNotPlacedError,
    CallOutcomeUnknownError,
    OutboundCall,
)

TRUNK_NAME = "twilio"
_NOT_SENT_ERRORS = frozenset({"dns", "connect", "connect_timeout", "tls"})
_STATUS_EVENTS = ("initiated", "ringing", "answered", "completed")
_RETRYABLE_STATUSES = frozenset({429, 503})


CallbackUrls = Callable[[UUID], tuple[str, str]]
"""Returns, for an attempt, the URL for an answered call and the URL for status callbacks."""


class TwilioTelephony:
    """Implements ``TelephonyProvider`` with Twilio's REST API."""

    def __init__(
        self,
        http_client: OutboundHttpClient,
        *,
        callback_urls: CallbackUrls,
        api_url: str,
        account: str,
        secret: str,
        number: str,
    ) -> None:
        self._http_client = http_client
        self._callback_urls = callback_urls
        self._calls_url = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{account}/Calls"
        login = base64.b64encode(f"{account}:{secret}".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {login}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        self._number = number

    @property
    def trunk(self) -> str:
        """Its name in logs."""
        return TRUNK_NAME

    async def place_call(self, call: OutboundCall) -> str:
        """Place the call and return Twilio's id for it.

        Raises ``CallNotPlacedError``, ``CallOutcomeUnknownError`` or ``CallDeclinedError``.

        Twilio reports the call's progress to the URLs of ``callback_urls``; the response to the first one
        says where its audio goes.
        """
        voice_url, status_url = self._callback_urls(call.attempt_id)
        form = [
            ("To", call.number),
            ("From", self._number),
            ("Url", voice_url),
            ("Method", "POST"),
            ("StatusCallback", status_url),
            ("StatusCallbackMethod", "POST"),
            *(("StatusCallbackEvent", event) for event in _STATUS_EVENTS),
            ("MachineDetection", "Enable"),
            ("Timeout", str(call.ring_s)),
        ]
        body = urlencode(form).encode("ascii")
        answer = await self._http_client.post(
            f"{self._calls_url}.json", headers=self._headers, body=body
        )
        if answer.status is None:
            is_sure = answer.error in _NOT_SENT_ERRORS or str(answer.error).startswith("refused")
            raise CallNotPlacedError if is_sure else CallOutcomeUnknownError
        document = _parse_json(answer.body)
        if 200 <= answer.status < 300:
            sid = document.get("sid")
            if not isinstance(sid, str) or not 1 <= len(sid) <= 64:
                raise CallOutcomeUnknownError
            return sid
        if answer.status in _RETRYABLE_STATUSES:
            raise CallNotPlacedError
        if answer.status >= 500 or answer.status < 400:
            raise CallOutcomeUnknownError
        raise CallDeclinedError(decline_reason(document.get("code")))

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it is ringing or answered.

        Raises ``CallNotPlacedError`` where Twilio did not receive the request.
        """
        url = f"{self._calls_url}/{quote(sid, safe='')}.json"
        body = urlencode({"Status": "completed"}).encode("ascii")
        answer = await self._http_client.post(url, headers=self._headers, body=body)
        if answer.status is None or answer.status in _RETRYABLE_STATUSES or answer.status >= 500:
            raise CallNotPlacedError


def _parse_json(body: bytes) -> dict[str, Any]:  # Any: JSON
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
