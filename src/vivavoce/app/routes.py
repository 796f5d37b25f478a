"""All routes of the public API, in the order in which its document lists them."""

from __future__ import annotations

from fastapi import APIRouter

from vivavoce.app.admin import router as admin_routes
from vivavoce.app.bus_status import router as bus_routes
from vivavoce.app.foundation import Foundation
from vivavoce.app.slices import Slices
from vivavoce.app.wiring.access import access_routes
from vivavoce.app.wiring.delivery import delivery_routes
from vivavoce.app.wiring.practice.assistant import build_assistant
from vivavoce.app.wiring.voice import offer_of, speech_routes


def api_routes(on: Foundation, of: Slices) -> tuple[APIRouter, ...]:
    """Return what the gateway serves of every slice."""
    desk, limits = of.hiring.desk, of.tenancy.rates
    doors = access_routes(
        on, of.access, sessions=of.live.doors, post=of.delivery.post, rates=limits
    )
    return (
        of.tenancy.router,
        *of.practice.routers,
        of.planning.router,
        *of.intake.routers,
        of.live.routes(of.rooms, offer_of(of.voice)),
        of.livekit.router,
        of.live.staff.router,
        of.panel.router,
        *delivery_routes(on, of.delivery, desk, of.tenancy.rules),
        doors,
        of.hiring.router,
        of.hiring.retention_router,
        admin_routes(on.open_work, of.tenancy.audit),
        bus_routes(of.bus),
        of.runs,
        *of.insight.routers,
        *of.media.routers,
        *of.phone.routers,
        build_assistant(on, of.practice, of.media, limits=limits),
        speech_routes(of.voice, limits=limits),
    )
