"""Notes of a plan for the people who approve it: skills, checks, must-haves and what the job text lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.contracts.plan_remarks import format_must_have_proposal
from vivavoce.kernel.translation import TranslatableText, translatable
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.hiring.job_reading import JobReading, is_only_nice
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key
from vivavoce.planning.domain.hiring.skill_coverage import SkillStanding, list_by_standing
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.job_analysis.analysis import find_group
from vivavoce.planning.domain.job_analysis.clause_checks import (
    CheckName,
    list_clause_checks,
    names_paper,
)
from vivavoce.planning.domain.job_analysis.demand_sides import is_after_offer
from vivavoce.planning.domain.job_analysis.demands import demands_of_things
from vivavoce.planning.domain.job_analysis.required_parts import take_required_part
from vivavoce.planning.domain.job_analysis.verb_forms import is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.occupations import OccupationMatch
from vivavoce.planning.domain.plan_parts import write_skill_notes, write_touched_skills_note
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import extract_content_stems, to_single_line

CHECK_PREFIX = "Check with a proof, outside the interview"
AGREE_PREFIX = "Agree on this before the interview"
WELCOME_PREFIX = "Only nice to have"
_MAX_CHECKS = 12
_MAX_WELCOME = 4
_ESSENTIAL_ACT = re.compile(
    r"\b(?:must|have to|has to|need to)\s+(?:be able to\s+)?([a-z]+)", re.IGNORECASE
)
_IS_OF_CANDIDATE = re.compile(
    r"(?:\A|[.;:,] ?|\b(?:and|but|you|applicants?|candidates?|post ?holders?|person|somebody|someone)) ?\Z",
    re.IGNORECASE,
)
"""The end of what stands before "must": nobody, or who has the job."""
_ACT = re.compile(
    r"(?:\b(?:must|have to|has to|need to) (?:be able to )?|\b(?:experience|record) (?:of|in) (?=\w+ing\b))"
    r"(\w[^.;]*)",
    re.IGNORECASE,
)
_IS_ESSENTIAL = re.compile(
    r"\b(?:is|are) (?:absolutely )?(?:essential|indispensable|a must)\b|"
    r"^(?:proven|demonstrable|demonstrated|substantial|significant) (?:[\w-]+ ){0,2}?"
    r"(?:experience|record) (?:of|in) [a-z]+ing\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(r"\b(?:must|have to|has to|need to|required|essential)\b", re.IGNORECASE)
_NOW_AND_THEN = re.compile(
    r"\b(?:(?:when|whenever|if|where|as|than|what) (?:you|they|we|it)|"
    r"(?:which|who|whether|how)\b(?: [\w']+){0,4}?) (?:must|have to|has to|need to)\b",
    re.IGNORECASE,
)
_AGREED = frozenset({"physical", "time", "hours", "travel", "to_get", "equipment"})
_AFTER_OFFER = frozenset({"health", "drugs"})
_MIN_STEMS = 2
"""One word of work says too little for a must-have."""
_CHECK_NAMES: dict[CheckName, TranslatableText] = {
    "license": translatable("license or certificate"),
    "degree": translatable("degree"),
    "qualification": translatable("school or vocational qualification"),
    "years": translatable("years of experience"),
    "language": translatable("language"),
    "screening": translatable("background check or other screening"),
    "right_to_work": translatable("right to work"),
    "background": translatable("background check"),
    "clearance": translatable("security clearance"),
    "credit": translatable("credit check"),
    "drugs": translatable("drug or alcohol test"),
    "references": translatable("references"),
    "health": translatable("health requirement"),
    "typing": translatable("typing speed"),
    "passport": translatable("passport"),
    "either": translatable("one of several proofs"),
    "to_get": translatable("held already or still to be obtained"),
    "experience": translatable("experience"),
    "equipment": translatable("tools or protective equipment"),
    "physical": translatable("physical effort"),
    "time": translatable("hours or travel"),
    "hours": translatable("hours"),
    "travel": translatable("travel"),
}


def write_check_notes(reading: JobReading) -> tuple[str, ...]:
    """Return a note for each license, degree, screening, number of years or language that is asked for."""
    notes = (_write_check(statement, name) for statement, name in reading.checks)
    return tuple(dict.fromkeys(notes))[:_MAX_CHECKS]


def write_welcome_notes(reading: JobReading) -> tuple[str, ...]:
    """Return a note for each line with a paper or language that would be nice to have, and nothing else."""
    statements = (
        one
        for one in reading.analysis.statements
        if one.kind == "requirement" and one.need not in {"waived", "learned_here"}
    )
    notes = (
        translatable(
            'Only nice to have, so no reason to turn anybody down (line {line}): "{text}".',
            line=one.line_number,
            text=to_single_line(one.text, max_length=160).rstrip(" .;,"),
        )
        for one in statements
        if (is_only_nice(one) or not take_required_part(one.text)) and names_paper(one.text)
    )
    return tuple(dict.fromkeys(notes))[:_MAX_WELCOME]


def write_source_notes(reading: JobReading, shares: Sequence[CompetencyShare]) -> tuple[str, ...]:
    """Return a note if the job text names no task, or its title no occupation, with what stands in for it."""
    occupation = reading.analysis.occupation
    if reading.tasks:
        return _write_occupation_note(occupation)
    if occupation is not None:
        note = translatable(
            "The job description names no task. The questions are about usual work in the "
            'occupation "{occupation}".',
            occupation=occupation.occupation.name,
        )
    elif any(not share.is_general for share in shares):
        note = translatable(
            "The job description names no task. The questions follow from its requirements and "
            "from the requested skills."
        )
    else:
        note = translatable(
            "The job description names no task. The position is no known occupation either, so "
            "the questions suit every job."
        )
    return (note,)


def _write_occupation_note(occupation: OccupationMatch | None) -> tuple[str, ...]:
    if occupation is None or not occupation.is_guessed:
        return ()
    return (
        translatable(
            "The catalog has no occupation for this position. The nearest one by the words of the "
            'posting is "{occupation}", so some questions come from that trade.',
            occupation=occupation.occupation.name,
        ),
    )


def write_requested_skill_notes(
    questions: Sequence[PlanQuestion], report: SkillReport, *, checks: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the notes on the requested skills: mistyped ones, those not asked about, and those only touched.

    They have the words that people typed. A skill in neither list is asked about, or one of the notes
    ``checks`` says that it is checked with a proof.
    """
    unasked = [
        one
        for one in list_by_standing(questions, report, SkillStanding.NOT_ASKED)
        if not any(contains_phrase(note, one) for note in checks)
    ]
    touched = list_by_standing(questions, report, SkillStanding.TOUCHED)
    return (
        *write_skill_notes(report, unasked),
        *write_touched_skills_note(touched),
    )


