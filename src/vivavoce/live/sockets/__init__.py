"""Sockets of sessions: the candidate's as Maya's clients open it, and the practising person's room."""

from vivavoce.live.sockets.candidate import Door, socket_routes
from vivavoce.live.sockets.line import WebSocketLine
from vivavoce.live.sockets.room import RoomDoor, room_routes

__all__ = ["Door", "RoomDoor", "WebSocketLine", "room_routes", "socket_routes"]
