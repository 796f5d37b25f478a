"""What a candidate is told before the first recorded word, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.contracts.sound import VoiceOffer
from vivavoce.kernel.errors import FieldError, Malformed

_EDITION = "2026-11-20"
IN_WRITING = VoiceOffer()
_MOST_NEEDS = 10
_LONGEST_NEED = 200


class NeedsUnreadable(Malformed):
    """What would make it easier cannot be read."""

    code = "needs_unreadable"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text and the version that stands for exactly these words."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the candidate answered to a text, and what would make the interview easier."""

    text: ConsentText
    is_accepted: bool
    at: datetime
    needs: tuple[str, ...] = field(default=(), repr=False)


def consent_text(keep_days: int, voice: VoiceOffer = IN_WRITING) -> ConsentText:
    """Return the text for interviews whose words are kept for ``keep_days``, and perhaps spoken."""
    text = (
        "You will talk with a computer, not a person. It asks questions, and what you say or type is "
        "recorded and written down. A person reads it and decides; the computer does not decide. "
        f"What you said is deleted after {keep_days} days. You can stop at any time, and you can ask "
        "to talk to a person instead. Nothing is recorded before you agree."
    )
    spoken, mark = voice_terms(voice)
    return ConsentText(version=f"{_EDITION}.{keep_days}{mark}", text=text + spoken)


def voice_terms(voice: VoiceOffer) -> tuple[str, str]:
    """Return what is to be known before speaking, and how the version of a text names it."""
    if not voice.is_offered:
        return "", ""
    if voice.answers == "typed":
        text = "\n\nYou may have the questions read to you by a computer's voice."
    else:
        text = (
            "\n\nIf you choose to speak, a program listens and writes down your words. It may mishear: "
            "you see what it wrote and can put it right. The words are kept, the sound of your voice "
            "is not. You can type instead at any time."
        )
    if not voice.outside:
        return text, ".voice"
    firms = " and ".join(voice.outside)
    mark = "+".join(name.split()[-1].lower() for name in voice.outside)
    return f"{text} For this, sound is sent to {firms}.", f".voice-{mark}"


def check_needs(needs: list[str]) -> tuple[str, ...]:
    """Return what would make it easier, without blanks, or raise ``NeedsUnreadable``."""
    kept = tuple(need.strip() for need in needs if need.strip())
    if len(kept) > _MOST_NEEDS or any(len(need) > _LONGEST_NEED for need in kept):
        message = f"Name up to {_MOST_NEEDS} things, each in up to {_LONGEST_NEED} characters."
        raise NeedsUnreadable(message, errors=[FieldError("accommodations", "too_long", message)])
    return kept
