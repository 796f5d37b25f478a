"""The figures of the proof of plans, over all postings together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from bench.plans.grammar import find_grammar_faults
from bench.plans.groups import is_general, list_wrong_competencies
from bench.plans.job_facts import NamedFact, find_named_facts
from bench.plans.postings import PlannedPosting
from bench.plans.similarity import list_unidentified_plans
from bench.plans.stems import find_stem, number_stems
from bench.plans.task_words import has_task_word, names_object_of_task
from bench.proof_figures import ProofFigure
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion

MAX_COMPETENCY_WEIGHT, MAX_GENERAL_SHARE = 0.35, 0.30
_FACT_KINDS = {
    "task": "a task's verb and object",
    "case": "a case of the trade with a task's object",
    "tool": "only a tool",
}
_ROUNDING = 1e-9
_FORM_SUFFIX = re.compile(r"(?:[._-]form)?[._-][ab]$")


def measure_plans(planned: Sequence[PlannedPosting]) -> list[ProofFigure]:
    """Return every figure of these plans."""
    return [figure for measure in MEASURES for figure in measure(planned)]


def measure_requests(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the requests that stop for information, and the plans that break a rule of every plan."""
    stopped = [each.posting.id for each in planned if each.stops_for_information]
    yield _at_most("stops", "complete requests that stop for information", stopped, len(planned), 0)
    broken = [f"{e.posting.id}: {', '.join(e.violations)}" for e in planned if e.violations]
    yield _at_most("invalid", "plans that break a rule of every plan", broken, len(planned), 0)


