"""The consent text that a candidate sees before anything is recorded, and their decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.kernel.errors import FieldError, InvalidRequestError

_TEXT_VERSION = "2026-11-21"
TEXT_ONLY = VoiceAvailability()
_MAX_ACCOMMODATIONS = 10
_MAX_ACCOMMODATION_LENGTH = 200


class InvalidAccommodationsError(InvalidRequestError):
    """There are too many accommodations, or one is too long."""

    code = "accommodations_invalid"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text and the version that identifies its exact wording."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDecision:
    """The candidate's answer to a consent text, and the accommodations that they ask for."""

    text: ConsentText
    is_accepted: bool
    at: datetime
    accommodations: tuple[str, ...] = field(default=(), repr=False)


def build_consent_text(keep_days: int, voice: VoiceAvailability = TEXT_ONLY) -> ConsentText:
    """Return the consent text for transcripts kept for ``keep_days``, with voice terms if available."""
    text = (
        "A computer program conducts this interview, not a person. It asks questions and "
        "keeps what you say or type as text. A person reads your answers and decides; "
        f"the program does not decide. Your answers are deleted after {keep_days} days. "
        "You can stop at any time, and you can ask to talk with a person instead. "
        "Nothing is recorded before you agree."
    )
    spoken, mark = build_voice_terms(voice)
    return ConsentText(version=f"{_TEXT_VERSION}.{keep_days}{mark}", text=text + spoken)


def build_voice_terms(voice: VoiceAvailability) -> tuple[str, str]:
    """Return the terms for using voice and the suffix that marks them in the text version."""
    if not voice.is_available:
        return "", ""
    if voice.answer_mode == "typed":
        text = "\n\nA computer voice can read the questions to you."
    else:
        text = (
            "\n\n"
            "If you choose to speak, a program turns your speech into text. It can "
            "mishear, so you see the text and can correct it. The text is kept; the "
            "sound of your voice is not. You can type instead at any time."
        )
    if not voice.third_parties:
        return text, ".voice"
    firms = " and ".join(voice.third_parties)
    mark = "+".join(name.split()[-1].lower() for name in voice.third_parties)
    return f"{text} For this, your audio is sent to {firms}.", f".voice-{mark}"


def clean_accommodations(values: list[str]) -> tuple[str, ...]:
    """Return the accommodations without blank ones, or raise ``InvalidAccommodationsError``."""
    kept = tuple(need.strip() for need in values if need.strip())
    if len(kept) > _MAX_ACCOMMODATIONS or any(
        len(need) > _MAX_ACCOMMODATION_LENGTH for need in kept
    ):
        most = (
            f"up to {_MAX_ACCOMMODATIONS} accommodations, each with up to "
            f"{_MAX_ACCOMMODATION_LENGTH} characters"
        )
        message = f"Name {most}."
        raise InvalidAccommodationsError(
            message, errors=[FieldError("accommodations", "too_long", message)]
        )
    return kept
