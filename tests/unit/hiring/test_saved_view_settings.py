"""What of a stored view still fits, and what is dropped."""

from __future__ import annotations

from datetime import date

from vivavoce.hiring.domain.saved_view import (
    DroppedSetting,
    ViewSettings,
    read_settings,
    settings_to_document,
)
from vivavoce.hiring.domain.workflow import InterviewState

FULL = ViewSettings(
    states=(InterviewState.PENDING, InterviewState.INFO_NEEDED),
    position="Baker",
    recommendations=("HIRE",),
    decisions=("NO_HIRE", "NONE"),
    flags=("contradiction",),
    profiles=("hiring",),
    requested_from=date(2030, 1, 1),
    requested_until=date(2030, 1, 31),
    is_requested_by_me=True,
    has_failed_step=True,
    order="longest_wait",
    columns=("status", "position"),
)


def test_a_view_is_read_as_it_was_saved() -> None:
    assert read_settings(settings_to_document(FULL), {"Baker"}) == (FULL, ())
    assert read_settings(settings_to_document(ViewSettings()), ()) == (ViewSettings(), ())


def test_an_empty_document_of_an_earlier_version_is_a_view_of_everything() -> None:
    assert read_settings({}, ()) == (ViewSettings(), ())


def test_every_part_that_is_not_known_any_more_is_dropped_and_named() -> None:
    document = {
        **settings_to_document(FULL),
        "states": ["PENDING", "PONDERING"],
        "recommendations": ["PERHAPS"],
        "decisions": ["NONE", "UNSURE"],
        "flags": ["distress"],
        "profiles": ["poetry"],
        "order": "by_mood",
        "columns": ["mood"],
    }

    settings, dropped = read_settings(document, {"Cook"})

    assert settings.states == (InterviewState.PENDING,)
    assert settings.decisions == ("NONE",)
    assert (settings.position, settings.order, settings.columns) == (None, "newest", ())
    assert dropped == (
        DroppedSetting("states", "PONDERING"),
        DroppedSetting("position", "Baker"),
        DroppedSetting("order", "by_mood"),
        DroppedSetting("recommendations", "PERHAPS"),
        DroppedSetting("decisions", "UNSURE"),
        DroppedSetting("flags", "distress"),
        DroppedSetting("profiles", "poetry"),
        DroppedSetting("columns", "mood"),
    )
