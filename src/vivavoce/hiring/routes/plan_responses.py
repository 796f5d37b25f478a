"""Response bodies for a plan: the envelope in camelCase, the document as it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from vivavoce.contracts.plan import PlanScript, QuestionForm, QuestionKind, QuestionSource
from vivavoce.contracts.plan_remarks import PlanRemark, PlanRemarkKind, parse_plan_remark
from vivavoce.hiring.routes.job_analysis_responses import JobAnalysisResponse
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp
from vivavoce.kernel.translation import find_untranslated, translate_paragraph


class AnswerAnchorResponse(BaseModel):
    """What an answer of one level does, and what people in that work say when they give it."""

    description: str = Field(examples=["Names the stop, the delay and who was told."])
    """What an answer of this level does."""
    signals: list[str] = Field([], examples=[["called the depot", "changed the order of stops"]])
    """What people in that work say when they give such an answer."""


class QuestionOriginResponse(BaseModel):
    """Why a question is in the plan, and where it comes from."""

    reason: str = Field(
        description="One sentence for the people who approve the plan.",
        examples=["Driving vans is a task of this job."],
    )
    group: str = Field("", description="The code of the competency group.", examples=["S8.2"])
    bank_question: str = Field(
        "", description="The question of the bank.", examples=["driving_vehicles.late_run"]
    )
    form: QuestionForm | None = Field(
        None,
        description="Which of the two equally hard wordings of the bank question; null if it has only one.",
        examples=["a"],
    )
    task: str | None = Field(
        None,
        description="The task of the job as the question says it; null if it names none.",
        examples=["driving a van on 40 stops a day"],
    )
    job_line: str | None = Field(
        None,
        description="The words of the job text that led to the question, as they stand; null without any.",
        examples=["Drive a van on 40 stops a day"],
    )
    line_number: int | None = Field(
        None,
        description="The line of that statement in the job text, from 1; null without one.",
        examples=[6],
    )


class PlanQuestionResponse(BaseModel):
    """One planned question."""

    id: str = Field(examples=["q2"])
    """The question's id in the plan."""
    text: str = Field(examples=["Tell me about a run that was late. What did you do?"])
    """The question as it is asked."""
    kind: QuestionKind = Field("behavioral", description="What a good answer contains.")
    skill: str | None = Field(None, examples=["Van driving"])
    """The skill that it asks about; null if it asks about none."""
    expected_points: list[str] = []
    """What a good answer mentions."""
    probes: list[str] = Field(
        [], description="Follow-up questions.", examples=[["How did it end?"]]
    )
    probe_elements: list[str] = Field(
        [],
        description="The answer element that the follow-up question at the same place asks for; several "
        "may ask for the same element in other words. Empty if they ask for the expected points.",
        examples=[["result"]],
    )
    look_for: list[str] = Field([], description="For reviewers only; never scored.")
    time_budget_s: int = Field(180, examples=[180])
    """The time for the question and its follow-ups, in seconds."""
    is_mandatory: bool = True
    """Whether every candidate is to be asked this question."""
    topic: str | None = None
    """What it is about, worded for the candidate; null if it has no topic."""
    expected_framework: str | None = Field(None, examples=["STAR"])
    """The structure of a good answer; null if any structure is good."""
    source: QuestionSource = "planner"
    """Whether the planner wrote it, a person, or a template."""
    is_pinned: bool = False
    """Whether every later version of the plan keeps it."""
    sample_answer: str | None = None
    """An example of a good answer; null unless the kind of interview shows hints."""
    options: list[str] = []
    """Short answers to choose from; empty unless the kind of interview shows hints."""
    anchors: dict[str, AnswerAnchorResponse] = Field(
        {},
        description="What answers to this question do, by level from 1 to 5. Without them, the "
        "indicators of the competency count.",
    )
    origin: QuestionOriginResponse | None = Field(
        None,
        description="Where the question comes from; null in plans from before origins were stored.",
    )
    order: int = Field(description="The position in the interview, from 0.")


