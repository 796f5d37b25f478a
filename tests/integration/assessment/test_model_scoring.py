"""A model scores interviews only with a valid certificate, and every score says where it comes from."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from tests.fakes.certificates import SETUP, certify
from tests.infrastructure import Ground
from tests.integration.assessment.assessor import RUN, Assessor
from tests.integration.assessment.test_outside_evidence import PlayedDesk, PlayedStanding
from tests.unit.assessment.stories import GUEST, OUTAGE, RUBRIC, STOCK, interview

from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.adapters.model_marks_postgres import PostgresModelMarkRepository
from vivavoce.assessment.domain.documents import serialize_full_scorecard
from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.usecases.certify_model import ReadScoringPermit
from vivavoce.assessment.usecases.manage_model_marks import ManageModelMarks
from vivavoce.assessment.usecases.score_answers import ScoreQuestionAnswers
from vivavoce.assessment.usecases.score_with_model import ScoreWithModel
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.kernel.ids import TenantId
from vivavoce.testing.evidence_readers import Call, FunctionLanguageModel, Item

WORKER = IsolatedWorker("assessment")
"""The process that scores in the running platform."""
WHOLE_TALK = interview(("q1", OUTAGE.plain), ("q2", GUEST.plain), ("q3", STOCK.plain))


def quote_all_at(level: int) -> FunctionLanguageModel:
    """Return a reader that takes every sentence for the same level."""

    def read(call: Call) -> list[Item]:
        return [
            {"side": call["sides"][0]["side"], "level": level, "quote": sentence, "act": "own"}
            for turn in call["answer"]
            for sentence in turn["text"].split(". ")
            if len(sentence.split()) >= 3
        ]

    return FunctionLanguageModel(read)


def find_only(items: Callable[[Call], list[Item]]) -> FunctionLanguageModel:
    """Return a reader that finds what a function does, each as own work of level 1."""

    def read(call: Call) -> list[Item]:
        return [{"side": call["sides"][0]["side"], "level": 1, **item} for item in items(call)]

    return FunctionLanguageModel(read)


def find_nothing(call: Call) -> list[Item]:
    return []


def invent(call: Call) -> list[Item]:
    return [{"quote": "I never did anything of the kind"}]


def quote_too_little(call: Call) -> list[Item]:
    return [{"quote": " ".join(call["answer"][0]["text"].split()[:2])}, {"quote": " "}]


class SilentLanguageModel:
    """A model whose endpoint does not answer."""

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        raise ModelUnavailableError


class StalledLanguageModel:
    """A model whose endpoint takes a request and never answers it."""

    def __init__(self) -> None:
        self.waiting = 0

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        self.waiting += 1
        try:
            return await asyncio.Future()
        finally:
            self.waiting -= 1


@dataclass
class Installation:
    """One installation with a configured model of its own, so that tests do not share certificates."""

    ground: Ground
    tenant: TenantId

    def __post_init__(self) -> None:
        self.setup = replace(SETUP, configured_model=f"model {self.ground.ids.new_id()}")
        self.certificates = PostgresCertificateRepository(self.ground.database, self.ground.keys)
        self.marks = ManageModelMarks(
            open_work=self.ground.open_work, marks=PostgresModelMarkRepository()
        )

    def permit(self, *, is_production: bool = False) -> ReadScoringPermit:
        return ReadScoringPermit(
            certificates=self.certificates,
            setup=self.setup,
            clock=self.ground.clock,
            is_production=is_production,
        )

    async def assess(
        self, model: LanguageModel, *, wait_s: float = 60, language: str = "en"
    ) -> dict[str, Any]:
        """Return the scorecard of an interview that ends while this model is configured."""
        assessor = self.assessor(model, wait_s=wait_s)
        assessor.talks.known[assessor.session_id] = replace(WHOLE_TALK, language=language)
        await assessor.complete()
        await assessor.run_jobs()
        made = await assessor.latest()
        assert made is not None
        card: dict[str, Any] = made["scorecard"]
        return card

    def assessor(self, model: LanguageModel, *, wait_s: float = 60) -> Assessor:
        scoring = ScoreWithModel(
            read_evidence=ModelFinder(model, deadline_s=5),
            read_permit=self.permit(),
            off_loop=WORKER,
            wait_s=wait_s,
            read_marks=self.marks.read_for,
        )
        assessor = Assessor(self.ground, self.tenant, score_with_model=scoring)
        assessor.talks.known[assessor.session_id] = WHOLE_TALK
        return assessor

    async def certify(self, **changes: Any) -> str:
        """Store a certificate of this installation's model and return its id."""
        at = self.ground.clock.now() - changes.pop("age", timedelta(0))
        certificate = certify(
            self.ground.ids.new_id(), at, changes.pop("setup", self.setup), **changes
        )
        async with self.ground.open_work(self.tenant) as work:
            await self.certificates.add(work, certificate)
        return str(certificate.id)


