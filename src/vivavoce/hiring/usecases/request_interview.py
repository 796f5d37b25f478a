"""Take in a request: validate what is there, ask for what is not, and never twice for one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.interview import Interview, acting
from vivavoce.hiring.domain.receipt import Receipt, receipt
from vivavoce.hiring.domain.request import InterviewRequest, malformed, read_request
from vivavoce.hiring.ports import Callbacks, Interviews, Replays
from vivavoce.hiring.usecases.take_in import TakeIn
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, Malformed

_LONGEST_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRules:
    """What this installation takes. ``languages`` None is any; loopback is for the local profile.

    ``callbacks`` looks closer at an address than its form; None leaves that to the sending.
    """

    languages: tuple[str, ...] | None = None
    may_call_loopback: bool = False
    callbacks: Callbacks | None = None

    def read(self, given: Mapping[str, Any]) -> InterviewRequest:  # Any: facts by name
        """Return the request that ``given`` says, or raise ``Malformed``."""
        request = read_request(
            given, languages=self.languages, may_call_loopback=self.may_call_loopback
        )
        if request.callback_url is not None and self.callbacks is not None:
            self.callbacks.vet(request.callback_url)
        return request


class RequestInterview:
    """Makes an interview of a request and sends it on its way."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        replays: Replays,
        take_in: TakeIn,
        rules: RequestRules,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._replays = replays
        self._take_in = take_in
        self._rules = rules

    async def __call__(
        self,
        caller: Caller,
        given: Mapping[str, Any],  # Any: facts by their snake_case names
        *,
        raw: Json | None = None,
        unknown: Sequence[str] = (),
        idempotency_key: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Receipt:
        """Return the receipt; the same external id or Idempotency-Key makes one interview only.

        ``raw`` is the body as it came: another body under the same key raises ``KeyReused``.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        request = self._rules.read(given)
        _refuse_other_doors(request)
        key = _checked(idempotency_key)
        async with self._open_work(caller.tenant_id) as work:
            if key is not None:
                earlier = await self._replays.claim(work, key, dict(raw or {}))
                if earlier is not None:
                    return earlier
            made = await self._known_or_new(work, caller, request, on_behalf_of)
            answer = receipt(made[0], is_new=made[1], unknown=unknown)
            if key is not None:
                await self._replays.keep(work, key, answer)
            return answer

    async def _known_or_new(
        self, work: Work, caller: Caller, request: InterviewRequest, on_behalf_of: str | None
    ) -> tuple[Interview, bool]:
        if request.external_id is not None:
            known = await self._interviews.requested_as(work, request.external_id)
            if known is not None:
                return known, False
        by = acting(caller, on_behalf_of)
        return await self._take_in(work, request, by=by, caller=caller), True


def _refuse_other_doors(request: InterviewRequest) -> None:
    if PROFILES[request.profile].is_requested:
        return
    known = ", ".join(name for name, one in PROFILES.items() if one.is_requested)
    message = f"'{request.profile}' is not requested here; it is one of {known}."
    raise malformed([FieldError("profile", "not_requested_here", message)])


def _checked(key: str | None) -> str | None:
    if key is None:
        return None
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Malformed(f"'Idempotency-Key' takes 1 to {_LONGEST_KEY} printable characters.")
    return key
