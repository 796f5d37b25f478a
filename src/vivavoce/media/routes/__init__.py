"""HTTP routes of media."""

from vivavoce.media.routes.artifacts import MediaUseCases, build_artifact_router, build_link_router
from vivavoce.media.routes.recording import VideoUseCases, build_recording_router

__all__ = [
    "MediaUseCases",
    "VideoUseCases",
    "build_artifact_router",
    "build_link_router",
    "build_recording_router",
]
