"""The transcript, turn by turn, and the scorecard computed from quotes of it.

An assessment may quote nothing else. Without evidence the scorecard has a reason instead of a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from vivavoce.kernel.ids import AssessmentId

SpeakerRole = Literal["agent", "candidate"]
UtteranceAct = Literal[
    "answer",
    "partial_experience",
    "never_had",
    "not_own_task",
    "lacks_means",
    "does_not_know",
    "refuses_confidential",
    "refuses_other",
    "asks_about_question",
    "asks_about_case",
    "asks_machine",
    "asks_time",
    "asks_count",
    "asks_data",
    "asks_who_decides",
    "asks_next",
    "asks_other_process",
    "wants_person",
    "wants_pause",
    "wants_end",
    "wants_skip",
    "wants_repeat",
    "wants_simpler",
    "wants_slower",
    "wants_louder",
    "wants_writing",
    "small_talk",
    "joke",
    "thanks",
    "distress",
    "complains",
    "abuse",
    "orders_interviewer",
    "noise",
]
"""What a candidate does with an utterance; 'noise' was not said to the interviewer, or is no language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptTurn:
    """One turn; of an interrupted turn of the interviewer, only the part that was heard.

    ``turn`` counts from 1 without gaps, over both speakers.
    """

    turn: int
    role: SpeakerRole
    text: str
    question_id: str | None = None
    is_interrupted: bool = False
    """The session ended before this turn was answered or finished."""
    is_draft: bool = False
    """Transcribed by a low-accuracy engine and not yet checked: it is never used for scoring."""
    confidence: float | None = None
    """The speech-to-text engine's confidence, 0 to 1; None where it reported none."""
    is_heard_in_part: bool = False
    """An interviewer's turn that was interrupted: ``text`` is the part that was heard."""
    transcribed_by: str | None = None
    """The speech-to-text engine of a spoken turn; None if it was typed."""
    answer_end: int | None = None
    """Offset in ``text`` where the answer ends and a request to the interviewer begins; None without one."""
    is_aside: bool = False
    """A request to the interviewer, or its reply: not part of the questions and answers."""
    acts: tuple[UtteranceAct, ...] = ()
    """What the candidate's words do; empty for the interviewer and in older sessions."""
    is_dropped: bool = False
    """Ignored: an interviewer's turn that was interrupted almost at once, or words of the candidate from
    before the question was heard."""

    @property
    def is_excused(self) -> bool:
        """Whether the candidate may not tell what is asked for: what is missing here is no weakness."""
        return "refuses_confidential" in self.acts


ReadLanguage = Literal["en", "de"]
"""A language that the built-in rules have words for; German is on trial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole conversation in order."""

    language: str
    turns: tuple[TranscriptTurn, ...]


