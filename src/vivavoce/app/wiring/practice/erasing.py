"""Builds the erasing of a person's own practice, over all its parts."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.planning.facade import PlanReader
from vivavoce.practice.adapters.conversations import PostgresConversations
from vivavoce.practice.adapters.drafts import PostgresDrafts
from vivavoce.practice.adapters.reviews import PostgresReviews
from vivavoce.practice.ports.sessions import Audit
from vivavoce.practice.routes.own import own_practice_router
from vivavoce.practice.usecases.erase_own import EraseOwn
from vivavoce.practice.usecases.owners import Owners


def erasing_router(
    on: Foundation, hiring: Hiring, *, owners: Owners, plans: PlanReader, audit: Audit
) -> APIRouter:
    """Return the route on real adapters."""
    erase = EraseOwn(
        open_work=on.open_work,
        owners=owners,
        desk=hiring.own,
        erasing=hiring.erase,
        of_interviews=[PostgresDrafts(on.keys), plans],
        of_people=[PostgresReviews(on.vault), PostgresConversations(on.vault, on.ids)],
        audit=audit,
    )
    whole = APIRouter()
    whole.include_router(own_practice_router(erase), prefix="/api/v1")
    return whole
