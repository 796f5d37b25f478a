"""Builds practice: each part of it in a file of its own, connected here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.assessment import read_assessments
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.app.wiring.live import Live
from vivavoce.app.wiring.planning import Planning
from vivavoce.app.wiring.practice.reviews import (
    PracticeNeighbours,
    Reviews,
    build_reviews,
    read_history,
)
from vivavoce.app.wiring.practice.sessions import (
    HandEdits,
    PracticeSessions,
    SessionsNeed,
    build_practice_sessions,
)
from vivavoce.app.wiring.tenancy import Tenancy
from vivavoce.planning.facade import PlanReader


@dataclass(frozen=True, slots=True)
class Practice:
    """What the roof needs of practice."""

    sessions: PracticeSessions
    reviews: Reviews
    routers: tuple[APIRouter, ...]
    """They stand before the routes of other slices whose paths take an id."""


def build_practice(
    on: Foundation,
    *,
    tenancy: Tenancy,
    hiring: Hiring,
    planning: Planning,
    plans: PlanReader,
    live: Live,
) -> Practice:
    """Return practice on real adapters."""
    sessions = build_practice_sessions(
        on,
        SessionsNeed(
            desk=hiring.own,
            tenants=tenancy.reader,
            plans=plans,
            edits=HandEdits(planning.editor),
            reorder=planning.reorder,
            limits=tenancy.rates,
            audit=tenancy.audit,
            history=read_history(on),
        ),
    )
    reviews = build_reviews(
        on,
        PracticeNeighbours(
            desk=hiring.own,
            owners=sessions.owners,
            plans=plans,
            stories=live.stories,
            assessments=read_assessments(on),
            assignments=sessions.book,
            tenants=tenancy.reader,
        ),
    )
    return Practice(sessions, reviews, (sessions.router, reviews.router))
