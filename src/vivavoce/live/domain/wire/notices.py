"""Notices to the candidate outside the conversation: a table of kinds, severities and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import ENGLISH, phrase, translate

NoticeKind = Literal["word-usage", "time", "performance", "technical", "staff"]
NoticeSeverity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class CandidateNotice:
    """One sentence for the candidate; it is not a turn and needs no answer."""

    kind: NoticeKind
    severity: NoticeSeverity
    text: str

    def to_json(self, language: str = ENGLISH, **values: object) -> Json:
        """Return the notice as a frame body in ``language``, with ``values`` in its placeholders."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "text": translate(self.text, language).format(**values),
        }


NOTICES: Mapping[str, CandidateNotice] = {
    "time_left": CandidateNotice("time", "info", phrase("About {left} left.")),
    "time_short": CandidateNotice("time", "warning", phrase("About {left} left.")),
    "thinking": CandidateNotice("performance", "info", phrase("One moment, please.")),
    "observer_joined": CandidateNotice(
        "staff", "info", phrase("A member of the hiring team is now listening.")
    ),
    "observer_left": CandidateNotice(
        "staff", "info", phrase("The hiring team is no longer listening.")
    ),
    "staff_speaking": CandidateNotice(
        "staff", "info", phrase("A member of the hiring team is now talking with you.")
    ),
    "interviewer_resumed": CandidateNotice(
        "staff", "info", phrase("The interviewer continues from here.")
    ),
}
TIME_SHORT_S = 60
"""With this many seconds left or fewer, the time notice becomes a warning."""
SPOKEN_PHRASES: Mapping[str, str] = {
    "yes_or_no": phrase("Please press the button, or type yes or no."),
    "yes_or_no_by_key": phrase(
        "Press 1 for yes or 2 for no. You can also say: yes, I agree; or: no, I don't agree."
    ),
    "queued": phrase("Please wait a moment. You are number {place} in the queue."),
    "paused": phrase("Take your time. Press 5 when you want to continue."),
    "resumed": phrase("Let's go on."),
    "end_by_key": phrase("You can also press 1 for yes or 2 for no."),
    "resume_by_key": phrase("You can also press 5 to continue."),
    "handed_on": phrase(
        "We have to interrupt briefly. Please stay on the line. If the call drops, we will "
        "call you back."
    ),
    "cut_off": phrase("We were cut off."),
    "back": phrase("Welcome back. Please go on with your answer."),
}
"""Sentences that are only spoken, never shown as text."""
