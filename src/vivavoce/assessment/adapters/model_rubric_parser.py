"""A rubric parser that uses a model if the rules cannot parse a rubric text."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.assessment.adapters.model_panel_members import LongText, ShortText
from vivavoce.assessment.domain.panel.rubric_text_parser import MAX_CRITERIA, UnreadableRubricError
from vivavoce.contracts.plan import LEVELS, Competency, SubDimension
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelUnavailableError,
)
from vivavoce.infra.language_model.prompts import load_prompt

RUBRIC_PROMPT = load_prompt("vivavoce.assessment.adapters", "rubric_v2")


class ExtractedCriterion(BaseModel):
    """One criterion that the model copied from the text."""

    model_config = ConfigDict(extra="forbid")
    name: ShortText
    level_1: LongText
    level_2: LongText
    level_3: LongText
    level_4: LongText
    level_5: LongText

    @property
    def levels(self) -> tuple[str, ...]:
        """The texts of the levels, lowest first."""
        return (self.level_1, self.level_2, self.level_3, self.level_4, self.level_5)


class ExtractedRubric(BaseModel):
    """A rubric that the model copied from the text."""

    model_config = ConfigDict(extra="forbid")
    criteria: list[ExtractedCriterion] = Field(max_length=MAX_CRITERIA)


class ModelRubricTextParser:
    """Asks a model for the criteria; their names and levels must occur verbatim in the text."""

    def __init__(self, language_model: LanguageModel, *, label: str) -> None:
        self._language_model = language_model
        self.made_by = label

    async def __call__(self, text: str) -> tuple[Competency, ...]:
        """Return the criteria, or raise ``UnreadableRubricError``."""
        plain = _normalize(text)

        def complaints(copied: ExtractedRubric) -> Sequence[str]:
            problems = [
                f"'{phrase[:40]}' does not appear in the text."
                for criterion in copied.criteria
                for phrase in (criterion.name, *criterion.levels)
                if _normalize(phrase) not in plain
            ]
            names = [criterion.name.casefold() for criterion in copied.criteria]
            if len(set(names)) != len(names):
                problems.append("A criterion appears twice.")
            return problems if copied.criteria else ["There is no criterion with five levels."]

        try:
            response = await self._language_model.generate(
                ModelRequest(
                    purpose="rubric",
                    instructions=RUBRIC_PROMPT.text,
                    prompt=RUBRIC_PROMPT.label,
                    input=text,
                    output_type=ExtractedRubric,
                    find_problems=complaints,
                    deadline_s=40.0,
                    max_retries=1,
                    max_output_tokens=4000,
                )
            )
        except (ModelFailedError, ModelUnavailableError) as error:
            raise UnreadableRubricError(
                "Line 1: neither the rules nor the model found criteria with five levels each."
            ) from error
        extracted = response.output.criteria
        return tuple(
            Competency(
                name=criterion.name,
                weight=round(1 / len(extracted), 4),
                sub_dimensions=(
                    SubDimension(
                        name=criterion.name,
                        indicators=dict(zip(LEVELS, criterion.levels, strict=True)),
                    ),
                ),
            )
            for criterion in extracted
        )


def _normalize(text: str) -> str:
    return " ".join(text.replace("|", " ").replace("*", " ").split()).casefold()
