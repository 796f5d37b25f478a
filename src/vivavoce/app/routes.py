"""All routes of the public API, in the order of the OpenAPI document."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.bus_status import router as bus_routes
from vivavoce.app.dead_letter_routes import router as admin_routes
from vivavoce.app.platform import Platform
from vivavoce.app.slices import Slices
from vivavoce.app.wiring.access import build_access_router
from vivavoce.app.wiring.delivery import build_delivery_routers
from vivavoce.app.wiring.practice.assistant import build_assistant_routes
from vivavoce.app.wiring.voice import build_speech_routes, voice_availability


def build_api_routers(platform: Platform, slices: Slices) -> tuple[APIRouter, ...]:
    """Return all routers that the gateway serves."""
    desk, limits = slices.hiring.interviews, slices.tenancy.rate_limiter
    doors = build_access_router(
        platform,
        slices.access,
        sessions=slices.live.candidate_sessions,
        emails=slices.delivery.emails,
        rate_limiter=limits,
    )
    return (
        slices.tenancy.router,
        *slices.practice.routers,
        slices.planning.router,
        *slices.intake.routers,
        slices.live.routes(slices.self_service_sessions, voice_availability(slices.voice)),
        slices.livekit.router,
        slices.live.staff.router,
        slices.panel.router,
        *build_delivery_routers(platform, slices.delivery, desk, slices.tenancy.rules),
        doors,
        slices.hiring.router,
        slices.hiring.retention_router,
        admin_routes(platform.open_work, slices.tenancy.audit),
        bus_routes(slices.bus_status),
        slices.runs,
        *slices.analytics.routers,
        *slices.media.routers,
        *slices.phone.routers,
        build_assistant_routes(platform, slices.practice, slices.media, rate_limiter=limits),
        build_speech_routes(slices.voice, rate_limiter=limits),
    )
