"""Practice questions from the question sets: which form, which fact of the job, which kinds first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from vivavoce.contracts.plan import (
    QUESTION_FORMS,
    PlanQuestion,
    QuestionForm,
    QuestionKind,
    QuestionOrigin,
    SubDimension,
)
from vivavoce.planning.domain.bank_wording import fill_frame
from vivavoce.planning.domain.hiring.competency_shares import name_group
from vivavoce.planning.domain.hiring.fitting_probes import list_probes
from vivavoce.planning.domain.hiring.nearest_sets import (
    list_trade_questions,
    may_be_asked_without_task,
)
from vivavoce.planning.domain.practice.options import PracticePlanOptions, get_framework
from vivavoce.planning.domain.practice.practice_question import PracticeQuestion, shorten_question
from vivavoce.planning.domain.practice.question_leads import GroupLeads, QuestionLead
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.question_fit import list_plain_forms, list_task_forms
from vivavoce.planning.domain.question_sets import (
    QuestionSet,
    QuestionText,
    SetQuestion,
    find_source,
)
from vivavoce.planning.domain.text_matching import normalize_text

_DEPTHS: Mapping[QuestionKind, int] = {
    "situational": 1,
    "knowledge": 2,
    "behavioral": 3,
    "failure": 3,
    "work_sample": 3,
}
"""What one would do is easiest to say; what one did, and a whole task in words, is hardest."""
_LEVEL_BY_DEPTH = {1: "JUNIOR", 2: "MID", 3: "SENIOR"}
_GERUND, _INFINITIVE = "{doing}", "{do}"
ANY_JOB_GROUPS: Sequence[str] = load_bank_file("practice")["any_job"]["groups"]
"""The groups that matter in every job, the easiest way in first."""


class SetQuestionBuilder:
    """Words the questions of the sets for one brief."""

    def __init__(self, options: PracticePlanOptions, *, job_text: str, seed: str) -> None:
        self._options = options
        self._job_text = job_text
        self._seed = seed

    def arrange(
        self, groups: Sequence[GroupLeads], pattern: Sequence[QuestionKind]
    ) -> list[PracticeQuestion]:
        """Return all questions of the groups, the groups in turn and the kinds by ``pattern``.

        Questions of other kinds come last.
        """
        names_tasks = any(lead.has_fact for group in groups for lead in group.leads)
        queues = [
            self._order_questions(group.question_set, with_trade=not names_tasks)
            for group in groups
        ]
        leads = [list(group.leads) for group in groups]
        arranged: list[PracticeQuestion] = []
        for kinds in (pattern, ()):
            for turn, place in _take_turns(queues, kinds):
                kind = pattern[turn % len(pattern)]
                question = _pop_question(queues[place], kind, kinds)
                lead = (
                    self._pop_lead(question, leads[place]) or groups[place].leads[-1].without_fact
                )
                arranged.append(self.build(question, groups[place].question_set, lead))
        return arranged

    def build(
        self, question: SetQuestion, question_set: QuestionSet, lead: QuestionLead
    ) -> PracticeQuestion:
        """Return the question in the form that the person was not asked recently, with the lead's fact.

        Easy questions are said plainly and name no task; so are whole tasks that fit any job, and
        questions that do not arise from the task.
        """
        asked = [form for form in QUESTION_FORMS if self._was_asked(question.forms[form])]
        fresh = [form for form in QUESTION_FORMS if form not in asked] or QUESTION_FORMS
        named = [] if self._is_plain(question, question_set, lead) else self._fit(question, lead)
        plain = [one for one in list_plain_forms(question, self._job_text) if one in fresh]
        forms = [one for one in named if one in fresh] or plain or fresh
        form = forms[crc32(f"{self._seed}|{question.id}".encode()) % len(forms)]
        text, task = _say(question.forms[form], lead, is_plain=form not in named)
        return _build(
            question.keep_form(form),
            self._options,
            form=question.forms[form],
            text=text,
            origin=QuestionOrigin(
                reason=lead.reason,
                group=question_set.group,
                bank_question=question.id,
                form=form,
                task=task,
                job_line=lead.job_line,
                line_number=lead.line_number,
            ),
            skill=lead.skill if task else None,
            was_asked=len(asked) == len(QUESTION_FORMS),
        )

    def _pop_lead(self, question: SetQuestion, leads: list[QuestionLead]) -> QuestionLead | None:
        """Remove and return the first lead whose fact the question can name, or the first without a fact."""
        fits = (one for one in leads if self._fit(question, one))
        lead = next(fits, None) or next((one for one in leads if not one.has_fact), None)
        if lead is not None:
            leads.remove(lead)
        return lead

    def _is_plain(
        self, question: SetQuestion, question_set: QuestionSet, lead: QuestionLead
    ) -> bool:
        is_easy = self._options.depth == 1 and not lead.is_tool
        return is_easy or (question.kind == "work_sample" and question_set.group in ANY_JOB_GROUPS)

    def _fit(self, question: SetQuestion, lead: QuestionLead) -> Sequence[QuestionForm]:
        """Return the forms that can name the fact of the lead; a tool suits every question of its group."""
        if lead.is_tool:
            return QUESTION_FORMS
        return list_task_forms(
            question, self._job_text, infinitive=lead.infinitive, gerund=lead.gerund
        )

    def restore(self, planned: PlanQuestion) -> PracticeQuestion | None:
        """Return the question of an earlier plan word for word, or None if it is from no set."""
        origin = planned.origin
        question = find_source(planned)
        if origin is None or origin.form is None or question is None:
            return None
        form = question.forms[origin.form]
        return _build(
            question.keep_form(origin.form),
            self._options,
            form=form,
            text=fill_frame(form.text, origin.task) if origin.task else form.plain,
            origin=origin,
            skill=planned.skill,
        )

    def _order_questions(self, question_set: QuestionSet, *, with_trade: bool) -> list[SetQuestion]:
        """Return the questions, those that suit the level first, and of these the trade's own."""
        level = _LEVEL_BY_DEPTH[self._options.depth]
        of_trade = [
            one
            for one in list_trade_questions(self._job_text)
            if with_trade
            and may_be_asked_without_task(one, question_set.group)
            and list_plain_forms(one, self._job_text)
        ]
        return sorted((*of_trade, *question_set.questions), key=lambda one: level not in one.levels)

    def _was_asked(self, form: QuestionText) -> bool:
        plain, short = normalize_text(form.plain), normalize_text(shorten_question(form.plain))
        before, _, after = (
            normalize_text(form.text).replace(_GERUND, _INFINITIVE).partition(_INFINITIVE)
        )
        return any(
            text in (plain, short) or (text.startswith(before) and text.endswith(after))
            for text in self._options.recent_questions
        )