@pytest.fixture
def installation(ground: Ground, tenant: TenantId) -> Installation:
    return Installation(ground, tenant)


async def test_without_a_certificate_the_rules_score_and_the_card_says_so(
    installation: Installation,
) -> None:
    card = await installation.assess(quote_all_at(5))

    by_rules = serialize_full_scorecard(score(WHOLE_TALK, RUBRIC))
    assert card["scorer"]["kind"] == "built-in rules"
    assert card["competencies"] == by_rules["competencies"]
    assert card["provenance"]["role"] == "not_qualified"
    assert "vivavoce qualify" in card["provenance"]["reason"]


async def test_with_a_certificate_the_model_scores_and_the_card_names_it(
    installation: Installation,
) -> None:
    certificate_id = await installation.certify()

    card = await installation.assess(quote_all_at(4))

    provenance = card["provenance"]
    assert card["scorer"]["kind"] == "model imitated-1"
    assert (provenance["role"], provenance["certificate_id"]) == ("scored", certificate_id)
    assert "empty 40/40" in provenance["certificate_line"]
    assert all(len(vote["scores"]) == 3 for vote in provenance["votes"])
    assert provenance["items"] > 0
    quotes = [item["quote"] for each in card["competencies"] for item in each["evidence"]]
    said = " ".join(turn.text for turn in WHOLE_TALK.turns)
    assert quotes
    assert all(quote in said for quote in quotes)


@pytest.mark.parametrize(
    ("language", "role"), [("en-GB", "scored"), ("de", "not_qualified"), ("fr-CA", "not_qualified")]
)
async def test_a_certificate_holds_for_english_interviews(
    installation: Installation, language: str, role: str
) -> None:
    await installation.certify()

    card = await installation.assess(quote_all_at(4), language=language)

    assert card["provenance"]["role"] == role
    if role == "not_qualified":
        assert card["scorer"]["kind"] == "built-in rules"
        assert f'in the language "{language}"' in card["provenance"]["reason"]


async def test_the_tokens_of_the_scoring_are_costs_of_the_interview(
    installation: Installation,
) -> None:
    await installation.certify()
    assessor = installation.assessor(quote_all_at(4))
    await assessor.complete()
    await assessor.run_jobs()

    async with installation.ground.open_work(installation.tenant) as work:
        events = await work.fetch_all(
            "SELECT run_id, payload FROM outbox WHERE topic = 'usage.recorded' AND interview_id = %(id)s",
            {"id": assessor.interview_id},
        )

    (event,) = events
    assert event["payload"]["purpose"] == "assessment"
    assert {use["kind"] for use in event["payload"]["uses"]} == {"llm_in", "llm_out"}
    assert all(use["quantity"] > 0 for use in event["payload"]["uses"])
    assert event["run_id"] == RUN


async def test_a_model_that_reads_otherwise_than_the_rules_is_flagged(
    installation: Installation,
) -> None:
    await installation.certify()

    card = await installation.assess(quote_all_at(1))

    assert "readers_differ" in {flag["kind"] for flag in card["flags"]}


async def test_another_model_in_the_answer_does_not_score(installation: Installation) -> None:
    await installation.certify(model="the certified one")

    card = await installation.assess(quote_all_at(4))

    assert card["scorer"]["kind"] == "built-in rules"
    assert 'answered with the model "imitated-1"' in card["provenance"]["reason"]


async def test_a_silent_model_leaves_the_whole_score_to_the_rules(
    installation: Installation,
) -> None:
    await installation.certify()

    card = await installation.assess(SilentLanguageModel())

    assert card["scorer"]["kind"] == "built-in rules"
    assert card["provenance"]["role"] == "failed"


async def test_scoring_waits_for_a_stalled_model_only_so_long(installation: Installation) -> None:
    await installation.certify()
    model = StalledLanguageModel()

    card = await installation.assess(model, wait_s=0.1)

    by_rules = serialize_full_scorecard(score(WHOLE_TALK, RUBRIC))
    assert card["scorer"]["kind"] == "built-in rules"
    assert card["competencies"] == by_rules["competencies"]
    assert card["provenance"]["role"] == "failed"
    assert "did not finish within 0.1 seconds" in card["provenance"]["reason"]
    assert model.waiting == 0, "no request goes on after the limit"


