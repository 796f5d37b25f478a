"""Valid answers to the steps of a plan, made without thinking, and a model that gives them at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    ModelUsage,
    Output,
)

Json = dict[str, Any]
Fault = Callable[[Json, Json], Json | None]
"""Returns what a model gives instead of a valid answer to a material; None if it gives none in time."""


class StepModel:
    """Answers every step; ``fault`` decides by schedule what goes wrong."""

    def __init__(self, fault: Fault = lambda material, answer: answer) -> None:
        self._fault = fault
        self.asked: list[Json] = []
        self.requests: list[ModelRequest[Any]] = []

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        material = json.loads(task.input)
        self.asked.append(material)
        self.requests.append(task)
        for calls in range(1, task.max_retries + 2):
            answer = self._fault(material, step_for(material))
            if answer is None:
                raise ModelUnavailableError
            output = task.output_type.model_validate(answer)  # type: ignore[attr-defined]
            if problems := task.find_problems(output):
                self.problems = list(problems)
                continue
            spent = ModelUsage(
                purpose=task.purpose,
                model="steps",
                calls=calls,
                input_tokens=0,
                output_tokens=0,
                duration_ms=0,
                is_successful=True,
            )
            return ModelResponse(output=output, model="steps", usages=(spent,))
        raise ModelFailedError


def step_for(material: Json) -> Json:
    """Return a valid answer to one step of a plan, made without thinking."""
    if material["step"] == "scripts":
        said = "Guten Tag. Ein Computerprogramm stellt die Fragen, ein Mensch entscheidet."
        return {"greeting": said, "closing": said, "invitation": f"{said} {{{{INTERVIEW_LINK}}}}"}
    return _outlined(material) if material["step"] == "outline" else _step_questions(material)


def _outlined(material: Json) -> Json:
    """Keep the draft; the heaviest competency gets the requested skills, and room for them."""
    parts = [
        {
            "name": part["name"],
            "draft_id": part["id"],
            "importance": max(1, round(part["weight"] * 10)) % 6 or 1,
            "is_required": False,
            "lines": part["lines"],
            "skills": [],
            "questions": 1,
        }
        for part in material["draft"]
    ]
    room = material["questions_at_most"] - len(parts)
    parts[0]["skills"] = material["skills_to_cover"][: room + 1]
    parts[0]["questions"] = min(8, room + 1)
    return {"competencies": parts}


def _step_questions(material: Json) -> Json:
    skills, bank, lines = (material[name] for name in ("skills_to_cover", "bank", "lines"))
    line = lines[0]["line"] if lines else None
    about = [
        f"How have you used {name}{' for ' + lines[0]['text'].strip('.') if lines else ''}?"
        for name in skills
    ]
    asked = [
        {**question_for(text, name), "bank_id": None, "line": line}
        for text, name in zip(about, skills, strict=True)
    ]
    empty = {"text": "", "skill": None, "line": None, "expected_points": [], "probes": []}
    asked += [{**empty, "bank_id": one["id"], "kind": "behavioral"} for one in bank]
    if material["needs_levels"]:
        text = f"Was haben Sie bei {material['competency']} zuletzt selbst gemacht?"
        asked = [
            {
                **question_for(text.replace(" zuletzt", f" mit {name} zuletzt"), name),
                "bank_id": None,
                "line": line,
            }
            for name in skills
        ]
        asked = asked or [{**question_for(text, None), "bank_id": None, "line": line}]
    return {
        "sub_dimensions": sides_of(material["competency"]) if material["needs_levels"] else [],
        "questions": asked[: material["questions"]],
    }


def sides_of(name: str) -> list[Json]:
    levels = {
        f"level_{level}": f"{name} at step {level}: {words}"
        for level, words in enumerate(
            (
                "nothing was told",
                "told in general words without a case",
                "described one real task with its steps, tools and people around",
                "explained why each step was taken and which trouble was avoided",
                "measured results over months, changed the routine and taught colleagues",
            ),
            1,
        )
    }
    said = {
        f"said_{level}": [f"I did it on step {level}", "we wrote it down"] for level in (3, 4, 5)
    }
    return [{"name": "What was done", **levels, **said}]


def question_for(text: str, skill: str | None) -> Json:
    return {
        "text": text,
        "kind": "behavioral",
        "skill": skill,
        "expected_points": ["described one real task", "measured the result", "named the lesson"],
        "probes": ["What was it about?", "How could you tell?", "What would you change today?"],
    }
