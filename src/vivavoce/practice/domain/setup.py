"""Practice setup: the requested options and the validated setup that is made from them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vivavoce.contracts.interview import DIFFICULTIES, INTERVIEW_TYPES
from vivavoce.contracts.personas import DEFAULT_PERSONA, PERSONAS
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import ENGLISH, list_languages, translatable
from vivavoce.practice.domain.setup_secrets import reject_secrets

DURATIONS = tuple(PRACTICE_PROFILE.question_counts)
DEFAULT_DIFFICULTY = "medium"
MAX_DESCRIPTION_LENGTH = 20_000
MAX_PROFILE_LENGTH = 4_000
MAX_FEEDBACK_LENGTH = 2_000
MAX_CONTEXT_LENGTH = 60_000
"""Maximum characters of the whole context as JSON, including members that practice does not read."""
_MAX_LENGTHS = {
    "target_role": 200,
    "company_name": 200,
    "job_description": MAX_DESCRIPTION_LENGTH,
    "candidate_name": 200,
    "source": 200,
    "framework": 60,
    "interview_framework": 60,
    "assessment_framework": 60,
}
_FRAMEWORK_MEMBERS = ("framework", "interview_framework", "assessment_framework")
_KNOWN_FRAMEWORKS = ("STAR", "CAR", "SOAR", "PAR", "STARR")
_ADVANCED, _HARDEST = "advanced", "hard"
_VOICE, _TEXT = "voice", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupAdjustment:
    """One requested setting that was replaced by another, and why."""

    field: str
    requested: str | int | None
    applied: str | int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeOptions:
    """The options of a request before validation."""

    persona_id: str | None = None
    interview_type: str
    duration_minutes: int
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)  # Any: JSON, as it came


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSetup:
    """A validated setup of a session. ``context`` is kept as received; planners see only the named facts."""

    persona_id: str
    interview_type: str
    duration_minutes: int
    difficulty: str
    mode: str
    language: str = ENGLISH
    framework: str | None = None
    target_role: str | None = None
    company_name: str | None = None
    assignment_id: UUID | None = None
    adjustments: tuple[SetupAdjustment, ...] = ()
    job_description: str | None = field(default=None, repr=False)
    candidate_name: str | None = field(default=None, repr=False)
    candidate_profile: str | None = field(default=None, repr=False)
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)  # Any: JSON

    @property
    def facts(self) -> dict[str, Any]:  # Any: facts of an interview by name
        """The facts that the hiring slice takes to create an interview."""
        return {
            "profile": PRACTICE_PROFILE.name,
            "candidate_name": self.candidate_name,
            "position": self.target_role,
            "company_name": self.company_name,
            "job_description": self.job_description,
            "resume_text": self.candidate_profile,
            "duration_minutes": self.duration_minutes,
            "language": self.language,
            "interview_type": self.interview_type,
            "difficulty": self.difficulty,
            "framework": self.framework,
            "persona_id": self.persona_id,
            "context": dict(self.context),
        }


def parse_setup(
    options: PracticeOptions,
    *,
    modes: Sequence[str] = (_TEXT,),
    languages: Sequence[str] = (ENGLISH,),
) -> PracticeSetup:
    """Return the validated setup of the requested options.

    Raises ``InvalidRequestError`` with one field error per bad field, or ``SecretInContextError``.

    ``modes`` and ``languages`` are those that this installation has, the default first.
    """
    reject_secrets(options.context)
    reader = _ContextReader(options.context)
    persona = reader.check_choice("persona_id", options.persona_id, tuple(PERSONAS))
    kind = reader.check_choice("interview_type", options.interview_type, INTERVIEW_TYPES)
    if options.duration_minutes not in DURATIONS:
        reader.add_error(
            "duration_minutes",
            "unsupported_duration",
            translatable(
                "'{minutes}' is not available. Choose {choices} minutes.",
                minutes=options.duration_minutes,
                choices=_join_values(DURATIONS),
            ),
        )
    setup = PracticeSetup(
        persona_id=persona or DEFAULT_PERSONA.id,
        interview_type=kind or "",
        duration_minutes=options.duration_minutes,
        difficulty=reader.read_difficulty(),
        mode=reader.read_mode(modes),
        language=reader.read_language(languages),
        framework=reader.read_framework(),
        target_role=reader.read_text("target_role"),
        company_name=reader.read_text("company_name"),
        assignment_id=reader.read_assignment_id(),
        job_description=reader.read_text("job_description"),
        candidate_name=reader.read_text("candidate_name"),
        candidate_profile=reader.read_profile(),
        context=dict(options.context),
    )
    reader.read_text("source")
    reader.raise_if_invalid()
    return dataclasses.replace(setup, adjustments=tuple(reader.adjustments))


def choose_mode(context: Mapping[str, Any], modes: Sequence[str]) -> str:  # Any: JSON
    """Return the context's ``requested_mode`` if it is one of ``modes``, else the first of them."""
    requested = context.get("requested_mode")
    return next((mode for mode in modes if mode == requested), modes[0])


def parse_feedback(text: str | None) -> str:
    """Return the planner feedback, trimmed; raise ``InvalidRequestError`` if it is too long."""
    feedback = (text or "").strip()
    if len(feedback) > MAX_FEEDBACK_LENGTH:
        message = translatable(
            "The text has {number} characters; the limit is {most}.",
            number=len(feedback),
            most=MAX_FEEDBACK_LENGTH,
        )
        raise InvalidRequestError(
            translatable("'{field}': {message}", field="planner_feedback", message=message),
            errors=[FieldError("planner_feedback", "too_long", message)],
        )
    return feedback


