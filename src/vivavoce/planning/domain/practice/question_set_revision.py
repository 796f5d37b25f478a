"""Revise a practice plan: apply the requested changes; the number of questions never changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

from vivavoce.contracts.interview import format_not_understood_note
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.planning.domain.change_requests import (
    PlanChange,
    is_continuation,
    is_new_skill_request,
    parse_change_requests,
)
from vivavoce.planning.domain.practice.options import (
    OPTIONS_SUMMARY_PREFIX,
    PracticePlanOptions,
    list_phrasings,
)
from vivavoce.planning.domain.practice.plan_composer import (
    FOCUS_SHARE,
    PracticeQuestionSet,
    avoid_failure_opening,
    get_recent_questions,
)
from vivavoce.planning.domain.practice.question_pool import (
    PracticeTopic,
    QuestionPool,
    build_text_topic,
    build_unknown_skill_topic,
    find_practice_topic,
    remove_duplicates,
)
from vivavoce.planning.domain.question_bank import QuestionBank
from vivavoce.planning.domain.question_selection import SelectableQuestion, list_skill_questions
from vivavoce.planning.domain.requirements import (
    JobRequirements,
    find_unlawful_topic,
    is_prohibited_topic,
)
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import to_single_line

REVISION_PREFIX = "Revision: "
STANDING_REQUESTS_PREFIX = "As you wished: "
_SHORT_QUESTIONS_REQUEST = "short questions"
_EXCLUDED_TOPIC_PREFIX = "nothing about "
_DIFFICULTY_LABELS = {-2: "much easier", -1: "easier", 1: "harder", 2: "much harder"}
_WHOLE_PLAN_TOPICS = {
    "",
    "it",
    "them",
    "all",
    "everything",
    "interview",
    "plan",
    "the interview",
    "the plan",
}
_ADD_QUESTION_PATTERN = re.compile(
    r"^(?:add|include|insert|have|ask|put in|(?:a |one )?questions?\b)"
)


def revise_question_set(
    options: PracticePlanOptions,
    initial: PracticeQuestionSet,
    pool: QuestionPool,
    skills: SkillReport,
    requirements: JobRequirements,
    bank: QuestionBank,
) -> PracticeQuestionSet:
    """Return the next question set after ``brief.previous``.

    If the inputs changed, the change requests are applied to ``initial`` instead. Without a change
    request, the questions are replaced by others, as far as there are any.
    """
    brief, previous = options.brief, options.brief.previous
    if previous is None:
        return initial
    wishes = (brief.comments or "").strip()
    is_new = has_changed_inputs(options, previous, skills, requirements)
    if is_new and not wishes:
        return initial
    desk = _QuestionSetRevision(options, initial, pool, bank)
    if not is_new:
        desk.load_previous(previous)
    desk.apply_change_requests(wishes or "different questions")
    return desk.build_question_set()


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
    """Holds the questions while change requests are applied one after the other."""

    def __init__(
        self,
        options: PracticePlanOptions,
        initial: PracticeQuestionSet,
        pool: QuestionPool,
        bank: QuestionBank,
    ) -> None:
        self._options = options
        self._pool = pool
        self._bank = bank
        self._recent_questions = get_recent_questions(options.brief)
        self._questions = list(initial.questions)
        self._notes = list(initial.notes)
        self._is_short = False
        self._depth_shift = 0
        self._initial_questions: tuple[SelectableQuestion, ...] = ()
        self._protected_ids: set[str] = set()
        self._used_ids: set[str] = set()
        self._excluded_topics: list[PracticeTopic] = []
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
            "only": self._keep_only_topic,
            "replace": self._replace_question,
            "more_questions": self._more_questions,
            **dict.fromkeys(
                ("count", "fewer_questions", "minutes", "shorter", "longer"),
                self._refuse_length_change,
            ),
        }

    def load_previous(self, previous: InterviewPlan) -> None:
        """Start from the questions of an earlier plan; questions that are not from the bank are replaced."""
        named = dict.fromkeys(q.skill for q in previous.questions if q.skill)
        about = [
            question for name in named for question in list_skill_questions(name, 1, self._bank)
        ]
        spoken = [
            SelectableQuestion(q, c) for c in self._bank.coding_competencies for q in c.questions
        ]
        known = {
            question.question.id: question
            for question in (*spoken, *about, *reversed(self._pool.all_questions))
        }
        self._restore_standing_requests(previous)
        previous_questions = [
            known.get(q.id) for q in previous.questions[: self._options.question_count]
        ]
        laid = [question for question in previous_questions if question is not None]
        self._used_ids = {question.question.id for question in laid}
        self._questions = laid
        self._notes = []
        missing = [
            at
            for at in range(self._options.question_count)
            if at >= len(previous_questions) or not previous_questions[at]
        ]
        for at in missing:
            self._questions.insert(at, self._find_any_question())
        self._initial_questions = tuple(self._questions)
        self._used_ids |= {question.question.id for question in self._questions}

    def apply_change_requests(self, change_requests: str) -> None:
        """Apply every change request that is understood, and add notes about the others."""
        last: PlanChange | None = None
        part = remove_unlawful_demands(change_requests)
        for read in parse_change_requests(part.text, is_practice=True):
            goes_on = read.is_topic_only and last is not None and is_continuation(read, last)
            change = replace(read, kind=last.kind) if goes_on and last else read
            if (read.is_topic_only and not goes_on) or not self._handlers[change.kind](change):
                self._add_note(
                    format_not_understood_note(to_single_line(change.clause, max_length=120))
                )
                continue
            last = change
        self._notes += part.notes

    def build_question_set(self) -> PracticeQuestionSet:
        """Return the current question set with its notes."""
        standing = [_DIFFICULTY_LABELS[self._depth_shift]] if self._depth_shift else []
        standing += [_SHORT_QUESTIONS_REQUEST] if self._is_short else []
        standing += [f"{_EXCLUDED_TOPIC_PREFIX}{aim.text}" for aim in self._excluded_topics]
        note = (f"{STANDING_REQUESTS_PREFIX}{'; '.join(standing)}.",) if standing else ()
        return PracticeQuestionSet(
            questions=avoid_failure_opening(self._questions),
            is_short=self._is_short,
            notes=(*note, *self._notes),
        )

    @property
    def _depth(self) -> int:
        return max(1, min(3, self._options.depth + self._depth_shift))

    def _add_note(self, sentence: str) -> None:
        self._notes.append(REVISION_PREFIX + sentence)

    def _restore_standing_requests(self, previous: InterviewPlan) -> None:
        """Restore the change requests that earlier versions keep applying."""
        standing_note = next(
            (note for note in previous.notes if note.startswith(STANDING_REQUESTS_PREFIX)), ""
        )
        for request in (
            standing_note.removeprefix(STANDING_REQUESTS_PREFIX).removesuffix(".").split("; ")
        ):
            self._is_short |= request == _SHORT_QUESTIONS_REQUEST
            self._depth_shift += next(
                (by for by, word in _DIFFICULTY_LABELS.items() if word == request), 0
            )
            if request.startswith(_EXCLUDED_TOPIC_PREFIX):
                topic = request.removeprefix(_EXCLUDED_TOPIC_PREFIX)
                if aim := self._find_topic(topic) or build_text_topic(topic):
                    self._excluded_topics.append(aim)

    def _find_topic(self, text: str) -> PracticeTopic | None:
        return find_practice_topic(text, self._pool, self._bank, depth=self._depth)

    def _find_new_question(
        self, among: Sequence[SelectableQuestion], *, is_new: bool = True
    ) -> SelectableQuestion | None:
        """Return the best question that is not selected; ``is_new`` excludes those asked before."""
        here = {question.question.id for question in self._questions}
        nearest = sorted(among, key=lambda question: abs(question.question.depth - self._depth))
        for candidate in nearest:
            is_known = candidate.question.id in self._used_ids or bool(
                list_phrasings(candidate.question) & self._recent_questions
            )
            is_barred = any(aim.is_about(candidate) for aim in self._excluded_topics)
            if candidate.question.id not in here and not is_barred and not (is_new and is_known):
                return candidate
        return None

    def _find_any_question(self) -> SelectableQuestion:
        """Return any suitable question, lifting excluded topics if none is left."""
        for among, is_new in (
            (self._pool.matching, True),
            (self._pool.others, True),
            (self._pool.all_questions, False),
        ):
            if question := self._find_new_question(among, is_new=is_new):
                return question
        self._excluded_topics.pop()
        return self._find_any_question()

    def _replace_at(self, index: int, new: SelectableQuestion) -> None:
        old, self._questions[index] = self._questions[index], new
        self._used_ids.add(old.question.id)
        self._add_note(f'replaced "{old.question.text}" with "{new.question.text}".')

    def _find_positions(self, topic: PracticeTopic) -> list[int]:
        return [at for at, question in enumerate(self._questions) if topic.is_about(question)]

    def _add_topic(self, change: PlanChange) -> bool:
        if self._is_unlawful(change.topic):
            return True
        aim = self._find_topic(change.topic)
        if aim is None and is_new_skill_request(change):
            aim = build_unknown_skill_topic(change.topic, self._bank, depth=self._depth)
        if aim is None:
            return False
        self._excluded_topics = [
            barred for barred in self._excluded_topics if barred.text != aim.text
        ]
        here = len(self._find_positions(aim))
        target = max(here + 1, ceil(self._options.question_count * FOCUS_SHARE))
        if _ADD_QUESTION_PATTERN.match(change.clause):
            target = here + max(1, change.number)
        if here == self._options.question_count:
            self._add_note(f'every question is already about "{aim.text}".')
        self._fill_with_topic(aim, min(target, self._options.question_count))
        return True

    def _is_unlawful(self, topic: str) -> bool:
        if not (is_prohibited_topic(topic) or find_unlawful_topic(topic)):
            return False
        self._add_note("employers must not ask about this. Nothing was changed.")
        return True

    def _fill_with_topic(self, topic: PracticeTopic, target: int) -> None:
        questions = remove_duplicates(
            (*(q for q in self._pool.matching if topic.is_about(q)), *topic.questions)
        )
        self._protected_ids |= {
            question.question.id for question in self._questions if topic.is_about(question)
        }
        while len(self._find_positions(topic)) < target:
            loose = [
                at
                for at, question in enumerate(self._questions)
                if question.question.id not in self._protected_ids and not topic.is_about(question)
            ]
            new = self._find_new_question(questions)
            if new is None or not loose:
                why = "there is no room" if new else "there are no more questions"
                self._add_note(f'{why} for "{to_single_line(topic.text, max_length=60)}".')
                return
            self._protected_ids.add(new.question.id)
            self._replace_at(loose[-1], new)

    def _keep_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic) or build_text_topic(change.topic)
        places = self._find_positions(aim) if aim else []
        self._protected_ids |= {self._questions[at].question.id for at in places}
        return bool(places)

    def _drop_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        words = build_text_topic(change.topic)
        if aim is None and words is not None and self._find_positions(words):
            aim = words
        if aim is None:
            return False
        self._excluded_topics.append(aim)
        places = self._find_positions(aim)
        if not places:
            self._add_note(f'no question was about "{aim.text}", and none will be.')
        for at in places:
            self._replace_at(at, self._find_any_question())
        return True

    def _reduce_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        if aim is None:
            return False
        others = [question for question in self._pool.all_questions if not aim.is_about(question)]
        places = self._find_positions(aim)
        if not places:
            self._add_note(f'there was no question about "{aim.text}" to remove.')
        for at in places[-1:]:
            if new := self._find_new_question(others):
                self._replace_at(at, new)
        return True

    def _drop_question_number(self, change: PlanChange) -> bool:
        places = self._find_numbered_positions(change.number)
        if not places:
            self._add_note(f"there is no question {change.number}.")
        for at in places:
            self._replace_at(at, self._find_any_question())
        return True

    def _find_numbered_positions(self, number: int) -> list[int]:
        """Return the current position of the question at this position of the previous plan."""
        read = self._initial_questions or tuple(self._questions)
        place = len(read) if number == -1 else number
        asked = read[place - 1 : place] if place > 0 else ()
        return [at for at, question in enumerate(self._questions) if question in asked]

    def _keep_only_topic(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        if aim is None:
            return False
        self._fill_with_topic(aim, self._options.question_count)
        return True

    def _replace_question(self, change: PlanChange) -> bool:
        aim = self._find_topic(change.topic)
        places = self._find_numbered_positions(change.number)
        new = self._find_new_question(aim.questions) if aim else None
        if new is not None and places:
            self._replace_at(places[0], new)
        return new is not None and bool(places)

    def _change_depth(self, change: PlanChange, step: int) -> bool:
        is_whole = change.topic in _WHOLE_PLAN_TOPICS
        aim = None if is_whole else self._find_topic(change.topic) or build_text_topic(change.topic)
        places = (
            list(range(len(self._questions)))
            if is_whole
            else self._find_positions(aim)
            if aim
            else []
        )
        if not places:
            return aim is not None and self._add_topic_at_depth(aim, step)
        swapped = [at for at in places if self._replace_by_depth(at, step)]
        if is_whole:
            self._depth_shift = max(-2, min(2, self._depth_shift + step))
        if not swapped:
            word = "harder" if step > 0 else "easier"
            self._add_note(f"there are no {word} questions to replace these.")
        return True

    def _add_topic_at_depth(self, topic: PracticeTopic, step: int) -> bool:
        """Add questions about a new topic at a shifted depth; return False if it has none."""
        if not topic.questions:
            return False
        before, self._depth_shift = self._depth_shift, max(-2, min(2, self._depth_shift + step))
        self._fill_with_topic(topic, ceil(self._options.question_count * FOCUS_SHARE))
        self._depth_shift = before
        return True

    def _replace_by_depth(self, index: int, step: int) -> bool:
        old = self._questions[index]
        if not 1 <= old.question.depth + step <= 3:
            return False
        lane = [
            alternative
            for alternative in self._list_alternatives(old)
            if (alternative.question.depth - old.question.depth) * step > 0
        ]
        new = self._find_new_question(
            sorted(lane, key=lambda question: question.question.depth * step)
        )
        if new is None and old.question.id not in self._protected_ids:
            further = [
                question
                for question in self._pool.matching
                if (question.question.depth - old.question.depth) * step > 0
            ]
            new = self._find_new_question(further)
        if new is None:
            return False
        if old.question.id in self._protected_ids:
            self._protected_ids.add(new.question.id)
        self._replace_at(index, new)
        return True

    def _list_alternatives(self, old: SelectableQuestion) -> list[SelectableQuestion]:
        """Return other questions about the same skill or competency."""
        if old.skill:
            return list_skill_questions(old.skill, self._depth, self._bank)
        return [
            SelectableQuestion(question, old.competency) for question in old.competency.questions
        ]

    def _shorten_questions(self) -> bool:
        self._is_short = True
        self._add_note("all questions are now as short as possible; follow-ups ask for the rest.")
        return True

    def _replace_all_questions(self) -> bool:
        is_other = False
        for at, question in enumerate(self._questions):
            new = (
                None
                if question.question.id in self._protected_ids
                else self._find_new_question(self._pool.matching)
            )
            if new is not None:
                is_other = True
                self._replace_at(at, new)
        if not is_other:
            self._add_note("there are no other questions of this kind.")
        return True

    def _more_questions(self, change: PlanChange) -> bool:
        return (
            self._replace_all_questions()
            if "other" in change.clause.split()
            else self._refuse_length_change(change)
        )

    def _refuse_length_change(self, _: PlanChange) -> bool:
        minutes, count = self._options.brief.duration_minutes, self._options.question_count
        self._add_note(
            f"an interview of {minutes} minutes has {count} questions. Choose another "
            "length to change that."
        )
        return True
