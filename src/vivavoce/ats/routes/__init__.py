"""Routes of applicant tracking systems: the settings, and what the systems themselves call."""

from vivavoce.ats.routes.callbacks import build_ats_callback_router
from vivavoce.ats.routes.connections import build_ats_connection_router

__all__ = ["build_ats_callback_router", "build_ats_connection_router"]