class _ContextReader:
    """Reads a context's members one by one and collects errors and adjustments."""

    def __init__(self, context: Mapping[str, Any]) -> None:  # Any: JSON
        self._context = context
        self._errors: list[FieldError] = []
        self.adjustments: list[SetupAdjustment] = []
        size = len(json.dumps(context, ensure_ascii=False))
        if size > MAX_CONTEXT_LENGTH:
            self.add_error(
                "context",
                "too_long",
                translatable(
                    "The context has {number} characters; the limit is {most}.",
                    number=size,
                    most=MAX_CONTEXT_LENGTH,
                ),
            )

    def add_error(self, name: str, code: str, message: str) -> None:
        self._errors.append(FieldError(name, code, message))

    def raise_if_invalid(self) -> None:
        if self._errors:
            first = self._errors[0]
            raise InvalidRequestError(
                translatable("'{field}': {message}", field=first.field, message=first.message),
                errors=self._errors,
            )

    def check_choice(self, name: str, value: str | None, known: Sequence[str]) -> str | None:
        if value is not None and value not in known:
            message = translatable(
                "'{value}' is not one of {choices}.",
                value=value[:40],
                choices=_join_values(known),
            )
            self.add_error(name, "unknown", message)
            return None
        return value

    def read_text(self, name: str) -> str | None:
        value = self._context.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.add_error(f"context.{name}", "not_a_text", translatable("This must be a string."))
            return None
        if len(value.strip()) > _MAX_LENGTHS.get(name, 200):
            self.add_error(
                f"context.{name}",
                "too_long",
                translatable(
                    "The text has {number} characters; the limit is {most}.",
                    number=len(value.strip()),
                    most=_MAX_LENGTHS.get(name, 200),
                ),
            )
        return value.strip() or None

    def read_difficulty(self) -> str:
        requested = self.check_choice(
            "context.difficulty", self.read_text("difficulty"), (*DIFFICULTIES, _ADVANCED)
        )
        if requested == _ADVANCED:
            self._adjust(
                "context.difficulty",
                requested,
                _HARDEST,
                translatable("The highest difficulty here is 'hard'."),
            )
            return _HARDEST
        return requested or DEFAULT_DIFFICULTY

    def read_framework(self) -> str | None:
        requested = [
            (name, text)
            for name in _FRAMEWORK_MEMBERS
            if (text := self.read_text(name)) is not None
        ]
        if not requested:
            return None
        (name, chosen_text), others = requested[0], requested[1:]
        chosen = next(
            (framework for framework in _KNOWN_FRAMEWORKS if framework == chosen_text.upper()),
            chosen_text,
        )
        if chosen != chosen_text:
            self._adjust(
                f"context.{name}", chosen_text, chosen, translatable("This is the usual spelling.")
            )
        for other, text in others:
            if text.upper() != chosen.upper():
                reason = translatable(
                    "Only one framework can be used: the one in '{name}'.", name=name
                )
                self._adjust(f"context.{other}", text, chosen, reason)
        return chosen

    def read_mode(self, modes: Sequence[str]) -> str:
        requested = self.check_choice(
            "context.requested_mode", self.read_text("requested_mode"), (_VOICE,)
        )
        if requested is None or requested in modes:
            return requested or modes[0]
        reason = translatable("Voice is not available here. The session takes place in text.")
        self._adjust("context.requested_mode", requested, modes[0], reason)
        return modes[0]

    def read_language(self, languages: Sequence[str]) -> str:
        requested = self.check_choice(
            "context.language", self.read_text("language"), list_languages()
        )
        if requested is None or requested in languages:
            return requested or languages[0]
        reason = translatable("Without a language model, the questions are in English.")
        self._adjust("context.language", requested, languages[0], reason)
        return languages[0]

    def read_profile(self) -> str | None:
        value = self._context.get("candidate_profile")
        if value is None:
            return None
        if not isinstance(value, str | dict):
            self.add_error(
                "context.candidate_profile",
                "not_a_text",
                translatable("This must be a string or an object."),
            )
            return None
        text = value.strip() if isinstance(value, str) else _profile_to_text(value)
        if len(text) > MAX_PROFILE_LENGTH:
            self.add_error(
                "context.candidate_profile",
                "too_long",
                translatable(
                    "The profile has {number} characters; the limit is {most}.",
                    number=len(text),
                    most=MAX_PROFILE_LENGTH,
                ),
            )
        return text or None

    def read_assignment_id(self) -> UUID | None:
        text = self.read_text("assignment_id")
        if text is None:
            return None
        try:
            return UUID(text)
        except ValueError:
            self.add_error(
                "context.assignment_id",
                "not_an_id",
                translatable("This is not a valid assignment id."),
            )
            return None

    def _adjust(self, name: str, requested: str, applied: str, reason: str) -> None:
        adjustment = SetupAdjustment(
            field=name, requested=requested, applied=applied, reason=reason
        )
        self.adjustments.append(adjustment)


def _profile_to_text(profile: Mapping[str, Any]) -> str:  # Any: JSON
    """Return the profile as text, one ``name: value`` line per member."""
    lines = []
    for name, value in profile.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {text}")
    return "\n".join(lines)


def _join_values(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values)
