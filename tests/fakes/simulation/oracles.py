"""What must be true of a finished interview, whoever conducted it. An oracle reads the log and the frames
and what the candidate knows to have told; it never asks the interviewer's own policy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.fakes.simulation.interview_run import InterviewResult
from tests.fakes.simulation.plans import CANARY

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain import events
from vivavoce.live.domain.events import TurnCompleted

MOST_PROBES = 2
GOODBYE_S = 60
"""The hard end of an interview: its limit and a goodbye (CP-29)."""
AMPLE_TIME = 0.75
"""Share of the planned time up to which an interview ends early."""
_REPEATS = ("NO_ANSWER", "OFF_TOPIC")


@dataclass(frozen=True)
class Verdict:
    """Whether one oracle held, and what it saw when it did not."""

    oracle: str
    complaint: str | None = None


Oracle = Callable[[InterviewResult], Iterator[str]]


def judged(played: InterviewResult, twin: InterviewResult | None = None) -> list[Verdict]:
    """Return the verdict of every oracle that speaks about this candidate."""
    of: dict[str, Oracle] = {**EVERYBODY, **OF.get(played.candidate.name, {})}
    verdicts = [Verdict(name, next(ask(played), None)) for name, ask in of.items()]
    if twin is not None:
        verdicts.append(Verdict("asked as the twin is", next(_like_twin(played, twin), None)))
    return verdicts


# What a candidate told and what was asked, turn by turn.


def needless(played: InterviewResult) -> list[TurnCompleted]:
    """Return the further questions that asked for what had been told already."""
    given_elements: dict[str, set[str]] = {}
    found: list[TurnCompleted] = []
    slots = {choice.turn: choice.element for choice in played.chosen if choice.is_asked}
    for turn in played.state.turns:
        if turn.question_id is None:
            continue
        known = given_elements.setdefault(turn.question_id, set())
        if turn.kind == "answer":
            known.update(_truth_of(played, turn))
        elif turn.kind == "follow_up":
            slot = slots.get(turn.parent_turn or 0)
            is_heard = slot in known or (turn.reason in _REPEATS and bool(known))
            if is_heard or _is_complete(played, turn.question_id, known):
                found.append(turn)
    return found


def dry(played: InterviewResult) -> int:
    """Return how many further questions brought nothing that was not told before."""
    count, known, is_open = 0, dict[str, set[str]](), False
    for turn in played.state.turns:
        if turn.question_id is None:
            continue
        given_elements = known.setdefault(turn.question_id, set())
        if turn.kind == "follow_up":
            is_open = True
        elif turn.kind == "answer":
            fresh = _truth_of(played, turn) - given_elements
            count += is_open and not fresh
            given_elements.update(fresh)
            is_open = False
    return count


def repeats(played: InterviewResult) -> list[str]:
    """Return what was asked twice in the same words about the same question, unasked."""
    asked = Counter(
        (turn.question_id, _bare(turn.text))
        for turn in played.state.turns
        if turn.kind in ("question", "follow_up")
    )
    return [text for (_, text), count in asked.items() if count > 1]


def covered(played: InterviewResult) -> float:
    """Return the share of mandatory questions that got an answer."""
    mandatory = {question.id for question in played.plan.questions if question.is_mandatory}
    return len(mandatory & played.state.answered_question_ids) / len(mandatory)


def slots_found(played: InterviewResult) -> float:
    """Return the share of what could be told to the questions put that was heard as told."""
    questions = {question.id: question for question in played.plan.questions}
    found = sum(len(thread.found_elements) for thread in played.state.asked_questions)
    possible = sum(
        len(facets_of(questions[each.question_id])) for each in played.state.asked_questions
    )
    return found / possible if possible else 0.0


def minutes(played: InterviewResult) -> float:
    """Return the minutes of the interview's own clock."""
    return played.state.time_used(played.state.at).total_seconds() / 60


def probes(played: InterviewResult) -> int:
    """Return how many further questions were asked."""
    return sum(turn.kind == "follow_up" for turn in played.state.turns)


def ending(played: InterviewResult) -> str:
    """Return how it ended: the state and its reason."""
    last = played.log[-1].event
    return f"{played.state.status}: {getattr(last, 'reason', '')}"


def facets_of(question: PlanQuestion) -> tuple[str, ...]:
    """Return what a full answer to ``question`` tells."""
    if question.kind == "knowledge":
        return tuple(f"point:{place}" for place in range(len(question.expected_points)))
    if question.kind == "failure":
        return ("own_part", "repair", "lesson")
    return ("situation", "own_action", "reason", "measure", "result")


