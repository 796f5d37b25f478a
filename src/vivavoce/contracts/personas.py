"""The interviewer's personas: they change how questions are phrased, never what is asked or scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PersonaId = Literal["payal", "emma", "john", "kapil"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One interviewing style. ``acknowledgements`` come between an answer and the next question."""

    id: PersonaId
    name: str
    style: str
    """One-sentence description for the person who chooses."""
    opening: str
    """What the interviewer says after the greeting."""
    acknowledgements: tuple[str, ...]
    goodbye: str


_ROWS = (
    Persona(
        id="payal",
        name="Payal",
        style="Warm, friendly and encouraging; good for a first interview or for nerves.",
        opening="Take all the time you need; there is no trick in any of these questions.",
        acknowledgements=(
            "Thank you, that helps me see it.",
            "Thank you for telling me that.",
            "I can picture that, thank you.",
        ),
        goodbye="Thank you for practising with me. You may be proud of having done it.",
    ),
    Persona(
        id="emma",
        name="Emma",
        style="Professional, structured and crisp; fits most people.",
        opening="I will keep it structured: one question at a time, and I may ask further.",
        acknowledgements=("Thank you.", "Understood, thank you.", "Noted, thank you."),
        goodbye="That was the last question. Thank you for your time.",
    ),
    Persona(
        id="john",
        name="John",
        style="Calm, senior and probing; for leadership and high-pressure rounds.",
        opening="I will ask few questions and go deep. Precise answers serve you best.",
        acknowledgements=("All right.", "I see.", "Understood."),
        goodbye="We are at the end. Thank you.",
    ),
    Persona(
        id="kapil",
        name="Kapil",
        style="Energetic, conversational and a little challenging; for momentum.",
        opening="Let us keep the pace up. Say what you really did, and I will push a little.",
        acknowledgements=("Good, let us go on.", "Right, I follow.", "Okay, got it."),
        goodbye="That is a wrap. Thanks for keeping up the pace!",
    ),
)
PERSONAS: dict[str, Persona] = {persona.id: persona for persona in _ROWS}
DEFAULT_PERSONA = PERSONAS["emma"]
