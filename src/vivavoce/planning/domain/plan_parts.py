"""Build the parts of a plan: timed questions, weighted competencies, notes, and scripts.

Greeting, closing and invitation disclose that a program asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.invitation import LINK_PLACEHOLDER, NAME_PLACEHOLDER
from vivavoce.contracts.plan import Competency, PlanQuestion
from vivavoce.kernel.translation import TranslatableText, translatable, translate
from vivavoce.planning.domain.job_analysis.verb_forms import get_gerund_base
from vivavoce.planning.domain.question_bank import BankCompetency
from vivavoce.planning.domain.question_selection import SelectableQuestion
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import to_single_line

UNCOVERED_SKILLS_PREFIX = (
    "No question names these skills, though one may be about them in other words:"
)
TOUCHED_SKILLS_PREFIX = "Questions touch on these skills, but do not name them in full:"


def build_plan_question(
    selectable: SelectableQuestion, budget: int, *, used_ids: Iterable[str], is_mandatory: bool
) -> PlanQuestion:
    """Return a question of the bank as a plan question of ``budget`` seconds, with an unused id."""
    others, question_id, count = set(used_ids), selectable.question.id, 1
    while question_id in others:
        count += 1
        question_id = f"{selectable.question.id}-{count}"
    # Only knowledge questions have points that a right answer makes; others are scored by rubric levels.
    is_knowledge = selectable.question.kind == "knowledge"
    return PlanQuestion(
        id=question_id,
        text=selectable.question.text,
        competency=selectable.competency.name,
        kind=selectable.question.kind,
        skill=selectable.skill,
        expected_points=selectable.question.expected_points if is_knowledge else (),
        probes=selectable.question.probes,
        probe_elements=() if is_knowledge else selectable.question.probe_elements,
        look_for=() if is_knowledge else selectable.question.expected_points,
        time_budget_s=budget,
        is_mandatory=is_mandatory,
        anchors=selectable.question.anchors,
    )


def build_rubric_competency(competency: BankCompetency, weight: float) -> Competency:
    """Return a competency of the bank as a rubric competency."""
    return Competency(name=competency.name, weight=weight, sub_dimensions=competency.sub_dimensions)


def compute_weights(sizes: Sequence[float]) -> list[float]:
    """Return the sizes as weights in whole hundredths, each at least 0.01, that sum to exactly 1."""
    total = sum(sizes)
    exact = [100 * size / total for size in sizes]
    rounded = [max(1, int(share)) for share in exact]
    by_rest = sorted(range(len(sizes)), key=lambda i: (int(exact[i]) - exact[i], i))
    for turn in range(abs(100 - sum(rounded))):
        at = by_rest[turn % len(by_rest)]
        rounded[at] += 1 if sum(rounded) < 100 else -1
    return [share / 100 for share in rounded]


def write_skill_notes(skills: SkillReport, uncovered_skills: Sequence[str]) -> tuple[str, ...]:
    """Return notes for the recruiter about skills that may be mistyped, and about uncovered ones.

    A skill that the catalog does not know is asked about by its line; without a similar name there is nothing
    to correct.
    """
    unknown = [
        translatable(
            '"{name}" is not in the skill catalog. Did you mean {meanings}?',
            name=name,
            meanings=" / ".join(skills.corrections[name]),
        )
        for name in skills.unvalidated_skills
        if skills.corrections.get(name) and get_gerund_base(name.lower()) is None
    ]
    return (*unknown, *write_uncovered_skills_note(uncovered_skills))


def write_uncovered_skills_note(skills: Sequence[str]) -> tuple[str, ...]:
    """Return the note on the skills that no question names, or an empty tuple.

    It says what words show: a question about who may hear a diagnosis does not name "confidentiality".
    """
    if not skills:
        return ()
    return (
        translatable(
            "No question names these skills, though one may be about them in other words: {skills}.",
            skills=", ".join(skills),
        ),
    )


def write_touched_skills_note(skills: Sequence[str]) -> tuple[str, ...]:
    """Return the note on the skills that a question touches and does not name, or an empty tuple."""
    if not skills:
        return ()
    return (
        translatable(
            "Questions touch on these skills, but do not name them in full: {skills}.",
            skills=", ".join(skills),
        ),
    )


def write_job_description_notes(requirements: JobRequirements) -> tuple[str, ...]:
    """Return notes for the recruiter about parts of the job description that were left out."""
    notes = []
    if requirements.prompt_injection_count:
        notes.append(
            translatable(
                "Part of the job description contains instructions for a program. It was left out "
                "and had no effect."
            )
        )
    return tuple(
        dict.fromkeys((*notes, *(demand.note for demand in requirements.excluded_demands)))
    )


def write_greeting(brief: PlanBrief) -> str:
    """Return the greeting; it says that a computer asks and a person decides, and not how long it takes.

    The room adds the number of questions and the time that the candidate has.
    """
    employer = format_company(brief)
    welcome = (
        translatable(
            "Hello and welcome. I am a computer program, and I will ask you the questions in this "
            "interview on behalf of {employer}.",
            employer=employer,
        )
        if employer
        else translatable(
            "Hello and welcome. I am a computer program, and I will ask you the questions in this "
            "interview."
        )
    )
    rest = translatable(
        "We will talk about the role of {position}. I do not decide anything: a person reads your "
        "answers and decides. Please take your time. You can ask me to repeat a question, and you can "
        "stop at any time.",
        position=format_position(brief),
    )
    return join_sentences((welcome, rest), brief.language)


def write_closing(brief: PlanBrief) -> str:
    """Return the closing words."""
    employer = format_company(brief)
    closing = (
        translatable(
            "Thank you for your time and for your answers. A person at {employer} will read them and "
            "decide on the next steps. Goodbye, and all the best.",
            employer=employer,
        )
        if employer
        else translatable(
            "Thank you for your time and for your answers. A person from the hiring team will read them "
            "and decide on the next steps. Goodbye, and all the best."
        )
    )
    return translate(closing, brief.language)


def write_inmail(brief: PlanBrief) -> str:
    """Return the message that invites a candidate, with ``NAME_PLACEHOLDER`` and ``LINK_PLACEHOLDER``."""
    employer, position = format_company(brief), format_position(brief)
    wish = (
        translatable(
            "We would like to talk with you about the role of {position} at {employer}.",
            position=position,
            employer=employer,
        )
        if employer
        else translatable(
            "We would like to talk with you about the role of {position}.", position=position
        )
    )
    message = translatable(
        "Hello {name},\n\n"
        "{wish} The first interview takes {duration}. A computer program asks the questions. A person "
        "reads your answers and decides.\n\n"
        "You can start here: {link}\n\n"
        "If you would rather speak with a person, or if you need an adjustment for the interview, you "
        "can say so on that page.\n\n"
        "Kind regards,\n"
        "{sender}",
        name=NAME_PLACEHOLDER,
        wish=wish,
        duration=format_duration(brief.duration_minutes),
        link=LINK_PLACEHOLDER,
        sender=employer or translatable("The hiring team"),
    )
    return translate(message, brief.language)


def join_sentences(texts: Iterable[str], language: str) -> str:
    """Return the texts in ``language`` as one paragraph."""
    return " ".join(translate(text, language) for text in texts)


def format_duration(minutes: int) -> TranslatableText:
    """Return the duration in the wording of all scripts."""
    return translatable("about {minutes} minutes", minutes=minutes)


def replace_duration(script: str, before: int, now: int, language: str) -> str:
    """Return a script with the new duration in minutes, where it names the one before."""
    was, becomes = (translate(format_duration(minutes), language) for minutes in (before, now))
    return script.replace(was, becomes)


def format_position(brief: PlanBrief) -> str:
    """Return the position for a script, at most 80 characters, or "this position"."""
    return to_single_line(brief.position, max_length=80) or translatable("this position")


def format_company(brief: PlanBrief) -> str:
    """Return the company for a script, at most 80 characters, or an empty string."""
    return to_single_line(brief.company_name or "", max_length=80)
