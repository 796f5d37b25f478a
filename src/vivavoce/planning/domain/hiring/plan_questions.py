"""Build plan questions, with their origin, anchors and probes, from chosen questions of the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.plan import PlanQuestion, QuestionOrigin
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion, find_nearest_task
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.hiring.fitting_anchors import fit_anchors
from vivavoce.planning.domain.hiring.fitting_probes import fit_probes, list_probes, spread_probes
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.question_wording import (
    WordedQuestion,
    choose_form,
    get_lead,
    say_question,
)
from vivavoce.planning.domain.hiring.skill_questions import SkillQuestion
from vivavoce.planning.domain.question_lint import MAX_WRITTEN_CHARACTERS
from vivavoce.planning.domain.question_market import Market, say_in_market
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    find_given_away,
    to_single_line,
)

_MAX_QUOTE = 160
_GOOD_LEVELS = ("4", "5")


def build_questions(
    chosen: Sequence[ChosenQuestion],
    *,
    position: str,
    seed: str,
    budget_s: int,
    market: Market,
    tasks: Sequence[JobTask],
    job_text: str,
    level: str,
) -> tuple[PlanQuestion, ...]:
    """Return the plan's questions; the first of each competency is mandatory.

    ``tasks`` are all of the job, and ``job_text`` begins with its title.
    """
    leads: set[str] = set()
    opened: set[str] = set()
    questions = []
    for one in chosen:
        form = choose_form(one.question.id, position=position, seed=seed)
        worded = say_question(
            one.question,
            one.task,
            forms=one.forms,
            preferred=form,
            leads=leads,
            market=market,
        )
        leads.add(get_lead(worded.text))
        questions.append(
            build_question(
                one,
                worded,
                budget_s=budget_s,
                is_mandatory=one.share.name not in opened,
                tasks=tasks,
                job_text=job_text,
                level=level,
            )
        )
        opened.add(one.share.name)
    return spread_follow_ups(questions)


def spread_follow_ups(
    questions: Sequence[PlanQuestion],
    *,
    beside: Sequence[PlanQuestion] = (),
    in_english: bool = True,
) -> tuple[PlanQuestion, ...]:
    """Return questions of question sets so that they share as few follow-ups as they can.

    A follow-up that would give away what is looked for is left out, and those come last of which the
    interviewer may say a word only after the candidate (of questions ``in_english``).
    ``beside`` are questions of the same plan that stay as they are.
    """
    telling = _list_telling_stems((*questions, *beside)) if in_english else frozenset[str]()
    spread = spread_probes(
        [_list_follow_ups(one, telling) for one in questions],
        taken=[probe for one in beside for probe in one.probes],
    )
    return tuple(
        replace(
            one,
            probes=tuple(probe for probe, _ in pairs),
            probe_elements=tuple(element for _, element in pairs),
        )
        for one, pairs in zip(questions, spread, strict=True)
    )


def _list_telling_stems(questions: Sequence[PlanQuestion]) -> frozenset[str]:
    """Return the words of the good answers to a plan's questions that say something."""
    good = [
        one.anchors[level] for one in questions for level in _GOOD_LEVELS if level in one.anchors
    ]
    texts = [text for one in questions for text in (*one.expected_points, *one.look_for)]
    texts += [text for one in good for text in (one.description, *one.signals)]
    return frozenset(extract_content_stems(" ".join(texts)))


