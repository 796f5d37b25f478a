"""Correct the facts of a candidate's résumé: its jobs, education, skills and the rest of the document."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.json_resume import read_json_resume, write_json_resume
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.request import JSON_RESUME_MEMBER, InterviewRequest
from vivavoce.infra.keys import DataErasedError
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission


class CorrectResume:
    """Replaces the résumé of an interview's candidate; a plan that exists stays as it is."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._audit = audit

    async def __call__(
        self,
        caller: Caller,
        key: str,
        document: Mapping[str, Any],  # Any: JSON Resume
    ) -> Json:
        """Return the résumé as it is now; the candidate's name and addresses stay those of the interview.

        Raises ``InvalidJsonResumeError`` for a document that does not follow the schema, and
        ``DataErasedError`` after erasure.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        read_json_resume(document)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.is_erased:
                raise DataErasedError
            request = _with_resume(interview.request, document)
            await self._interviews.save_request(
                work, dataclasses.replace(interview, request=request)
            )
            sections = {"sections": sorted(set(document))}
            await self._audit.record(
                work, caller, "interview.resume_corrected", str(interview.id), sections
            )
        return resume_of(request)


def resume_of(request: InterviewRequest) -> Json:
    """Return what is known about the candidate, as JSON Resume."""
    return write_json_resume(
        name=request.candidate_name,
        email=request.candidate_email,
        phone=request.phone_number,
        text=request.resume_text,
        document=_imported_resume(request),
    )


def _imported_resume(request: InterviewRequest) -> Json | None:
    imported = (request.candidate_profile or {}).get(JSON_RESUME_MEMBER)
    return imported if isinstance(imported, dict) else None


def _with_resume(request: InterviewRequest, document: Mapping[str, Any]) -> InterviewRequest:
    """Return ``request`` with ``document``; a text that was made of the old one is made of the new one."""
    old = _imported_resume(request)
    is_derived = request.resume_text is None or (
        old is not None and request.resume_text == read_json_resume(old).text
    )
    return dataclasses.replace(
        request,
        candidate_profile={
            **(request.candidate_profile or {}),
            JSON_RESUME_MEMBER: dict(document),
        },
        resume_text=read_json_resume(document).text or None if is_derived else request.resume_text,
    )
