"""HTTP routes for live sessions."""

from vivavoce.live.routes.replay import ReplayUseCases, build_replay_router
from vivavoce.live.routes.sessions import SessionUseCases, build_session_router
from vivavoce.live.routes.staff import StaffUseCases, build_staff_router

__all__ = [
    "ReplayUseCases",
    "SessionUseCases",
    "StaffUseCases",
    "build_replay_router",
    "build_session_router",
    "build_staff_router",
]
