"""A plan under revision: questions are added and removed one by one; the rest stays unchanged."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion
from vivavoce.contracts.plan_remarks import REVISION_PREFIX
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.hiring.rubric import refresh_competency_sides
from vivavoce.planning.domain.hiring.share_weights import share_out
from vivavoce.planning.domain.hiring.skill_coverage import (
    RequestedSkill,
    SkillStanding,
    list_requested_skills,
    rate_skill,
)
from vivavoce.planning.domain.plan_parts import (
    TOUCHED_SKILLS_PREFIX,
    UNCOVERED_SKILLS_PREFIX,
    replace_duration,
    write_touched_skills_note,
    write_uncovered_skills_note,
)
from vivavoce.planning.domain.question_selection import (
    MAX_QUESTIONS,
    MIN_QUESTION_S,
    compute_question_time_s,
)
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills

_SKILL_LISTS = (
    UNCOVERED_SKILLS_PREFIX,
    TOUCHED_SKILLS_PREFIX,
    "There is no question about:",
    "No question is mainly about:",
)
"""How notes on skills begin; the last two are those of older plans."""


class PlanRevision:
    """Holds a plan while it is changed; every step keeps weights, coverage and time consistent."""

    def __init__(self, plan: InterviewPlan, skills: SkillReport | None = None) -> None:
        """Without the ``skills`` of the request, the notes of the plan tell how people typed them."""
        self.previous = plan
        self._report = skills or _read_noted_skills(plan.notes)
        self.duration_minutes = plan.duration_minutes
        self.questions = list(plan.questions)
        self.competencies = list(plan.rubric.competencies)
        self.protected_ids = {question.id for question in plan.questions if question.is_pinned}
        self._notes: list[str] = []

    def add_note(self, sentence: str) -> None:
        """Add a note about a change that was made or was not possible."""
        self._notes.append(REVISION_PREFIX + sentence)

    def get_weight(self, name: str) -> float:
        """Return the weight of a competency of the plan, or 0."""
        return next((c.weight for c in self.competencies if c.name == name), 0.0)

    def add_question(self, question: PlanQuestion, competency: Competency) -> bool:
        """Append a question, removing a less important one if needed; return False if there is no room.

        ``competency`` is added if the plan does not have it yet.
        """
        free = compute_question_time_s(self.duration_minutes)
        budget = min((q.time_budget_s for q in self.questions), default=MIN_QUESTION_S)
        spare = free - sum(q.time_budget_s for q in self.questions)
        if spare < MIN_QUESTION_S and not self._make_room():
            return False
        spare = free - sum(q.time_budget_s for q in self.questions)
        is_new = all(c.name != competency.name for c in self.competencies)
        added = replace(
            question,
            id=self._find_free_id(question.id),
            time_budget_s=min(budget, spare // 5 * 5),
            is_mandatory=is_new or question.skill is not None,
        )
        self.questions.append(added)
        self.protected_ids.add(added.id)
        self._ensure_competency(competency)
        self._refresh_sides()
        return True

    def restore_question(self, question: PlanQuestion, competency: Competency, place: int) -> None:
        """Put a question of an earlier version back at its place, removing less important ones for it."""
        free = compute_question_time_s(self.duration_minutes) - question.time_budget_s
        while (
            sum(one.time_budget_s for one in self.questions) > free
            or len(self.questions) >= MAX_QUESTIONS
        ) and self._make_room():
            pass
        restored = replace(question, id=self._find_free_id(question.id))
        self.questions.insert(place, restored)
        self.protected_ids.add(restored.id)
        self._ensure_competency(competency)
        self._refresh_sides()

    def replace_question(self, old: PlanQuestion, new: PlanQuestion) -> None:
        """Replace a question; the new one gets its competency, position and time budget."""
        self.questions[self.questions.index(old)] = replace(
            new,
            id=self._find_free_id(new.id),
            competency=old.competency,
            time_budget_s=old.time_budget_s,
            is_mandatory=old.is_mandatory,
        )
        self._refresh_sides()

    def remove_questions(self, questions: Sequence[PlanQuestion]) -> bool:
        """Remove questions, and competencies without any; return False if no question would be left."""
        removed_ids = {question.id for question in questions}
        rest = [question for question in self.questions if question.id not in removed_ids]
        if not rest:
            return False
        self.questions = rest
        asked = {question.competency for question in rest}
        asked_competencies = [c for c in self.competencies if c.name in asked]
        if len(asked_competencies) < len(self.competencies):
            self.competencies = asked_competencies
            self.normalize_weights()
        self._refresh_sides()
        return True

    def normalize_weights(self) -> None:
        """Scale the weights to a sum of 1, none above the limit if their number allows it."""
        weights = share_out([c.weight for c in self.competencies], 100)
        self.competencies = [
            replace(competency, weight=weight / 100)
            for competency, weight in zip(self.competencies, weights, strict=True)
        ]

    def find_least_important_question(self) -> PlanQuestion | None:
        """Return the least important question, or None if all must be kept."""
        loose = [q for q in self.questions if q.id not in self.protected_ids]
        if len(self.questions) < 2 or not loose:
            return None
        required = {c.name for c in self.competencies if c.is_required}
        place = {question.id: at for at, question in enumerate(self.questions)}
        return min(
            loose,
            key=lambda q: (
                q.is_mandatory,
                q.competency in required,
                self.get_weight(q.competency),
                -place[q.id],
            ),
        )

    def trim_to_duration(self) -> list[PlanQuestion]:
        """Remove the least important questions until the rest fits the time; return the removed ones."""
        dropped: list[PlanQuestion] = []
        while sum(q.time_budget_s for q in self.questions) > compute_question_time_s(
            self.duration_minutes
        ):
            least = self.find_least_important_question()
            if least is None and self._shorten_all_questions():
                continue
            if len(self.questions) < 2:
                break
            # Requested questions are removed too if they do not all fit the requested time.
            least = least or next((q for q in reversed(self.questions) if not q.is_pinned), None)
            if least is None:
                break
            self.remove_questions([least])
            dropped.append(least)
        return dropped

    def build_plan(self, planner: str) -> InterviewPlan:
        """Return the next version of the plan."""
        before = self.previous
        names = list(dict.fromkeys(q.skill for q in self.questions if q.skill))
        new = [n for n in names if n not in {*before.validated_skills, *before.unvalidated_skills}]
        known = load_skill_catalog().skills
        dropped = {q.skill for q in before.questions} - set(names)
        standings = {
            name: SkillStanding.NOT_ASKED
            if name in dropped
            else rate_skill(self.questions, self._get_requested(name))
            for name in (*before.skills_coverage, *new)
        }
        coverage = {name: found is SkillStanding.ASKED for name, found in standings.items()}
        remaining = [
            note for note in list_other_notes(before.notes) if not note.startswith(REVISION_PREFIX)
        ]
        unasked, touched = (
            [self._get_requested(name).word for name, found in standings.items() if found is wanted]
            for wanted in (SkillStanding.NOT_ASKED, SkillStanding.TOUCHED)
        )
        listed = (
            *write_uncovered_skills_note(list(dict.fromkeys(unasked))),
            *write_touched_skills_note(list(dict.fromkeys(touched))),
        )
        minutes = (before.duration_minutes, self.duration_minutes)
        return replace(
            before,
            version=before.version + 1,
            planner=planner,
            duration_minutes=self.duration_minutes,
            greeting_script=replace_duration(before.greeting_script, *minutes, before.language),
            inmail_draft=replace_duration(before.inmail_draft, *minutes, before.language),
            rubric=replace(
                before.rubric,
                competencies=tuple(self.competencies),
                questions=tuple(self.questions),
            ),
            skills_coverage=coverage,
            validated_skills=(*before.validated_skills, *(n for n in new if n in known)),
            unvalidated_skills=(*before.unvalidated_skills, *(n for n in new if n not in known)),
            notes=(*remaining, *listed, *self._notes),
            edited_by=None,
        )

    def _get_requested(self, name: str) -> RequestedSkill:
        """Return a skill of the plan as a person typed it, or by its name if nobody did."""
        requested = list_requested_skills(self._report)
        found = (one for one in requested if name in one.names)
        return next(found, RequestedSkill(name, (name,)))

    def _ensure_competency(self, competency: Competency) -> None:
        """Add a competency with a mean weight unless the plan has it."""
        if all(known.name != competency.name for known in self.competencies):
            mean = 1 / max(1, len(self.competencies))
            self.competencies.append(replace(competency, weight=mean))
            self.normalize_weights()

    def _find_free_id(self, wanted: str) -> str:
        taken = {question.id for question in (*self.previous.questions, *self.questions)}
        return next(
            name
            for number in itertools.count(1)
            if (name := wanted if number == 1 else f"{wanted}-{number}") not in taken
        )

    def _refresh_sides(self) -> None:
        """Give each competency the sides of its questions, unless somebody else wrote one of them."""
        self.competencies = [
            refresh_competency_sides(one, [q for q in self.questions if q.competency == one.name])
            for one in self.competencies
        ]

    def _make_room(self) -> bool:
        least = self.find_least_important_question()
        if least is None:
            return False
        self.add_note(f'removed "{least.text}" to make room.')
        return self.remove_questions([least])

    def _shorten_all_questions(self) -> bool:
        """Cap every question at an equal share of the time; return whether any budget changed."""
        even = max(
            MIN_QUESTION_S,
            compute_question_time_s(self.duration_minutes) // len(self.questions) // 5 * 5,
        )
        shorter = [replace(q, time_budget_s=min(q.time_budget_s, even)) for q in self.questions]
        is_shorter, self.questions = shorter != self.questions, shorter
        return is_shorter


def explain_missing_depth(step: int) -> str:
    """Return the note that no question is harder, or easier for a step down."""
    if step > 0:
        return translatable("there are no harder questions to replace these.")
    return translatable("there are no easier questions to replace these.")


def list_other_notes(notes: Sequence[str]) -> tuple[str, ...]:
    """Return the notes without those that list skills, which hold for one version of a plan only."""
    return tuple(note for note in notes if not note.startswith(_SKILL_LISTS))


def _read_noted_skills(notes: Sequence[str]) -> SkillReport:
    """Return the skills that notes list, in the words of the person who typed them."""
    words = [
        word
        for note in notes
        for prefix in _SKILL_LISTS
        if note.startswith(prefix)
        for word in note.removeprefix(prefix).rstrip(".").split(",")
    ]
    return validate_skills([word.strip() for word in words], load_skill_catalog())
