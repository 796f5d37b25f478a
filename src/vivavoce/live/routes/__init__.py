"""HTTP routes for live sessions."""

from vivavoce.live.routes.replay import ReplayUseCases, replay_routes
from vivavoce.live.routes.sessions import SessionUseCases, session_routes
from vivavoce.live.routes.staff import StaffUseCases, staff_routes

__all__ = [
    "ReplayUseCases",
    "SessionUseCases",
    "StaffUseCases",
    "replay_routes",
    "session_routes",
    "staff_routes",
]
