"""Request an interview: validate the facts, ask for missing ones, store it, and request its plan.

Only one interview is created per key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from vivavoce.contracts.envelope import Json, check_idempotency_key
from vivavoce.contracts.events import (
    InterviewInfoRequested,
    InterviewReceived,
    SkillValidationRequested,
)
from vivavoce.contracts.profiles import PROFILES, RetentionDays
from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.completeness import check_completeness
from vivavoce.hiring.domain.interview import (
    SYSTEM_ACTOR,
    Actor,
    Interview,
    Receipt,
    actor_from_caller,
    build_receipt,
    gap_to_json,
)
from vivavoce.hiring.domain.request import InterviewRequest, build_malformed_error, parse_request
from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.ports.interviews import CallbackUrlValidator, InterviewPolicy
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, VivavoceError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId
from vivavoce.kernel.translation import translatable


def build_info_request(interview: Interview) -> InterviewInfoRequested:
    """Return the event that asks for the missing facts."""
    return InterviewInfoRequested(
        missing_fields=tuple(gap.field for gap in interview.gaps),
        questions=tuple(gap.question for gap in interview.gaps),
        data_quality=str(interview.quality),
    )


def build_validation_request(interview: Interview) -> SkillValidationRequested:
    """Return the event that requests skill validation and a plan."""
    request = interview.request
    return SkillValidationRequested(
        skills=request.all_skills,
        job_description=request.job_description or "",
        level=request.level or "",
        callback_url=request.callback_url,
        position=request.position,
        duration=request.minutes,
    )


def build_gaps_data(interview: Interview) -> Json:
    """Return the missing facts as webhook data."""
    return {
        "dataQuality": str(interview.quality),
        "missingFields": [gap_to_json(gap) for gap in interview.gaps],
    }


_RUN_ID_BITS = 96


class RegisterInterview:
    """Creates an interview from a request within the caller's unit of work."""

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        clock: Clock,
        ids: IdGenerator,
        retention: InterviewPolicy,
    ) -> None:
        self._interviews = interviews
        self._retention = retention
        self._apply_transition = apply_transition
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        work: UnitOfWork,
        request: InterviewRequest,
        *,
        actor: Actor,
        caller: Caller,
        person_id: PersonId | None = None,
    ) -> Interview:
        """Return the interview in VALIDATING_SKILLS or INFO_NEEDED; no ``person_id`` means a new person."""
        keeps = await self._retention.retention_days(work, PROFILES[request.profile])
        interview = self._build_interview(
            request, person_id or PersonId(self._ids.new_id()), keeps, is_test=caller.is_test
        )
        await self._interviews.add(work, interview, actor=actor)
        received = await self._apply_transition(
            work,
            interview,
            InterviewTransition.RECEIVE,
            actor=actor,
            caller=caller,
            event=InterviewReceived(profile=request.profile, data_quality=str(interview.quality)),
        )
        if received.gaps:
            return await self._apply_transition(
                work,
                received,
                InterviewTransition.REQUEST_INFO,
                actor=SYSTEM_ACTOR,
                event=build_info_request(received),
                data=build_gaps_data(received),
            )
        return await self._apply_transition(
            work,
            received,
            InterviewTransition.VALIDATE,
            actor=SYSTEM_ACTOR,
            event=build_validation_request(received),
        )

    def _build_interview(
        self,
        request: InterviewRequest,
        person_id: PersonId,
        retention: RetentionDays,
        *,
        is_test: bool,
    ) -> Interview:
        now = self._clock.now()
        completeness = check_completeness(request)
        return Interview(
            id=InterviewId(self._ids.new_id()),
            run_id=f"run_{int(now.timestamp())}_{self._ids.random_token(_RUN_ID_BITS)}",
            person_id=person_id,
            request=request,
            state=None,
            version=0,
            quality=completeness.quality,
            gaps=completeness.gaps,
            warnings=completeness.warnings,
            retention=retention,
            is_test=is_test,
            created_at=now,
            updated_at=now,
            state_since=now,
        )


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
            self.callback_validator(request.callback_url)
        return request

    def parse_requestable(self, values: Mapping[str, Any]) -> InterviewRequest:  # Any: as above
        """Like ``parse``, but refuse a profile that has an API of its own."""
        request = self.parse(values)
        _check_profile_requestable(request)
        return request


@dataclass(frozen=True, slots=True)
class InterviewOrder:
    """One interview of many that are requested together."""

    facts: Mapping[str, Any]  # Any: facts by their snake_case names
    on_behalf_of: str | None = None


class RequestInterview:
    """Creates an interview from a request."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        receipts: PostgresRequestReceiptRepository,
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
        request = self._rules.parse_requestable(facts)
        if idempotency_key is not None:
            check_idempotency_key(idempotency_key)
        async with self._open_work(caller.tenant_id) as work:
            return await self.register(
                work,
                caller,
                request,
                key=idempotency_key,
                raw_body=raw_body,
                on_behalf_of=on_behalf_of,
            )

    async def request_all(
        self, caller: Caller, orders: Sequence[InterviewOrder]
    ) -> list[Receipt | VivavoceError]:
        """Return the receipt or the refusal of each order, in the given order.

        One transaction stores all that are not refused. Their plans are written after it, and do not slow
        it down.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        parsed = [self._parse_or_refuse(order) for order in orders]
        external_ids = [
            each.external_id
            for each in parsed
            if isinstance(each, InterviewRequest) and each.external_id is not None
        ]
        async with self._open_work(caller.tenant_id) as work:
            await self._interviews.lock_external_ids(work, external_ids)
            return [
                await self.register(work, caller, each, on_behalf_of=order.on_behalf_of)
                if isinstance(each, InterviewRequest)
                else each
                for order, each in zip(orders, parsed, strict=True)
            ]

    def _parse_or_refuse(self, order: InterviewOrder) -> InterviewRequest | VivavoceError:
        try:
            return self._rules.parse_requestable(order.facts)
        except VivavoceError as refused:
            if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            return refused

    async def register(
        self,
        work: UnitOfWork,
        caller: Caller,
        request: InterviewRequest,
        *,
        key: str | None = None,
        raw_body: Json | None = None,
        on_behalf_of: str | None = None,
    ) -> Receipt:
        """Return the receipt of ``request``, created in ``work`` unless ``key`` was used before."""
        if key is not None:
            stored_receipt = await self._receipts.claim(work, key, dict(raw_body or {}))
            if stored_receipt is not None:
                return stored_receipt
        interview, is_new = await self._find_or_create(work, caller, request, on_behalf_of)
        answer = build_receipt(interview, is_new=is_new)
        if key is not None:
            await self._receipts.save(work, key, answer)
        return answer

    async def _find_or_create(
        self, work: UnitOfWork, caller: Caller, request: InterviewRequest, on_behalf_of: str | None
    ) -> tuple[Interview, bool]:
        if request.external_id is not None:
            existing = await self._interviews.find_by_external_id(work, request.external_id)
            if existing is not None:
                return existing, False
        actor = actor_from_caller(caller, on_behalf_of)
        return await self._register_interview(work, request, actor=actor, caller=caller), True


def _check_profile_requestable(request: InterviewRequest) -> None:
    if PROFILES[request.profile].is_requestable:
        return
    profiles = ", ".join(name for name, profile in PROFILES.items() if profile.is_requestable)
    message = translatable(
        "'{profile}' cannot be requested here. Use one of {profiles}.",
        profile=request.profile,
        profiles=profiles,
    )
    raise build_malformed_error([FieldError("profile", "not_requested_here", message)])
