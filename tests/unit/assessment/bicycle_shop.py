"""A question with its own anchors, and interviews about it: a bicycle workshop."""

from __future__ import annotations

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import (
    AnswerAnchor,
    Competency,
    PlanQuestion,
    QuestionKind,
    Rubric,
    SubDimension,
)
from vivavoce.contracts.transcript import (
    QuestionResult,
    Scorecard,
    Transcript,
    TranscriptTurn,
)

ANCHORS = {
    "1": AnswerAnchor(
        description="Blames the rider or hides the fault.",
        signals=("riders break everything themselves", "I kept quiet about the crack"),
    ),
    "2": AnswerAnchor(
        description="Repairs what is on the ticket and looks no further.",
        signals=("I only do what the ticket says", "I tightened it and handed it back"),
    ),
    "3": AnswerAnchor(
        description="Finds the fault, tells the rider and repairs it.",
        signals=("I found a crack in the fork", "I phoned the rider about the price"),
    ),
    "4": AnswerAnchor(
        description="Looks for the cause, tests the brake under load and explains the risk.",
        signals=("I measured the chain for wear", "we rode it down the ramp with weights"),
    ),
    "5": AnswerAnchor(
        description="Changes how the workshop inspects every bicycle.",
        signals=("the fork check is on our intake card", "every mechanic measures wear at intake"),
    ),
}
FOLLOW_UP = "What did you do about it?"
QUESTION = PlanQuestion(
    id="q1",
    text="Tell me about one repair where the real fault was somewhere else.",
    competency="Repairing bicycles",
    anchors=ANCHORS,
    expected_points=("warned the rider before the ride home",),
)
STRONG = (
    "In May a rider brought a touring bicycle with a squeaking brake. I looked at the pads first, and they "
    "were fine. I found a crack in the fork, three centimeters, because the wheel moved when I pulled it. "
    "I phoned the rider, Ms. Aydin, and explained the risk. I measured the chain for wear too. "
    "I changed the fork for 90 dollars, and we rode it down the ramp with weights. Since then the fork check "
    "is on our intake card."
)
DECENT = (
    "Somebody came with a loose wheel last summer. I found a crack in the fork. I phoned the rider about it "
    "and ordered a new one. I put it in on the next day, and it was fine."
)
WEAK = "Riders break everything themselves. I only do what the ticket says."
EMPTY = (
    "I am a passionate and experienced mechanic with excellent diagnostic skills. I always find the perfect "
    "solution, because quality and reliability are my core values. My customers trust me and love my work."
)


def build_rubric(kind: QuestionKind = "behavioral", **changes: object) -> Rubric:
    """Return a rubric with the workshop's question."""
    competency = Competency(
        name=QUESTION.competency,
        weight=1.0,
        sub_dimensions=(SubDimension(name="Finding the fault", indicators={}),),
    )
    question = PlanQuestion(
        id=QUESTION.id,
        text=QUESTION.text,
        competency=QUESTION.competency,
        kind=kind,
        anchors=ANCHORS,
        expected_points=QUESTION.expected_points,
    )
    return Rubric(competencies=(competency,), questions=(question,), **changes)  # type: ignore[arg-type]


def interview(*answers: str) -> Transcript:
    """Return the interview: the question, then a follow-up before each further answer."""
    lines: list[tuple[str, str]] = []
    for place, answer in enumerate(answers):
        lines.append(("agent", FOLLOW_UP if place else QUESTION.text))
        lines.append(("candidate", answer))
    return Transcript(
        language="en",
        turns=tuple(
            TranscriptTurn(
                turn=number,
                role="agent" if role == "agent" else "candidate",
                text=text,
                question_id=QUESTION.id,
            )
            for number, (role, text) in enumerate(lines, 1)
        ),
    )


def card(*answers: str, kind: QuestionKind = "behavioral") -> Scorecard:
    """Return the scorecard of an interview with these answers."""
    return score(interview(*answers), build_rubric(kind))


def result(*answers: str, kind: QuestionKind = "behavioral") -> QuestionResult:
    """Return the result of the workshop's question."""
    return card(*answers, kind=kind).questions[0]


def points(*answers: str, kind: QuestionKind = "behavioral") -> float:
    """Return the score of the workshop's question; without one, the test fails."""
    found = result(*answers, kind=kind).score
    assert found is not None
    return found
