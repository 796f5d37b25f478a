"""Revise a plan: apply the requested changes and keep everything else."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from itertools import islice
from math import ceil
from typing import get_args

from vivavoce.contracts.interview import PlanBrief, format_not_understood_note
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, QuestionKind
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.change_requests import (
    PlanChange,
    is_continuation,
    is_new_skill_request,
    parse_change_requests,
    parse_question_kinds,
)
from vivavoce.planning.domain.hiring.hiring_job import HiringJob, read_hiring_job
from vivavoce.planning.domain.hiring.plan_composer import count_questions
from vivavoce.planning.domain.hiring.question_supply import (
    AddableQuestion,
    QuestionSupply,
    rate_opening,
)
from vivavoce.planning.domain.hiring.question_topics import (
    QuestionTopic,
    build_skill_topic,
    find_questions_about,
    find_topic,
)
from vivavoce.planning.domain.plan_revision import PlanRevision, explain_missing_depth
from vivavoce.planning.domain.question_selection import (
    MAX_QUESTIONS,
    MIN_QUESTION_S,
    compute_question_time_s,
)
from vivavoce.planning.domain.requirements import is_prohibited_topic
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import to_single_line

_MIN_MINUTES, _MAX_MINUTES = 5, 180
_MAX_ADDED_QUESTIONS = 5
_ALL_KINDS: frozenset[QuestionKind] = frozenset(get_args(QuestionKind))
_NO_REWORDING = translatable(
    "the rules do not reword questions. Edit the question on the plan's page."
)
_NO_TRICKS = translatable(
    "no question is meant as a trick. To remove one that seems unfair, name its number."
)
_MIN_SPARE_S = 2 * MIN_QUESTION_S
"""A question is only added on its own account where this much time is free."""


def revise_plan(brief: PlanBrief, skills: SkillReport, *, planner: str) -> InterviewPlan:
    """Return the next version of ``brief.previous``, changed as ``brief.comments`` asks.

    The notes name what was not understood or not possible. Raises ``ValueError`` without a previous plan.
    """
    if brief.previous is None:
        raise ValueError("there is no plan to revise")
    revision = PlanRevision(brief.previous, skills)
    editor = _ChangeApplier(revision, read_hiring_job(brief, skills))
    last: PlanChange | None = None
    part = remove_unlawful_demands(brief.comments or "")
    for read in parse_change_requests(part.text):
        goes_on = read.is_topic_only and last is not None and is_continuation(read, last)
        change = replace(read, kind=last.kind) if goes_on and last else read
        if (read.is_topic_only and not goes_on) or not editor.apply_change(change):
            revision.add_note(
                format_not_understood_note(to_single_line(change.clause, max_length=120))
            )
            continue
        last = change
    plan = revision.build_plan(planner)
    return replace(plan, notes=tuple(dict.fromkeys((*plan.notes, *part.notes))))


class _ChangeApplier:
    """Applies changes to a revision; each handler returns False if it did not understand the change."""

    def __init__(self, revision: PlanRevision, job: HiringJob) -> None:
        self._revision = revision
        self._job = job
        self._supply = QuestionSupply(job)
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
            "other_question": self._ask_another_instead,
            "move_first": lambda change: self._move_question(change.number, is_first=True),
            "move_last": lambda change: self._move_question(change.number, is_first=False),
            "reword": lambda _: self._explain(_NO_REWORDING),
            "open_easily": self._open_easily,
            "no_tricks": lambda _: self._explain(_NO_TRICKS),
            "fewer_style": lambda change: self._shift_style(
                parse_question_kinds(change.topic), is_more=False
            ),
            "more_style": lambda change: self._shift_style(
                parse_question_kinds(change.topic), is_more=True
            ),
        }

    def apply_change(self, change: PlanChange) -> bool:
        """Apply one change; return False if it was not understood."""
        act = self._handlers.get(change.kind)
        return act is not None and act(change)

    @property
    def _question_count(self) -> int:
        return len(self._revision.questions)

    def _find_topic(self, text: str) -> QuestionTopic | None:
        plan = self._revision.previous
        skills = (*plan.validated_skills, *plan.unvalidated_skills)
        return find_topic(text, self._revision.questions, skills, self._job.reading)

    def _find_questions_about(self, topic: QuestionTopic | None, text: str) -> list[PlanQuestion]:
        return find_questions_about(topic, text, self._revision.questions)

    def _add_topic(self, change: PlanChange) -> bool:
        if is_prohibited_topic(change.topic):
            self._revision.add_note(
                translatable(
                    'employers must not ask about "{topic}". Nothing was changed.',
                    topic=change.topic,
                )
            )
            return True
        topic = self._find_topic(change.topic)
        if topic is None and is_new_skill_request(change):
            name = to_single_line(change.topic, max_length=60)
            topic = build_skill_topic(name, self._job.reading)
        if topic is None or not change.topic:
            return False
        count = min(max(1, change.number), _MAX_ADDED_QUESTIONS)
        fresh = self._supply.about_topic(topic, self._revision.questions)
        return self._add_questions(list(islice(fresh, count)), change.topic)

    def _reduce_count(self, change: PlanChange) -> bool:
        return self._set_question_count(
            self._question_count - (change.number or ceil(self._question_count / 4))
        )

    def _keep_only_kind(self, change: PlanChange) -> bool:
        wanted = parse_question_kinds(change.topic)
        dropped = [q for q in self._revision.questions if q.kind not in wanted]
        return self._remove_questions(
            dropped, translatable("other than {topic} questions", topic=change.topic)
        )

    def _replace_question(self, change: PlanChange) -> bool:
        topic = self._find_topic(change.topic)
        here = self._find_question_at(change.number)
        if topic is None or not here:
            return False
        if here[0].is_pinned:
            return self._remove_questions(here, change.topic)
        fresh = next(self._supply.about_topic(topic, self._revision.questions), None)
        if fresh is None:
            self._revision.add_note(
                translatable('there are no more questions about "{topic}".', topic=change.topic)
            )
            return True
        return self._remove_questions(
            here, translatable("question {number}", number=change.number)
        ) and self._add_questions([fresh], change.topic)

    def _ask_another_instead(self, change: PlanChange) -> bool:
        """Ask about the same work in place of a question, or what the plan would ask next."""
        for old in self._list_numbered(change.number):
            asked = self._revision.questions
            new = self._supply.of_kinds(old, _ALL_KINDS, asked)
            other = next(self._supply.next_questions(asked), None) if new is None else None
            if other is None or old.is_pinned:
                self._replace_by(old, new)
                continue
            words = translatable("question {number}", number=change.number)
            self._remove_questions([old], words)
            self._add_questions([other], words)
        return True

    def _move_question(self, number: int, *, is_first: bool) -> bool:
        for question in self._list_numbered(number):
            self._move(question, is_first=is_first)
        return True

    def _move(self, question: PlanQuestion, *, is_first: bool) -> None:
        self._revision.questions.remove(question)
        self._revision.questions.insert(0 if is_first else self._question_count, question)
        self._revision.add_note(
            translatable('now asked first: "{text}".', text=question.text)
            if is_first
            else translatable('now asked last: "{text}".', text=question.text)
        )

    def _open_easily(self, _: PlanChange) -> bool:
        """Ask the easiest question first, or say that it is so already."""
        questions = self._revision.questions
        easiest = min(questions, key=rate_opening)
        if easiest is questions[0]:
            self._revision.add_note(
                translatable(
                    'the easiest question comes first already: "{text}".', text=easiest.text
                )
            )
        else:
            self._move(easiest, is_first=True)
        return True

    def _explain(self, note: str) -> bool:
        """Say why nothing is changed."""
        self._revision.add_note(note)
        return True

    def _shift_style(self, kinds: Set[QuestionKind], *, is_more: bool) -> bool:
        """Replace half of the questions of a style, from the last on, or one by one of that style."""
        wanted = kinds if is_more else _ALL_KINDS - kinds
        here = [question for question in self._revision.questions if question.kind not in wanted]
        count, swapped = 1 if is_more else ceil(len(here) / 2), 0
        for old in reversed(here):
            new = self._supply.of_kinds(old, wanted, self._revision.questions)
            if new is not None and not old.is_pinned and swapped < count:
                self._replace_by(old, new)
                swapped += 1
        if not swapped:
            self._revision.add_note(
                translatable("there are no other questions of this kind about the same work.")
            )
        return True

    def _list_numbered(self, number: int) -> list[PlanQuestion]:
        """Return the question at a place; say so if there is none."""
        here = self._find_question_at(number)
        if not here:
            self._revision.add_note(translatable("there is no question {number}.", number=number))
        return here

    def _replace_by(self, old: PlanQuestion, new: PlanQuestion | None) -> None:
        if old.is_pinned:
            note = translatable('kept "{text}", because it is pinned.', text=old.text)
        elif new is None:
            note = translatable("there is no other question about the same work.")
        else:
            self._revision.replace_question(old, new)
            note = translatable('replaced "{old}" with "{new}".', old=old.text, new=new.text)
        self._revision.add_note(note)

    def _find_question_at(self, number: int) -> list[PlanQuestion]:
        """Return the question at this position of the previous plan, if the revision still has it."""
        read = self._revision.previous.questions
        place = len(read) if number == -1 else number
        return (
            [q for q in self._revision.questions if q in read[place - 1 : place]]
            if place > 0
            else []
        )

    def _add_questions(self, new_questions: list[AddableQuestion], text: str) -> bool:
        if not new_questions:
            self._revision.add_note(
                translatable('there are no more questions about "{topic}".', topic=text)
            )
        for question, competency in new_questions:
            if self._question_count >= MAX_QUESTIONS or not self._revision.add_question(
                question, competency
            ):
                self._revision.add_note(
                    translatable(
                        'there is not enough time for a question about "{topic}".', topic=text
                    )
                )
                break
            self._revision.add_note(translatable('added "{text}".', text=question.text))
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
            self._revision.add_note(
                translatable('there was no question about "{topic}" to remove.', topic=text)
            )
        elif pinned := [question for question in questions if question.is_pinned]:
            for question in pinned:
                self._revision.add_note(
                    translatable('kept "{text}", because it is pinned.', text=question.text)
                )
            rest = [question for question in questions if not question.is_pinned]
            return not rest or self._remove_questions(rest, text)
        elif self._revision.remove_questions(questions):
            for question in questions:
                self._revision.add_note(translatable('removed "{text}".', text=question.text))
        else:
            self._revision.add_note(
                translatable(
                    'without "{topic}", the plan would have no questions. Nothing was changed.',
                    topic=text,
                )
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
        here = self._list_numbered(change.number)
        return not here or self._remove_questions(
            here, translatable("question {number}", number=change.number)
        )

    def _change_depth(self, change: PlanChange, step: int) -> bool:
        scope = list(self._revision.questions)
        if change.topic and change.topic not in {"questions", "it", "interview", "everything"}:
            topic = self._find_topic(change.topic)
            scope = self._find_questions_about(topic, change.topic)
            if not scope:
                return False
        swapped = sum(self._replace_by_depth(question, step) for question in scope)
        if not swapped:
            self._revision.add_note(explain_missing_depth(step))
        return True

    def _replace_by_depth(self, old: PlanQuestion, step: int) -> bool:
        new = self._supply.by_difficulty(old, step, self._revision.questions)
        if new is None and not old.is_pinned:
            return False
        self._replace_by(old, new)
        return True

    def _set_question_count(self, wanted: int) -> bool:
        target = max(1, min(wanted, MAX_QUESTIONS))
        removed = []
        while self._question_count > target and (
            least := self._revision.find_least_important_question()
        ):
            self._revision.remove_questions([least])
            removed.append(least)
        for question in removed:
            self._revision.add_note(translatable('removed "{text}".', text=question.text))
        self._add_until_count(target)
        if self._question_count != wanted:
            self._revision.add_note(
                translatable(
                    "the plan now has {number} questions instead of {wanted}.",
                    number=self._question_count,
                    wanted=wanted,
                )
            )
        return True

    def _add_until_count(self, target: int) -> None:
        for question, competency in self._supply.next_questions(self._revision.questions):
            spare = self._compute_spare_time_s()
            if self._question_count >= target or spare < _MIN_SPARE_S:
                return
            if self._revision.add_question(question, competency):
                self._revision.add_note(translatable('added "{text}".', text=question.text))

    def _compute_spare_time_s(self) -> int:
        return compute_question_time_s(self._revision.duration_minutes) - sum(
            q.time_budget_s for q in self._revision.questions
        )

    def _set_duration(self, minutes: int) -> bool:
        desk = self._revision
        if not _MIN_MINUTES <= minutes <= _MAX_MINUTES:
            desk.add_note(
                translatable(
                    "an interview must take {least} to {most} minutes, not {minutes}.",
                    least=_MIN_MINUTES,
                    most=_MAX_MINUTES,
                    minutes=minutes,
                )
            )
            return True
        pinned_s = sum(MIN_QUESTION_S for question in desk.questions if question.is_pinned)
        if pinned_s > compute_question_time_s(minutes):
            desk.add_note(
                translatable(
                    "the pinned questions do not fit into {minutes} minutes.", minutes=minutes
                )
            )
            return True
        is_longer = minutes > desk.duration_minutes
        desk.duration_minutes = minutes
        desk.add_note(
            translatable("the interview now takes about {minutes} minutes.", minutes=minutes)
        )
        for question in desk.trim_to_duration():
            desk.add_note(translatable('removed "{text}".', text=question.text))
        if is_longer:
            self._add_until_count(count_questions(minutes))
        return True
