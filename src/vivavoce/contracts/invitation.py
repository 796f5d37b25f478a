"""How a candidate can answer in one interview, as their invitation tells them."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.voice import VoiceAvailability


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewFormat:
    """What one interview offers its candidate and asks of them. Answers can always be typed."""

    voice: VoiceAvailability
    is_video_offered: bool
    """Whether the candidate may be asked for a video recording; it is their choice."""
    is_code_required: bool
    """Whether the candidate confirms their e-mail address with a code."""
