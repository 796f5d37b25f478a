"""What somebody wants to practise: the wish as it came, and the set-up that is made of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vivavoce.contracts.brief import DIFFICULTIES, INTERVIEW_TYPES
from vivavoce.contracts.personas import PERSONAS, USUAL_PERSONA
from vivavoce.contracts.profiles import PRACTICE
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.practice.domain.setup_secrets import refuse_secrets

DURATIONS = tuple(PRACTICE.question_counts)
USUAL_DIFFICULTY = "medium"
LONGEST_DESCRIPTION = 20_000
LONGEST_PROFILE = 4_000
LONGEST_FEEDBACK = 2_000
LONGEST_CONTEXT = 60_000
"""Characters of a whole context as JSON, with what nobody here reads."""
_LONGEST = {
    "target_role": 200,
    "company_name": 200,
    "job_description": LONGEST_DESCRIPTION,
    "candidate_name": 200,
    "source": 200,
    "framework": 60,
    "interview_framework": 60,
    "assessment_framework": 60,
}
_FRAMEWORKS = ("framework", "interview_framework", "assessment_framework")
_KNOWN_FRAMEWORKS = ("STAR", "CAR", "SOAR", "PAR", "STARR")
_ADVANCED, _HARDEST = "advanced", "hard"
_VOICE, _WRITTEN = "voice", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """One thing that was asked for and is done differently, and why."""

    field: str
    requested: str | int | None
    applied: str | int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a request says, before anything of it is judged."""

    persona_id: str | None = None
    interview_type: str
    duration_minutes: int
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)  # Any: JSON, as it came


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How a session is set up. ``context`` stays as it came; planners are shown the named facts only."""

    persona_id: str
    interview_type: str
    duration_minutes: int
    difficulty: str
    mode: str
    framework: str | None = None
    target_role: str | None = None
    company_name: str | None = None
    assignment_id: UUID | None = None
    adjustments: tuple[Adjustment, ...] = ()
    job_description: str | None = field(default=None, repr=False)
    candidate_name: str | None = field(default=None, repr=False)
    candidate_profile: str | None = field(default=None, repr=False)
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)  # Any: JSON

    @property
    def facts(self) -> dict[str, Any]:  # Any: facts of an interview by name
        """The facts that the interview's own slice takes."""
        return {
            "profile": PRACTICE.name,
            "candidate_name": self.candidate_name,
            "position": self.target_role,
            "company_name": self.company_name,
            "job_description": self.job_description,
            "resume_text": self.candidate_profile,
            "duration_minutes": self.duration_minutes,
            "interview_type": self.interview_type,
            "difficulty": self.difficulty,
            "framework": self.framework,
            "persona_id": self.persona_id,
            "context": dict(self.context),
        }


def read_wish(wish: Wish, *, modes: Sequence[str] = (_WRITTEN,)) -> Setup:
    """Return the set-up of a wish, or raise ``Malformed`` for every bad field, or ``SecretInContext``.

    ``modes`` are the ways in which sessions are held here, the usual one first.
    """
    refuse_secrets(wish.context)
    reader = _Reader(wish.context)
    persona = reader.one_of("persona_id", wish.persona_id, tuple(PERSONAS))
    kind = reader.one_of("interview_type", wish.interview_type, INTERVIEW_TYPES)
    if wish.duration_minutes not in DURATIONS:
        reader.wrong(
            "duration_minutes",
            "unsupported_duration",
            f"'{wish.duration_minutes}' is not one of {_listed(DURATIONS)} minutes.",
        )
    setup = Setup(
        persona_id=persona or USUAL_PERSONA.id,
        interview_type=kind or "",
        duration_minutes=wish.duration_minutes,
        difficulty=reader.difficulty(),
        mode=reader.mode(modes),
        framework=reader.framework(),
        target_role=reader.text("target_role"),
        company_name=reader.text("company_name"),
        assignment_id=reader.assignment(),
        job_description=reader.text("job_description"),
        candidate_name=reader.text("candidate_name"),
        candidate_profile=reader.profile(),
        context=dict(wish.context),
    )
    reader.text("source")
    reader.refuse_if_wrong()
    return dataclasses.replace(setup, adjustments=tuple(reader.adjustments))


def mode_of(context: Mapping[str, Any], modes: Sequence[str]) -> str:  # Any: JSON
    """Return how a session with this context is held where there are these ``modes``."""
    asked = context.get("requested_mode")
    return next((mode for mode in modes if mode == asked), modes[0])


