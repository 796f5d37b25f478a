"""WebSocket routes of sessions: for candidates, for practice sessions, and for staff."""

from vivavoce.live.sockets.candidate import (
    CandidateSocketDependencies,
    build_candidate_socket_router,
)
from vivavoce.live.sockets.self_service import (
    SelfServiceSocketDependencies,
    build_self_service_socket_router,
)
from vivavoce.live.sockets.staff import StaffSocketDependencies, build_staff_socket_router
from vivavoce.live.sockets.websocket_channel import WebSocketCandidateChannel

__all__ = [
    "CandidateSocketDependencies",
    "SelfServiceSocketDependencies",
    "StaffSocketDependencies",
    "WebSocketCandidateChannel",
    "build_candidate_socket_router",
    "build_self_service_socket_router",
    "build_staff_socket_router",
]
