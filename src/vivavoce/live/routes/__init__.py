"""What is asked about sessions over HTTP; each part of it is a file of its own."""

from vivavoce.live.routes.replay import ReplayUseCases, replay_routes
from vivavoce.live.routes.sessions import SessionUseCases, session_routes

__all__ = ["ReplayUseCases", "SessionUseCases", "replay_routes", "session_routes"]
