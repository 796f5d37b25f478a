"""Sockets of sessions: the candidate's as Maya's clients open it, the practising person's room, staff's."""

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
