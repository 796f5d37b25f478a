"""WebSocket routes of sessions: for candidates, for practice sessions, and for staff."""

from vivavoce.live.sockets.candidate import CandidateSocketDependencies, candidate_socket_routes
from vivavoce.live.sockets.self_service import (
    SelfServiceSocketDependencies,
    self_service_socket_routes,
)
from vivavoce.live.sockets.staff import StaffSocketDependencies, staff_socket_routes
from vivavoce.live.sockets.websocket_channel import WebSocketCandidateChannel

__all__ = [
    "CandidateSocketDependencies",
    "SelfServiceSocketDependencies",
    "StaffSocketDependencies",
    "WebSocketCandidateChannel",
    "candidate_socket_routes",
    "self_service_socket_routes",
    "staff_socket_routes",
]