def _list_follow_ups(
    question: PlanQuestion, telling: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    points = question.expected_points or question.look_for
    pairs = zip(question.probes, question.probe_elements, strict=True)
    kept = (pair for pair in pairs if not any(find_given_away(pair[0], points)))
    left = telling - {*extract_content_stems(question.text)}
    return tuple(sorted(kept, key=lambda pair: len(left & {*extract_content_stems(pair[0])})))


def build_question(
    chosen: ChosenQuestion,
    worded: WordedQuestion,
    *,
    budget_s: int,
    is_mandatory: bool,
    tasks: Sequence[JobTask],
    job_text: str | None = None,
    level: str = "",
) -> PlanQuestion:
    """Return one question of a question set as a plan question; ``tasks`` are all of the job.

    Its levels and follow-ups are fitted to an English ``job_text``, which begins with the job's title, and to
    the ``level`` of seniority; without one, they are all those of the question's form.
    """
    question, task = chosen.question.keep_form(worded.form), chosen.task if worded.task else None
    nearest = find_nearest_task(chosen, question.forms[worded.form], tasks)
    is_knowledge = question.kind == "knowledge"
    pairs, anchors = list_probes(question), question.anchors
    if job_text is not None:
        pairs = fit_probes(question, worded.text, job_text=job_text, level=level)
        anchors = fit_anchors(question, worded.text, job_text)
    return PlanQuestion(
        id=f"{question.id}.{worded.form}",
        text=to_single_line(worded.text, max_length=MAX_WRITTEN_CHARACTERS),
        competency=chosen.share.name,
        kind=question.kind,
        expected_points=question.points if is_knowledge else (),
        look_for=() if is_knowledge else question.points,
        probes=tuple(say_in_market(probe, worded.market) for probe, _ in pairs),
        probe_elements=tuple(element for _, element in pairs),
        time_budget_s=budget_s,
        is_mandatory=is_mandatory,
        anchors=anchors,
        origin=QuestionOrigin(
            reason=write_reason(chosen.share, task, nearest),
            group=chosen.share.group,
            bank_question=question.id,
            form=worded.form,
            task=worded.task,
            job_line=_get_line(chosen.share, task or nearest),
            line_number=_get_line_number(chosen.share, task or nearest),
        ),
    )


def build_skill_question(
    chosen: SkillQuestion, *, budget_s: int, is_mandatory: bool = False
) -> PlanQuestion:
    """Return a technical question about a skill as a plan question."""
    question = chosen.question
    reason = (
        translatable(
            "Asked because the posting names {skill} in line {line}.",
            skill=chosen.skill,
            line=chosen.line_number,
        )
        if chosen.line_number
        else translatable("Asked because the request names {skill}.", skill=chosen.skill)
    )
    return PlanQuestion(
        id=question.id,
        text=question.text,
        competency=chosen.share.name,
        kind="knowledge",
        skill=chosen.skill,
        expected_points=question.expected_points,
        probes=question.probes,
        time_budget_s=budget_s,
        is_mandatory=is_mandatory,
        anchors=question.anchors,
        origin=QuestionOrigin(
            reason=reason,
            group=chosen.share.group,
            bank_question=question.id,
            job_line=chosen.line,
            line_number=chosen.line_number,
        ),
    )


def write_reason(
    share: CompetencyShare, task: JobTask | None, nearest: JobTask | None = None
) -> str:
    """Return the sentence that tells the people who approve a plan why a question is in it."""
    if task is not None and task.problem_kind:
        return translatable(
            'Asked because the posting tells this in line {line}: "{words}".',
            line=task.line_number,
            words=_quote(task.text),
        )
    if task is not None:
        return translatable(
            'Asked because the posting names this task in line {line}: "{words}".',
            line=task.line_number,
            words=_quote(task.text),
        )
    if share.requirement is not None and nearest is None:
        return translatable(
            'Asked because the posting asks for this in line {line}: "{words}".',
            line=share.requirement.line_number,
            words=_quote(share.requirement.text),
        )
    if nearest is not None:
        return translatable(
            'Asked because the posting has a task of this kind in line {line}: "{words}".',
            line=nearest.line_number,
            words=_quote(nearest.text),
        )
    if share.occupation is not None:
        return translatable(
            'Asked because this is usual work in the occupation "{occupation}".',
            occupation=share.occupation,
        )
    if share.requested_skill is not None:
        return translatable(
            'Asked because the request names the skill "{skill}".',
            skill=_quote(share.requested_skill),
        )
    if share.leads_people:
        return translatable("Asked because the position is to lead people.")
    if share.tasks:
        return translatable("Asked because the posting has work of this kind.")
    return translatable("Asked because every job needs this.")


def _quote(text: str) -> str:
    return to_single_line(text, max_length=_MAX_QUOTE).rstrip(" .;,").replace('"', "'")


def _get_line(share: CompetencyShare, task: JobTask | None) -> str | None:
    if task is not None:
        return task.line
    return share.requirement.text if share.requirement is not None else None


def _get_line_number(share: CompetencyShare, task: JobTask | None) -> int | None:
    if task is not None:
        return task.line_number
    return share.requirement.line_number if share.requirement is not None else None
