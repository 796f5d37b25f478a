"""The rule list for follow-ups: what no person would ask. It shares no code with the interviewer's own rules.

What an answer holds is taken from labels, not from the interviewer's detection.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bench.people.sessions import HeldSession
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.text_matching import stem_word
from vivavoce.live.domain.events import FollowupChosen, TurnCompleted
from vivavoce.planning.domain.question_sets import find_question_set, list_groups


@dataclass(frozen=True, slots=True)
class MarkedFollowup:
    """A follow-up with the answer before it, and the marks against it."""

    person: str
    question: str
    answer: str
    text: str
    reason: str
    marks: tuple[str, ...]


def mark_session(held: HeldSession) -> list[MarkedFollowup]:
    """Return the follow-ups of a session with the marks against each."""
    questions = {question.id: question.text for question in held.plan.questions}
    return [
        MarkedFollowup(
            held.person.name,
            questions[turn.question_id or ""],
            held.answers_before(turn)[-1].text,
            turn.text,
            str(turn.reason),
            tuple(name for name, rule in MARKS.items() if rule(held, decision, turn)),
        )
        for decision, turn in held.followups
    ]


def count_marks(followups: Iterable[MarkedFollowup]) -> Counter[str]:
    """Return how many follow-ups have each mark; every mark is listed."""
    counts = Counter(dict.fromkeys(MARKS, 0))
    for followup in followups:
        counts.update(followup.marks)
    return counts


Mark = Callable[[HeldSession, FollowupChosen, TurnCompleted], bool]
_HELD_AS: Mapping[str, str] = {
    "concrete_case": "event",
    "concrete_case_again": "event",
    "own_part": "own_action",
}


def _asks_for_what_was_said(
    held: HeldSession, decision: FollowupChosen, turn: TurnCompleted
) -> bool:
    element = decision.element or ""
    return _HELD_AS.get(element, element) in held.held_before(turn)


def _probes_no_story(held: HeldSession, decision: FollowupChosen, turn: TurnCompleted) -> bool:
    """Whether details are asked for although no answer tells a story to ask about."""
    question = next(each for each in held.plan.questions if each.id == turn.question_id)
    replies = [held.replies[answer.turn] for answer in held.answers_before(turn)]
    may_hold = frozenset[str]().union(*(each.may_hold for each in replies))
    return (
        question.kind == "behavioral"
        and not may_hold & {"event", "own_action", "result"}
        and (decision.element or "") not in _HELD_AS
    )


def _repeats(held: HeldSession, _: FollowupChosen, turn: TurnCompleted) -> bool:
    """Whether the same words were asked before, or nearly the same about this question."""
    asked = _words(turn.text)
    for earlier in held.state.turns[: turn.turn - 1]:
        if earlier.role != "agent" or earlier.kind not in ("question", "follow_up"):
            continue
        words = _words(earlier.text)
        is_same = words[-len(asked) :] == asked
        is_alike = earlier.question_id == turn.question_id and _overlap(words, asked) >= _ALIKE
        if is_same or is_alike:
            return True
    return False


_ALIKE = 0.75


def _ignores_a_question(held: HeldSession, _: FollowupChosen, turn: TurnCompleted) -> bool:
    """Whether the candidate asked something, and the follow-up came without a word about it."""
    before = held.state.turns[turn.turn - 2]
    return before.role == "candidate" and "question" in held.replies[before.turn].holds


def _leaks(held: HeldSession, _: FollowupChosen, turn: TurnCompleted) -> bool:
    """Whether most of an expected point, or a rare word of a good answer, is in the follow-up first."""
    spoken = _stems(" ".join(each.text for each in held.state.turns[: turn.turn - 1]))
    asked = _stems(turn.text) - spoken
    is_point = any(
        len(asked & (point - spoken)) >= max(2, 0.6 * len(point)) for point in _points(held.plan)
    )
    rare = {stem for stem in asked if _frequencies()[stem] <= _RARE}
    return is_point or bool(rare & _anchor_stems(held.plan))


_RARE = 2
"""A word in the probes and texts of at most this many of the sets' questions is rare."""

