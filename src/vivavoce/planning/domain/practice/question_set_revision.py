"""Revise a practice plan: apply the requested changes; the number of questions never changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import ceil

from vivavoce.contracts.interview import format_not_understood_note
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.plan_remarks import REVISION_PREFIX
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.change_requests import (
    PlanChange,
    is_continuation,
    parse_change_requests,
)
from vivavoce.planning.domain.plan_revision import explain_missing_depth
from vivavoce.planning.domain.practice.options import OPTIONS_SUMMARY_PREFIX, PracticePlanOptions
from vivavoce.planning.domain.practice.plan_composer import FOCUS_SHARE, PracticeQuestionSet
from vivavoce.planning.domain.practice.practice_topics import (
    PracticeTopic,
    build_text_topic,
    find_practice_topic,
)
from vivavoce.planning.domain.practice.question_pool import PracticeInput, QuestionPool
from vivavoce.planning.domain.practice.question_slots import QuestionSlots
from vivavoce.planning.domain.practice.standing_requests import read_standing_requests
from vivavoce.planning.domain.requirements import (
    JobRequirements,
    find_unlawful_topic,
    is_prohibited_topic,
)
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import to_single_line

_WHOLE_PLAN_TOPICS = frozenset(
    {"", "it", "them", "all", "everything", "interview", "plan", "the interview", "the plan"}
)
_ADD_QUESTION_PATTERN = re.compile(
    r"^(?:add|include|insert|have|ask|put in|(?:a |one )?questions?\b)"
)


def revise_question_set(
    source: PracticeInput, initial: PracticeQuestionSet, pool: QuestionPool
) -> PracticeQuestionSet:
    """Return the next question set after ``brief.previous``.

    If the inputs changed, the change requests are applied to ``initial`` instead. Without a change
    request, the questions are replaced by others, as far as there are any.
    """
    brief = source.options.brief
    if brief.previous is None:
        return initial
    wishes = (brief.comments or "").strip()
    is_new = has_changed_inputs(source.options, brief.previous, source.skills, source.requirements)
    if is_new and not wishes:
        return initial
    revision = _QuestionSetRevision(source, initial, pool)
    if not is_new:
        revision.load_previous(brief.previous)
    revision.apply_change_requests(wishes or "different questions")
    return revision.build_question_set()


def has_changed_inputs(
    options: PracticePlanOptions,
    previous: InterviewPlan,
    skills: SkillReport,
    requirements: JobRequirements,
) -> bool:
    """Return whether a plan was made for other options or another job description."""
    if options.summary not in previous.notes:
        return (
            any(note.startswith(OPTIONS_SUMMARY_PREFIX) for note in previous.notes)
            or not previous.notes
        )
    now = (requirements.must_have, requirements.nice_to_have)
    was = (previous.must_have, previous.nice_to_have)
    return now != was or not set(skills.validated_skills) <= set(previous.validated_skills)


class _QuestionSetRevision:
    """Applies change requests one after the other."""

    def __init__(
        self, source: PracticeInput, initial: PracticeQuestionSet, pool: QuestionPool
    ) -> None:
        self._source = source
        self._pool = pool
        self._slots = QuestionSlots(source, pool, initial.questions)
        self._notes = list(initial.notes)
        self._handlers: dict[str, Callable[[PlanChange], bool]] = {
            "add": self._add_topic,
            "keep": self._keep_topic,
            "drop": self._drop_topic,
            "less": self._reduce_topic,
            "harder": lambda change: self._change_depth(change, +1),
            "easier": lambda change: self._change_depth(change, -1),
            "short_questions": lambda _: self._shorten_questions(),
            "others": lambda _: self._replace_all_questions(),
            "drop_number": self._drop_question_number,
            "other_question": self._drop_question_number,
            "only": self._keep_only_topic,
            "replace": self._replace_question,
            "more_questions": self._more_questions,
            **dict.fromkeys(
                ("count", "fewer_questions", "minutes", "shorter", "longer"),
                self._refuse_length_change,
            ),
        }

    def load_previous(self, previous: InterviewPlan) -> None:
        """Start from the questions of an earlier plan; questions that have no origin are replaced."""
        self._slots = QuestionSlots.from_plan(
            self._source, self._pool, previous, read_standing_requests(previous)
        )
        self._notes = []
        for topic in self._slots.requests.excluded_topics:
            if aim := self._find_topic(topic) or build_text_topic(topic):
                self._slots.excluded_topics.append(aim)
        self._slots.fill_gaps()

    def apply_change_requests(self, change_requests: str) -> None:
        """Apply every change request that is understood, and add notes about the others."""
        last: PlanChange | None = None
        part = remove_unlawful_demands(change_requests)
        for read in parse_change_requests(part.text, is_practice=True):
            goes_on = read.is_topic_only and last is not None and is_continuation(read, last)
            change = replace(read, kind=last.kind) if goes_on and last else read
            act = self._handlers.get(change.kind)
            if (read.is_topic_only and not goes_on) or act is None or not act(change):
                self._add_note(
                    format_not_understood_note(to_single_line(change.clause, max_length=120))
                )
                continue
            last = change
        self._notes += part.notes

    def build_question_set(self) -> PracticeQuestionSet:
        """Return the current question set with its notes."""
        requests = self._slots.requests
        requests.excluded_topics = [topic.text for topic in self._slots.excluded_topics]
        return PracticeQuestionSet(
            questions=tuple(self._slots.questions),
            is_short=requests.is_short,
            notes=(*requests.write_note(), *self._notes),
        )

    def _add_note(self, sentence: str) -> None:
        self._notes.append(REVISION_PREFIX + sentence)

    def _find_topic(self, text: str) -> PracticeTopic | None:
        return find_practice_topic(text, self._pool, self._source, depth=self._slots.depth)

    def _replace_at(self, places: list[int], topic: PracticeTopic | None = None) -> None:
        """Replace the questions at these places by any others, or by others about a topic."""
        for place in places:
            new = self._slots.find_new(topic.questions) if topic else self._slots.find_any()
            if new is not None:
                self._add_note(self._slots.replace_at(place, new))

    def _add_topic(self, change: PlanChange) -> bool:
        if is_prohibited_topic(change.topic) or find_unlawful_topic(change.topic):
            self._add_note(translatable("employers must not ask about this. Nothing was changed."))
            return True
        aim = self._find_topic(change.topic)
        if aim is None:
            return False
        slots, count = self._slots, self._source.options.question_count
        slots.excluded_topics = [one for one in slots.excluded_topics if one.text != aim.text]
        here = len(slots.find_about(aim))
        target = max(here + 1, ceil(count * FOCUS_SHARE))
        if _ADD_QUESTION_PATTERN.match(change.clause):
            target = here + max(1, change.number)
        if here == count:
            self._add_note(
                translatable('every question is already about "{topic}".', topic=aim.text)
            )
        self._fill_with_topic(aim, min(target, count))
        return True

    def _fill_with_topic(self, topic: PracticeTopic, target: int) -> None:
        slots = self._slots
        slots.protect(slots.find_about(topic))
        while len(slots.find_about(topic)) < target:
            loose = slots.find_loose(topic)
            new = slots.find_new(topic.questions)
            if new is None or not loose:
                words = to_single_line(topic.text, max_length=60)
                self._add_note(
                    translatable('there is no room for "{topic}".', topic=words)
                    if new
                    else translatable('there are no more questions about "{topic}".', topic=words)
                )
                return
            self._add_note(slots.replace_at(loose[-1], new))
            slots.protect([loose[-1]])

    def _keep_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic) or build_text_topic(change.topic)
        places = self._slots.find_about(aim) if aim else []
        self._slots.protect(places)
        return bool(places)

    def _drop_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        words = build_text_topic(change.topic)
        if aim is None and words is not None and self._slots.find_about(words):
            aim = words
        if aim is None:
            return False
        self._slots.excluded_topics.append(aim)
        places = self._slots.find_about(aim)
        if not places:
            self._add_note(
                translatable('no question was about "{topic}", and none will be.', topic=aim.text)
            )
        self._replace_at(places)
        return True

    def _reduce_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        if aim is None:
            return False
        others = tuple(one for one in self._pool.all_questions if not aim.is_about(one))
        places = self._slots.find_about(aim)
        if not places:
            self._add_note(
                translatable('there was no question about "{topic}" to remove.', topic=aim.text)
            )
        self._replace_at(places[-1:], replace(aim, questions=others))
        return True

    def _drop_question_number(self, change: PlanChange) -> bool:
        places = self._slots.find_numbered(change.number)
        if not places:
            self._add_note(translatable("there is no question {number}.", number=change.number))
        self._replace_at(places)
        return True

    def _keep_only_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        if aim is None:
            return False
        self._fill_with_topic(aim, self._source.options.question_count)
        return True

    def _replace_question(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        places = self._slots.find_numbered(change.number)
        new = self._slots.find_new(aim.questions) if aim else None
        if new is not None and places:
            self._add_note(self._slots.replace_at(places[0], new))
        return new is not None and bool(places)

    def _change_depth(self, change: PlanChange, step: int) -> bool:
        slots = self._slots
        is_whole = change.topic in _WHOLE_PLAN_TOPICS
        aim = None if is_whole else self._find_topic(change.topic) or build_text_topic(change.topic)
        places = list(range(len(slots.questions))) if is_whole else []
        places = slots.find_about(aim) if aim else places
        if not places:
            return aim is not None and self._add_topic_at_depth(aim, step)
        notes = [note for at in places if (note := slots.replace_by_depth(at, step))]
        if is_whole:
            slots.requests.shift_depth(step)
        if not notes:
            notes = [explain_missing_depth(step)]
        for note in notes:
            self._add_note(note)
        return True

    def _add_topic_at_depth(self, topic: PracticeTopic, step: int) -> bool:
        """Add questions about a new topic at a shifted depth; return False if it has none."""
        if not topic.questions:
            return False
        requests, before = self._slots.requests, self._slots.requests.depth_shift
        requests.shift_depth(step)
        self._fill_with_topic(topic, ceil(self._source.options.question_count * FOCUS_SHARE))
        requests.depth_shift = before
        return True

    def _shorten_questions(self) -> bool:
        self._slots.requests.is_short = True
        self._add_note(
            translatable("all questions are now as short as possible; follow-ups ask for the rest.")
        )
        return True

    def _replace_all_questions(self) -> bool:
        notes = self._slots.replace_all()
        for note in notes or [translatable("there are no other questions of this kind.")]:
            self._add_note(note)
        return True

    def _more_questions(self, change: PlanChange) -> bool:
        return (
            self._replace_all_questions()
            if "other" in change.clause.split()
            else self._refuse_length_change(change)
        )

    def _refuse_length_change(self, _: PlanChange) -> bool:
        minutes = self._source.options.brief.duration_minutes
        self._add_note(
            translatable(
                "an interview of {minutes} minutes has {questions} questions. Choose "
                "another length to change that.",
                minutes=minutes,
                questions=self._source.options.question_count,
            )
        )
        return True