class SubDimensionResponse(BaseModel):
    """One aspect of a competency: indicators and typical phrases by level."""

    name: str = Field(examples=["Keeping to the schedule"])
    """The name of the aspect."""
    indicators: dict[str, str] = Field(
        examples=[{"1": "Gives no example.", "3": "Describes one late run and its cause."}]
    )
    """What an answer shows, by level from 1 to 5."""
    signals: dict[str, list[str]] = {}
    """Phrases that are typical of a level, by level from 1 to 5."""


class PlanCompetencyResponse(BaseModel):
    """A competency to assess, and the questions that cover it."""

    name: str = Field(examples=["Driving vehicles"])
    """The name of the competency."""
    weight: float = Field(description="The weights of a plan sum to 1.", examples=[0.25])
    is_required: bool = False
    """Whether it is a must-have: below its minimum, the candidate is not recommended."""
    minimum_acceptable_score: float | None = Field(
        None, description="The lowest score that is enough, from 1 to 5; null if there is none."
    )
    sub_dimensions: list[SubDimensionResponse] = []
    """The aspects of the competency that answers are rated on."""
    questions: list[PlanQuestionResponse] = []
    """The questions that cover it."""


class PlanRemarkResponse(BaseModel):
    """One note of a plan, in the language of the request where that is known."""

    kind: PlanRemarkKind
    """What it is about: what this version changed, a demand that was left out, a proposed must-have, or
    anything else."""
    text: str = Field(examples=['Removed "Tell me about a late run.".'])
    """The note in words."""
    competency: str | None = Field(examples=["Problem solving"])
    """The competency that is proposed as a must-have; null for other kinds."""
    line: str | None = Field(examples=["You hold a forklift license."])
    """The line of the job description for which it is proposed; null without one."""


class SpokenSentenceResponse(BaseModel):
    """One of the interviewer's own sentences in the language of the plan."""

    english: str = Field(examples=["Back to the question: {question}"])
    """The sentence of the product, with its placeholders."""
    text: str = Field(examples=["Revenons à la question : {question}"])
    """What is said instead, with the same placeholders."""
    is_edited: bool = False
    """Whether a person wrote the text. Later versions in the same language keep it."""


class PlanParts(BaseModel):
    """The members that a plan has in both directions: as it is shown, and as your own planner sends it."""

    language: str = Field(examples=["en"])
    """The language of the interview, as a language tag."""
    duration_minutes: int = Field(examples=[30])
    """The planned length, in minutes."""
    greeting_script: str = Field(
        examples=["Hello, I am a computer program. A person reads your answers and decides."]
    )
    """What the interviewer says first."""
    closing_script: str = Field(examples=["Thank you. A person will get back to you."])
    """What the interviewer says last."""
    competencies: list[PlanCompetencyResponse]
    """What is assessed, with the questions. The weights sum to 1."""
    must_have: list[str] = []
    """The requirements that the job text calls necessary."""
    nice_to_have: list[str] = []
    """The requirements that the job text calls welcome."""
    skills_coverage: dict[str, bool] = Field({}, examples=[{"Shift planning": True}])
    """For each skill, whether a question asks about it."""
    validated_skills: list[str] = []
    """The skills by their names in the catalog."""
    unvalidated_skills: list[str] = []
    """The skills that the catalog does not have, as they were typed."""
    inmail_draft: str = ""
    """The message that invites the candidate, also by e-mail, with `{{INTERVIEW_LINK}}` and perhaps
    `{{CANDIDATE_NAME}}` in it. If empty, the e-mail has its usual words."""
    notes: list[str] = []
    """What the planner left out or could not follow, for the people who approve the plan. In English, unless
    your own planner wrote it."""
    sentences: list[SpokenSentenceResponse] = []
    """What the interviewer says by itself, in a language that the product does not speak; empty for others.
    What is not here is said in English."""


