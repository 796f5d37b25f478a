"""HTTP routes of media."""

from vivavoce.media.routes.artifacts import MediaUseCases, artifact_routes, link_routes
from vivavoce.media.routes.recording import VideoUseCases, recording_routes

__all__ = [
    "MediaUseCases",
    "VideoUseCases",
    "artifact_routes",
    "link_routes",
    "recording_routes",
]