_LEAD = re.compile(
    r"^(?:You said|You mentioned that|You told me) (?P<act>you(?:'d)? .+?)\. .+$"
    r"|^(?:You mentioned|You brought up|Let's stay with) (?P<thing>(?:the|your) .+?)(?: for a moment)?\. .+$"
)
_DANGLING = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "your",
        "our",
        "his",
        "her",
        "their",
        "this",
        "that",
        "of",
        "with",
        "to",
        "at",
        "in",
        "on",
        "for",
        "from",
        "by",
        "about",
        "and",
        "but",
        "or",
        "so",
        "if",
        "as",
        "because",
        "which",
        "who",
        "i",
        "we",
        "me",
        "us",
        "my",
        "am",
        "is",
        "are",
        "was",
        "were",
    ]
)
_FIRST_PERSON = frozenset(["i", "we", "me", "us", "my", "our", "mine", "myself"])
_DETERMINER_PAIR = re.compile(
    r"\b(?:the|a|an|your|his|their) (?:the|a|an|your|his|her|their|this|that)\b"
)
_NO_NOUN_ENDINGS = ("ly", "ed", "ing")


def _takes_up_wrongly(held: HeldSession, _: FollowupChosen, turn: TurnCompleted) -> bool:
    """Whether a phrase that is taken up is not the candidate's own, or is cut or turned wrongly."""
    match = _LEAD.match(turn.text)
    if match is None:
        return False
    phrase = _words(match["act"] or match["thing"])
    said = held.answers_before(turn)[-1].text
    own = [word for word in phrase if word not in ("you", "you'd", "your", "yourself", "the")]
    is_cut = phrase[-1] in _DANGLING or not own
    is_turned_wrongly = bool(_FIRST_PERSON & set(phrase)) or bool(
        _DETERMINER_PAIR.search(" ".join(phrase))
    )
    is_no_thing = match["thing"] is not None and phrase[-1].endswith(_NO_NOUN_ENDINGS)
    return is_cut or is_turned_wrongly or is_no_thing or not _is_in_order(own, _words(said))


def _is_in_order(words: Sequence[str], text: Sequence[str]) -> bool:
    rest = iter(text)
    return all(word in rest for word in words)


_EXAMINING = re.compile(
    r"what would have told you|what was it like once it was over|how could you tell|"
    r"what told you that it was so|does (?:something|anything) else come to|what else belongs|and apart from|"
    r"your own share|you yourself|why this way and not|who did what|how much of that was your|"
    r"where were you when|can you prove|are you sure|isn't it true",
    re.IGNORECASE,
)


def _sounds_like_an_examination(_: HeldSession, __: FollowupChosen, turn: TurnCompleted) -> bool:
    return _EXAMINING.search(turn.text) is not None


MARKS: Mapping[str, Mark] = {
    "asks for what was said": _asks_for_what_was_said,
    "asks for details without a story": _probes_no_story,
    "repeats": _repeats,
    "ignores a question": _ignores_a_question,
    "leaks the rubric": _leaks,
    "takes up wrongly": _takes_up_wrongly,
    "sounds like an examination": _sounds_like_an_examination,
}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9$%']+(?:-[a-z0-9]+)*", text.lower().replace("\u2019", "'"))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem_word(word.partition("'")[0]) for word in _words(text) if len(word) > 3)


def _overlap(first: Sequence[str], second: Sequence[str]) -> float:
    both = set(first) | set(second)
    return len(set(first) & set(second)) / len(both) if both else 0.0


def _points(plan: InterviewPlan) -> list[frozenset[str]]:
    return [_stems(point) for question in plan.questions for point in question.expected_points]


def _anchor_stems(plan: InterviewPlan) -> frozenset[str]:
    return frozenset[str]().union(
        *(
            _stems(signal)
            for question in plan.questions
            for level, anchor in question.anchors.items()
            if level in ("3", "4", "5")
            for signal in anchor.signals
        )
    )


@cache
def _frequencies() -> Counter[str]:
    """Return in how many questions of all sets a stem is said: in their texts and probes."""
    counts: Counter[str] = Counter()
    for group in list_groups():
        question_set = find_question_set(group)
        for question in question_set.questions if question_set else ():
            said = [form.plain for form in question.forms.values()]
            said += [probe for probes in question.probes.values() for probe in probes]
            counts.update(_stems(" ".join(said)))
    return counts
