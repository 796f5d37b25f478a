"""Compose the plan of a German hiring interview: questions that quote the posting's tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import (
    QUESTION_FORMS,
    InterviewPlan,
    PlanQuestion,
    QuestionForm,
    QuestionKind,
    Rubric,
)
from vivavoce.planning.domain.bank_wording import fill_frame
from vivavoce.planning.domain.german.job_text import (
    analyze_german_job,
    is_for_german_beginners,
    says,
)
from vivavoce.planning.domain.german.scripts import (
    write_german_closing,
    write_german_greeting,
    write_german_inmail,
)
from vivavoce.planning.domain.german.task_groups import load_german_group_names
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.hiring.experience import BEGINNER
from vivavoce.planning.domain.hiring.job_reading import (
    JobReading,
    analyze_with_corrections,
    list_requirements,
)
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.nearest_sets import get_question_set
from vivavoce.planning.domain.hiring.plan_composer import count_questions, order_questions
from vivavoce.planning.domain.hiring.plan_notes import write_check_notes
from vivavoce.planning.domain.hiring.plan_questions import build_question, spread_follow_ups
from vivavoce.planning.domain.hiring.question_choice import get_kind_shares
from vivavoce.planning.domain.hiring.question_wording import WordedQuestion, choose_form
from vivavoce.planning.domain.hiring.rubric import build_competency
from vivavoce.planning.domain.hiring.share_weights import MAX_WEIGHT
from vivavoce.planning.domain.hiring.skill_coverage import RequestedSkill, list_requested_skills
from vivavoce.planning.domain.job_analysis import JobAnalysis, JobStatement
from vivavoce.planning.domain.job_analysis.clause_checks import name_check
from vivavoce.planning.domain.plan_parts import (
    compute_weights,
    write_job_description_notes,
    write_skill_notes,
)
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.question_sets import QuestionText, SetQuestion
from vivavoce.planning.domain.requirements import (
    is_prohibited_topic,
    parse_requirements,
)
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import normalize_text, to_single_line

LANGUAGE = "de"
_MIN_COMPETENCIES = 3
_COMPETENCIES_BY_QUESTIONS = ((7, 6), (5, 4), (0, _MIN_COMPETENCIES))
_FIRST_TASK, _LAST_TASK = 1.25, 0.85
_ESSENTIAL, _AT_STAKE, _UNCLEAR = 1.5, 1.3, 0.6
_CLEAR_SCORE = 2.0
_REQUIREMENT, _GENERAL = 0.35, 0.45
_GENERAL_GROUPS = ("T3.1", "T2.3", "S1.8")
_GENERAL_GROUPS_OF_BEGINNERS = ("T3.4", "S1.8", "T3.1")
_MIN_QUOTED_WORDS, _MAX_QUOTED_WORDS = 2, 18
_QUOTES_TASK, _SUITS_KIND = 1.0, 0.6


def compose_german_plan(brief: PlanBrief, skills: SkillReport, *, planner: str) -> InterviewPlan:
    """Return the plan of a German hiring interview; a note says that change requests are not read."""
    requirements = parse_requirements(brief.job_description)
    analysis = analyze_with_corrections(brief, requirements.job_text, analyze_german_job)
    is_new = is_for_german_beginners(brief.position, brief.job_description, level=brief.level)
    level = BEGINNER if is_new else brief.level
    tasks = tuple(_list_tasks(analysis))
    count = count_questions(brief.duration_minutes)
    shares = _choose_shares(tasks, analysis, count=count, is_for_beginners=is_new)
    chosen = _choose_questions(shares, count=count, level=level)
    budget = compute_question_budget_s(brief.duration_minutes, len(chosen))
    position = "\n".join((brief.position, brief.company_name or "", *requirements.text.split()))
    asked = [
        build_question(
            one,
            _word(one, choose_form(one.question.id, position=position, seed=brief.form_seed)),
            budget_s=budget,
            is_mandatory=False,
            tasks=tasks,
        )
        for one in chosen
    ]
    requested = list_requested_skills(skills)
    questions = _assign_skills(
        order_questions(spread_follow_ups(asked, in_english=False), shares), requested
    )
    said = [one for one in requested if any(_says(question, one) for question in questions)]
    covered = {name for one in said for name in one.names}
    names = (*skills.validated_skills, *skills.unvalidated_skills)
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=write_german_greeting(brief),
        closing_script=write_german_closing(brief),
        rubric=Rubric(
            competencies=tuple(
                build_competency(
                    share,
                    [one.question for one in chosen if one.share is share],
                    weight=share.weight / 100,
                )
                for share in shares
            ),
            questions=questions,
        ),
        must_have=list_requirements(analysis, "essential"),
        nice_to_have=list_requirements(analysis, "nice"),
        skills_coverage={name: name in covered for name in names},
        validated_skills=skills.validated_skills,
        unvalidated_skills=skills.unvalidated_skills,
        inmail_draft=write_german_inmail(brief),
        notes=(
            *write_skill_notes(skills, [one.word for one in requested if one not in said]),
            *write_job_description_notes(requirements),
            *write_check_notes(_build_reading(analysis, requirements.job_text, tasks)),
        ),
        job_analysis=analysis.to_json(),
    )


def _list_tasks(analysis: JobAnalysis) -> Iterator[JobTask]:
    """Yield the tasks whose words point to a group, each with its weight and the words that quote it."""
    found = [
        (statement, task.group)
        for statement in analysis.statements
        for task in statement.tasks
        if task.group is not None
    ]
    for place, (statement, group) in enumerate(found):
        weight = _FIRST_TASK - (_FIRST_TASK - _LAST_TASK) * place / max(1, len(found) - 1)
        is_sure = group.is_corrected or group.score >= _CLEAR_SCORE
        is_essential = says("needs", "essential", statement.text)
        weight *= 1.0 if is_sure else _UNCLEAR
        weight *= _ESSENTIAL if is_essential else 1.0
        weight *= _AT_STAKE if says("needs", "at_stake", statement.text) else 1.0
        yield JobTask(
            text=statement.text,
            group=group.group,
            other_groups=group.others,
            weight=weight,
            line=statement.text,
            line_number=statement.line_number,
            is_essential=is_essential,
            infinitive=None,
            gerund=None,
            is_plain=False,
            quote=_quote(statement.text),
            skills=(),
            is_sure=is_sure,
        )


def _quote(text: str) -> str | None:
    """Return the words of a line as a question quotes them: on one line, and not too long to hear."""
    line = to_single_line(text, max_length=300).strip(" .;,:!-").replace("„", "").replace("“", "")
    words = line.split()
    if len(words) > _MAX_QUOTED_WORDS:
        ends = (at for at, word in enumerate(words, 1) if word.endswith((",", ";")))
        end = next((at for at in ends if _MIN_QUOTED_WORDS < at <= _MAX_QUOTED_WORDS), 0)
        line = " ".join(words[:end]).rstrip(",;")
    if len(line.split()) < _MIN_QUOTED_WORDS or is_prohibited_topic(line):
        return None
    return line


def _choose_shares(
    tasks: Sequence[JobTask], analysis: JobAnalysis, *, count: int, is_for_beginners: bool
) -> tuple[CompetencyShare, ...]:
    """Return the competencies, heaviest first and general ones last; the weights sum to 100."""
    most = next(most for least, most in _COMPETENCIES_BY_QUESTIONS if count >= least)
    by_set: dict[str, list[JobTask]] = defaultdict(list)
    for task in tasks:
        by_set[get_question_set(task.group, LANGUAGE).id].append(task)
    special = [_build_share(found) for found in by_set.values()]
    for one in analysis.statements:
        if one.kind == "requirement" and one.check is None and one.group is not None:
            _add_requirement(special, one)
    special.sort(key=lambda share: -share.weight)
    general = _GENERAL_GROUPS_OF_BEGINNERS if is_for_beginners else _GENERAL_GROUPS
    chosen = special[: most - 1 if is_for_beginners else most]
    taken = {share.question_set.id for share in chosen}
    for group in general:
        question_set = get_question_set(group, LANGUAGE)
        is_needed = len(chosen) < _MIN_COMPETENCIES or (is_for_beginners and len(chosen) < most)
        if is_needed and question_set.id not in taken:
            chosen.append(_build_general(group))
            taken.add(question_set.id)
    return _weigh(chosen)


def _build_share(tasks: Sequence[JobTask]) -> CompetencyShare:
    heaviest = sorted(tasks, key=lambda task: -task.weight)
    counts: Counter[str] = Counter()
    for task in tasks:
        counts[task.group] += 1
    group = max(counts, key=lambda one: (counts[one], -[t.group for t in heaviest].index(one)))
    return CompetencyShare(
        group=group,
        name=load_german_group_names()[group],
        question_set=get_question_set(group, LANGUAGE),
        weight=sum(task.weight for task in tasks),
        tasks=tuple(heaviest),
    )


def _add_requirement(shares: list[CompetencyShare], requirement: JobStatement) -> None:
    """Let a requirement add to the weight of its competency, or be one of its own."""
    if requirement.group is None or requirement.need not in {"essential", "nice"}:
        return
    group = requirement.group.group
    question_set = get_question_set(group, LANGUAGE)
    for place, share in enumerate(shares):
        if share.question_set.id == question_set.id:
            shares[place] = replace(share, weight=share.weight + _REQUIREMENT)
            return
    if requirement.need == "essential":
        shares.append(
            CompetencyShare(
                group=group,
                name=load_german_group_names()[group],
                question_set=question_set,
                weight=_REQUIREMENT,
                requirement=requirement,
            )
        )


def _build_general(group: str) -> CompetencyShare:
    return CompetencyShare(
        group=group,
        name=load_german_group_names()[group],
        question_set=get_question_set(group, LANGUAGE),
        weight=_GENERAL,
        is_general=True,
    )


def _weigh(shares: Sequence[CompetencyShare]) -> tuple[CompetencyShare, ...]:
    """Return the shares with whole hundredths that sum to 100, none above 35 where there are enough."""
    sizes = [share.weight for share in shares]
    total = sum(sizes)
    for _ in shares:
        limit = total * MAX_WEIGHT / 100
        sizes = [min(size, limit) for size in sizes]
        total = sum(sizes)
    weights = compute_weights(sizes)
    return tuple(
        replace(share, weight=round(100 * weight))
        for share, weight in zip(shares, weights, strict=True)
    )


def _choose_questions(
    shares: Sequence[CompetencyShare], *, count: int, level: str
) -> tuple[ChosenQuestion, ...]:
    """Return up to ``count`` questions: one for each competency, then more by weight."""
    kinds: Counter[QuestionKind] = Counter()
    asked: Counter[str] = Counter()
    used_tasks: set[str] = set()
    chosen: list[ChosenQuestion] = []
    while len(chosen) < count:
        by_need = sorted(shares, key=lambda one: (asked[one.group] > 0, -_need(one, asked)))
        offers = (_choose_question(share, chosen, kinds, used_tasks, level) for share in by_need)
        found = next((offer for offer in offers if offer is not None), None)
        if found is None:
            break
        chosen.append(found)
        kinds[found.question.kind] += 1
        asked[found.share.group] += 1
        if found.task is not None:
            used_tasks.add(found.task.text)
    return tuple(chosen)


def _need(share: CompetencyShare, asked: Mapping[str, int]) -> float:
    return share.weight / (1 + asked[share.group])


def _choose_question(
    share: CompetencyShare,
    chosen: Sequence[ChosenQuestion],
    kinds: Mapping[QuestionKind, int],
    used_tasks: Collection[str],
    level: str,
) -> ChosenQuestion | None:
    """Return the question that quotes the heaviest free task, of the kind that the plan lacks most."""
    taken = {one.question.id for one in chosen}
    themes = {one.question.theme for one in chosen if one.question.theme}
    wanted = get_kind_shares(level)
    best: tuple[float, ChosenQuestion] | None = None
    for question in share.question_set.questions:
        if question.id in taken or question.theme in themes or level not in question.levels:
            continue
        task = _find_task(question, share, used_tasks)
        lacking = wanted.get(question.kind, 0.0) * (len(chosen) + 1) - kinds[question.kind]
        score = _SUITS_KIND * lacking + (_QUOTES_TASK if task is not None else 0.0)
        if best is None or score > best[0]:
            best = score, ChosenQuestion(share, question, task, QUESTION_FORMS, fits=True)
    return None if best is None else best[1]


def _find_task(
    question: SetQuestion, share: CompetencyShare, used_tasks: Collection[str]
) -> JobTask | None:
    """Return the heaviest free task that both forms of a question can quote."""
    for task in share.tasks:
        if task.quote is None or task.text in used_tasks or not task.is_sure:
            continue
        if all(_can_quote(form, task.text) for form in question.forms.values()):
            return task
    return None


def _can_quote(form: QuestionText, line: str) -> bool:
    spoken = line.lower()
    return bool(form.quoting) and (
        not form.task_words or any(word.strip("*") in spoken for word in form.task_words)
    )


def _word(chosen: ChosenQuestion, form: QuestionForm) -> WordedQuestion:
    text, task = chosen.question.forms[form], chosen.task
    if task is None or task.quote is None:
        return WordedQuestion(text.plain, form, None, "euro_area")
    return WordedQuestion(fill_frame(text.quoting, task.quote), form, task.quote, "euro_area")


def _assign_skills(
    questions: Sequence[PlanQuestion], skills: Sequence[RequestedSkill]
) -> tuple[PlanQuestion, ...]:
    """Return the questions, each with the first free skill whose name its line or words have."""
    free = list(skills)
    result = []
    for question in questions:
        own = next((one for one in free if _says(question, one)), None)
        if own is not None:
            free.remove(own)
        result.append(replace(question, skill=None if own is None else own.names[0]))
    return tuple(result)


def _says(question: PlanQuestion, skill: RequestedSkill) -> bool:
    line = (question.origin.job_line if question.origin else None) or ""
    said = normalize_text(f"{question.text} {line}")
    return any(normalize_text(name).strip() in said for name in (skill.word, *skill.names))


def _build_reading(analysis: JobAnalysis, text: str, tasks: tuple[JobTask, ...]) -> JobReading:
    return JobReading(
        analysis=analysis,
        text=text,
        tasks=tasks,
        requirements=(),
        checks=tuple(
            (one, name_check(one.check.kind))
            for one in analysis.statements
            if one.check is not None and one.need != "waived"
        ),
        requested_skills=(),
    )
