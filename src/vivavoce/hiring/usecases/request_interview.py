"""Request an interview: validate the facts, ask for missing ones, and create only one per key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.interview import Interview, actor_from_caller
from vivavoce.hiring.domain.receipt import Receipt, build_receipt
from vivavoce.hiring.domain.request import InterviewRequest, build_malformed_error, parse_request
from vivavoce.hiring.ports import (
    CallbackUrlValidator,
    InterviewRepository,
    RequestReceiptRepository,
)
from vivavoce.hiring.usecases.register_interview import RegisterInterview
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, InvalidRequestError

_MAX_KEY_LENGTH = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRules:
    """What this installation accepts in a request.

    ``languages`` None allows any. ``may_call_loopback`` is for the local profile.
    ``callback_validator`` checks more than the form of a callback URL; without it, that is checked only
    when a webhook is sent.
    """

    languages: tuple[str, ...] | None = None
    may_call_loopback: bool = False
    callback_validator: CallbackUrlValidator | None = None

    def parse(self, values: Mapping[str, Any]) -> InterviewRequest:  # Any: facts by name
        """Return the request with the facts in ``values``, or raise ``InvalidRequestError``."""
        request = parse_request(
            values, languages=self.languages, may_call_loopback=self.may_call_loopback
        )
        if request.callback_url is not None and self.callback_validator is not None:
            self.callback_validator.validate(request.callback_url)
        return request


class RequestInterview:
    """Creates an interview from a request."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: InterviewRepository,
        receipts: RequestReceiptRepository,
        register_interview: RegisterInterview,
        rules: RequestRules,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._receipts = receipts
        self._register_interview = register_interview
        self._rules = rules

    async def __call__(
        self,
        caller: Caller,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
        *,
        raw_body: Json | None = None,
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Receipt:
        """Return the receipt; the same external id or Idempotency-Key creates only one interview.

        ``raw_body`` is the request body as it was received: a different body under the same key raises
        ``IdempotencyKeyReusedError``.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        request = self._rules.parse(facts)
        _check_profile_requestable(request)
        key = _check_idempotency_key(idempotency_key)
        async with self._open_work(caller.tenant_id) as work:
            if key is not None:
                earlier = await self._receipts.claim(work, key, dict(raw_body or {}))
                if earlier is not None:
                    return earlier
            made = await self._find_or_create(work, caller, request, on_behalf_of)
            answer = build_receipt(made[0], is_new=made[1])
            if key is not None:
                await self._receipts.save(work, key, answer)
            return answer

    async def _find_or_create(
        self, work: UnitOfWork, caller: Caller, request: InterviewRequest, on_behalf_of: str | None
    ) -> tuple[Interview, bool]:
        if request.external_id is not None:
            known = await self._interviews.find_by_external_id(work, request.external_id)
            if known is not None:
                return known, False
        by = actor_from_caller(caller, on_behalf_of)
        return await self._register_interview(work, request, actor=by, caller=caller), True


def _check_profile_requestable(request: InterviewRequest) -> None:
    if PROFILES[request.profile].is_requestable:
        return
    known = ", ".join(name for name, one in PROFILES.items() if one.is_requestable)
    message = f"'{request.profile}' cannot be requested here. Use one of {known}."
    raise build_malformed_error([FieldError("profile", "not_requested_here", message)])


def _check_idempotency_key(key: str | None) -> str | None:
    if key is None:
        return None
    if not 1 <= len(key) <= _MAX_KEY_LENGTH or not key.isprintable():
        raise InvalidRequestError(
            f"'Idempotency-Key' must have 1 to {_MAX_KEY_LENGTH} printable characters."
        )
    return key
