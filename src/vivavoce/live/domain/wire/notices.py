"""Notices to the candidate outside the conversation: a table of kinds, severities and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.envelope import Json

NoticeKind = Literal["word-usage", "time", "performance", "technical", "staff"]
NoticeSeverity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class CandidateNotice:
    """One sentence for the candidate; it is not a turn and needs no answer."""

    kind: NoticeKind
    severity: NoticeSeverity
    text: str

    def to_json(self, **values: object) -> Json:
        """Return the notice as a frame body, with ``values`` filled into its placeholders."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "text": self.text.format(**values),
        }


NOTICES: Mapping[str, CandidateNotice] = {
    "time_left": CandidateNotice("time", "info", "About {left} left."),
    "time_short": CandidateNotice("time", "warning", "About {left} left."),
    "thinking": CandidateNotice("performance", "info", "One moment, please."),
    "observer_joined": CandidateNotice(
        "staff", "info", "A member of the hiring team is now listening."
    ),
    "observer_left": CandidateNotice("staff", "info", "The hiring team is no longer listening."),
    "staff_speaking": CandidateNotice(
        "staff", "info", "A member of the hiring team is now talking with you."
    ),
    "interviewer_resumed": CandidateNotice("staff", "info", "The interviewer continues from here."),
}
TIME_SHORT_S = 60
"""With this many seconds left or fewer, the time notice becomes a warning."""
SPOKEN_PHRASES: Mapping[str, str] = {
    "yes_or_no": "Please press the button, or type yes or no.",
    "yes_or_no_by_key": (
        "Press 1 for yes or 2 for no. You can also say: yes, I agree; or: no, I don't agree."
    ),
    "queued": "Please wait a moment. You are number {place} in the queue.",
    "paused": "Take your time. Press 5 when you want to continue.",
    "resumed": "Let's go on.",
    "end_by_key": "You can also press 1 for yes or 2 for no.",
    "resume_by_key": "You can also press 5 to continue.",
    "handed_on": (
        "We have to interrupt briefly. Please stay on the line. If the call drops, we will "
        "call you back."
    ),
    "cut_off": "We were cut off.",
    "back": "Welcome back. Please go on with your answer.",
}
"""Sentences that are only spoken, never shown as text."""
