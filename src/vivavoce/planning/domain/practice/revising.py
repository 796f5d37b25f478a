"""A practice plan written again: what a person wished changes, the number of questions never does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

from vivavoce.contracts.changes import not_understood_note
from vivavoce.contracts.demands import lawful_part
from vivavoce.contracts.plan import Plan
from vivavoce.planning.domain.bank import Bank
from vivavoce.planning.domain.changes import (
    Change,
    goes_on_with,
    names_skill,
    read_changes,
)
from vivavoce.planning.domain.choice import Chosen, skill_questions
from vivavoce.planning.domain.practice.composing import (
    FOCUS_SHARE,
    Sheet,
    asked_lately,
    opened_kindly,
)
from vivavoce.planning.domain.practice.ground import Ground, unique
from vivavoce.planning.domain.practice.setting import SETTINGS, Setting
from vivavoce.planning.domain.practice.wishes import (
    Aim,
    aim_at_unknown_skill,
    aim_at_words,
    find_aim,
)
from vivavoce.planning.domain.practice.wording import faces
from vivavoce.planning.domain.requirements import Requirements, forbidden_demand, is_private
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.words import one_line

REVISION = "Revision: "
STANDING = "As you wished: "
_SHORT = "short questions"
_NOTHING_ABOUT = "nothing about "
_LEVELS = {-2: "much easier", -1: "easier", 1: "harder", 2: "much harder"}
_WHOLE = {"", "it", "them", "all", "everything", "interview", "plan", "the interview", "the plan"}
_WITHIN = re.compile(r"^(?:add|include|insert|have|ask|put in|(?:a |one )?questions?\b)")


def revised_sheet(
    setting: Setting,
    first: Sheet,
    ground: Ground,
    skills: SkillReport,
    wanted: Requirements,
    bank: Bank,
) -> Sheet:
    """Return the next sheet after ``brief.previous``.

    With other facts than before, ``first`` is where the wishes begin. Without any wish, other
    questions are asked, as far as there are others.
    """
    brief, previous = setting.brief, setting.brief.previous
    if previous is None:
        return first
    wishes = (brief.comments or "").strip()
    is_new = has_other_facts(setting, previous, skills, wanted)
    if is_new and not wishes:
        return first
    desk = _Desk(setting, first, ground, bank)
    if not is_new:
        desk.lay_out(previous)
    desk.hear(wishes or "different questions")
    return desk.sheet()


def has_other_facts(
    setting: Setting, previous: Plan, skills: SkillReport, wanted: Requirements
) -> bool:
    """Say whether a plan was made for other choices or another job description."""
    if setting.line not in previous.notes:
        return any(note.startswith(SETTINGS) for note in previous.notes) or not previous.notes
    now = (wanted.must_have, wanted.nice_to_have)
    was = (previous.must_have, previous.nice_to_have)
    return now != was or not set(skills.validated) <= set(previous.validated_skills)


class _Desk:
    """Holds the questions while wishes are carried out, one after the other."""

    def __init__(self, setting: Setting, first: Sheet, ground: Ground, bank: Bank) -> None:
        self._setting = setting
        self._ground = ground
        self._bank = bank
        self._lately = asked_lately(setting.brief)
        self._picks = list(first.picks)
        self._notes = list(first.notes)
        self._is_short = False
        self._shift = 0
        self._read: tuple[Chosen, ...] = ()
        self._kept: set[str] = set()
        self._seen: set[str] = set()
        self._barred: list[Aim] = []
        self._acts: dict[str, Callable[[Change], bool]] = {
            "add": self._add,
            "keep": self._keep,
            "drop": self._drop,
            "less": self._less,
            "harder": lambda change: self._harder(change, +1),
            "easier": lambda change: self._harder(change, -1),
            "short_questions": lambda _: self._shorten(),
            "others": lambda _: self._others(),
            "drop_number": self._drop_number,
            "only": self._only,
            "replace": self._replace,
            "more_questions": self._more_questions,
            **dict.fromkeys(
                ("count", "fewer_questions", "minutes", "shorter", "longer"), self._refuse_size
            ),
        }

    def lay_out(self, previous: Plan) -> None:
        """Begin with the questions of an earlier plan; what a person or a model wrote is replaced."""
        named = dict.fromkeys(q.skill for q in previous.questions if q.skill)
        about = [one for name in named for one in skill_questions(name, 1, self._bank)]
        spoken = [Chosen(q, c) for c in self._bank.spoken_code for q in c.questions]
        known = {
            one.question.id: one for one in (*spoken, *about, *reversed(self._ground.everything))
        }
        self._resume(previous)
        found = [known.get(q.id) for q in previous.questions[: self._setting.count]]
        laid = [one for one in found if one is not None]
        self._seen = {one.question.id for one in laid}
        self._picks = laid
        self._notes = []
        missing = [at for at in range(self._setting.count) if at >= len(found) or not found[at]]
        for at in missing:
            self._picks.insert(at, self._any())
        self._read = tuple(self._picks)
        self._seen |= {one.question.id for one in self._picks}

    def hear(self, wishes: str) -> None:
        """Carry out every wish that is understood, and say which were not."""
        last: Change | None = None
        part = lawful_part(wishes)
        for read in read_changes(part.text, is_practice=True):
            goes_on = read.is_bare and last is not None and goes_on_with(read, last)
            change = replace(read, kind=last.kind) if goes_on and last else read
            if (read.is_bare and not goes_on) or not self._acts[change.kind](change):
                self._say(not_understood_note(one_line(change.clause, limit=120)))
                continue
            last = change
        self._notes += part.notes

    def sheet(self) -> Sheet:
        """Return what lies here now."""
        standing = [_LEVELS[self._shift]] if self._shift else []
        standing += [_SHORT] if self._is_short else []
        standing += [f"{_NOTHING_ABOUT}{aim.said}" for aim in self._barred]
        note = (f"{STANDING}{'; '.join(standing)}.",) if standing else ()
        return Sheet(
            picks=opened_kindly(self._picks),
            is_short=self._is_short,
            notes=(*note, *self._notes),
        )

    @property
    def _depth(self) -> int:
        return max(1, min(3, self._setting.depth + self._shift))

    def _say(self, sentence: str) -> None:
        self._notes.append(REVISION + sentence)

    def _resume(self, previous: Plan) -> None:
        """Go on with what was wished for earlier versions."""
        said = next((note for note in previous.notes if note.startswith(STANDING)), "")
        for wish in said.removeprefix(STANDING).removesuffix(".").split("; "):
            self._is_short |= wish == _SHORT
            self._shift += next((by for by, word in _LEVELS.items() if word == wish), 0)
            if wish.startswith(_NOTHING_ABOUT):
                topic = wish.removeprefix(_NOTHING_ABOUT)
                if aim := self._aim(topic) or aim_at_words(topic):
                    self._barred.append(aim)

    def _aim(self, said: str) -> Aim | None:
        return find_aim(said, self._ground, self._bank, depth=self._depth)

    def _fresh(self, among: Sequence[Chosen], *, is_new: bool = True) -> Chosen | None:
        """Return the best question that is not here; ``is_new`` leaves out what was asked before."""
        here = {one.question.id for one in self._picks}
        nearest = sorted(among, key=lambda one: abs(one.question.depth - self._depth))
        for one in nearest:
            is_known = one.question.id in self._seen or bool(faces(one.question) & self._lately)
            is_barred = any(aim.is_about(one) for aim in self._barred)
            if one.question.id not in here and not is_barred and not (is_new and is_known):
                return one
        return None

    def _any(self) -> Chosen:
        """Return any question that may stand in a place that is to be filled."""
        for among, is_new in (
            (self._ground.own, True),
            (self._ground.wider, True),
            (self._ground.everything, False),
        ):
            if found := self._fresh(among, is_new=is_new):
                return found
        self._barred.pop()
        return self._any()

    def _put(self, at: int, new: Chosen) -> None:
        old, self._picks[at] = self._picks[at], new
        self._seen.add(old.question.id)
        self._say(f'asks "{new.question.text}" in place of "{old.question.text}".')

    def _places(self, aim: Aim) -> list[int]:
        return [at for at, one in enumerate(self._picks) if aim.is_about(one)]

    def _add(self, change: Change) -> bool:
        if self._is_unlawful(change.topic):
            return True
        aim = self._aim(change.topic)
        if aim is None and names_skill(change):
            aim = aim_at_unknown_skill(change.topic, self._bank, depth=self._depth)
        if aim is None:
            return False
        self._barred = [barred for barred in self._barred if barred.said != aim.said]
        here = len(self._places(aim))
        target = max(here + 1, ceil(self._setting.count * FOCUS_SHARE))
        if _WITHIN.match(change.clause):
            target = here + max(1, change.number)
        if here == self._setting.count:
            self._say(f'every question is about "{aim.said}" already.')
        self._fill(aim, min(target, self._setting.count))
        return True

    def _is_unlawful(self, topic: str) -> bool:
        if not (is_private(topic) or forbidden_demand(topic)):
            return False
        self._say("this is nothing an employer may ask about. Nothing changed.")
        return True

    def _fill(self, aim: Aim, target: int) -> None:
        questions = unique((*(q for q in self._ground.own if aim.is_about(q)), *aim.questions))
        self._kept |= {one.question.id for one in self._picks if aim.is_about(one)}
        while len(self._places(aim)) < target:
            loose = [
                at
                for at, one in enumerate(self._picks)
                if one.question.id not in self._kept and not aim.is_about(one)
            ]
            new = self._fresh(questions)
            if new is None or not loose:
                why = "there is no place left" if new else "the bank holds no further question"
                self._say(f'{why} for "{one_line(aim.said, limit=60)}".')
                return
            self._kept.add(new.question.id)
            self._put(loose[-1], new)

    def _keep(self, change: Change) -> bool:
        aim = self._aim(change.topic) or aim_at_words(change.topic)
        places = self._places(aim) if aim else []
        self._kept |= {self._picks[at].question.id for at in places}
        return bool(places)

    def _drop(self, change: Change) -> bool:
        aim = self._aim(change.topic)
        words = aim_at_words(change.topic)
        if aim is None and words is not None and self._places(words):
            aim = words
        if aim is None:
            return False
        self._barred.append(aim)
        places = self._places(aim)
        if not places:
            self._say(f'there was nothing about "{aim.said}"; nothing will be.')
        for at in places:
            self._put(at, self._any())
        return True

    def _less(self, change: Change) -> bool:
        aim = self._aim(change.topic)
        if aim is None:
            return False
        others = [one for one in self._ground.everything if not aim.is_about(one)]
        places = self._places(aim)
        if not places:
            self._say(f'there was nothing about "{aim.said}" to take out.')
        for at in places[-1:]:
            if new := self._fresh(others):
                self._put(at, new)
        return True

    def _drop_number(self, change: Change) -> bool:
        places = self._at(change.number)
        if not places:
            self._say(f"there is no question {change.number}.")
        for at in places:
            self._put(at, self._any())
        return True

    def _at(self, number: int) -> list[int]:
        """Return where a question is now that stood at this place of the plan that the person read."""
        read = self._read or tuple(self._picks)
        place = len(read) if number == -1 else number
        asked = read[place - 1 : place] if place > 0 else ()
        return [at for at, one in enumerate(self._picks) if one in asked]

    def _only(self, change: Change) -> bool:
        aim = self._aim(change.topic)
        if aim is None:
            return False
        self._fill(aim, self._setting.count)
        return True

    def _replace(self, change: Change) -> bool:
        aim = self._aim(change.topic)
        places = self._at(change.number)
        new = self._fresh(aim.questions) if aim else None
        if new is not None and places:
            self._put(places[0], new)
        return new is not None and bool(places)

    def _harder(self, change: Change, by: int) -> bool:
        is_whole = change.topic in _WHOLE
        aim = None if is_whole else self._aim(change.topic) or aim_at_words(change.topic)
        places = list(range(len(self._picks))) if is_whole else self._places(aim) if aim else []
        if not places:
            return aim is not None and self._add_shifted(aim, by)
        swapped = [at for at in places if self._swap(at, by)]
        if is_whole:
            self._shift = max(-2, min(2, self._shift + by))
        if not swapped:
            word = "harder" if by > 0 else "easier"
            self._say(f"the bank holds no {word} questions in place of these.")
        return True

    def _add_shifted(self, aim: Aim, by: int) -> bool:
        """Harder questions about something new are questions about it from further down."""
        if not aim.questions:
            return False
        before, self._shift = self._shift, max(-2, min(2, self._shift + by))
        self._fill(aim, ceil(self._setting.count * FOCUS_SHARE))
        self._shift = before
        return True

    def _swap(self, at: int, by: int) -> bool:
        old = self._picks[at]
        if not 1 <= old.question.depth + by <= 3:
            return False
        lane = [
            one for one in self._lane(old) if (one.question.depth - old.question.depth) * by > 0
        ]
        new = self._fresh(sorted(lane, key=lambda one: one.question.depth * by))
        if new is None and old.question.id not in self._kept:
            further = [
                one
                for one in self._ground.own
                if (one.question.depth - old.question.depth) * by > 0
            ]
            new = self._fresh(further)
        if new is None:
            return False
        if old.question.id in self._kept:
            self._kept.add(new.question.id)
        self._put(at, new)
        return True

    def _lane(self, old: Chosen) -> list[Chosen]:
        """Return what else could be asked about the same thing."""
        if old.skill:
            return skill_questions(old.skill, self._depth, self._bank)
        return [Chosen(question, old.competency) for question in old.competency.questions]

    def _shorten(self) -> bool:
        self._is_short = True
        self._say("every question is put as shortly as it can be; follow-ups ask for the rest.")
        return True

    def _others(self) -> bool:
        is_other = False
        for at, one in enumerate(self._picks):
            new = None if one.question.id in self._kept else self._fresh(self._ground.own)
            if new is not None:
                is_other = True
                self._put(at, new)
        if not is_other:
            self._say("there are no other questions of this kind.")
        return True

    def _more_questions(self, change: Change) -> bool:
        return self._others() if "other" in change.clause.split() else self._refuse_size(change)

    def _refuse_size(self, _: Change) -> bool:
        minutes, count = self._setting.brief.duration_minutes, self._setting.count
        self._say(
            f"{minutes} minutes have {count} questions. Choose another length to change that."
        )
        return True
