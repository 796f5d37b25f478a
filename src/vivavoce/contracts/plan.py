"""The plan: what a session asks and how answers are scored, as a value and as its JSON document.

The document is snake_case, like the plan model of the seed's agents. Questions are nested in their
competency; ``order`` is their position in the interview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import UpstreamError
from vivavoce.kernel.translation import SpokenLanguage

QuestionKind = Literal["behavioral", "situational", "knowledge", "work_sample", "failure"]
"""Which elements a good answer contains.

``behavioral`` asks for a story of one's own, ``failure`` for one about a mistake, ``situational`` for what
one would do, ``knowledge`` for how something is done, and ``work_sample`` for a task done in words.
"""
QuestionSource = Literal["planner", "edited", "template"]
Level = Literal["1", "2", "3", "4", "5"]
LEVELS: tuple[Level, ...] = ("1", "2", "3", "4", "5")
_ANY_WORK_QUESTIONS = "working_efficiently."
QuestionForm = Literal["a", "b"]
QUESTION_FORMS: tuple[QuestionForm, ...] = ("a", "b")
"""Two forms of a question are equally hard; candidates of one position need not get the same words."""


class PlannerFailedError(UpstreamError):
    """No plan could be written now. Try again soon, or change the request."""

    code = "planner_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubDimension:
    """One aspect of a competency: indicators per level 1 to 5, and phrases that are typical of each level."""

    name: str
    indicators: Mapping[str, str]
    signals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """A competency to assess. Weights of a rubric sum to 1; the minimum is on the 1 to 5 scale."""

    name: str
    weight: float
    is_required: bool = False
    minimum_acceptable_score: float | None = None
    sub_dimensions: tuple[SubDimension, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAnchor:
    """What an answer of one level does, and what people in that work say when they give it."""

    description: str
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionOrigin:
    """Why a question is in the plan, and where it comes from."""

    reason: str
    """One sentence for the people who approve the plan."""
    group: str = ""
    """The code of the competency group, e.g. ``S8.2``."""
    bank_question: str = ""
    """The question of the bank, e.g. ``driving_vehicles.late_run``."""
    form: QuestionForm | None = None
    task: str | None = None
    """The task of the job as the question says it; None if the question names none."""
    job_line: str | None = None
    """The statement of the job text that led to the question, word for word."""
    line_number: int | None = None
    """The line of the job text, from 1."""

    @property
    def is_about_any_work(self) -> bool:
        """Whether the question suits every trade, so that only its task says what it is about."""
        return self.bank_question.startswith(_ANY_WORK_QUESTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQuestion:
    """One planned question.

    ``probe_elements[i]`` names the answer element (e.g. ``result``) that ``probes[i]`` asks for; several
    probes may ask for the same element in other words. Without ``probe_elements``, ``probes[i]`` asks for
    ``expected_points[i]`` without naming it.
    """

    id: str
    text: str
    competency: str
    kind: QuestionKind = "behavioral"
    skill: str | None = None
    expected_points: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    probe_elements: tuple[str, ...] = ()
    look_for: tuple[str, ...] = ()
    """What a reviewer should look for in the answer; it guides people and is never scored."""
    time_budget_s: int = 180
    is_mandatory: bool = True
    topic: str | None = None
    """What the question is about, phrased for the candidate."""
    expected_framework: str | None = None
    """The structure of a good answer, e.g. ``STAR``."""
    source: QuestionSource = "planner"
    is_pinned: bool = False
    """Whether every later version of the plan keeps it."""
    sample_answer: str | None = None
    """An example of a good answer; shown only where the profile has hints."""
    options: tuple[str, ...] = ()
    """Short answers to choose from; shown where ``sample_answer`` is."""
    anchors: Mapping[str, AnswerAnchor] = field(default_factory=dict)
    """What answers to this question do, by level; without them the sub-dimensions of the competency count."""
    origin: QuestionOrigin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """How answers are scored: competencies, and the questions that cover them."""

    competencies: tuple[Competency, ...]
    questions: tuple[PlanQuestion, ...] = ()
    thresholds: tuple[float, float, float] = (80.0, 65.0, 50.0)
    """Minimum overall scores (0 to 100) for the recommendations STRONG_HIRE, HIRE and MAYBE."""


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """One of the interviewer's own sentences, and what it says instead in the plan's language."""

    english: str
    """The product's sentence, with its placeholders: what it is found by."""
    text: str
    is_edited: bool = False
    """Whether a person wrote the text; later versions in the same language keep it."""


