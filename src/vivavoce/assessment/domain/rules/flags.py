"""Flags for a person to review. A flag names the place and the reason, and never changes a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.arithmetic import LOW_CONFIDENCE_THRESHOLD
from vivavoce.assessment.domain.rules.dialogue import ScreeningVerdict, find_injected_turns
from vivavoce.assessment.domain.rules.findings import PreparedTranscript, Similarity
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.assessment.domain.rules.withdrawals import matches_phrase
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import (
    CompetencyScore,
    FlagKind,
    QuestionResult,
    ScorecardFlag,
    UtteranceAct,
)
from vivavoce.kernel.translation import translatable, translatable_plural

NEAR_MINIMUM_MARGIN = 0.25
OFF_TOPIC_SIMILARITY = 0.15
MIN_TRANSCRIPTION_CONFIDENCE = 0.75
"""Below this confidence, a person should compare the transcript with the recording."""
MIN_QUOTES = 2
"""A must-have with fewer quotes is flagged for a person."""
_DETAILS: Mapping[FlagKind, str] = {
    "injection": translatable(
        "This turn contains instructions to the scorer. Nothing after them counts as evidence."
    ),
    "rubric_echo": translatable(
        "This turn repeats the rubric word for word. Those words do not count as evidence."
    ),
    "other_language": translatable(
        "Part of this turn is in another language than the plan. That part was not assessed."
    ),
    "retraction": translatable(
        "This turn takes back an earlier statement. The withdrawn statement does not count."
    ),
    "keyword_list": translatable(
        "This turn lists keywords. At most two of them count as evidence."
    ),
    "distress": translatable("This turn may show distress. Please read it."),
    "abuse": translatable("This turn may be abusive, or describe abuse. Please read it."),
    "asked_for_human": translatable("The candidate asked to talk with a person."),
    "protected_topic": translatable(
        "A personal matter came up. It must not influence any decision."
    ),
    "off_topic": translatable("This answer may not be about the question."),
    "draft": translatable(
        "These words come from speech recognition, and no one has checked them. They do not "
        "count as evidence."
    ),
    "unsure_words": translatable(
        "Speech recognition was unsure about these words. Compare them with the recording."
    ),
    "contradiction": translatable("The candidate gave two different numbers for the same thing."),
}


_FLAGS_BY_VERDICT: Mapping[ScreeningVerdict | None, FlagKind] = {
    "rubric_echo": "rubric_echo",
    "other_language": "other_language",
    "retraction": "retraction",
}
_FLAGS_BY_ACT: Mapping[UtteranceAct, FlagKind] = {
    "distress": "distress",
    "abuse": "abuse",
    "wants_person": "asked_for_human",
    "orders_interviewer": "injection",
}


def find_flags(
    reading: PreparedTranscript,
    scores: Sequence[CompetencyScore],
    similarity: Similarity | None = None,
    questions: Sequence[QuestionResult] = (),
) -> tuple[ScorecardFlag, ...]:
    """Return all flags without duplicates, in transcript order, and those about scores last."""
    raised = {
        flag: None for answer in reading.answers for flag in _find_answer_flags(answer, reading)
    }
    raised.update(dict.fromkeys(_find_act_flags(reading)))
    for answer in reading.answers:
        raised.update(dict.fromkeys(_find_off_topic_flags(answer, similarity)))
    raised.update(dict.fromkeys(_find_contradictions(reading)))
    flags = sorted(raised, key=lambda flag: (flag.turn or 0, flag.kind, flag.detail))
    return (*flags, *_find_score_flags(scores), *_find_question_flags(questions, reading.rubric))


def _build_flag(kind: FlagKind, turn: int) -> ScorecardFlag:
    return ScorecardFlag(kind=kind, detail=_DETAILS[kind], turn=turn)


def _find_answer_flags(
    routed: RoutedAnswer, reading: PreparedTranscript
) -> Iterator[ScorecardFlag]:
    for turn in find_injected_turns(routed.answer, reading.rubric_vocabulary):
        yield _build_flag("injection", turn)
    yield from _find_transcription_flags(routed)
    for screened in routed.screened:
        unit = screened.unit
        if (flag := _FLAGS_BY_VERDICT.get(screened.verdict)) is not None:
            yield _build_flag(flag, unit.turn)
        if screened.is_list:
            yield _build_flag("keyword_list", unit.turn)
        if matches_phrase("distress", unit):
            yield _build_flag("distress", unit.turn)
        if matches_phrase("protected", unit):
            yield _build_flag("protected_topic", unit.turn)
        if matches_phrase("abuse", unit):
            yield _build_flag("abuse", unit.turn)
        if matches_phrase("human", unit):
            yield _build_flag("asked_for_human", unit.turn)


def _find_act_flags(reading: PreparedTranscript) -> Iterator[ScorecardFlag]:
    """Yield the flags of acts that the interviewer understood, also where the words are no answer."""
    for turn in reading.transcript.turns:
        for act in turn.acts:
            if act in _FLAGS_BY_ACT:
                yield _build_flag(_FLAGS_BY_ACT[act], turn.turn)


def _find_transcription_flags(routed: RoutedAnswer) -> Iterator[ScorecardFlag]:
    for spoken in routed.answer.turns:
        turn = spoken.turn
        if turn.is_draft:
            yield _build_flag("draft", turn.turn)
        elif turn.confidence is not None and turn.confidence < MIN_TRANSCRIPTION_CONFIDENCE:
            yield _build_flag("unsure_words", turn.turn)


def _find_off_topic_flags(
    routed: RoutedAnswer, similarity: Similarity | None
) -> Iterator[ScorecardFlag]:
    text = " ".join(screened.unit.text for screened in routed.screened if screened.verdict is None)
    if similarity is None or not text or not routed.answer.question_texts or routed.is_inherited:
        return
    near = similarity(text, " ".join(routed.answer.question_texts))
    if near is not None and round(near, 4) < OFF_TOPIC_SIMILARITY:
        yield _build_flag("off_topic", routed.answer.turns[0].turn.turn)


def _find_contradictions(reading: PreparedTranscript) -> Iterator[ScorecardFlag]:
    """Yield a flag for each turn whose count of a thing differs from an earlier turn of the question."""
    known: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}
    for answer in reading.answers:
        for turn, counts in _collect_counts(answer).items():
            for thing, values in counts.items():
                before = known.setdefault((answer.opportunity, thing), (turn, values))
                if before[0] != turn and len(before[1]) == len(values) == 1 != (
                    before[1] == values
                ):
                    yield _build_flag("contradiction", turn)


def _collect_counts(routed: RoutedAnswer) -> dict[int, dict[str, frozenset[str]]]:
    turns: dict[int, dict[str, frozenset[str]]] = {}
    for screened in routed.screened:
        if screened.verdict is None and routed.opportunity:
            counts = turns.setdefault(screened.unit.turn, {})
            for thing, value in extract_counts(screened.unit):
                counts[thing] = counts.get(thing, frozenset()) | {value}
    return turns


def extract_counts(unit: TextUnit) -> Iterator[tuple[str, str]]:
    """Yield pairs of the stem of a counted thing and the stem of its number."""
    for number, thing in zip(unit.words, unit.words[1:], strict=False):
        if not number.is_number or not thing.is_content or thing.is_after_break:
            continue
        own = get_vocabulary(unit.language)
        if not any(thing.stem in own.get_stems(name) for name in ("everyday", "change")):
            yield thing.stem, number.stem


def _find_score_flags(scores: Sequence[CompetencyScore]) -> Iterator[ScorecardFlag]:
    for score in scores:
        if score.score is None:
            continue
        if score.confidence is not None and score.confidence < LOW_CONFIDENCE_THRESHOLD:
            yield ScorecardFlag(
                kind="low_confidence",
                detail=translatable(
                    "{competency}: few quotes support this level, or they point both ways. Read them before "
                    "you rely on it.",
                    competency=score.name,
                ),
            )
        quotes = sum(not evidence.is_deficit for evidence in score.evidence)
        if score.is_required and quotes < MIN_QUOTES:
            yield ScorecardFlag(
                kind="few_quotes",
                detail=_describe_quote_support(score.name, quotes),
            )
        minimum = score.minimum_acceptable_score
        if minimum is not None and abs(score.score - minimum) <= NEAR_MINIMUM_MARGIN:
            yield ScorecardFlag(
                kind="near_minimum",
                detail=_describe_distance(score.name, score.score, minimum),
            )


def _describe_distance(competency: str, level: float, minimum: float) -> str:
    if level < minimum:
        return translatable(
            "{competency}: the level is just below the required one.", competency=competency
        )
    if level > minimum:
        return translatable(
            "{competency}: the level is just above the required one.", competency=competency
        )
    return translatable("{competency}: the level is the required one.", competency=competency)


def _find_question_flags(
    questions: Sequence[QuestionResult], rubric: Rubric
) -> Iterator[ScorecardFlag]:
    texts = {question.id: question.text for question in rubric.questions}
    for result in questions:
        if result.is_confirmation_needed:
            yield ScorecardFlag(
                kind="nothing_shown",
                detail=translatable(
                    "The answers to “{question}” show nothing of what it asks for. Confirm level 1, or "
                    "score the question again.",
                    question=texts[result.question_id],
                ),
            )


def _describe_quote_support(competency: str, quotes: int) -> str:
    if quotes == 0:
        return translatable(
            "{competency}: no quote supports it, and it is required.", competency=competency
        )
    return translatable_plural(
        "{competency}: only one quote supports it, and it is required.",
        "{competency}: only {count} quotes support it, and it is required.",
        count=quotes,
        competency=competency,
    )