def propose_must_haves(reading: JobReading, shares: Sequence[CompetencyShare]) -> tuple[str, ...]:
    """Return a note for each competency to which an essential task of the posting belongs.

    A requirement must have a word of the competency: that most tasks belong to it says nothing.
    The note does not make the competency required: only a person does.
    """
    essential = [(task.group, task.line) for task in reading.tasks if task.is_essential]
    essential += [
        (one.group.group if (act := _find_act_group(one.text, reading)) is None else act, one.text)
        for one in reading.requirements
        if one.group is not None
        and one.need == "essential"
        and set(one.group.reasons) != {"occupation"}
        and (_IS_ESSENTIAL.search(one.text) or _names_essential_act(one.text))
    ]
    notes = []
    for share in shares:
        lines = (
            line
            for group, line in essential
            if group
            and get_competency_key(group) == share.key
            and len(extract_content_stems(line)) >= _MIN_STEMS
            and not _is_met_otherwise(line)
        )
        if (line := next(lines, None)) is not None:
            shown = to_single_line(line, max_length=160).rstrip(" .;,")
            notes.append(format_must_have_proposal(share.name, shown))
    return tuple(notes)


def _is_met_otherwise(line: str) -> bool:
    """Return whether a proof meets a line, or it is demanded only now and then: "when you have to"."""
    rest = _NOW_AND_THEN.sub("", line)
    is_seldom = rest != line and _DEMANDS.search(rest) is None
    return is_seldom or bool(list_clause_checks(line, "requirement"))


def _find_act_group(text: str, reading: JobReading) -> str | None:
    """Return the group of the act that a line demands or wants experience of; "" if that is in doubt.

    It is None where the line names no act.
    """
    if (act := _ACT.search(text)) is None:
        return None
    found = find_group(act[1], reading.occupation_groups, tasks_only=True)
    is_clear = found is not None and bool({*found.reasons} - {"occupation"})
    return found.group if found is not None and is_clear else ""


def _names_essential_act(text: str) -> bool:
    """Return whether a requirement says what candidates must do, not what they have or others must do."""
    words = (
        match.group(1).lower()
        for match in _ESSENTIAL_ACT.finditer(text)
        if _IS_OF_CANDIDATE.search(text[: match.start()])
    )
    is_act = any(is_verb(word) and word not in load_words("state_verbs") for word in words)
    return is_act and not demands_of_things(text)


def _write_check(statement: JobStatement, name: CheckName) -> str:
    text = to_single_line(statement.text, max_length=160).rstrip(" .;,")
    kind, line = _CHECK_NAMES[name], statement.line_number
    if name in _AGREED:
        return translatable(
            'Agree on this before the interview ({kind}, line {line}): "{text}".',
            kind=kind,
            line=line,
            text=text,
        )
    if name in _AFTER_OFFER or is_after_offer(text):
        return translatable(
            'Check after an offer, never in the interview ({kind}, line {line}): "{text}".',
            kind=kind,
            line=line,
            text=text,
        )
    return translatable(
        'Check with a proof, outside the interview ({kind}, line {line}): "{text}".',
        kind=kind,
        line=line,
        text=text,
    )
