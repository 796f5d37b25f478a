"""What media answers over HTTP."""

from vivavoce.media.routes.artifacts import MediaUseCases, artifact_routes, link_routes
from vivavoce.media.routes.recording import FilmUseCases, recording_routes

__all__ = [
    "FilmUseCases",
    "MediaUseCases",
    "artifact_routes",
    "link_routes",
    "recording_routes",
]
