"""Check a request for an interview before it is made: what is wrong, what is missing, what the text says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.envelope import to_camel_case
from vivavoce.contracts.job_analysis import JobTextFacts
from vivavoce.hiring.domain.completeness import Completeness, check_completeness
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.ports.plans import JobTextReader
from vivavoce.hiring.usecases.request_interview import RequestRules
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, InvalidRequestError


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCheck:
    """What a request for these facts would lack, and what its job text says."""

    errors: tuple[FieldError, ...]
    completeness: Completeness
    """What it would lack once the facts of the job text are taken over."""
    stated: Completeness
    """What the stated facts lack by themselves."""
    job_facts: JobTextFacts


class CheckRequest:
    """Checks the facts of a request; stores nothing."""

    def __init__(self, rules: RequestRules, read_job_text: JobTextReader) -> None:
        self._rules = rules
        self._read_job_text = read_job_text

    async def __call__(
        self,
        caller: Caller,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> RequestCheck:
        """Return what is wrong with ``facts``, and what is missing in them and in their job text."""
        caller.require(Permission.INTERVIEW_CREATE)
        request, errors = parse_readable_facts(self._rules, facts)
        text = request.job_description or ""
        job_facts = await self._read_job_text(text) if text.strip() else JobTextFacts()
        return RequestCheck(
            errors=errors,
            completeness=check_completeness(fill_in(request, job_facts)),
            stated=check_completeness(request),
            job_facts=job_facts,
        )


def parse_readable_facts(
    rules: RequestRules,
    facts: Mapping[str, Any],  # Any: facts by name
) -> tuple[InterviewRequest, tuple[FieldError, ...]]:
    """Return the request with the facts that are right, and the errors of the others."""
    left = dict(facts)
    errors: list[FieldError] = []
    while True:
        try:
            return rules.parse_requestable(left), tuple(errors)
        except InvalidRequestError as refused:
            found = refused.errors or (FieldError("callbackUrl", refused.code, refused.detail),)
            wrong = {error.field for error in found}
            kept = {name: value for name, value in left.items() if to_camel_case(name) not in wrong}
            errors += found
            if len(kept) == len(left):
                raise
            left = kept


def fill_in(request: InterviewRequest, job_facts: JobTextFacts) -> InterviewRequest:
    """Return ``request`` with the facts of the job text where it has none of its own."""
    return dataclasses.replace(
        request,
        position=request.position or job_facts.position,
        level=request.level or job_facts.level,
        skills=request.skills or job_facts.skills,
    )
