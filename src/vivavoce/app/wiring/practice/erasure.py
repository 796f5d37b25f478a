"""Builds the erasure of a person's own practice data, in all its parts."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.planning.facade import PlanService
from vivavoce.practice.adapters.conversations import PostgresConversationRepository
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.routes.own_practice import build_own_practice_router
from vivavoce.practice.usecases.erase_own_practice import EraseOwnPractice
from vivavoce.practice.usecases.practice_access import PracticeAccess


def build_erasure_router(
    platform: Platform,
    hiring: HiringSlice,
    *,
    owners: PracticeAccess,
    plans: PlanService,
    audit: AuditTrail,
) -> APIRouter:
    """Return the route with its production adapters."""
    erase = EraseOwnPractice(
        open_work=platform.open_work,
        access=owners,
        interviews=hiring.self_service_interviews,
        person_eraser=hiring.erase,
        interview_data=[PostgresPracticeDraftRepository(platform.keys), plans],
        person_data=[
            PostgresReviewRepository(platform.vault),
            PostgresConversationRepository(platform.vault, platform.ids),
        ],
        audit=audit,
    )
    whole = ApiRouter()
    whole.include_router(build_own_practice_router(erase), prefix="/api/v1")
    return whole
