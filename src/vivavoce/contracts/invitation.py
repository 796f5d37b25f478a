"""What an invitation says: how this interview can be answered, and what its message may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.voice import VoiceAvailability

MailDelivery = Literal["email", "mailbox"]
"""Where an installation's e-mails go: to a mail server, or into the console's mailbox in place of one."""
CodeDelivery = MailDelivery | Literal["none"]
"""Where a one-time code goes; nowhere for a test."""
EmailProgress = Literal["waiting", "sent", "delayed", "failed"]
"""How far an e-mail has come. A delayed one is tried again, a failed one is not."""
LINK_PLACEHOLDER = "{{INTERVIEW_LINK}}"
"""Stands for the personal link in the message of a plan."""
NAME_PLACEHOLDER = "{{CANDIDATE_NAME}}"
"""Stands for the candidate's name there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewFormat:
    """What one interview offers its candidate and asks of them. Answers can always be typed."""

    voice: VoiceAvailability
    is_video_offered: bool
    """Whether the candidate may be asked for a video recording; it is their choice."""
    is_code_required: bool
    """Whether the candidate confirms their e-mail address with a code."""
    is_voice_recording_offered: bool = False
    """Whether the candidate may be asked for a recording of their voice; it is their choice."""
