"""A targeted revision: what a person asked to change is changed, everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.changes import not_understood_note
from vivavoce.contracts.demands import lawful_part
from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.planning.domain.bank import Bank, BankCompetency, BankQuestion
from vivavoce.planning.domain.changes import (
    Change,
    goes_on_with,
    kinds_named,
    names_skill,
    read_changes,
)
from vivavoce.planning.domain.choice import (
    MOST_QUESTIONS,
    Chosen,
    depth_of,
    question_count,
    question_time_s,
    rank_general,
    skill_questions,
)
from vivavoce.planning.domain.desk import Desk
from vivavoce.planning.domain.requirements import is_private, read_requirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.topics import Topic, find_topic, questions_about
from vivavoce.planning.domain.words import content_stems, one_line

_SHORTEST, _LONGEST = 5, 180
_MOST_AT_ONCE = 5


def revise(brief: PlanBrief, skills: SkillReport, bank: Bank, *, planner: str) -> Plan:
    """Return the next version of ``brief.previous``, changed as ``brief.comments`` asks.

    What was not understood or could not be done stands in the notes.
    """
    if brief.previous is None:
        raise ValueError("there is no plan to revise")
    desk = Desk(brief.previous)
    editor = _Editor(desk, brief, skills, bank)
    last: Change | None = None
    part = lawful_part(brief.comments or "")
    for read in read_changes(part.text):
        goes_on = read.is_bare and last is not None and goes_on_with(read, last)
        change = replace(read, kind=last.kind) if goes_on and last else read
        if (read.is_bare and not goes_on) or not editor.make(change):
            desk.say(not_understood_note(one_line(change.clause, limit=120)))
            continue
        last = change
    plan = desk.plan(planner)
    return replace(plan, notes=tuple(dict.fromkeys((*plan.notes, *part.notes))))


class _Editor:
    """Carries out changes on the desk; each act returns False when it was not understood."""

    def __init__(self, desk: Desk, brief: PlanBrief, skills: SkillReport, bank: Bank) -> None:
        self._desk = desk
        self._brief = brief
        self._skills = skills
        self._bank = bank
        self._depth = depth_of(brief.level)
        self._acts: dict[str, Callable[[Change], bool]] = {
            "add": self._add,
            "keep": self._keep,
            "drop": self._drop,
            "less": self._less,
            "easier": lambda change: self._shift(change, -1),
            "harder": lambda change: self._shift(change, +1),
            "count": lambda change: self._to_count(change.number),
            "more_questions": lambda change: self._to_count(self._count + max(1, change.number)),
            "fewer_questions": self._fewer,
            "only": self._only,
            "replace": self._replace,
            "minutes": lambda change: self._to_minutes(change.number),
            "shorter": lambda _: self._to_minutes(round(desk.minutes * 2 / 15) * 5),
            "longer": lambda _: self._to_minutes(ceil(desk.minutes * 4 / 15) * 5),
            "drop_number": self._drop_number,
        }

    def make(self, change: Change) -> bool:
        """Make one change."""
        act = self._acts.get(change.kind)
        return act is not None and act(change)

    @property
    def _count(self) -> int:
        return len(self._desk.questions)

    def _find(self, said: str) -> Topic | None:
        plan = replace(
            self._desk.before,
            rubric=replace(self._desk.before.rubric, competencies=tuple(self._desk.competencies)),
        )
        return find_topic(said, plan, self._bank)

    def _asked(self, topic: Topic | None, said: str) -> list[PlanQuestion]:
        if topic and topic.skill:
            return [q for q in self._desk.questions if q.skill == topic.skill]
        if topic:
            return [q for q in self._desk.questions if q.competency == topic.competency]
        stems = set(content_stems(said))
        return [q for q in self._desk.questions if stems and stems <= set(content_stems(q.text))]

    def _add(self, change: Change) -> bool:
        if is_private(change.topic):
            self._desk.say(
                f'"{change.topic}" is nothing an employer may ask about. Nothing changed.'
            )
            return True
        topic = self._find(change.topic)
        if topic is None and names_skill(change):
            topic = Topic(skill=one_line(change.topic, limit=60))
        if topic is None or not change.topic:
            return False
        found = questions_about(topic, plan=self._desk.before, depth=self._depth, bank=self._bank)
        fresh = [one for one in found if not self._desk.has(one)]
        return self._put(fresh[: min(max(1, change.number), _MOST_AT_ONCE)], change.topic)

    def _fewer(self, change: Change) -> bool:
        return self._to_count(self._count - (change.number or ceil(self._count / 4)))

    def _only(self, change: Change) -> bool:
        wanted = kinds_named(change.topic)
        gone = [q for q in self._desk.questions if q.kind not in wanted]
        return self._take_out(gone, f"other than {change.topic} questions")

    def _replace(self, change: Change) -> bool:
        topic = self._find(change.topic)
        here = self._at(change.number)
        if topic is None or not here:
            return False
        found = questions_about(topic, plan=self._desk.before, depth=self._depth, bank=self._bank)
        fresh = next((one for one in found if not self._desk.has(one)), None)
        if fresh is None:
            self._desk.say(f'the bank holds no further question about "{change.topic}".')
            return True
        return self._take_out(here, f"question {change.number}") and self._put(
            [fresh], change.topic
        )

    def _at(self, number: int) -> list[PlanQuestion]:
        """Return the question at a place of the plan that the person read, if it is still there."""
        read = self._desk.before.questions
        place = len(read) if number == -1 else number
        return (
            [q for q in self._desk.questions if q in read[place - 1 : place]] if place > 0 else []
        )

    def _put(self, fresh: list[Chosen], said: str) -> bool:
        if not fresh:
            self._desk.say(f'the bank holds no further question about "{said}".')
        for one in fresh:
            if self._count >= MOST_QUESTIONS or not self._desk.add(one):
                self._desk.say(f'there is no room for a question about "{said}".')
                break
            self._desk.say(f'added "{one.question.text}".')
        return True

    def _keep(self, change: Change) -> bool:
        asked = self._asked(self._find(change.topic), change.topic)
        self._desk.kept.update(question.id for question in asked)
        return bool(asked)

    def _drop(self, change: Change) -> bool:
        topic = self._find(change.topic)
        asked = self._asked(topic, change.topic)
        if not asked and topic is None:
            return False
        return self._take_out(asked, change.topic)

    def _take_out(self, asked: list[PlanQuestion], said: str) -> bool:
        if not asked:
            self._desk.say(f'there was nothing about "{said}" to take out.')
        elif self._desk.remove(asked):
            for question in asked:
                self._desk.say(f'took out "{question.text}".')
        else:
            self._desk.say(f'without "{said}" no question would be left. Nothing changed.')
        return True

    def _less(self, change: Change) -> bool:
        topic = self._find(change.topic)
        if topic is None:
            return False
        return self._take_out(self._asked(topic, change.topic)[-1:], change.topic)

    def _drop_number(self, change: Change) -> bool:
        if not (here := self._at(change.number)):
            self._desk.say(f"there is no question {change.number}.")
            return True
        return self._take_out(here, f"question {change.number}")

    def _shift(self, change: Change, by: int) -> bool:
        scope = list(self._desk.questions)
        if change.topic and change.topic not in {"questions", "it", "interview", "everything"}:
            topic = self._find(change.topic)
            scope = self._asked(topic, change.topic)
            if not scope:
                return False
        swapped = sum(self._swap(question, by) for question in scope)
        word = "harder" if by > 0 else "easier"
        if not swapped:
            self._desk.say(f"the bank holds no {word} questions in place of these.")
        return True

    def _swap(self, old: PlanQuestion, by: int) -> bool:
        found, depth = self._alternatives(old)
        wanted = [
            one
            for one in found
            if (one.question.depth - depth) * by > 0 and not self._desk.has(one)
        ]
        if not depth or not wanted:
            return False
        new = min(wanted, key=lambda one: abs(one.question.depth - depth))
        self._desk.swap(old, new)
        self._desk.say(f'asks "{new.question.text}" in place of "{old.text}".')
        return True

    def _alternatives(self, old: PlanQuestion) -> tuple[list[Chosen], int]:
        """Return what could stand in a question's place, and how deep it goes (0: not ours)."""
        found: list[Chosen]
        if old.skill:
            found = skill_questions(old.skill, self._depth, self._bank)
            own = self._bank.by_skill.get(old.skill)
            found = [one for one in found if not own or one.question in own]
        else:
            source = self._bank.competency(old.competency)
            found = [Chosen(q, source) for q in source.questions] if source else []
        return found, next((c.question.depth for c in found if c.question.text == old.text), 0)

    def _to_count(self, wanted: int) -> bool:
        target = max(1, min(wanted, MOST_QUESTIONS))
        gone = []
        while self._count > target and (least := self._desk.least_needed()):
            self._desk.remove([least])
            gone.append(least)
        for question in gone:
            self._desk.say(f'took out "{question.text}".')
        self._grow(target)
        if self._count != wanted:
            self._desk.say(f"there are {self._count} questions now, not {wanted}.")
        return True

    def _grow(self, target: int) -> None:
        for one in self._further():
            free = self._spare_s()
            if self._count >= target or free < min(q.time_budget_s for q in self._desk.questions):
                return
            if not self._desk.has(one) and self._desk.add(one):
                self._desk.say(f'added "{one.question.text}".')

    def _spare_s(self) -> int:
        return question_time_s(self._desk.minutes) - sum(
            q.time_budget_s for q in self._desk.questions
        )

    def _further(self) -> list[Chosen]:
        """Return questions that could follow: uncovered skills, then depth, then new ground."""
        plan = self._desk.before
        asked = {question.skill for question in self._desk.questions}
        names = sorted(plan.validated_skills, key=lambda name: name in asked)
        about = [skill_questions(name, self._depth, self._bank) for name in names]
        fresh = [found[0] for found in about if found[0].skill not in asked]
        deeper = [one for found in about for one in found[:2]]
        ranked = self._ranked()
        present = [c for c in ranked if self._desk.weight(c.name)]
        others = [c for c in ranked if not self._desk.weight(c.name)]
        general = [_nearest(c, self._depth) for c in (*others[:3], *present)]
        again = [Chosen(q, c) for c in present for q in c.questions]
        return [*fresh, *deeper, *general, *again]

    def _ranked(self) -> list[BankCompetency]:
        wanted = read_requirements(self._brief.job_description)
        return [c for _, c in rank_general(self._brief, self._skills, wanted, self._bank)]

    def _to_minutes(self, minutes: int) -> bool:
        desk = self._desk
        if not _SHORTEST <= minutes <= _LONGEST:
            desk.say(f"an interview takes {_SHORTEST} to {_LONGEST} minutes, not {minutes}.")
            return True
        is_longer = minutes > desk.minutes
        desk.minutes = minutes
        desk.say(f"it takes about {minutes} minutes now.")
        for question in desk.fit():
            desk.say(f'took out "{question.text}".')
        if is_longer:
            self._grow(question_count(minutes))
        return True


def _nearest(competency: BankCompetency, depth: int) -> Chosen:
    best: BankQuestion = min(competency.questions, key=lambda q: (abs(q.depth - depth), q.depth))
    return Chosen(best, competency)