async def test_an_interview_that_the_rules_scored_in_an_outage_is_read_in_a_reassessment(
    installation: Installation,
) -> None:
    await installation.certify()
    assessor = installation.assessor(SilentLanguageModel())
    await assessor.complete()
    await assessor.run_jobs()
    first = await assessor.latest()
    assert first is not None
    back = installation.assessor(quote_all_at(4))
    back.interview_id, back.session_id = assessor.interview_id, assessor.session_id
    back.talks.known[back.session_id] = WHOLE_TALK

    await back.reject(
        first["assessmentId"], is_reassessment=True, event=installation.ground.ids.new_id()
    )
    await back.run_jobs()

    second = await back.latest()
    assert second is not None
    assert first["scorecard"]["provenance"]["role"] == "failed"
    assert second["scorecard"]["provenance"]["role"] == "scored"


@pytest.mark.parametrize("items", [find_nothing, invent, quote_too_little])
async def test_votes_without_a_usable_quote_leave_the_score_to_the_rules(
    installation: Installation, items: Callable[[Call], list[Item]]
) -> None:
    await installation.certify()

    card = await installation.assess(find_only(items))

    by_rules = serialize_full_scorecard(score(WHOLE_TALK, RUBRIC))
    assert card["scorer"]["kind"] == "built-in rules"
    assert card["competencies"] == by_rules["competencies"]
    assert (card["overall_score"], card["recommendation"]) == (
        by_rules["overall_score"],
        by_rules["recommendation"],
    )
    assert card["provenance"]["role"] == "failed"
    assert "No quote of the model counts" in card["provenance"]["reason"]
    assert sum(card["provenance"]["dropped"].values()) == card["provenance"]["items"]


async def test_a_competency_without_a_usable_quote_has_no_score_and_is_flagged(
    installation: Installation,
) -> None:
    await installation.certify()
    whole = quote_all_at(4)

    def read(call: Call) -> list[Item]:
        return [] if call["competency"] == "Guest recovery" else whole.read(call)

    card = await installation.assess(FunctionLanguageModel(read))

    [guest] = [each for each in card["competencies"] if each["name"] == "Guest recovery"]
    assert card["scorer"]["kind"] == "model imitated-1"
    assert (guest["score"], guest["insufficient_evidence"]) == (None, "no_evidence")
    assert any(
        flag["kind"] == "readers_differ" and "Guest recovery: no quote" in flag["detail"]
        for flag in card["flags"]
    )


async def test_the_same_answers_are_read_only_once(installation: Installation) -> None:
    await installation.certify()
    model = quote_all_at(4)
    assessor = installation.assessor(model)
    await assessor.complete()
    await assessor.run_jobs()
    first = await assessor.latest()
    assert first is not None
    asked = len(model.asked)

    await assessor.reject(
        first["assessmentId"], is_reassessment=True, event=installation.ground.ids.new_id()
    )
    await assessor.run_jobs()

    second = await assessor.latest()
    assert second is not None
    assert second["version"] == 2
    assert second["scorecard"] == first["scorecard"]
    assert len(model.asked) == asked


async def test_answers_that_are_given_again_are_a_cost_of_their_interview(
    installation: Installation,
) -> None:
    await installation.certify()
    assessor = installation.assessor(quote_all_at(4))
    standing = PlayedStanding(assessor.interview_id, str(assessor.session_id))
    score_answers = ScoreQuestionAnswers(
        open_work=installation.ground.open_work,
        read_status=PlayedDesk(standing).get_status,
        assessment_inputs=assessor._basis,
        off_loop=WORKER,
        score_with_model=assessor.score_with_model,
    )

    scorecards = await score_answers(
        installation.tenant,
        assessor.interview_id,
        RUBRIC.questions[0],
        (OUTAGE.plain, f"{OUTAGE.plain} I wrote it all down."),
        language="en",
    )

    [spent] = await assessor.published("usage.recorded")
    assert {scorecard.scorer.kind for scorecard in scorecards} == {"model imitated-1"}
    assert spent["purpose"] == "assessment"
    assert {use["kind"] for use in spent["uses"]} == {"llm_in", "llm_out"}
