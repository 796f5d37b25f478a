"""Candidate access over HTTP: the token in the path is the credential, with a code where one is required."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.access.routes.candidate_page import build_candidate_page_router
from vivavoce.access.routes.embedded_room import build_embedded_room_router
from vivavoce.access.routes.invitation import (
    CandidateAccessUseCases,
    build_invitation_router,
    build_session_router,
)
from vivavoce.infra.web.routing import ApiRouter


def router(use_cases: CandidateAccessUseCases) -> APIRouter:
    """Return the candidate access routes under ``/api/v1``; those of partners also without it."""
    api_router = ApiRouter()
    embedded = build_embedded_room_router(use_cases.open_embedded_room)
    api_router.include_router(embedded, prefix="/api/v1")
    api_router.include_router(build_invitation_router(use_cases), prefix="/api/v1")
    api_router.include_router(build_session_router(use_cases), prefix="/api/v1")
    api_router.include_router(build_candidate_page_router(use_cases.pages), prefix="/api/v1")
    api_router.include_router(build_invitation_router(use_cases), include_in_schema=False)
    api_router.include_router(build_session_router(use_cases), include_in_schema=False)
    return api_router
