"""The candidate's answers, question by question, and which parts of a good answer they contain."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.kernel.sentences import list_clause_spans
from vivavoce.kernel.translation import translatable
from vivavoce.practice.domain.review.frameworks import (
    AnswerFramework,
    FindAnswerElements,
    FrameworkPart,
    find_framework_elements,
    framework_for,
)
from vivavoce.practice.domain.review.rewording import RULES_AUTHOR

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_MAX_QUOTE_LENGTH = 160


def split_words(text: str) -> list[str]:
    """Return the words of ``text``, unchanged."""
    return _WORD.findall(text)


def split_sentences(text: str) -> list[str]:
    """Return the sentences and clauses of ``text`` that contain a word, each an exact substring."""
    return [text[start:end] for start, end in list_clause_spans(text)]


def shorten_quote(quote: str) -> str:
    """Return ``quote``, cut at a word boundary and with an ellipsis if it is longer than 160 characters."""
    if len(quote) <= _MAX_QUOTE_LENGTH:
        return quote
    return quote[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


_MAX_SUMMARY_SENTENCES = 3
_MAX_SENTENCES_PER_PART = 6
_ACTION = "own_action"
_RESULT = "result"
_NUMBER = "measure"


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer, unchanged, and the answer elements that it contains."""

    text: str
    turn: int
    elements: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """One question that was asked, and everything that was said in answer to it.

    ``sentences`` leaves out excluded turns, such as prompt injections.
    """

    number: int
    question: PlanQuestion
    framework: AnswerFramework
    turns: tuple[InterviewTranscriptTurn, ...]
    sentences: tuple[AnswerSentence, ...]

    @property
    def words(self) -> int:
        """The number of words in the answer."""
        return sum(len(split_words(turn.text)) for turn in self.turns)

    @property
    def is_unchecked(self) -> bool:
        """Whether part of it is an unchecked transcript from a low-accuracy speech engine."""
        return any(turn.is_draft for turn in self.turns)

    @property
    def missing_parts(self) -> tuple[FrameworkPart, ...]:
        """The framework parts that the answer lacks."""
        return tuple(
            part for part in self.framework.parts if self.first_sentence_with(part) is None
        )

    def first_sentence_with(self, part: FrameworkPart) -> AnswerSentence | None:
        """Return the first sentence that contains ``part``, or None."""
        return next(
            (sentence for sentence in self.sentences if part.element in sentence.elements), None
        )


def collect_answers(
    transcript: InterviewTranscript,
    plan: InterviewPlan,
    find_elements: FindAnswerElements,
    *,
    excluded_turns: Collection[int] = (),
) -> tuple[AnsweredQuestion, ...]:
    """Return the planned questions that were asked, with their answers, in the order of the plan."""
    asked_questions = [
        question for question in plan.questions if question.id in transcript.asked_question_ids
    ]
    answers = list_candidate_answers(transcript)
    return tuple(
        read_answer(
            place,
            question,
            tuple(turn for turn in answers if turn.question_id == question.id),
            find_elements,
            excluded_turns=excluded_turns,
        )
        for place, question in enumerate(asked_questions, start=1)
    )


def list_candidate_answers(transcript: InterviewTranscript) -> tuple[InterviewTranscriptTurn, ...]:
    """Return the candidate's answer turns, in order."""
    return tuple(
        turn for turn in transcript.turns if turn.role == "candidate" and turn.kind == "answer"
    )


def read_answer(
    number: int,
    question: PlanQuestion,
    turns: tuple[InterviewTranscriptTurn, ...],
    find_elements: FindAnswerElements,
    *,
    excluded_turns: Collection[int] = (),
) -> AnsweredQuestion:
    """Return the answer that ``turns`` give to ``question``, the ``number``-th that was asked."""
    framework = framework_for(question)
    sentences = [
        AnswerSentence(
            text, turn.turn, find_framework_elements(text, question, framework, find_elements)
        )
        for turn in turns
        if turn.turn not in excluded_turns
        for text in split_sentences(turn.text)
    ]
    return AnsweredQuestion(
        number=number,
        question=question,
        framework=framework,
        turns=turns,
        sentences=tuple(_drop_results_before_actions(sentences)),
    )


