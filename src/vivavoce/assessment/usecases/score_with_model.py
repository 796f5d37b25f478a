"""Score a transcript with a certified model, beside the rules; without a certificate, the rules alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from vivavoce.assessment.domain.assessment import AssessmentInput
from vivavoce.assessment.domain.model_evidence.calls import hash_calls, prepare_calls
from vivavoce.assessment.domain.model_evidence.model_scorecard import (
    MODEL_SCORING_VERSION,
    flag_reader_differences,
    has_evidence,
    score_votes,
)
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.qualification.certificate import is_certified_language
from vivavoce.assessment.domain.qualification.marks import ModelMark
from vivavoce.assessment.ports import EvidenceReader, OffLoopExecutor, ScoringPermitReader
from vivavoce.contracts.plan import rubric_to_document
from vivavoce.contracts.transcript import ModelRole, Scorecard, Transcript
from vivavoce.infra.isolated import ResourceBudgetExceededError
from vivavoce.infra.language_model.port import ModelFailedError, ModelUnavailableError
from vivavoce.kernel.ids import TenantId

ReadModelMarks = Callable[[TenantId], Awaitable[Sequence[ModelMark]]]
_OTHER_LANGUAGE = (
    'The interview is in the language "{language}", and the certificate is for English answers.'
)
_NOTHING_USABLE = "No quote of the model counts, and the built-in rules found evidence."
_TOO_COSTLY = "Checking the model's quotes took too much {resource}."
_TOO_LATE = "The model did not finish within {wait_s:g} seconds."
_NO_ANSWER = "The model did not read all answers: {cause}."


class ScoreWithModel:
    """Lets a model score that has earned it. The rules always score too."""

    def __init__(
        self,
        *,
        read_evidence: EvidenceReader,
        read_permit: ScoringPermitReader,
        off_loop: OffLoopExecutor,
        wait_s: float,
        read_marks: ReadModelMarks | None = None,
    ) -> None:
        """``wait_s`` limits all readings of one transcript; after it, the rules' scorecard is returned.

        ``read_marks`` returns what an organization demands of a certificate; with None, none demands more.
        """
        self._read_evidence = read_evidence
        self._read_permit = read_permit
        self._off_loop = off_loop
        self._wait_s = wait_s
        self._read_marks = read_marks

    async def __call__(
        self,
        tenant_id: TenantId,
        transcript: Transcript,
        assessment_input: AssessmentInput,
        by_rules: Scorecard,
        earlier: Scorecard | None = None,
    ) -> Scorecard:
        """Return the model's scorecard, or ``by_rules`` with the reason why the model did not score.

        ``earlier`` is the newest scorecard of the interview: the same answers, rubric, model and prompt are
        not scored again. A difference between model and rules of a level, or across a minimum, is flagged.
        """
        marks = () if self._read_marks is None else await self._read_marks(tenant_id)
        permit = await self._read_permit(marks)
        if permit.certificate_id is None:
            return _add_provenance(by_rules, permit, "not_qualified", permit.reason)
        if not is_certified_language(transcript.language):
            reason = _OTHER_LANGUAGE.format(language=transcript.language)
            return _add_provenance(by_rules, permit, "not_qualified", reason)
        calls = await self._off_loop(
            prepare_calls, transcript, assessment_input.rubric, assessment_input.masked_names
        )
        content_hash = hash_calls(
            calls,
            *permit.hashed_parts,
            MODEL_SCORING_VERSION,
            repr(rubric_to_document(assessment_input.rubric)),
        )
        if earlier is not None and _is_scored(earlier, content_hash):
            return earlier
        try:
            async with asyncio.timeout(self._wait_s):
                reading = await self._read_evidence(calls)
        except TimeoutError:
            return _add_provenance(
                by_rules, permit, "failed", _TOO_LATE.format(wait_s=self._wait_s)
            )
        except (ModelUnavailableError, ModelFailedError) as error:
            return _add_provenance(
                by_rules, permit, "failed", _NO_ANSWER.format(cause=error.failure.describe())
            )
        if reading.model and reading.model != permit.model:
            reason = permit.explain_other_model(reading.model)
            return _add_provenance(by_rules, permit, "not_qualified", reason)
        scoring = partial(
            score_votes,
            masked_names=assessment_input.masked_names,
            model=permit.model,
            provenance=permit.describe("scored", content_hash=content_hash),
        )
        try:
            scorecard: Scorecard = await self._off_loop(
                scoring, transcript, assessment_input.rubric, reading.votes
            )
        except ResourceBudgetExceededError as error:
            reason = _TOO_COSTLY.format(resource=error.resource)
            return _add_provenance(by_rules, permit, "failed", reason)
        if not has_evidence(scorecard) and has_evidence(by_rules):
            read = scorecard.provenance or permit.describe("failed")
            return replace(
                by_rules, provenance=replace(read, role="failed", reason=_NOTHING_USABLE)
            )
        differences = flag_reader_differences(scorecard, by_rules)
        return replace(scorecard, flags=(*scorecard.flags, *differences))


def _is_scored(earlier: Scorecard, content_hash: str) -> bool:
    known = earlier.provenance
    return known is not None and known.role == "scored" and known.content_hash == content_hash


def _add_provenance(
    by_rules: Scorecard, permit: ScoringPermit, role: ModelRole, reason: str
) -> Scorecard:
    return replace(by_rules, provenance=permit.describe(role, reason))
