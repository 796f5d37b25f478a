"""How long what people said, recordings and assessments are kept, and what an organization may decide."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.profiles import PROFILES

ASSESSMENT_RETENTION_SETTING = "assessmentRetentionDays"
RECORDING_RETENTION_SETTING = "recordingRetentionDays"
MAX_RECORDING_DAYS = 30
"""What the text about video promises; an organization may only keep recordings for a shorter time."""
MAX_RETENTION_DAYS = 3650

RETENTION_DEFAULTS = {
    **{profile.transcript_retention_setting: profile.pii_days for profile in PROFILES.values()},
    ASSESSMENT_RETENTION_SETTING: PROFILES["hiring"].assessment_days,
    RECORDING_RETENTION_SETTING: MAX_RECORDING_DAYS,
}
"""Every setting of retention with the days that hold where an organization decided nothing."""


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """How many days after its end an interview's words and its assessment are kept."""

    transcript: int
    assessment: int
