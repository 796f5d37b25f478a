"""The report of a practice session as the blocks of a file, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator

from vivavoce.contracts.envelope import Json
from vivavoce.infra.documents.blocks import Block, Heading, ListItem, Paragraph, escape_marks
from vivavoce.infra.web.languages import translate_members
from vivavoce.kernel.rounding import format_level, round_overall
from vivavoce.kernel.translation import translatable, translate
from vivavoce.practice.domain.review.rewording import RULES_AUTHOR
from vivavoce.practice.routes.reviews import TRANSLATED_MEMBERS
from vivavoce.practice.usecases.read_report import PracticeReport


def build_report_blocks(report: PracticeReport, language: str) -> tuple[Block, ...]:
    """Return the blocks of the file: scores, strengths, each question with its answer, and what is next."""
    review = translate_members(report.review, TRANSLATED_MEMBERS, language)
    return (
        Heading(1, translate(translatable("Practice report"), language)),
        *_build_head(review, language),
        *_build_list(translatable("What went well"), review["strengths"], language),
        *_build_list(translatable("What to improve"), review["weaknesses"], language),
        *_build_scores(review, language),
        Heading(2, translate(translatable("Your questions and answers"), language)),
        *(
            block
            for number, (analysis, answer) in enumerate(
                zip(review["deep_analysis"]["per_question"], report.answers, strict=True), 1
            )
            for block in _build_question(number, analysis, answer, language)
        ),
        *_build_list(translatable("What to do next"), review["recommendations"], language),
    )


def _build_head(review: Json, language: str) -> Iterator[Block]:
    session, scorer = review["session"], review["scorer"]
    if session["target_role"]:
        yield Paragraph(escape_marks(session["target_role"]))
    if session["ended_at"]:
        yield Paragraph(session["ended_at"][:10])
    score = review["overall_score"]
    reason = review["overall_score_reason"] or ""
    if score is None:
        # The summary can say it as well.
        if reason not in (review["summary"] or ""):
            yield Paragraph(escape_marks(reason))
    else:
        text = translatable("Overall score: {score} of 100", score=round_overall(score))
        yield Paragraph(f"**{translate(text, language)}**")
    scored_by = translatable(
        "Scored by {scorer}. No person has checked this report. It is coaching feedback.",
        scorer=f"{scorer['kind']} {scorer['version'].partition('+')[0]}",
    )
    yield Paragraph(escape_marks(translate(scored_by, language)))
    if review["summary"]:
        yield Paragraph(escape_marks(review["summary"]))


def _build_list(title: str, sentences: list[str], language: str) -> Iterator[Block]:
    if sentences:
        yield Heading(2, translate(title, language))
    for sentence in sentences:
        yield ListItem(escape_marks(sentence))


def _build_scores(review: Json, language: str) -> Iterator[Block]:
    yield Heading(2, translate(translatable("Scores"), language))
    for each in review["rubric_scores"]:
        score = each["score"]
        level = (
            translatable("no score: there is not enough evidence")
            if score is None
            else translatable("{level} of 5", level=format_level(score))
        )
        yield Heading(3, escape_marks(each["criterion"]))
        # Without a score, the comment says why.
        if score is not None or not each["comment"]:
            yield Paragraph(f"**{translate(level, language)}**")
        if each["comment"]:
            yield Paragraph(escape_marks(each["comment"]))
        if each["evidence"]:
            yield Paragraph(escape_marks(f"“{each['evidence'][0]['quote']}”"), is_quote=True)


def _build_question(number: int, analysis: Json, answer: str, language: str) -> Iterator[Block]:
    def say(text: str) -> str:
        return escape_marks(translate(text, language))

    yield Heading(3, escape_marks(f"{number}. {analysis['question']}"))
    yield Heading(4, say(translatable("Your answer")))
    yield from _quote_lines(answer)
    if not answer.strip():
        yield Paragraph(say(translatable("You gave no answer.")))
    if analysis["has_unverified_transcript"]:
        yield Paragraph(say(translatable("Part of it was not recognized well, and is not scored.")))
    if analysis["missing"]:
        missing = translatable("Missing: {parts}", parts=", ".join(analysis["missing"]))
        yield Paragraph(say(missing))
    if analysis["better_answer"]:
        yield Heading(4, say(translatable("A better answer")))
        yield Paragraph(
            say(
                translatable(
                    "Your own sentences in a better order; add what is in square brackets."
                )
            )
        )
        yield from _quote_lines(analysis["better_answer"])
        yield Paragraph(say(_name_author(analysis.get("better_answer_author", RULES_AUTHOR))))


def _quote_lines(text: str) -> Iterator[Block]:
    for line in filter(None, map(str.strip, text.splitlines())):
        yield Paragraph(escape_marks(line), is_quote=True)


def _name_author(author: Json) -> str:
    if author["model"] is None:
        return translatable("Worded by the built-in rules.")
    return translatable(
        "Worded by the model {model}. Each word was checked against your answer.",
        model=author["model"],
    )