def build_sub_dimensions(questions: Sequence[SetQuestion]) -> tuple[SubDimension, ...]:
    """Return one sub-dimension for each side of the questions, with the levels of its first question."""
    sides: dict[str, SubDimension] = {}
    for question in questions:
        sides.setdefault(
            question.side,
            SubDimension(
                name=question.side,
                indicators={level: one.description for level, one in question.anchors.items()},
                signals={level: one.signals for level, one in question.anchors.items()},
            ),
        )
    return tuple(sides.values())


def _take_turns(
    queues: Sequence[list[SetQuestion]], kinds: Sequence[QuestionKind]
) -> Iterator[tuple[int, int]]:
    """Yield turns and places of queues until none has a question of these kinds; no kinds are all."""
    turn = 0
    while any(_has_kind(queue, kinds) for queue in queues):
        start = turn
        for place, queue in enumerate(queues):
            if _has_kind(queue, kinds):
                yield turn, place
                turn += 1
        if kinds and (turn - start) % len(kinds) == 0:
            turn += 1  # Otherwise each group would get the same kind in every round.


def _has_kind(queue: Sequence[SetQuestion], kinds: Sequence[QuestionKind]) -> bool:
    return any(not kinds or question.kind in kinds for question in queue)


def _pop_question(
    queue: list[SetQuestion], kind: QuestionKind, kinds: Sequence[QuestionKind]
) -> SetQuestion:
    """Remove and return the first question of the kind, or of one of the kinds."""
    wanted = [one for one in queue if one.kind == kind]
    wanted += [one for one in queue if not kinds or one.kind in kinds]
    queue.remove(wanted[0])
    return wanted[0]


def _say(form: QuestionText, lead: QuestionLead, *, is_plain: bool) -> tuple[str, str | None]:
    """Return the text of a form, and the fact that it names."""
    task = lead.gerund if _GERUND in form.text else lead.infinitive
    if task is None or is_plain:
        return form.plain, None
    return fill_frame(form.text, task), task


def _build(
    question: SetQuestion,
    options: PracticePlanOptions,
    *,
    form: QuestionText,
    text: str,
    origin: QuestionOrigin,
    skill: str | None,
    was_asked: bool = False,
) -> PracticeQuestion:
    name = name_group(origin.group)
    is_knowledge = question.kind == "knowledge"
    probes = list_probes(question)
    return PracticeQuestion(
        question=PlanQuestion(
            id=question.id,
            text=text,
            competency=name,
            kind=question.kind,
            skill=skill,
            expected_points=question.points if is_knowledge else (),
            probes=tuple(probe for probe, _ in probes),
            probe_elements=tuple(element for _, element in probes),
            look_for=() if is_knowledge else question.points,
            topic=skill or name,
            expected_framework=get_framework(question.kind, options),
            sample_answer=form.samples["strong"] if options.has_hints else None,
            anchors=question.anchors,
            origin=origin,
        ),
        depth=_DEPTHS[question.kind],
        sub_dimensions=build_sub_dimensions([question]),
        short_text=shorten_question(form.plain),
        was_asked=was_asked,
    )
