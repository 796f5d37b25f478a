"""How long transcripts, recordings and assessments are kept, and what an organization may change."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.profiles import PROFILES

ASSESSMENT_RETENTION_SETTING = "assessmentRetentionDays"
RECORDING_RETENTION_SETTING = "recordingRetentionDays"
MAX_RECORDING_DAYS = 30
"""Days that the video consent text promises; an organization may only set a shorter period."""
MAX_RETENTION_DAYS = 3650

RETENTION_DEFAULTS = {
    **{profile.transcript_retention_setting: profile.pii_days for profile in PROFILES.values()},
    ASSESSMENT_RETENTION_SETTING: PROFILES["hiring"].assessment_days,
    RECORDING_RETENTION_SETTING: MAX_RECORDING_DAYS,
}
"""Every retention setting with its default number of days."""


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """Days for which an interview's transcript and assessment are kept after it ends."""

    transcript: int
    assessment: int
