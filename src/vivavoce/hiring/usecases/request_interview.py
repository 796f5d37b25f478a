"""Take in a request: validate what is there, ask for what is not, and never twice for one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.events import InterviewReceived
from vivavoce.hiring.domain.completeness import check
from vivavoce.hiring.domain.interview import SYSTEM, Actor, Interview, acting
from vivavoce.hiring.domain.receipt import Receipt, receipt
from vivavoce.hiring.domain.request import InterviewRequest, read_request
from vivavoce.hiring.domain.workflow import Transition
from vivavoce.hiring.ports import Callbacks, Interviews, Replays
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.hiring.usecases.tellings import gaps_told, info_needed, validation_requested
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Malformed
from vivavoce.kernel.ids import Ids, InterviewId, PersonId

_RUN_BITS = 96
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
        step: TakeStep,
        clock: Clock,
        ids: Ids,
        rules: RequestRules,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._replays = replays
        self._step = step
        self._clock = clock
        self._ids = ids
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
        interview = self._new(request)
        await self._interviews.add(work, interview, by=by)
        return await self._send_on(work, interview, by, caller), True

    def _new(self, request: InterviewRequest) -> Interview:
        now = self._clock.now()
        found = check(request)
        return Interview(
            id=InterviewId(self._ids.new()),
            run_id=f"run_{int(now.timestamp())}_{self._ids.token(_RUN_BITS)}",
            person_id=PersonId(self._ids.new()),
            request=request,
            state=None,
            version=0,
            quality=found.quality,
            gaps=found.gaps,
            warnings=found.warnings,
            created_at=now,
            updated_at=now,
            state_since=now,
        )

    async def _send_on(
        self, work: Work, interview: Interview, by: Actor, caller: Caller
    ) -> Interview:
        received = await self._step(
            work,
            interview,
            Transition.RECEIVE,
            by=by,
            caller=caller,
            event=InterviewReceived(
                profile=interview.request.profile, data_quality=str(interview.quality)
            ),
        )
        if received.gaps:
            return await self._step(
                work,
                received,
                Transition.REQUEST_INFO,
                by=SYSTEM,
                event=info_needed(received),
                data=gaps_told(received),
            )
        return await self._step(
            work, received, Transition.VALIDATE, by=SYSTEM, event=validation_requested(received)
        )


def _checked(key: str | None) -> str | None:
    if key is None:
        return None
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Malformed(f"'Idempotency-Key' takes 1 to {_LONGEST_KEY} printable characters.")
    return key
