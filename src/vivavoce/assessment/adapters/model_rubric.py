"""A model that copies a rubric's text into a form where the rules could not read it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.assessment.adapters.model_seats import Line, Words, prompt
from vivavoce.assessment.domain.panel.rubric_text import MOST_CRITERIA, UnreadableRubric
from vivavoce.contracts.plan import LEVELS, Competency, SubDimension
from vivavoce.infra.thinker.port import ModelFailed, ModelUnavailable, Task, Thinker


class CopiedCriterion(BaseModel):
    """One criterion as a model copied it."""

    model_config = ConfigDict(extra="forbid")
    name: Line
    level_1: Words
    level_2: Words
    level_3: Words
    level_4: Words
    level_5: Words

    @property
    def levels(self) -> tuple[str, ...]:
        """The texts of the levels, lowest first."""
        return (self.level_1, self.level_2, self.level_3, self.level_4, self.level_5)


class CopiedRubric(BaseModel):
    """A rubric as a model copied it."""

    model_config = ConfigDict(extra="forbid")
    criteria: list[CopiedCriterion] = Field(max_length=MOST_CRITERIA)


class ModelRubricReader:
    """Asks a model for the criteria; every word of them must stand in the text."""

    def __init__(self, thinker: Thinker, *, label: str) -> None:
        self._thinker = thinker
        self.made_by = label

    async def __call__(self, text: str) -> tuple[Competency, ...]:
        """Return the criteria, or raise ``UnreadableRubric``."""
        plain = _plain(text)

        def complaints(copied: CopiedRubric) -> Sequence[str]:
            said = [
                f"'{one[:40]}' does not stand in the text."
                for criterion in copied.criteria
                for one in (criterion.name, *criterion.levels)
                if _plain(one) not in plain
            ]
            names = [one.name.casefold() for one in copied.criteria]
            if len(set(names)) != len(names):
                said.append("A criterion stands there twice.")
            return said if copied.criteria else ["There is no criterion with five levels."]

        try:
            thought = await self._thinker.think(
                Task(
                    purpose="rubric",
                    instructions=prompt("rubric"),
                    material=text,
                    shape=CopiedRubric,
                    complaints=complaints,
                    deadline_s=40.0,
                    most_reasks=1,
                    most_output_tokens=4000,
                )
            )
        except (ModelFailed, ModelUnavailable) as error:
            raise UnreadableRubric(
                "Line 1: neither the rules nor the model found criteria with five levels each."
            ) from error
        found = thought.value.criteria
        return tuple(
            Competency(
                name=one.name,
                weight=round(1 / len(found), 4),
                sub_dimensions=(
                    SubDimension(
                        name=one.name, indicators=dict(zip(LEVELS, one.levels, strict=True))
                    ),
                ),
            )
            for one in found
        )


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").replace("*", " ").split()).casefold()
