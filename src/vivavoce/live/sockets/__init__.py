"""Sockets of sessions: the candidate's as Maya's clients open it, the practising person's room, staff's."""

from vivavoce.live.sockets.candidate import Door, socket_routes
from vivavoce.live.sockets.line import WebSocketLine
from vivavoce.live.sockets.room import RoomDoor, room_routes
from vivavoce.live.sockets.staff import StaffDoor, staff_sockets

__all__ = [
    "Door",
    "RoomDoor",
    "StaffDoor",
    "WebSocketLine",
    "room_routes",
    "socket_routes",
    "staff_sockets",
]