def _is_complete(played: InterviewResult, question_id: str, known: set[str]) -> bool:
    question = next(each for each in played.plan.questions if each.id == question_id)
    return len(known) >= len(facets_of(question))


def _truth_of(played: InterviewResult, turn: TurnCompleted) -> frozenset[str]:
    return played.replied[int((turn.client_message_id or "to-0").removeprefix("to-"))].facets


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


# What holds for everybody.


def _ends(played: InterviewResult) -> Iterator[str]:
    if not played.state.is_over:
        yield "it never ended"
    if (
        sum(
            isinstance(r.event, events.SessionCompleted | events.SessionAbandoned)
            for r in played.log
        )
        != 1
    ):
        yield "it ended other than once"


def _keeps_time(played: InterviewResult) -> Iterator[str]:
    if minutes(played) * 60 > played.plan.duration_minutes * 60 + GOODBYE_S:
        yield f"{minutes(played):.1f} of {played.plan.duration_minutes} minutes"


def _asks_the_plan(played: InterviewResult) -> Iterator[str]:
    order = [question.id for question in played.plan.questions]
    put = [frame["questionId"] for frame in played.asked if frame["kind"] == "question"]
    if put != [each for each in order if each in put]:
        yield "the questions came in another order, or twice"
    texts = {question.id: question.text for question in played.plan.questions}
    for frame in played.asked:
        if frame["kind"] == "question" and texts[frame["questionId"]] not in frame["text"]:
            yield f"{frame['questionId']} was put in other words than approved"


def _never_twice(played: InterviewResult) -> Iterator[str]:
    yield from (f"asked again: {text!r}" for text in repeats(played))


def _few_probes(played: InterviewResult) -> Iterator[str]:
    for thread in played.state.asked_questions:
        if thread.probes > MOST_PROBES:
            yield f"{thread.probes} further questions on {thread.question_id}"


def _no_leak(played: InterviewResult) -> Iterator[str]:
    points = [point for question in played.plan.questions for point in question.expected_points]
    hidden = [CANARY, "rubric", "system prompt", "STRONG_HIRE", *points]
    for frame in played.frames:
        if frame.get("role") == "candidate":
            continue
        shown = str(frame).lower()
        yield from (f"shown: {each!r}" for each in hidden if each.lower() in shown)


def _shows_each_turn_once(played: InterviewResult) -> Iterator[str]:
    for line in played.lines:
        seqs = [frame["seq"] for frame in line if "seq" in frame]
        if seqs != sorted(set(seqs)):
            yield "a connection was shown something twice or out of order"


EVERYBODY: dict[str, Oracle] = {
    "ends once": _ends,
    "keeps the time": _keeps_time,
    "asks the approved plan": _asks_the_plan,
    "asks nothing twice": _never_twice,
    "asks at most twice further": _few_probes,
    "shows no secret": _no_leak,
    "shows each turn once": _shows_each_turn_once,
}


# What holds for one kind of candidate.


def _all_covered(played: InterviewResult) -> Iterator[str]:
    if covered(played) < 1:
        yield f"{covered(played):.0%} of the mandatory questions have an answer"


def _none_needless(played: InterviewResult) -> Iterator[str]:
    yield from (f"needless: {turn.reason} at turn {turn.turn}" for turn in needless(played))


def _early(played: InterviewResult) -> Iterator[str]:
    if minutes(played) > AMPLE_TIME * played.plan.duration_minutes:
        yield f"{minutes(played):.1f} of {played.plan.duration_minutes} minutes"


def _completes(played: InterviewResult) -> Iterator[str]:
    if ending(played) != "completed: all_asked":
        yield ending(played)


def _limit_announced(played: InterviewResult) -> Iterator[str]:
    """A limit is told unless there was time enough to let the candidate talk."""
    if minutes(played) <= AMPLE_TIME * played.plan.duration_minutes:
        return
    if not any("seconds for this one" in frame["text"] for frame in played.asked):
        yield "never told how long an answer may take"


def _asked_at_once(reason: str, slots: tuple[str, ...]) -> Oracle:
    """Ask for the first of ``slots`` in the very next turn, unless there is no time for it."""

    def oracle(played: InterviewResult) -> Iterator[str]:
        for turn, after in _first_answers(played):
            if after is None or after.reason != reason or after.kind != "follow_up":
                why = next((c.reason for c in played.chosen if c.turn == turn.turn), None)
                if why != "BUDGET":
                    yield f"{turn.question_id}: {after and after.reason} instead of {reason}"

    return oracle