class PlanDocumentResponse(PlanParts):
    """What the interview asks, and how answers are scored."""

    version: int
    """The version of the plan, from 1."""
    planner: str = Field(description="What wrote the plan.", examples=["built-in rules v2"])
    thresholds: list[float] = Field(examples=[[80.0, 65.0, 50.0]])
    """The lowest overall scores, from 0 to 100, for STRONG_HIRE, HIRE and MAYBE."""
    remarks: list[PlanRemarkResponse] = []
    """The notes by kind, in the language of the request."""
    job_analysis: JobAnalysisResponse | None = Field(
        None, description="What was read in each line of the job text; null in older plans."
    )
    edited_by: str | None = Field(None, examples=["Ada Lovelace"])
    """The name of the person who edited this version by hand; null for a version of a planner."""
    edited_scripts: list[PlanScript] = []
    """The messages that a person wrote. Later versions keep them."""


class PlanDecisionResponse(CamelModel):
    """A decision about the current plan."""

    approved: bool
    """Whether this decision approved the plan or the assessment."""
    by: str = Field(examples=["Ada Lovelace"])
    """The name of who decided."""
    at: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When it was decided, in UTC."""
    comments: str | None = Field(examples=["Good questions for the late shift."])
    """The comments on the decision; null if there are none."""


class PlanVersionResponse(CamelModel):
    """One version of a plan."""

    plan_id: str
    """The id of this version of the plan, a UUID. Name it in the decision."""
    version: int
    """The version, from 1."""
    state: str = Field(description="Whether this version is approved.", examples=["PENDING"])
    made_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:30.000Z"])
    """When it was written, in UTC."""
    approved_at: UtcTimestamp | None
    """When it was approved, in UTC; null until then."""
    approved_by: str | None
    """The id of the person or API key that approved it, or `system`; null until then."""
    document: PlanDocumentResponse
    """The plan itself, with snake_case names."""


class ChangePreviewResponse(CamelModel):
    """What a change request would do; nothing was changed."""

    changes: list[str] = Field(examples=[['Removed "Tell me about a late run.".']])
    """What would change, one sentence each; empty if a language model reads the request."""
    not_understood: list[str] = Field(examples=[["make it pop"]])
    """Words that were not understood; they change nothing."""
    rejected_parts: list[str]
    """Demands that an employer must not make: which, why, and what to write instead."""
    is_read_by_model: bool
    """Whether a language model reads the request, so that its changes are not known yet."""


class PlanVersionListResponse(CamelModel):
    """All versions of a plan."""

    data: list[PlanVersionResponse]
    """The versions, newest first."""
    total: int
    """How many versions there are."""


class PlanResponse(PlanVersionResponse):
    """The current plan of an interview with the decision about it."""

    decision: PlanDecisionResponse | None
    """The newest decision about it; null if there is none yet."""
    untranslated_sentences: list[str] = Field([], examples=[["Back to the question: {question}"]])
    """What the interviewer says in English, because the plan has no sentence for it in its language. Write
    them in `sentences` of an edited plan. Empty in a language that the product speaks."""


def to_plan_response(plan: Mapping[str, object], language: str) -> PlanResponse:
    """Return the current plan with its remarks and reasons in a language."""
    response = PlanResponse.model_validate(plan)
    _translate_document(response.document, language)
    response.untranslated_sentences = find_untranslated(
        {one.english for one in response.document.sentences}, response.document.language
    )
    return response


def to_plan_version_list(
    versions: Sequence[Mapping[str, object]], language: str
) -> PlanVersionListResponse:
    """Return the versions of a plan with their remarks and reasons in a language."""
    response = PlanVersionListResponse.model_validate({"data": versions, "total": len(versions)})
    for version in response.data:
        _translate_document(version.document, language)
    return response


def _translate_document(document: PlanDocumentResponse, language: str) -> None:
    """Add the remarks, and translate them and the reasons of the questions."""
    document.remarks = [_to_remark(parse_plan_remark(note), language) for note in document.notes]
    for question in (each for one in document.competencies for each in one.questions):
        if question.origin is not None:
            question.origin.reason = translate_paragraph(question.origin.reason, language)


def _to_remark(remark: PlanRemark, language: str) -> PlanRemarkResponse:
    text = translate_paragraph(remark.text, language)
    return PlanRemarkResponse(
        kind=remark.kind,
        text=text[:1].upper() + text[1:],
        competency=remark.competency,
        line=remark.line,
    )