def read_feedback(text: str | None) -> str:
    """Return the words for a planner, trimmed; raise ``Malformed`` when they are too many."""
    words = (text or "").strip()
    if len(words) > LONGEST_FEEDBACK:
        message = f"{len(words)} characters are more than {LONGEST_FEEDBACK}."
        raise Malformed(
            f"'planner_feedback': {message}",
            errors=[FieldError("planner_feedback", "too_long", message)],
        )
    return words


class _Reader:
    """Reads a context's members one by one; keeps what is wrong and what was adjusted."""

    def __init__(self, context: Mapping[str, Any]) -> None:  # Any: JSON
        self._context = context
        self._errors: list[FieldError] = []
        self.adjustments: list[Adjustment] = []
        size = len(json.dumps(context, ensure_ascii=False))
        if size > LONGEST_CONTEXT:
            self.wrong("context", "too_long", f"{size} characters are more than {LONGEST_CONTEXT}.")

    def wrong(self, name: str, code: str, message: str) -> None:
        self._errors.append(FieldError(name, code, message))

    def refuse_if_wrong(self) -> None:
        if self._errors:
            first = self._errors[0]
            raise Malformed(f"'{first.field}': {first.message}", errors=self._errors)

    def one_of(self, name: str, value: str | None, known: Sequence[str]) -> str | None:
        if value is not None and value not in known:
            self.wrong(name, "unknown", f"'{value[:40]}' is not one of {_listed(known)}.")
            return None
        return value

    def text(self, name: str) -> str | None:
        value = self._context.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(f"context.{name}", "not_a_text", "This is a text.")
            return None
        if len(value.strip()) > _LONGEST.get(name, 200):
            self.wrong(
                f"context.{name}",
                "too_long",
                f"{len(value.strip())} characters are more than {_LONGEST.get(name, 200)}.",
            )
        return value.strip() or None

    def difficulty(self) -> str:
        asked = self.one_of(
            "context.difficulty", self.text("difficulty"), (*DIFFICULTIES, _ADVANCED)
        )
        if asked == _ADVANCED:
            self._adjust("context.difficulty", asked, _HARDEST, "The hardest level here is 'hard'.")
            return _HARDEST
        return asked or USUAL_DIFFICULTY

    def framework(self) -> str | None:
        given = [(name, text) for name in _FRAMEWORKS if (text := self.text(name)) is not None]
        if not given:
            return None
        (name, asked), others = given[0], given[1:]
        chosen = next((one for one in _KNOWN_FRAMEWORKS if one == asked.upper()), asked)
        if chosen != asked:
            self._adjust(f"context.{name}", asked, chosen, "This is how it is usually written.")
        for other, text in others:
            if text.upper() != chosen.upper():
                why = f"One framework is used: that of '{name}'."
                self._adjust(f"context.{other}", text, chosen, why)
        return chosen

    def mode(self, modes: Sequence[str]) -> str:
        asked = self.one_of("context.requested_mode", self.text("requested_mode"), (_VOICE,))
        if asked is None or asked in modes:
            return asked or modes[0]
        why = "Nobody who speaks is heard here; this one is held in writing."
        self._adjust("context.requested_mode", asked, modes[0], why)
        return modes[0]

    def profile(self) -> str | None:
        value = self._context.get("candidate_profile")
        if value is None:
            return None
        if not isinstance(value, str | dict):
            self.wrong("context.candidate_profile", "not_a_text", "This is a text or an object.")
            return None
        text = value.strip() if isinstance(value, str) else _told(value)
        if len(text) > LONGEST_PROFILE:
            self.wrong(
                "context.candidate_profile",
                "too_long",
                f"{len(text)} characters are more than {LONGEST_PROFILE}.",
            )
        return text or None

    def assignment(self) -> UUID | None:
        text = self.text("assignment_id")
        if text is None:
            return None
        try:
            return UUID(text)
        except ValueError:
            self.wrong("context.assignment_id", "not_an_id", "This is not an assignment's id.")
            return None

    def _adjust(self, name: str, requested: str, applied: str, reason: str) -> None:
        adjustment = Adjustment(field=name, requested=requested, applied=applied, reason=reason)
        self.adjustments.append(adjustment)


def _told(profile: Mapping[str, Any]) -> str:  # Any: JSON
    """Return an object as lines that a planner can read."""
    lines = []
    for name, value in profile.items():
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {said}")
    return "\n".join(lines)


def _listed(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values)
