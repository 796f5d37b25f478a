"""The interviewer's personas: they change how questions are phrased, never what is asked or scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vivavoce.kernel.translation import phrase, phrases, translatable

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
        style=translatable(
            "Warm, friendly and encouraging; good for a first interview or for nerves."
        ),
        opening=phrase("Take all the time you need. There are no trick questions."),
        acknowledgements=phrases(
            "Thank you, that helps me understand.",
            "Thank you for telling me that.",
            "I can picture that, thank you.",
        ),
        goodbye=phrase(
            "Thank you for practicing with me. You can be proud of the effort you put in."
        ),
    ),
    Persona(
        id="emma",
        name="Emma",
        style=translatable("Professional, structured and clear; a good fit for most people."),
        opening=phrase(
            "I'll keep this structured: one question at a time, and I may ask follow-up questions."
        ),
        acknowledgements=phrases("Thank you.", "Understood, thank you.", "Noted, thank you."),
        goodbye=phrase("Thank you for your time and your answers."),
    ),
    Persona(
        id="john",
        name="John",
        style=translatable("Calm, senior and probing; for leadership and high-pressure rounds."),
        opening=phrase(
            "I'll ask a few questions and go into depth. Precise answers will serve you best."
        ),
        acknowledgements=phrases("All right.", "I see.", "Understood."),
        goodbye=phrase("That brings us to the end. Thank you."),
    ),
    Persona(
        id="kapil",
        name="Kapil",
        style=translatable(
            "Energetic, conversational and a little challenging; keeps up the pace."
        ),
        opening=phrase(
            "Let's keep up the pace. Tell me what you actually did, and I may push you a little."
        ),
        acknowledgements=phrases("Okay, let's keep going.", "Right, I follow.", "Okay, got it."),
        goodbye=phrase("That's a wrap. Thanks for keeping up the pace!"),
    ),
)
PERSONAS: dict[str, Persona] = {persona.id: persona for persona in _ROWS}
DEFAULT_PERSONA = PERSONAS["emma"]