Recommendation = Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]
FlagFilter = Literal[
    "injection",
    "contradiction",
    "retraction",
    "keyword_list",
    "rubric_echo",
    "off_topic",
    "nothing_shown",
    "few_quotes",
    "low_confidence",
    "near_minimum",
    "readers_differ",
    "evaluators_differ",
    "unsure_words",
    "draft",
]
"""The kinds of flags by which interviews can be found: they are about the answers and the evidence."""
FlagKind = Literal[
    FlagFilter, "distress", "abuse", "other_language", "protected_topic", "asked_for_human"
]
"""All kinds. Those about the person are shown only with the words that they are about, so that no one is
listed or sorted out by them."""
AbstainReason = Literal[
    "not_asked",
    "cut",
    "no_answer",
    "unintelligible",
    "other_language",
    "too_short",
    "no_evidence",
    "evaluator_down",
    "readers_disagree",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim quote, code points ``[start:end]`` of the turn's text, and what it shows."""

    quote: str
    turn: int
    start: int
    end: int
    sub_dimension: str
    level: int
    is_deficit: bool = False
    found: tuple[str, ...] = ()
    """The words that earned the credit, so that a page can underline them."""


_POINTS_PER_LEVEL = 25.0
_RANGE_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRange:
    """A score and how far it is sure: the true value may lie anywhere from ``low`` to ``high``."""

    score: float
    low: float
    high: float


def assign_rank_groups(ranges: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """Return the rank of each range (low, high), from 1; the ranges are sorted, the best score first.

    A new rank begins where a range lies below all ranges of the rank before it, so overlapping ranges
    share a rank.
    """
    ranks: list[int] = []
    rank, lowest = 0, 0.0
    for low, high in ranges:
        if not ranks or high < lowest:
            rank += 1
            lowest = low
        lowest = min(lowest, low)
        ranks.append(rank)
    return tuple(ranks)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyScore:
    """A score from 1 to 5 with its evidence, or None with the reason; ``confidence`` is 0 to 1."""

    name: str
    weight: float
    is_required: bool
    minimum_acceptable_score: float | None
    score: float | None
    insufficient_evidence: AbstainReason | None
    confidence: float | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def score_range(self) -> ScoreRange | None:
        """The score with a range of 1 - confidence levels to each side; None without a score."""
        if self.score is None:
            return None
        return _build_range(self.score, 1 - (self.confidence or 0.0), 1.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardElement:
    """A part of a good answer that the candidate gave: the words, code points ``[start:end]`` of the turn."""

    element: str
    """An element of the question's probes (``own_action``, ``result``) or one of its expected points."""
    quote: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """What one planned question showed: a score from 1 to 5, or None with the reason.

    A competency's score is the weighted mean of its questions' scores.
    """

    question_id: str
    competency: str
    score: float | None
    insufficient_evidence: AbstainReason | None
    elements: tuple[HeardElement, ...] = ()
    cap: int | None = None
    """The highest level that this answer could reach; None without a limit."""
    reason: str | None = None
    """Why there is a cap, or why level 1 is proposed without evidence, in one sentence for a person."""
    is_confirmation_needed: bool = False
    """Asked and answered, and nothing was shown: level 1 is a proposal until a person confirms it."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def level(self) -> int | None:
        """The anchor that the score is nearest to, 1 to 5; the lower one in the middle."""
        return None if self.score is None else ceil(self.score - 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardFlag:
    """Something that a person should review; it never changes a score."""

    kind: FlagKind
    detail: str
    turn: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerInfo:
    """What computed the scorecard: ``built-in rules`` or a model's label, with its version."""

    kind: str
    version: str


ModelRole = Literal["scored", "not_qualified", "failed"]
"""What a configured model did for a score: it scored, it may not, or it gave no valid answer."""


LevelWording = Literal["whole", "examples"]
"""Whether a vote saw a level as its description with its example sentences, or as these alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVotes:
    """The scores of a model's votes on one question and competency; None is a vote without evidence."""

    competency: str
    question_id: str
    scores: tuple[float | None, ...]
    wordings: tuple[LevelWording, ...] = ()
    """How each vote saw the levels; empty in votes that are older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreProvenance:
    """Where a score comes from when a model is configured; see ``docs/explanation/model-scoring.md``."""

    role: ModelRole
    model: str
    """The model as its endpoint reported it; before any answer, as it is configured."""
    reason: str = ""
    """Why the built-in rules scored instead, in one sentence."""
    certificate_id: str | None = None
    certificate_line: str = ""
    """The certificate in one line, for people."""
    is_imitated: bool = False
    """The certificate is from a test, with an imitated model."""
    prompt_hash: str = ""
    content_hash: str = ""
    """The hash of all that the score depends on. The same hash is scored only once."""
    items: int = 0
    """The items that the model returned, over all votes."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """How many items each guard dropped."""
    capped: Mapping[str, int] = field(default_factory=dict)
    """How many items were lowered, by the reason."""
    votes: tuple[QuestionVotes, ...] = ()

    @property
    def source(self) -> str:
        """Who scored, in sentences for whoever reads the scorecard."""
        if self.role != "scored":
            return f"The built-in rules scored. {self.reason}".strip()
        warning = " This model is imitated, for tests. Its scores say nothing." * self.is_imitated
        line = self.certificate_line or self.model
        return f"A certified model found the evidence: {line}. Code computed the scores.{warning}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The scores of one transcript: overall 0 to 100 or None, recommendation or None."""

    overall_score: float | None
    recommendation: Recommendation | None
    competencies: tuple[CompetencyScore, ...]
    flags: tuple[ScorecardFlag, ...]
    scorer: ScorerInfo
    questions: tuple[QuestionResult, ...] = ()
    """In the order of the plan; empty in scorecards that were computed without results per question."""
    provenance: ScoreProvenance | None = None
    """None where no model is configured."""

    @property
    def overall_range(self) -> ScoreRange | None:
        """The overall score with the mean range of its competencies; None without an overall score."""
        if self.overall_score is None:
            return None
        scored = [competency for competency in self.competencies if competency.score is not None]
        weight = sum(competency.weight for competency in scored) or 1.0
        unsure = (
            sum(competency.weight * (1 - (competency.confidence or 0.0)) for competency in scored)
            / weight
        )
        return _build_range(self.overall_score, unsure * _POINTS_PER_LEVEL, 0.0, 100.0)


def _build_range(score: float, margin: float, minimum: float, maximum: float) -> ScoreRange:
    return ScoreRange(
        score=score,
        low=round(max(minimum, score - margin), _RANGE_DIGITS),
        high=round(min(maximum, score + margin), _RANGE_DIGITS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedAssessment:
    """A completed assessment; after erasure of the candidate, ``scorecard`` has no quotes."""

    assessment_id: AssessmentId
    scorecard: Scorecard
    is_erased: bool
