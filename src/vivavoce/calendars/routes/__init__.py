"""Routes of a person's own calendars."""

from vivavoce.calendars.routes.calendars import build_calendar_router

__all__ = ["build_calendar_router"]
