"""Response bodies for the analysis of a job text; snake_case, as the plan stores it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vivavoce.contracts.job_analysis import CheckKind, RequirementNeed, StatementKind


class GroupChoiceResponse(BaseModel):
    """The competency group of a task or requirement, and the words of the text that decided."""

    group: str = Field(description="The group's code.", examples=["S8.2"])
    score: float = Field(description="How well the words fit the group.", examples=[8.97])
    reasons: list[str] = Field(
        [], description="The words that decided.", examples=[["drive a van"]]
    )
    others: list[str] = Field(
        [], description="The codes of the next best groups, best first.", examples=[["S6.2"]]
    )
    is_corrected: bool = Field(False, description="A person chose the group.")


class SkillMentionResponse(BaseModel):
    """A skill of the catalog that the text names."""

    name: str = Field(examples=["Van driving"])
    """The name of the skill in the catalog."""
    group: str = Field(examples=["S8.2"])
    """The code of its competency group."""
    kind: str = Field(description="What the catalog says it is.", examples=["activity"])
    words: str = Field(description="The words of the text.", examples=["drive a van"])


class TaskFactResponse(BaseModel):
    """One task taken apart; ``text`` is exactly what stands between the offsets in the job text."""

    text: str = Field(examples=["Drive a van on 40 stops a day"])
    """The words of the task, exactly as they stand in the job text."""
    start: int = Field(
        description="Where it begins in the job text, in code points from 0.", examples=[69]
    )
    end: int = Field(
        description="Where it ends in the job text: the position after the last code point.",
        examples=[98],
    )
    verb: str = Field(description="The base form; empty if there is none.", examples=["drive"])
    form: str = Field(description="The form of the verb in the text.", examples=["base"])
    object: str = Field(examples=["a van"])
    """What the task is done with or to; empty if the text names nothing."""
    qualifiers: list[str] = Field([], examples=[["on 40 stops a day"]])
    """How, where or how often it is done, in the words of the text."""
    number: str | None = Field(None, examples=["40"])
    """The number that the text names, as it is written; null if there is none."""


class AnalyzedTaskResponse(BaseModel):
    """A task with its competency group and the skills that it names."""

    fact: TaskFactResponse
    """The task taken apart."""
    group: GroupChoiceResponse | None = None
    """Its competency group; null if the words fit none."""
    skills: list[SkillMentionResponse] = []
    """The skills of the catalog that it names."""


class RequirementCheckResponse(BaseModel):
    """What is checked with a proof, yes or no, and never asked about in the interview."""

    kind: CheckKind = Field(examples=["license"])
    """What is checked: for example a license, years of experience or a degree."""
    words: str = Field(description="The words of the text.", examples=["Driving license"])
    years: float | None = Field(
        None, description="How many years of experience; null for other requirements.", examples=[2]
    )


class JobStatementResponse(BaseModel):
    """One statement of the job text, and what it was read as."""

    text: str = Field(examples=["Drive a van on 40 stops a day"])
    """The words of the statement, exactly as they stand in the job text."""
    start: int = Field(
        description="Where it begins in the job text, in code points from 0. A correction names it.",
        examples=[69],
    )
    end: int = Field(
        description="Where it ends in the job text: the position after the last code point.",
        examples=[98],
    )
    line_number: int = Field(description="The line that it begins in, from 1.", examples=[6])
    kind: StatementKind = Field(examples=["task"])
    """What it was read as: a task, a requirement, a condition of the work, context, what the
    employer offers, or a legal note."""
    need: RequirementNeed | None = Field(
        None, description="Whether a requirement is needed from the first day; null for a task."
    )
    confidence: float = Field(
        description="How sure it is that the statement is of this kind, from 0 to 1.",
        examples=[0.95],
    )
    trouble: float = Field(
        0.0,
        ge=0,
        le=1,
        description="How likely the statement says what is hard or goes wrong in the job, from 0 to 1.",
        examples=[0.02],
    )
    tasks: list[AnalyzedTaskResponse] = []
    """The tasks that it names; empty for other kinds."""
    group: GroupChoiceResponse | None = Field(
        None, description="The group of a requirement; null for a task, which has its own."
    )
    skills: list[SkillMentionResponse] = []
    """The skills of the catalog that it names."""
    check: RequirementCheckResponse | None = None
    """What is checked with a proof instead of being asked about; null if nothing is."""
    is_corrected: bool = Field(False, description="A person corrected the kind or a group.")


class OccupationMatchResponse(BaseModel):
    """The occupation that the title names, or that the skills of the posting point to."""

    name: str = Field(examples=["Delivery driver"])
    """The name of the occupation in the catalog."""
    aliases: list[str] = Field(
        [], description="Other titles of it in the catalog.", examples=[["Courier", "Van driver"]]
    )
    groups: list[str] = Field(
        description="The codes of its competency groups, most typical first.",
        examples=[["S8.2", "S6.2"]],
    )
    skills: list[str] = Field(examples=[["Van driving"]])
    """The names of typical skills."""
    matched_by: str = Field(examples=["name"])
    """How it was recognized."""
    words: str = Field(
        description="The words of the title, or the skills if it was recognized by meaning.",
        examples=["van driver"],
    )


class JobAnalysisResponse(BaseModel):
    """What was read in a job text, statement by statement."""

    title: str = Field(examples=["Van driver"])
    """The title of the position."""
    occupation: OccupationMatchResponse | None = None
    """The occupation that the title names; null if it names none."""
    statements: list[JobStatementResponse]
    """The statements of the job text, in order."""
    version: int = Field(description="The version of the rules.", examples=[1])
