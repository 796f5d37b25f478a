"""A plan whose questions a person wrote: what they may hold, and how answers to them are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Competency, Plan, PlanQuestion, QuestionKind
from vivavoce.kernel.errors import FieldError
from vivavoce.planning.domain.bank import Bank, BankCompetency
from vivavoce.planning.domain.building import NOT_ASKED, not_asked_note, rubric_competency, shares
from vivavoce.planning.domain.choice import budget_s
from vivavoce.planning.domain.practice.revising import REVISION, STANDING
from vivavoce.planning.domain.practice.setting import Setting
from vivavoce.planning.domain.practice.wishes import competency_meant
from vivavoce.planning.domain.practice.wording import framework_for, greeting
from vivavoce.planning.domain.requirements import forbidden_demand, is_order, is_private
from vivavoce.planning.domain.skills import load_catalogue
from vivavoce.planning.domain.words import fold

MOST_GIVEN = 10
LONGEST_QUESTION = 500
LONGEST_TOPIC = 80
EDITED = "Edited: "
_FAILURE = re.compile(r"\b(mistakes?|fail(ed|ure|ures)?|went wrong|setbacks?)\b")
_STORY = re.compile(
    r"\b(tell me|a time|describe a|an? (situation|example|case)|example of|have you|did you|last time"
    r"|yourself|how do you (deal|handle|cope)|your (own|role|team|greatest|biggest|career))\b"
)
_STORY_FRAMEWORKS = frozenset({"star", "car", "soar", "par", "starr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenQuestion:
    """A question as a person wrote it; what is None is inferred."""

    question: str
    topic: str | None = None
    expected_framework: str | None = None


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a question is about and how it is read."""

    competency: Competency
    skill: str | None
    kind: QuestionKind


def find_wrong(given: Sequence[GivenQuestion], *, most: int) -> list[FieldError]:
    """Return why these questions cannot be a plan; fields are ``questions`` or ``questions.N``."""
    if not given:
        return [FieldError("questions", "empty", "Send at least one question.")]
    wrong = []
    if len(given) > most:
        said = f"At most {most} questions fit; {len(given)} were sent."
        wrong.append(FieldError("questions", "too_many", said))
    seen: dict[str, int] = {}
    for place, one in enumerate(given[: 2 * MOST_GIVEN]):
        field, text = f"questions.{place}", tidy(one.question)
        first = seen.setdefault(_bare(text), place)
        if first != place and text:
            said = f"This is the same as question {first + 1}."
            wrong.append(FieldError(field, "duplicate", said))
        wrong += [FieldError(field, code, said) for code, said in _complaints(text)]
        wrong += _asides(one, field)
    return wrong


def edit_plan(plan: Plan, given: Sequence[GivenQuestion], brief: PlanBrief, bank: Bank) -> Plan:
    """Return the plan with exactly these questions in order, and a rubric that reads them all."""
    budget = budget_s(plan.duration_minutes, len(given))
    meanings = [_meaning(one, plan, bank) for one in given]
    questions = tuple(
        _question(one, meaning, plan, brief, place=place, budget=budget)
        for place, (one, meaning) in enumerate(zip(given, meanings, strict=True), 1)
    )
    groups: dict[str, list[_Meaning]] = {}
    for meaning in meanings:
        groups.setdefault(meaning.competency.name, []).append(meaning)
    weights = shares([float(len(group)) for group in groups.values()])
    competencies = tuple(
        replace(group[0].competency, weight=weight, minimum_acceptable_score=None)
        for group, weight in zip(groups.values(), weights, strict=True)
    )
    asked = {question.skill for question in questions if question.skill}
    validated = tuple(dict.fromkeys((*plan.validated_skills, *sorted(asked))))
    names = tuple(dict.fromkeys((*validated, *plan.unvalidated_skills)))
    setting = Setting(replace(brief, question_count=len(questions)))
    is_english = plan.language.lower().startswith("en")
    return replace(
        plan,
        version=plan.version + 1,
        greeting_script=greeting(setting) if is_english else plan.greeting_script,
        rubric=replace(plan.rubric, competencies=competencies, questions=questions),
        validated_skills=validated,
        skills_coverage={name: name in asked for name in names},
        notes=(
            *(note for note in plan.notes if not note.startswith(_PASSING)),
            *not_asked_note([name for name in names if name not in asked]),
            *_edit_notes(given),
        ),
    )


def is_unchanged(plan: Plan, given: Sequence[GivenQuestion]) -> bool:
    """Say whether these questions are those of the plan, asked in the same way."""
    if len(given) != len(plan.questions):
        return False
    return all(
        tidy(one.question) == question.text
        and tidy(one.topic or "") in ("", question.topic)
        and tidy(one.expected_framework or "") in ("", question.expected_framework)
        for one, question in zip(given, plan.questions, strict=True)
    )


_PASSING = (REVISION, STANDING, NOT_ASKED, EDITED)