PlanScript = Literal["greeting_script", "closing_script", "inmail_draft"]
"""A message of the plan: spoken first, spoken last, or the invitation's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewPlan:
    """A versioned plan; ``planner`` names what wrote it, e.g. ``built-in rules v1``."""

    version: int
    planner: str
    language: str
    duration_minutes: int
    greeting_script: str
    closing_script: str
    rubric: Rubric
    must_have: tuple[str, ...] = ()
    nice_to_have: tuple[str, ...] = ()
    skills_coverage: Mapping[str, bool] = field(default_factory=dict)
    validated_skills: tuple[str, ...] = ()
    unvalidated_skills: tuple[str, ...] = ()
    inmail_draft: str = ""
    """The message that invites the candidate; empty for the usual words of the e-mail."""
    notes: tuple[str, ...] = ()
    job_analysis: Mapping[str, Any] | None = None  # Any: JSON
    """What the planner read in each line of the job text; None in plans that were written without it."""
    edited_by: str | None = None
    """The name of the person who edited this version by hand; None for a version of a planner."""
    edited_scripts: tuple[PlanScript, ...] = ()
    """The messages that a person wrote; later versions keep them."""
    sentences: tuple[SpokenSentence, ...] = ()
    """The interviewer's own sentences, where the product has none in the plan's language."""

    @property
    def spoken_language(self) -> SpokenLanguage:
        """The language with the plan's own sentences, for whatever the interviewer says."""
        return speak_with(self.language, self.sentences)

    @property
    def questions(self) -> tuple[PlanQuestion, ...]:
        """Return the questions in the order in which they are asked."""
        return self.rubric.questions

    @property
    def scripts(self) -> dict[PlanScript, str]:
        """Return the messages by their names."""
        return {
            "greeting_script": self.greeting_script,
            "closing_script": self.closing_script,
            "inmail_draft": self.inmail_draft,
        }

    def with_scripts(self, scripts: Mapping[PlanScript, str]) -> InterviewPlan:
        """Return the plan with these messages, which a person wrote, and the others as they are."""
        texts = {**self.scripts, **scripts}
        return replace(
            self,
            greeting_script=texts["greeting_script"],
            closing_script=texts["closing_script"],
            inmail_draft=texts["inmail_draft"],
            edited_scripts=tuple(dict.fromkeys((*self.edited_scripts, *scripts))),
        )


def speak_with(language: str, sentences: tuple[SpokenSentence, ...]) -> SpokenLanguage:
    """Return a language in which these sentences are said."""
    return SpokenLanguage(language, {one.english: one.text for one in sentences})


def rubric_from_document(document: Mapping[str, Any]) -> Rubric:  # Any: JSON
    """Return the rubric of a plan or rubric document.

    Raises ``KeyError`` or ``ValueError`` for a malformed document.
    """
    questions: list[tuple[int, PlanQuestion]] = []
    for place, raw in enumerate(document.get("questions", ())):
        questions.append(
            (int(raw.get("order", place)), _question_from_document(raw, raw["competency"]))
        )
    competencies = []
    for raw in document["competencies"]:
        competencies.append(_competency_from_document(raw))
        for asked in raw.get("questions", ()):
            place = int(asked.get("order", len(questions)))
            questions.append((place, _question_from_document(asked, raw["name"])))
    questions.sort(key=lambda pair: pair[0])
    strong, hire, maybe = document.get("thresholds", (80.0, 65.0, 50.0))
    return Rubric(
        competencies=tuple(competencies),
        questions=tuple(question for _, question in questions),
        thresholds=(float(strong), float(hire), float(maybe)),
    )


def plan_from_document(document: Mapping[str, Any]) -> InterviewPlan:  # Any: JSON
    """Return the plan from a document that ``plan_to_document`` wrote."""
    return InterviewPlan(
        version=int(document["version"]),
        planner=document["planner"],
        language=document["language"],
        duration_minutes=int(document["duration_minutes"]),
        greeting_script=document["greeting_script"],
        closing_script=document["closing_script"],
        rubric=rubric_from_document(document),
        must_have=tuple(document.get("must_have", ())),
        nice_to_have=tuple(document.get("nice_to_have", ())),
        skills_coverage=dict(document.get("skills_coverage", {})),
        validated_skills=tuple(document.get("validated_skills", ())),
        unvalidated_skills=tuple(document.get("unvalidated_skills", ())),
        inmail_draft=document.get("inmail_draft", ""),
        notes=tuple(document.get("notes", ())),
        job_analysis=document.get("job_analysis"),
        edited_by=document.get("edited_by"),
        edited_scripts=tuple(document.get("edited_scripts", ())),
        sentences=tuple(SpokenSentence(**raw) for raw in document.get("sentences", ())),
    )


def rubric_to_document(rubric: Rubric) -> Json:
    """Return the rubric's JSON document; ``rubric_from_document`` reverses it."""
    order = {question.id: place for place, question in enumerate(rubric.questions)}
    return {
        "competencies": [
            {
                **_competency_to_document(competency),
                "questions": [
                    {**_question_to_document(question), "order": order[question.id]}
                    for question in rubric.questions
                    if question.competency == competency.name
                ],
            }
            for competency in rubric.competencies
        ],
        "thresholds": list(rubric.thresholds),
    }


