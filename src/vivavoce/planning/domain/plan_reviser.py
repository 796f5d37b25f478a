"""Revise a plan: apply the requested changes and keep everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil

from vivavoce.contracts.interview import PlanBrief, format_not_understood_note
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.planning.domain.change_requests import (
    PlanChange,
    QuestionTopic,
    find_question_topic,
    is_continuation,
    is_new_skill_request,
    list_questions_about,
    parse_change_requests,
    parse_question_kinds,
)
from vivavoce.planning.domain.plan_revision import PlanRevision
from vivavoce.planning.domain.question_bank import BankCompetency, BankQuestion, QuestionBank
from vivavoce.planning.domain.question_selection import (
    MAX_QUESTIONS,
    SelectableQuestion,
    compute_question_count,
    compute_question_time_s,
    get_seniority_depth,
    list_skill_questions,
    score_general_competencies,
)
from vivavoce.planning.domain.requirements import is_prohibited_topic, parse_requirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import extract_content_stems, to_single_line

_MIN_MINUTES, _MAX_MINUTES = 5, 180
_MAX_ADDED_QUESTIONS = 5


def revise_plan(
    brief: PlanBrief, skills: SkillReport, bank: QuestionBank, *, planner: str
) -> InterviewPlan:
    """Return the next version of ``brief.previous``, changed as ``brief.comments`` asks.

    The notes name what was not understood or not possible. Raises ``ValueError`` without a previous plan.
    """
    if brief.previous is None:
        raise ValueError("there is no plan to revise")
    desk = PlanRevision(brief.previous)
    editor = _ChangeApplier(desk, brief, skills, bank)
    last: PlanChange | None = None
    part = remove_unlawful_demands(brief.comments or "")
    for read in parse_change_requests(part.text):
        goes_on = read.is_topic_only and last is not None and is_continuation(read, last)
        change = replace(read, kind=last.kind) if goes_on and last else read
        if (read.is_topic_only and not goes_on) or not editor.apply_change(change):
            desk.add_note(format_not_understood_note(to_single_line(change.clause, max_length=120)))
            continue
        last = change
    plan = desk.build_plan(planner)
    return replace(plan, notes=tuple(dict.fromkeys((*plan.notes, *part.notes))))


class _ChangeApplier:
    """Applies changes to a revision; each handler returns False if it did not understand the change."""

    def __init__(
        self, revision: PlanRevision, brief: PlanBrief, skills: SkillReport, bank: QuestionBank
    ) -> None:
        self._revision = revision
        self._brief = brief
        self._skills = skills
        self._bank = bank
        self._depth = get_seniority_depth(brief.level)
        self._handlers: dict[str, Callable[[PlanChange], bool]] = {
            "add": self._add_topic,
            "keep": self._keep_topic,
            "drop": self._drop_topic,
            "less": self._reduce_topic,
            "easier": lambda change: self._change_depth(change, -1),
            "harder": lambda change: self._change_depth(change, +1),
            "count": lambda change: self._set_question_count(change.number),
            "more_questions": lambda change: self._set_question_count(
                self._question_count + max(1, change.number)
            ),
            "fewer_questions": self._reduce_count,
            "only": self._keep_only_kind,
            "replace": self._replace_question,
            "minutes": lambda change: self._set_duration(change.number),
            "shorter": lambda _: self._set_duration(round(revision.duration_minutes * 2 / 15) * 5),
            "longer": lambda _: self._set_duration(ceil(revision.duration_minutes * 4 / 15) * 5),
            "drop_number": self._drop_question_number,
        }

    def apply_change(self, change: PlanChange) -> bool:
        """Apply one change; return False if it was not understood."""
        act = self._handlers.get(change.kind)
        return act is not None and act(change)

    @property
    def _question_count(self) -> int:
        return len(self._revision.questions)

    def _find_topic(self, text: str) -> QuestionTopic | None:
        plan = replace(
            self._revision.previous,
            rubric=replace(
                self._revision.previous.rubric, competencies=tuple(self._revision.competencies)
            ),
        )
        return find_question_topic(text, plan, self._bank)

    def _find_questions_about(self, topic: QuestionTopic | None, text: str) -> list[PlanQuestion]:
        if topic and topic.skill:
            return [q for q in self._revision.questions if q.skill == topic.skill]
        if topic:
            return [q for q in self._revision.questions if q.competency == topic.competency]
        stems = set(extract_content_stems(text))
        return [
            q
            for q in self._revision.questions
            if stems and stems <= set(extract_content_stems(q.text))
        ]

    def _add_topic(self, change: PlanChange) -> bool:
        if is_prohibited_topic(change.topic):
            self._revision.add_note(
                f'employers must not ask about "{change.topic}". Nothing was changed.'
            )
            return True
        topic = self._find_topic(change.topic)
        if topic is None and is_new_skill_request(change):
            topic = QuestionTopic(skill=to_single_line(change.topic, max_length=60))
        if topic is None or not change.topic:
            return False
        questions_about = list_questions_about(
            topic, plan=self._revision.previous, depth=self._depth, bank=self._bank
        )
        fresh = [
            question for question in questions_about if not self._revision.has_question(question)
        ]
        return self._add_questions(
            fresh[: min(max(1, change.number), _MAX_ADDED_QUESTIONS)], change.topic
        )

    def _reduce_count(self, change: PlanChange) -> bool:
        return self._set_question_count(
            self._question_count - (change.number or ceil(self._question_count / 4))
        )

    def _keep_only_kind(self, change: PlanChange) -> bool:
        wanted = parse_question_kinds(change.topic)
        dropped = [q for q in self._revision.questions if q.kind not in wanted]
        return self._remove_questions(dropped, f"other than {change.topic} questions")

    def _replace_question(self, change: PlanChange) -> bool:
        topic = self._find_topic(change.topic)
        here = self._find_question_at(change.number)
        if topic is None or not here:
            return False
        questions_about = list_questions_about(
            topic, plan=self._revision.previous, depth=self._depth, bank=self._bank
        )
        fresh = next(
            (question for question in questions_about if not self._revision.has_question(question)),
            None,
        )
        if fresh is None:
            self._revision.add_note(f'there are no more questions about "{change.topic}".')
            return True
        return self._remove_questions(here, f"question {change.number}") and self._add_questions(
            [fresh], change.topic
        )

    def _find_question_at(self, number: int) -> list[PlanQuestion]:
        """Return the question at this position of the previous plan, if the revision still has it."""
        read = self._revision.previous.questions
        place = len(read) if number == -1 else number
        return (
            [q for q in self._revision.questions if q in read[place - 1 : place]]
            if place > 0
            else []
        )

    def _add_questions(self, new_questions: list[SelectableQuestion], text: str) -> bool:
        if not new_questions:
            self._revision.add_note(f'there are no more questions about "{text}".')
        for question in new_questions:
            if self._question_count >= MAX_QUESTIONS or not self._revision.add_question(question):
                self._revision.add_note(f'there is not enough time for a question about "{text}".')
                break
            self._revision.add_note(f'added "{question.question.text}".')
        return True

    def _keep_topic(self, change: PlanChange) -> bool:
        asked = self._find_questions_about(self._find_topic(change.topic), change.topic)
        self._revision.protected_ids.update(question.id for question in asked)
        return bool(asked)

    def _drop_topic(self, change: PlanChange) -> bool:
        topic = self._find_topic(change.topic)
        asked = self._find_questions_about(topic, change.topic)
        if not asked and topic is None:
            return False
        return self._remove_questions(asked, change.topic)

    def _remove_questions(self, questions: list[PlanQuestion], text: str) -> bool:
        if not questions:
            self._revision.add_note(f'there was no question about "{text}" to remove.')
        elif self._revision.remove_questions(questions):
            for question in questions:
                self._revision.add_note(f'removed "{question.text}".')
        else:
            self._revision.add_note(
                f'without "{text}", the plan would have no questions. Nothing was changed.'
            )
        return True

    def _reduce_topic(self, change: PlanChange) -> bool:
        topic = self._find_topic(change.topic)
        if topic is None:
            return False
        return self._remove_questions(
            self._find_questions_about(topic, change.topic)[-1:], change.topic
        )

    def _drop_question_number(self, change: PlanChange) -> bool:
        if not (here := self._find_question_at(change.number)):
            self._revision.add_note(f"there is no question {change.number}.")
            return True
        return self._remove_questions(here, f"question {change.number}")

    def _change_depth(self, change: PlanChange, step: int) -> bool:
        scope = list(self._revision.questions)
        if change.topic and change.topic not in {"questions", "it", "interview", "everything"}:
            topic = self._find_topic(change.topic)
            scope = self._find_questions_about(topic, change.topic)
            if not scope:
                return False
        swapped = sum(self._replace_by_depth(question, step) for question in scope)
        word = "harder" if step > 0 else "easier"
        if not swapped:
            self._revision.add_note(f"there are no {word} questions to replace these.")
        return True

    def _replace_by_depth(self, old: PlanQuestion, step: int) -> bool:
        alternatives, depth = self._find_alternatives(old)
        wanted = [
            alternative
            for alternative in alternatives
            if (alternative.question.depth - depth) * step > 0
            and not self._revision.has_question(alternative)
        ]
        if not depth or not wanted:
            return False
        new = min(wanted, key=lambda question: abs(question.question.depth - depth))
        self._revision.replace_question(old, new)
        self._revision.add_note(f'replaced "{old.text}" with "{new.question.text}".')
        return True

    def _find_alternatives(self, old: PlanQuestion) -> tuple[list[SelectableQuestion], int]:
        """Return possible replacements, and the depth of the old question (0: not from the bank)."""
        alternatives: list[SelectableQuestion]
        if old.skill:
            alternatives = list_skill_questions(old.skill, self._depth, self._bank)
            own = self._bank.questions_by_skill.get(old.skill)
            alternatives = [
                alternative
                for alternative in alternatives
                if not own or alternative.question in own
            ]
        else:
            source = self._bank.find_competency(old.competency)
            alternatives = (
                [SelectableQuestion(q, source) for q in source.questions] if source else []
            )
        return alternatives, next(
            (c.question.depth for c in alternatives if c.question.text == old.text), 0
        )

    def _set_question_count(self, wanted: int) -> bool:
        target = max(1, min(wanted, MAX_QUESTIONS))
        removed = []
        while self._question_count > target and (
            least := self._revision.find_least_important_question()
        ):
            self._revision.remove_questions([least])
            removed.append(least)
        for question in removed:
            self._revision.add_note(f'removed "{question.text}".')
        self._add_until_count(target)
        if self._question_count != wanted:
            self._revision.add_note(
                f"the plan now has {self._question_count} questions instead of {wanted}."
            )
        return True

    def _add_until_count(self, target: int) -> None:
        for question in self._list_additional_questions():
            free = self._compute_spare_time_s()
            if self._question_count >= target or free < min(
                q.time_budget_s for q in self._revision.questions
            ):
                return
            if not self._revision.has_question(question) and self._revision.add_question(question):
                self._revision.add_note(f'added "{question.question.text}".')

    def _compute_spare_time_s(self) -> int:
        return compute_question_time_s(self._revision.duration_minutes) - sum(
            q.time_budget_s for q in self._revision.questions
        )

    def _list_additional_questions(self) -> list[SelectableQuestion]:
        """Return candidates: uncovered skills first, then more about skills, then other competencies."""
        plan = self._revision.previous
        asked = {question.skill for question in self._revision.questions}
        names = sorted(plan.validated_skills, key=lambda name: name in asked)
        about = [list_skill_questions(name, self._depth, self._bank) for name in names]
        fresh = [questions[0] for questions in about if questions[0].skill not in asked]
        deeper = [question for questions in about for question in questions[:2]]
        ranked = self._rank_competencies()
        present = [c for c in ranked if self._revision.get_weight(c.name)]
        others = [c for c in ranked if not self._revision.get_weight(c.name)]
        general = [_find_nearest_in_depth(c, self._depth) for c in (*others[:3], *present)]
        again = [SelectableQuestion(q, c) for c in present for q in c.questions]
        return [*fresh, *deeper, *general, *again]

    def _rank_competencies(self) -> list[BankCompetency]:
        wanted = parse_requirements(self._brief.job_description)
        return [
            c for _, c in score_general_competencies(self._brief, self._skills, wanted, self._bank)
        ]

    def _set_duration(self, minutes: int) -> bool:
        desk = self._revision
        if not _MIN_MINUTES <= minutes <= _MAX_MINUTES:
            desk.add_note(
                f"an interview must take {_MIN_MINUTES} to {_MAX_MINUTES} minutes, not {minutes}."
            )
            return True
        is_longer = minutes > desk.duration_minutes
        desk.duration_minutes = minutes
        desk.add_note(f"the interview now takes about {minutes} minutes.")
        for question in desk.trim_to_duration():
            desk.add_note(f'removed "{question.text}".')
        if is_longer:
            self._add_until_count(compute_question_count(minutes))
        return True


def _find_nearest_in_depth(competency: BankCompetency, depth: int) -> SelectableQuestion:
    best: BankQuestion = min(competency.questions, key=lambda q: (abs(q.depth - depth), q.depth))
    return SelectableQuestion(best, competency)