def tidy(text: str) -> str:
    """Return a text on one line, without invisible characters; its words stay as they are."""
    return " ".join("".join(c if _is_seen(c) else " " for c in text).split())


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _complaints(text: str) -> list[tuple[str, str]]:
    if not _bare(text):
        return [("empty", "Write a question.")]
    found = []
    if len(text) > LONGEST_QUESTION:
        found.append(("too_long", f"A question has at most {LONGEST_QUESTION} characters."))
    if is_private(text) or forbidden_demand(text):
        found.append(("protected", "An employer may not ask this, so it is not practised here."))
    if is_order(text):
        found.append(("order", "This speaks to a machine; write what a person should be asked."))
    return found


def _asides(one: GivenQuestion, field: str) -> list[FieldError]:
    asides = (("topic", one.topic), ("expected_framework", one.expected_framework))
    wrong = []
    for name, text in asides:
        if len(text or "") > LONGEST_TOPIC:
            said = f"At most {LONGEST_TOPIC} characters."
            wrong.append(FieldError(f"{field}.{name}", "too_long", said))
        elif is_order(text or ""):
            wrong.append(FieldError(f"{field}.{name}", "order", "This speaks to a machine."))
    return wrong


def _question(
    one: GivenQuestion,
    meaning: _Meaning,
    plan: Plan,
    brief: PlanBrief,
    *,
    place: int,
    budget: int,
) -> PlanQuestion:
    text = tidy(one.question)
    same = _same(text, plan)
    usual = brief.framework or framework_for(meaning.kind)
    topic = (
        tidy(one.topic or "") or (same and same.topic) or meaning.skill or meaning.competency.name
    )
    framework = tidy(one.expected_framework or "") or (same and same.expected_framework) or usual
    return PlanQuestion(
        id=f"own-{place}",
        text=text,
        competency=meaning.competency.name,
        kind=meaning.kind,
        skill=meaning.skill,
        expected_points=same.expected_points if same else (),
        probes=same.probes if same else (),
        probe_elements=same.probe_elements if same else (),
        look_for=same.look_for if same else (),
        time_budget_s=budget,
        is_mandatory=True,
        topic=topic,
        expected_framework=framework,
        source="edited",
    )


def _same(text: str, plan: Plan) -> PlanQuestion | None:
    """A question that was left as it was keeps what belongs to it."""
    return next((q for q in plan.questions if _bare(q.text) == _bare(text)), None)


def _meaning(one: GivenQuestion, plan: Plan, bank: Bank) -> _Meaning:
    text, topic = tidy(one.question), tidy(one.topic or "")
    parts = {competency.name: competency for competency in plan.rubric.competencies}
    same = _same(text, plan)
    if same is not None and same.competency in parts:
        return _Meaning(parts[same.competency], same.skill, same.kind)
    catalogue = load_catalogue()
    skill = next(iter(catalogue.named(topic) or catalogue.within(topic or text)), None)
    if skill is not None:
        source = bank.areas[catalogue.skills[skill].category]
        return _Meaning(_part(source, parts), skill, _kind(one, is_technical=True))
    named = next((part for part in parts.values() if fold(part.name) == fold(topic)), None)
    if named is not None:
        found = bank.competency(named.name)
        return _Meaning(named, None, _kind(one, is_technical=_is_technical(found, bank)))
    meant = competency_meant(topic or text, bank, is_named=bool(topic))
    if meant is None:
        return _Meaning(_general(plan, bank), None, _kind(one, is_technical=False))
    is_technical = _is_technical(meant, bank)
    return _Meaning(_part(meant, parts), None, _kind(one, is_technical=is_technical))


def _part(source: BankCompetency, parts: dict[str, Competency]) -> Competency:
    return parts.get(source.name) or rubric_competency(source, 1.0)


def _is_technical(competency: BankCompetency | None, bank: Bank) -> bool:
    if competency is None:
        return False
    return bool(competency.areas) or any(c.id == competency.id for c in bank.spoken_code)


def _general(plan: Plan, bank: Bank) -> Competency:
    """The first competency of the plan that any work has; else simply its first."""
    plain = {c.name for c in (*bank.general, *bank.warm_up) if not c.needs_software}
    parts = plan.rubric.competencies
    return next((part for part in parts if part.name in plain), parts[0])


def _kind(one: GivenQuestion, *, is_technical: bool) -> QuestionKind:
    spoken = fold(one.question)
    if _FAILURE.search(spoken) and _STORY.search(spoken):
        return "failure"
    if fold(one.expected_framework or "").strip() in _STORY_FRAMEWORKS or _STORY.search(spoken):
        return "behavioural"
    return "knowledge" if is_technical or one.expected_framework else "behavioural"


def _edit_notes(given: Sequence[GivenQuestion]) -> tuple[str, ...]:
    inferred = [
        str(n) for n, one in enumerate(given, 1) if not one.topic or not one.expected_framework
    ]
    told = (f"{EDITED}these {len(given)} questions are the person's own.",)
    if not inferred:
        return told
    return (*told, f"{EDITED}topic or framework were inferred for question {', '.join(inferred)}.")