def measure_facts(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the questions that name a fact of their job in grammatical form.

    A question that is asked for another job in the same words, where it names no task, names none here; but
    a case of the trade does if it names the object of the task that it is asked about.
    """
    everywhere = _find_facts(planned)
    by_text: dict[str, set[str]] = {}
    for _, question, facts in everywhere:
        by_text.setdefault(question.text, set()).add(_best_kind(facts))
    counts: Counter[str] = Counter()
    none = []
    for each, question, facts in everywhere:
        kinds = {"task"} if by_text[question.text] == {"task"} else set()
        kinds |= {"case"} if names_object_of_task(question) else set()
        kinds |= {"tool"} if any(fact.kind == "tool" for fact in facts) else set()
        if kinds and not find_grammar_faults(question.text):
            counts[next(kind for kind in _FACT_KINDS if kind in kinds)] += 1
        else:
            none.append(f"{each.posting.id}: {question.text}")
    total = len(everywhere)
    yield ProofFigure(
        "facts", "questions that name a fact of the job", counts.total(), total, 0.70, True, tuple(none)
    )  # fmt: skip
    for kind, name in _FACT_KINDS.items():
        yield ProofFigure(f"facts_{kind}", f"… {name}", counts[kind], total, more_is_better=True)


def measure_task_words(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the questions that name a task which has none of the words that their frame asks for."""
    named = [
        (each, question)
        for each in planned
        for question in each.plan.questions
        if question.origin is not None and question.origin.task
    ]
    strange = [
        f"{each.posting.id}: {question.text}"
        for each, question in named
        if not has_task_word(question)
    ]
    yield _at_most(
        "task_words", "questions whose task has no word of the frame's", strange, len(named), 0
    )


def measure_stems(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the questions that repeat a stem of their own plan, of other plans, and the commonest stem."""
    asked = [(each, question) for each in planned for question in each.plan.questions]
    stems = [find_stem(question.text, each.posting) for each, question in asked]
    numbers = number_stems(stems)
    seen: set[tuple[str, int]] = set()
    repeated = []
    trades: dict[int, set[str]] = {}
    for (each, question), number in zip(asked, numbers, strict=True):
        if (each.posting.id, number) in seen:
            repeated.append(f"{each.posting.id}: {question.text}")
        seen.add((each.posting.id, number))
        trades.setdefault(number, set()).add(each.posting.trade)
    yield _at_most(
        "repeated", "questions that repeat a stem of their plan", repeated, len(asked), 0
    )
    counts = Counter(numbers)
    common, most = counts.most_common(1)[0] if counts else (0, 0)
    shown = (f"{most} times: {stems[numbers.index(common)]}",) if counts else ()
    yield ProofFigure(
        "commonest_stem", "questions with the commonest stem of all *", most, len(asked), 0.05, False, shown
    )  # fmt: skip
    shared = sum(len(trades[number]) > 1 for number in numbers)
    yield ProofFigure(
        "shared_stems", "questions whose stem another trade has too", shared, len(asked)
    )
    yield ProofFigure(
        "stems", "different stems, of all questions", len(counts), len(asked), more_is_better=True
    )


def measure_grammar(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the questions that break a rule of grammar, and the probes that do."""
    for key, name, texts in (
        ("grammar", "questions with a grammar fault", [q.text for q in _list_questions(planned)]),
        (
            "grammar_probes",
            "probes with a grammar fault",
            [probe for q in _list_questions(planned) for probe in q.probes],
        ),
    ):
        faulty = [
            f"{', '.join(f'{one.rule} ({one.words})' for one in faults)}: {text}"
            for text in texts
            if (faults := find_grammar_faults(text))
        ]
        yield _at_most(key, name, faulty, len(texts), 0)


def measure_families(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the competencies of a wrong family: none of their groups is one of the posting's labels."""
    wrong = [line for each in planned for line in list_wrong_competencies(each)]
    total = sum(len(each.plan.rubric.competencies) for each in planned)
    yield _at_most("wrong_family", "competencies of a wrong family *", wrong, total, 0.05)


def measure_must_haves(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the must-haves: no recruiter ticked any in these requests."""
    required = [
        f"{each.posting.id}: {competency.name}"
        for each in planned
        for competency in each.plan.rubric.competencies
        if competency.is_required or competency.minimum_acceptable_score is not None
    ]
    total = sum(len(each.plan.rubric.competencies) for each in planned)
    yield _at_most("must_haves", "must-haves that no recruiter ticked", required, total, 0)


def measure_weights(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the plans with too heavy a competency, and with too much that is general."""
    heavy, general, asked = [], [], []
    for each in planned:
        plan, name = each.plan, each.posting.id
        top = max(plan.rubric.competencies, key=lambda one: one.weight, default=None)
        if top is not None and top.weight > MAX_COMPETENCY_WEIGHT + _ROUNDING:
            heavy.append(f"{name}: {top.name} {top.weight:.0%}")
        weight = _get_general_weight(plan)
        if weight > MAX_GENERAL_SHARE + _ROUNDING:
            general.append(f"{name}: {weight:.0%}")
        share = sum(map(is_general, plan.questions)) / max(1, len(plan.questions))
        if share > MAX_GENERAL_SHARE + _ROUNDING:
            asked.append(f"{name}: {share:.0%}")
    total = len(planned)
    yield _at_most("heavy", "plans with a competency above 35 %", heavy, total, 0)
    yield _at_most("general_weight", "plans with general weight above 30 %", general, total, 0)
    yield _at_most("general_questions", "plans with general questions above 30 %", asked, total, 0)


def measure_identification(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the plans whose nearest job text is their own, title and skill strings masked."""
    missed = list_unidentified_plans(planned)
    found = len(planned) - len(missed)
    yield ProofFigure(
        "identified", "plans whose nearest job text is their own", found, len(planned), 0.95, True, tuple(missed)
    )  # fmt: skip


def measure_candidates(planned: Sequence[PlannedPosting]) -> Iterator[ProofFigure]:
    """Yield the positions whose two candidates get other competencies, or forms that are not equal."""
    differing, unequal = [], []
    for each in planned:
        first, second = each.candidate_plans
        if _list_competencies(first) != _list_competencies(second):
            differing.append(each.posting.id)
        if _list_forms(first) != _list_forms(second):
            unequal.append(each.posting.id)
    total = len(planned)
    yield _at_most(
        "competencies", "positions with other competencies by candidate", differing, total, 0
    )
    yield _at_most("forms", "positions with unequal forms by candidate", unequal, total, 0)


MEASURES: tuple[Callable[[Sequence[PlannedPosting]], Iterator[ProofFigure]], ...] = (
    measure_requests,
    measure_facts,
    measure_task_words,
    measure_stems,
    measure_grammar,
    measure_families,
    measure_must_haves,
    measure_weights,
    measure_identification,
    measure_candidates,
)


def _at_most(key: str, name: str, against: Sequence[str], total: int, goal: float) -> ProofFigure:
    return ProofFigure(key, name, len(against), total, goal, examples=tuple(against))


def _list_questions(planned: Sequence[PlannedPosting]) -> list[PlanQuestion]:
    return [question for each in planned for question in each.plan.questions]


def _find_facts(
    planned: Sequence[PlannedPosting],
) -> list[tuple[PlannedPosting, PlanQuestion, tuple[NamedFact, ...]]]:
    return [
        (each, question, find_named_facts(question.text, each.posting))
        for each in planned
        for question in each.plan.questions
    ]


def _best_kind(facts: Sequence[NamedFact]) -> str:
    kinds = {fact.kind for fact in facts}
    return next((kind for kind in ("task", "tool") if kind in kinds), "none")


def _get_general_weight(plan: InterviewPlan) -> float:
    """Return the weight of the competencies all of whose questions are general."""
    special = {question.competency for question in plan.questions if not is_general(question)}
    return sum(one.weight for one in plan.rubric.competencies if one.name not in special)


def _list_competencies(plan: InterviewPlan) -> Counter[tuple[object, ...]]:
    return Counter(
        (one.name, one.weight, one.is_required, one.minimum_acceptable_score)
        for one in plan.rubric.competencies
    )


def _list_forms(plan: InterviewPlan) -> Counter[tuple[object, ...]]:
    """Return the questions without their wording: parallel forms are equal in everything else."""
    return Counter(
        (
            _FORM_SUFFIX.sub("", question.id),
            question.competency,
            question.kind,
            len(question.expected_points),
            len(question.probes),
            question.time_budget_s,
            question.is_mandatory,
        )
        for question in plan.questions
    )