def _first_answers(played: InterviewResult) -> Iterator[tuple[TurnCompleted, TurnCompleted | None]]:
    kinds = {question.id: question.kind for question in played.plan.questions}
    turns, seen = played.state.turns, set[str]()
    for place, turn in enumerate(turns):
        question_id = turn.question_id or ""
        if turn.kind == "answer" and question_id not in seen:
            seen.add(question_id)
            if kinds[question_id] == "behavioral":
                yield turn, turns[place + 1] if place + 1 < len(turns) else None


def _result_once(played: InterviewResult) -> Iterator[str]:
    asked = Counter(c.question_id for c in played.chosen if c.is_asked and c.element == "result")
    yield from (f"{each}: {count} times" for each, count in asked.items() if count > 1)


def _two_ways_then_on(played: InterviewResult) -> Iterator[str]:
    asked = [turn.question_id for turn in played.state.turns if turn.kind == "follow_up"]
    first = played.state.asked_questions[0].question_id
    if asked.count(first) != 2:
        yield f"{asked.count(first)} further ways on the first question"
    put = {thread.question_id for thread in played.state.asked_questions}
    if not {q.id for q in played.plan.questions if q.is_mandatory} <= put:
        yield "it did not move on to all mandatory questions"


def _parked(played: InterviewResult) -> Iterator[str]:
    resumed = [r.event for r in played.log if isinstance(r.event, events.ConnectionResumed)]
    if len(resumed) != len(played.absences):
        yield f"{len(resumed)} returns for {len(played.absences)} absences"


def _stands_still(played: InterviewResult) -> Iterator[str]:
    """The clock of the interview runs only while the candidate is there."""
    if abs(minutes(played) * 60 - played.talking_s) > 2:
        yield f"{minutes(played) * 60:.0f} s on the clock, {played.talking_s:.0f} s talking"


def _spoken_to(played: InterviewResult) -> Iterator[str]:
    """Silence is answered before the end, and the end is said."""
    is_away = any(isinstance(r.event, events.ConnectionLost) for r in played.log[-4:])
    if is_away:
        return
    if not any(frame["type"] == "NOTIFICATION" for frame in played.lines[-1]):
        yield "nothing was said into the silence"
    if played.state.turns[-1].kind != "closing":
        yield "it ended without a goodbye"


def _like_twin(played: InterviewResult, twin: InterviewResult) -> Iterator[str]:
    ours, theirs = _shape(played), _shape(twin)
    for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            yield f"move {place}: {one} where the twin had {other}"
    if len(ours) != len(theirs):
        yield f"{len(ours)} moves where the twin had {len(theirs)}"


def _shape(played: InterviewResult) -> list[tuple[str, str | None, str | None]]:
    """Return what was asked; an order gets a remark, and the open question again if nothing else was said."""
    return [
        (turn.kind, turn.question_id, turn.reason)
        for turn in played.state.turns
        if turn.role == "agent" and turn.kind not in ("remark", "repeat")
    ]


def _stays_interviewer(played: InterviewResult) -> Iterator[str]:
    kinds = {turn.kind for turn in played.state.turns if turn.role == "agent"}
    if not kinds <= {"greeting", "question", "follow_up", "repeat", "remark", "closing"}:
        yield f"it spoke otherwise than as an interviewer: {kinds}"


OF: dict[str, dict[str, Oracle]] = {
    "expert": {
        "covers all": _all_covered,
        "no needless question": _none_needless,
        "ends early": _early,
        "ends because all was asked": _completes,
    },
    "rambler": {
        "covers all": _all_covered,
        "told the limit kindly": _limit_announced,
    },
    "vague": {
        "asks for the own part at once": _asked_at_once("OWNERSHIP", ("own_action",)),
        "ends because all was asked": _completes,
    },
    "no result": {
        "asks how it ended at once": _asked_at_once("RESULT", ("result",)),
        "asks how it ended once": _result_once,
        "ends because all was asked": _completes,
    },
    "one word": {"asks in two ways, then goes on": _two_ways_then_on},
    "silent": {
        "parked and resumed": _parked,
        "speaks into the silence": _spoken_to,
    },
    "injector": {
        "covers all": _all_covered,
        "no needless question": _none_needless,
        "stays the interviewer": _stays_interviewer,
        "ends because all was asked": _completes,
    },
    "drops": {
        "covers all": _all_covered,
        "no needless question": _none_needless,
        "parked and resumed": _parked,
        "the clock stands while away": _stands_still,
        "ends because all was asked": _completes,
    },
}
