"""Valid plans, and valid answers to the steps of a plan, made without thinking."""

from __future__ import annotations

import re

from vivavoce.contracts.envelope import Json

_SKILL_QUESTIONS = (
    "How have you used {} in your work?",
    "Where did {} help you most in your work?",
    "What was hard about {} in your work?",
)
_OFFER = re.compile(r"(?:\b[Ss]ay|\{say\}|\b(?:answer|type|or)):? ")
_TIMES = (
    "your very first attempt", "the busiest Monday", "a night shift", "the week before a holiday",
    "an afternoon without help", "the slowest month", "a visit from abroad",
)  # fmt: skip


def draft_for(material: Json) -> Json:
    """Return a valid draft for a brief, or a step of one, made without thinking."""
    if "step" in material:
        return step_for(material)
    skills = material["skills_to_cover"]
    about = [
        question_for(f"How have you used {name}, and what came of it?", name) for name in skills
    ]
    return {
        "competencies": [
            _competency(
                "Telling a story", [question_for("What was a good day at work for you?", None)]
            ),
            *([_competency("Knowing the craft", about)] if about else []),
        ]
    }


def _competency(name: str, questions: list[Json]) -> Json:
    return {
        "name": name,
        "importance": 3,
        "is_required": False,
        "sub_dimensions": sides_of(name),
        "questions": questions,
    }


def step_for(material: Json) -> Json:
    """Return a valid answer to one step of a plan, made without thinking."""
    if material["step"] == "scripts":
        said = "Guten Tag. Ein Computerprogramm stellt die Fragen, ein Mensch entscheidet."
        return {"greeting": said, "closing": said, "invitation": f"{said} {{{{INTERVIEW_LINK}}}}"}
    if material["step"] in ("replies", "sentences"):
        return {"sentences": [_translated(one, material) for one in material["sentences"]]}
    if material["step"] == "revision":
        return _revised(material)
    return _outlined(material) if material["step"] == "outline" else _step_questions(material)


def _translated(sentence: Json, material: Json) -> Json:
    """Return a sentence that is marked as another language's, with the replies that it may offer."""
    english = sentence["text"]
    offers = [english[found.end() :] for found in _OFFER.finditer(english)]
    known = material.get("replies", {}).items()
    said = [text for reply, text in known if any(offer.startswith(reply) for offer in offers)]
    offered = f" ({', '.join(said)})" if said else ""
    return {"id": sentence["id"], "text": f"Voici: {english}{offered}"}


def _revised(material: Json) -> Json:
    """Keep what stands, and add a question for the wish."""
    parts = [
        {
            "name": part["name"],
            "importance": 3,
            "is_required": part["is_required"],
            "sub_dimensions": [],
            "questions": [asked["id"] for asked in part["questions"]],
        }
        for part in material["previous"]
    ]
    place = -1 if "practice" in material else 0
    count = sum(len(part["questions"]) for part in parts)
    if "practice" in material and count == material["practice"]["question_count"]:
        parts[place]["questions"].pop()
    parts[place]["questions"].append("n1")
    wish = question_for(f"And what about this: {material['wanted_changes']}?", None)
    return {"competencies": parts, "new_questions": [{"id": "n1", **wish}]}


def _outlined(material: Json) -> Json:
    """Keep the draft; the first competency gets the questions that are left, and the skills go in turn."""
    parts = [
        {
            "name": part["name"],
            "draft_id": part["id"],
            "importance": max(1, round(part["weight"] * 10)) % 6 or 1,
            "is_required": False,
            "lines": part["lines"],
            "skills": [],
            "questions": part["questions"] if "practice" in material else 1,
        }
        for part in material["draft"]
    ]
    if "practice" in material:
        return {"competencies": _place_skills(parts, material["skills_to_cover"])}
    room = material["questions_at_most"] - len(parts)
    parts[0]["questions"] = min(8, room + 1)
    return {"competencies": _place_skills(parts, material["skills_to_cover"])}


def _place_skills(parts: list[Json], skills: list[str]) -> list[Json]:
    """Give each competency as many of the skills as it has questions."""
    left = list(skills)
    for part in parts:
        part["skills"], left = left[: part["questions"]], left[part["questions"] :]
    return parts


def _step_questions(material: Json) -> Json:
    skills, bank, lines = (material[name] for name in ("skills_to_cover", "bank", "lines"))
    line = lines[0]["line"] if lines else None
    about = [
        _SKILL_QUESTIONS[place % len(_SKILL_QUESTIONS)].format(name)
        for place, name in enumerate(skills)
    ]
    asked = [
        {**question_for(text, name), "bank_id": None, "line": line}
        for text, name in zip(about, skills, strict=True)
    ]
    empty: Json = {"text": "", "skill": None, "line": None, "expected_points": [], "probes": []}
    asked += [{**empty, "bank_id": one["id"], "kind": "behavioral"} for one in bank]
    if "practice" in material:
        asked += [
            {
                **question_for(f"What was {when} of {material['competency']} like?", None),
                "bank_id": None,
                "line": None,
            }
            for when in _TIMES
        ]
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
        if "practice" in material:
            asked += [
                {
                    **question_for(text.replace(" zuletzt", f" am Tag {number}"), None),
                    "bank_id": None,
                    "line": None,
                }
                for number in range(1, 8)
            ]
    return {
        "sub_dimensions": sides_of(material["competency"]) if material["needs_levels"] else [],
        "questions": asked[: material["questions"]],
    }


def sides_of(name: str) -> list[Json]:
    """Return one side of a competency, with its levels."""
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
    """Return a question of a plan."""
    return {
        "text": text,
        "kind": "behavioral",
        "skill": skill,
        "expected_points": ["described one real task", "measured the result", "named the lesson"],
        "probes": ["What was it about?", "How could you tell?", "What would you change today?"],
    }
