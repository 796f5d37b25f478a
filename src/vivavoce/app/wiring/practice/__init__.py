"""Builds practice: each part of it in a file of its own, connected here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.app.wiring.planning import Planning
from vivavoce.app.wiring.practice.assistant import (
    AssistantNeed,
    PracticeTools,
    assignment_tools,
    build_assistant,
    route_to_agent,
    session_tools,
)
from vivavoce.app.wiring.practice.sessions import (
    NoEdits,
    PracticeSessions,
    SessionsNeed,
    build_practice_sessions,
)
from vivavoce.app.wiring.tenancy import Tenancy
from vivavoce.planning.facade import PlanReader
from vivavoce.practice.ports.sessions import NoHistory


@dataclass(frozen=True, slots=True)
class Practice:
    """What the roof needs of practice."""

    sessions: PracticeSessions
    routers: tuple[APIRouter, ...]
    """They stand before the routes of other slices whose paths take an id."""


def build_practice(
    on: Foundation, *, tenancy: Tenancy, hiring: Hiring, planning: Planning, plans: PlanReader
) -> Practice:
    """Return practice on real adapters."""
    sessions = build_practice_sessions(
        on,
        SessionsNeed(
            desk=hiring.own,
            tenants=tenancy.reader,
            plans=plans,
            edits=NoEdits(),
            reorder=planning.reorder,
            limits=tenancy.rates,
            audit=tenancy.audit,
            history=NoHistory(),
        ),
    )
    tools = PracticeTools(
        {
            **session_tools(sessions.cases),
            **assignment_tools(sessions.assignment_cases),
            "route_to_agent": route_to_agent,
        }
    )
    assistant = build_assistant(
        on, AssistantNeed(owners=sessions.owners, limits=tenancy.rates, tools=tools)
    )
    return Practice(sessions, (sessions.router, assistant))
