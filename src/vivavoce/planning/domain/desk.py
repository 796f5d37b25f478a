"""A plan on the desk: questions come and go one by one, and what is not touched stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.planning.domain.building import (
    NOT_ASKED,
    not_asked_note,
    planned_question,
    rubric_competency,
    shares,
)
from vivavoce.planning.domain.choice import LEAST_S, Chosen, question_time_s
from vivavoce.planning.domain.skills import load_catalogue
from vivavoce.planning.domain.wording import duration_phrase

REVISION = "Revision: "


class Desk:
    """Holds a plan while it is changed; every step leaves weights, coverage and time in order."""

    def __init__(self, plan: Plan) -> None:
        self.before = plan
        self.minutes = plan.duration_minutes
        self.questions = list(plan.questions)
        self.competencies = list(plan.rubric.competencies)
        self.kept: set[str] = set()
        self._notes: list[str] = []

    def say(self, sentence: str) -> None:
        """Note what was done, or could not be done."""
        self._notes.append(REVISION + sentence)

    def has(self, one: Chosen) -> bool:
        """Say whether the plan asks this question already."""
        return any(question.text == one.question.text for question in self.questions)

    def weight(self, name: str) -> float:
        """Return the weight of a competency of the plan."""
        return next((c.weight for c in self.competencies if c.name == name), 0.0)

    def add(self, one: Chosen) -> bool:
        """Put a question at the end of the talk; others make room. False: there is no room."""
        free = question_time_s(self.minutes)
        budget = min((q.time_budget_s for q in self.questions), default=LEAST_S)
        spare = free - sum(q.time_budget_s for q in self.questions)
        if spare < LEAST_S and not self._make_room():
            return False
        spare = free - sum(q.time_budget_s for q in self.questions)
        name = one.competency.name
        is_new = all(c.name != name for c in self.competencies)
        question = planned_question(
            one,
            min(budget, spare // 5 * 5),
            taken=[q.id for q in (*self.before.questions, *self.questions)],
            is_mandatory=is_new or one.skill is not None,
        )
        self.questions.append(question)
        self.kept.add(question.id)
        if is_new:
            mean = 1 / max(1, len(self.competencies))
            self.competencies.append(rubric_competency(one.competency, mean))
            self.reweigh()
        return True

    def swap(self, old: PlanQuestion, one: Chosen) -> None:
        """Put another question in the place of one, with its time."""
        at = self.questions.index(old)
        others = [q.id for q in (*self.before.questions, *self.questions)]
        new = planned_question(one, old.time_budget_s, taken=others, is_mandatory=old.is_mandatory)
        self.questions[at] = replace(new, competency=old.competency)

    def remove(self, questions: Sequence[PlanQuestion]) -> bool:
        """Take questions out, and competencies left without any. False: nothing would be left."""
        gone = {question.id for question in questions}
        rest = [question for question in self.questions if question.id not in gone]
        if not rest:
            return False
        self.questions = rest
        asked = {question.competency for question in rest}
        left = [c for c in self.competencies if c.name in asked]
        if len(left) < len(self.competencies):
            self.competencies = left
            self.reweigh()
        return True

    def reweigh(self) -> None:
        """Bring the weights back to a sum of 1, in their proportions."""
        weights = shares([c.weight for c in self.competencies])
        self.competencies = [
            replace(competency, weight=weight)
            for competency, weight in zip(self.competencies, weights, strict=True)
        ]

    def least_needed(self) -> PlanQuestion | None:
        """Return the question that the plan would miss least, or None when it must keep all."""
        loose = [q for q in self.questions if q.id not in self.kept]
        if len(self.questions) < 2 or not loose:
            return None
        required = {c.name for c in self.competencies if c.is_required}
        place = {question.id: at for at, question in enumerate(self.questions)}
        return min(
            loose,
            key=lambda q: (
                q.is_mandatory,
                q.competency in required,
                self.weight(q.competency),
                -place[q.id],
            ),
        )

    def fit(self) -> list[PlanQuestion]:
        """Take out what the plan misses least until the rest fits the time; return what went."""
        gone: list[PlanQuestion] = []
        while sum(q.time_budget_s for q in self.questions) > question_time_s(self.minutes):
            least = self.least_needed()
            if least is None and self._shorten_all():
                continue
            if len(self.questions) < 2:
                break
            # Even what a person asked for goes when it cannot all be put in the time they left.
            least = least or self.questions[-1]
            self.remove([least])
            gone.append(least)
        return gone

    def plan(self, planner: str) -> Plan:
        """Return the next version of the plan as it lies here."""
        before = self.before
        names = list(dict.fromkeys(q.skill for q in self.questions if q.skill))
        new = [n for n in names if n not in {*before.validated_skills, *before.unvalidated_skills}]
        known = load_catalogue().skills
        coverage = {name: name in names for name in (*before.skills_coverage, *new)}
        kept = [note for note in before.notes if not note.startswith((REVISION, NOT_ASKED))]
        unasked = not_asked_note([name for name, is_asked in coverage.items() if not is_asked])
        old, now = duration_phrase(before.duration_minutes), duration_phrase(self.minutes)
        return replace(
            before,
            version=before.version + 1,
            planner=planner,
            duration_minutes=self.minutes,
            greeting_script=before.greeting_script.replace(old, now),
            inmail_draft=before.inmail_draft.replace(old, now),
            rubric=replace(
                before.rubric,
                competencies=tuple(self.competencies),
                questions=tuple(self.questions),
            ),
            skills_coverage=coverage,
            validated_skills=(*before.validated_skills, *(n for n in new if n in known)),
            unvalidated_skills=(*before.unvalidated_skills, *(n for n in new if n not in known)),
            notes=(*kept, *unasked, *self._notes),
        )

    def _make_room(self) -> bool:
        least = self.least_needed()
        if least is None:
            return False
        self.say(f'made room by taking out "{least.text}".')
        return self.remove([least])

    def _shorten_all(self) -> bool:
        """Give every question the same short time; say whether that changed any."""
        even = max(LEAST_S, question_time_s(self.minutes) // len(self.questions) // 5 * 5)
        shorter = [replace(q, time_budget_s=min(q.time_budget_s, even)) for q in self.questions]
        is_shorter, self.questions = shorter != self.questions, shorter
        return is_shorter