def _drop_results_before_actions(sentences: list[AnswerSentence]) -> list[AnswerSentence]:
    """Return the sentences; those before the candidate's first own action lose result and number.

    Elsewhere, a number counts only in a sentence with a result, or in one after the first action that has
    no action itself.
    """
    first = next(
        (at for at, sentence in enumerate(sentences) if _ACTION in sentence.elements), None
    )
    if first is None:
        return sentences
    read = []
    for at, sentence in enumerate(sentences):
        is_outcome = _RESULT in sentence.elements or (
            at > first and _ACTION not in sentence.elements
        )
        drop = {_RESULT, _NUMBER} if at < first else set() if is_outcome else {_NUMBER}
        read.append(replace(sentence, elements=sentence.elements - drop))
    return read


def build_question_analysis(answer: AnsweredQuestion) -> Json:
    """Return the part of a review about one question, as JSON."""
    return {
        "question": answer.question.text,
        "answer_turns": [turn.turn for turn in answer.turns],
        "answer_summary": summarize_answer(answer),
        "framework_match": {
            "framework": answer.framework.name,
            "parts": [_part_match(answer, part) for part in answer.framework.parts],
        },
        "missing": [part.name for part in answer.missing_parts],
        "better_answer": build_better_answer(answer),
        "better_answer_author": dict(RULES_AUTHOR),
        "has_unverified_transcript": answer.is_unchecked,
    }


def summarize_answer(answer: AnsweredQuestion) -> str:
    """Return up to three sentences with the most answer elements, unchanged and in their order."""
    ranked = sorted(
        answer.sentences,
        key=lambda sentence: (-len(sentence.elements), -len(split_words(sentence.text))),
    )
    chosen = ranked[:_MAX_SUMMARY_SENTENCES]
    return " … ".join(sentence.text for sentence in answer.sentences if sentence in chosen)


def build_better_answer(answer: AnsweredQuestion) -> str:
    """Return the person's own sentences in the framework's order, with missing parts in square brackets.

    Only text in brackets is added. Brackets in the person's own text become parentheses.
    """
    placed = _sentences_by_element(answer)
    lines: list[str] = []
    for part in answer.framework.parts:
        if placed[part.element]:
            lines.append(_replace_brackets(" ".join(placed[part.element])))
        if part in answer.missing_parts and not _is_covered_by_result_gap(part, answer):
            lines.append(translatable("[add: {gap}]", gap=_replace_brackets(part.gap)))
    return "\n".join(lines)


def _sentences_by_element(answer: AnsweredQuestion) -> dict[str, list[str]]:
    """Return the sentences by answer element, each sentence under one element and in its order."""
    placed: dict[str, list[str]] = {part.element: [] for part in answer.framework.parts}
    is_scene = any(_ACTION in sentence.elements for sentence in answer.sentences)
    for sentence in answer.sentences:
        is_scene = is_scene and _ACTION not in sentence.elements
        slot = _choose_element(sentence, list(placed), is_scene=is_scene)
        texts = placed.get(slot, [])
        if sentence.text not in texts and len(texts) < _MAX_SENTENCES_PER_PART:
            texts.append(sentence.text)
    return placed


def _choose_element(sentence: AnswerSentence, order: list[str], *, is_scene: bool) -> str:
    """Return the element to list a sentence under, or '' to leave it out.

    ``is_scene`` says that the first own action has not been reached: such sentences set the scene.
    """
    if _ACTION in sentence.elements:
        return _ACTION
    filled = [slot for slot in order if slot in sentence.elements]
    if not filled:
        return order[0] if is_scene and order else ""
    return _RESULT if filled == [_NUMBER] and _RESULT in order else filled[0]


def _is_covered_by_result_gap(part: FrameworkPart, answer: AnsweredQuestion) -> bool:
    """Return whether the gap text of a missing result already asks for this part (the number)."""
    return part.element == _NUMBER and any(
        missing.element == _RESULT for missing in answer.missing_parts
    )


def _replace_brackets(text: str) -> str:
    """Return ``text`` with square brackets as parentheses, so that only added brackets are square."""
    return text.replace("[", "(").replace("]", ")")


def _part_match(answer: AnsweredQuestion, part: FrameworkPart) -> Json:
    first = answer.first_sentence_with(part)
    return {
        "part": part.name,
        "found": first is not None,
        "quote": None if first is None else first.text,
        "turn": None if first is None else first.turn,
    }