def plan_to_document(plan: InterviewPlan) -> Json:
    """Return the plan's JSON document; ``plan_from_document`` reverses it."""
    return {
        "version": plan.version,
        "planner": plan.planner,
        "language": plan.language,
        "duration_minutes": plan.duration_minutes,
        "greeting_script": plan.greeting_script,
        "closing_script": plan.closing_script,
        **rubric_to_document(plan.rubric),
        "must_have": list(plan.must_have),
        "nice_to_have": list(plan.nice_to_have),
        "skills_coverage": dict(plan.skills_coverage),
        "validated_skills": list(plan.validated_skills),
        "unvalidated_skills": list(plan.unvalidated_skills),
        "inmail_draft": plan.inmail_draft,
        "notes": list(plan.notes),
        **({"job_analysis": dict(plan.job_analysis)} if plan.job_analysis else {}),
        **({"edited_by": plan.edited_by} if plan.edited_by else {}),
        **({"edited_scripts": list(plan.edited_scripts)} if plan.edited_scripts else {}),
        **({"sentences": [asdict(one) for one in plan.sentences]} if plan.sentences else {}),
    }


def _question_from_document(raw: Mapping[str, Any], competency: str) -> PlanQuestion:  # Any: JSON
    return PlanQuestion(
        id=raw["id"],
        text=raw["text"],
        competency=competency,
        kind=raw.get("kind", "behavioral"),
        skill=raw.get("skill"),
        expected_points=tuple(raw.get("expected_points", ())),
        probes=tuple(raw.get("probes", ())),
        probe_elements=tuple(raw.get("probe_elements", ())),
        look_for=tuple(raw.get("look_for", ())),
        time_budget_s=int(raw.get("time_budget_s", 180)),
        is_mandatory=bool(raw.get("is_mandatory", True)),
        topic=raw.get("topic"),
        expected_framework=raw.get("expected_framework"),
        source=raw.get("source", "planner"),
        is_pinned=bool(raw.get("is_pinned", False)),
        sample_answer=raw.get("sample_answer"),
        options=tuple(raw.get("options", ())),
        anchors={
            str(level): AnswerAnchor(
                description=anchor["description"], signals=tuple(anchor.get("signals", ()))
            )
            for level, anchor in raw.get("anchors", {}).items()
        },
        origin=QuestionOrigin(**raw["origin"]) if raw.get("origin") else None,
    )


def _question_to_document(question: PlanQuestion) -> Json:
    return {
        "id": question.id,
        "text": question.text,
        "kind": question.kind,
        "skill": question.skill,
        "expected_points": list(question.expected_points),
        "probes": list(question.probes),
        **({"probe_elements": list(question.probe_elements)} if question.probe_elements else {}),
        "look_for": list(question.look_for),
        "time_budget_s": question.time_budget_s,
        "is_mandatory": question.is_mandatory,
        "topic": question.topic,
        "expected_framework": question.expected_framework,
        "source": question.source,
        **({"is_pinned": True} if question.is_pinned else {}),
        **({"sample_answer": question.sample_answer} if question.sample_answer else {}),
        **({"options": list(question.options)} if question.options else {}),
        **({"anchors": _anchors_to_document(question)} if question.anchors else {}),
        **({"origin": asdict(question.origin)} if question.origin else {}),
    }


def _anchors_to_document(question: PlanQuestion) -> Json:
    return {
        level: {"description": anchor.description, "signals": list(anchor.signals)}
        for level, anchor in question.anchors.items()
    }


def _competency_from_document(raw: Mapping[str, Any]) -> Competency:  # Any: JSON
    minimum = raw.get("minimum_acceptable_score")
    return Competency(
        name=raw["name"],
        weight=float(raw["weight"]),
        is_required=bool(raw.get("is_required", False)),
        minimum_acceptable_score=None if minimum is None else float(minimum),
        sub_dimensions=tuple(
            SubDimension(
                name=side["name"],
                indicators={str(k): str(v) for k, v in side["indicators"].items()},
                signals={str(k): tuple(v) for k, v in side.get("signals", {}).items()},
            )
            for side in raw.get("sub_dimensions", ())
        ),
    )


def _competency_to_document(competency: Competency) -> Json:
    return {
        "name": competency.name,
        "weight": competency.weight,
        "is_required": competency.is_required,
        "minimum_acceptable_score": competency.minimum_acceptable_score,
        "sub_dimensions": [
            {
                "name": side.name,
                "indicators": dict(side.indicators),
                "signals": {level: list(signals) for level, signals in side.signals.items()},
            }
            for side in competency.sub_dimensions
        ],
    }
