"""A certificate permits a model to score: which one holds, until when, and what ends it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.database import TestDatabase
from tests.infrastructure import Ground
from tests.integration.assessment.test_model_scoring import Installation

from vivavoce.app.wiring.model_scoring import measure_certificate
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.domain.qualification.material import load_material
from vivavoce.assessment.domain.qualification.probes import Probe, build_canary
from vivavoce.assessment.usecases.certify_model import CheckCertifiedModel
from vivavoce.assessment.usecases.qualify_model import QualifyModel
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.port import (
    LanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.kernel.ids import TenantId
from vivavoce.testing.evidence_readers import FunctionLanguageModel, believe_everything
from vivavoce.testing.mutants import MUTANTS, Call, Item
from vivavoce.testing.oracle import OracleLanguageModel


@pytest.fixture
def installation(database: TestDatabase, ground: Ground, tenant: TenantId) -> Installation:
    """An installation without certificates: only the newest fifty are read, whoever made them."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("TRUNCATE model_certificate, model_qualification")
    return Installation(ground, tenant)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"is_passed": False},
            'What failed: "Gives low scores to fluent but empty answers". An operator can qualify another '
            "model for scores with LLM_SCORE_MODEL.",
        ),
        ({"age": timedelta(days=31)}, ". An operator can run 'vivavoce qualify'."),
    ],
)
async def test_a_certificate_that_failed_or_ended_permits_nothing(
    installation: Installation, changes: dict[str, Any], reason: str
) -> None:
    await installation.certify(**changes)

    permit = await installation.permit()()

    assert permit.certificate_id is None
    assert reason in permit.reason


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ({"age": timedelta(days=2)}, {"is_passed": False}, "failed"),
        ({"age": timedelta(days=2), "is_passed": False}, {}, "valid"),
    ],
)
async def test_the_newest_certificate_of_the_same_setup_decides(
    installation: Installation, first: dict[str, Any], second: dict[str, Any], state: str
) -> None:
    await installation.certify(**first)
    newest = await installation.certify(**second)

    permit = await installation.permit()()

    assert permit.state == state
    assert permit.certificate_id == (newest if state == "valid" else None)
    judged = installation.permit().judge(await _own(installation, installation.certificates))
    assert [each.obstacle.state if each.obstacle else "valid" for each in judged] == [
        state,
        "superseded",
    ]


async def test_a_suspended_certificate_leaves_no_older_one_in_force(
    installation: Installation,
) -> None:
    at = installation.ground.clock.now()
    await installation.certify(age=timedelta(days=2))
    newest = await installation.certify()
    await installation.certificates.record_canary(UUID(newest), misses=3, at=at)

    permit = await installation.permit()()

    assert (permit.certificate_id, permit.state) == (None, "suspended")
    assert "or another model answered. An operator can run 'vivavoce qualify'." in permit.reason


@pytest.mark.parametrize(
    ("newer", "is_production"),
    [({"is_imitated": True, "is_passed": False}, True), ({"setup": "another"}, False)],
)
async def test_a_newer_certificate_about_something_else_leaves_it_in_force(
    installation: Installation, newer: dict[str, Any], is_production: bool
) -> None:
    own = await installation.certify(age=timedelta(days=2))
    if "setup" in newer:
        newer = {"is_passed": False, "setup": replace(installation.setup, prompt_hash="another")}
    await installation.certify(**newer)

    permit = await installation.permit(is_production=is_production)()

    assert permit.certificate_id == own


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("prompt_hash", "the instructions"),
        ("set_hash", "the set"),
        ("scoring_version", "the scoring"),
        ("product_version", "the version of Vivavoce"),
        ("endpoint", "the endpoint"),
        ("settings_hash", "the settings of its requests"),
    ],
)
async def test_any_change_ends_a_certificate(
    installation: Installation, name: str, words: str
) -> None:
    await installation.certify(setup=replace(installation.setup, **{name: "another"}))

    permit = await installation.permit()()

    assert permit.certificate_id is None
    assert f"{words} changed" in permit.reason


@pytest.mark.parametrize(
    ("changes", "age_days", "state", "left_s"),
    [
        ({}, 10, "valid", 20 * 86400.0),
        ({}, 31, "expired", 0.0),
        ({"is_passed": False}, 1, "failed", None),
        ({"is_imitated": True}, 1, "imitated", None),
    ],
)
async def test_the_state_of_a_certificate_is_a_metric(
    installation: Installation,
    changes: dict[str, Any],
    age_days: int,
    state: str,
    left_s: float | None,
) -> None:
    await installation.certify(**changes, age=timedelta(days=age_days))

    permit = await installation.permit(is_production=True)()
    values = measure_certificate(permit, installation.ground.clock.now())

    assert values["model_certificate"] == {state: 1.0}
    left = values.get("model_certificate_left_seconds")
    assert left == (None if left_s is None else pytest.approx({"": left_s}, abs=5))


async def test_a_certificate_of_another_model_says_which_one(installation: Installation) -> None:
    other = f"other {installation.setup.configured_model}"
    await installation.certify(setup=replace(installation.setup, configured_model=other))

    permit = await installation.permit()()

    assert permit.state == "other_model"
    assert f'for the model "{other}"' in permit.reason
    assert "model_certificate_left_seconds" not in measure_certificate(
        permit, installation.ground.clock.now()
    )


async def test_a_changed_row_and_another_key_are_no_signature(installation: Installation) -> None:
    await installation.certify()
    other = PostgresCertificateRepository(
        installation.ground.database, InstallationKeys("another installation's secret")
    )

    [own] = await _own(installation, installation.certificates)
    [foreign] = await _own(installation, other)

    assert own.is_signature_valid
    assert not foreign.is_signature_valid


async def test_production_refuses_the_certificate_of_an_imitated_model(
    installation: Installation,
) -> None:
    await installation.certify(is_imitated=True)

    here, there = installation.permit(), installation.permit(is_production=True)

    assert (await here()).is_imitated
    assert "imitated" in (await here()).certificate_line
    assert (await there()).certificate_id is None


@pytest.mark.parametrize(
    ("mutant", "is_suspended"),
    [
        (None, False),
        ("gullible", True),
        ("obeying orders", True),
        ("believing one empty answer", False),
        ("declining orders", False),
        ("lazy all", True),
    ],
)
async def test_the_weekly_check_suspends_a_model_that_reads_otherwise(
    installation: Installation, mutant: str | None, is_suspended: bool
) -> None:
    await installation.certify(age=timedelta(days=8))
    probes = build_canary(load_material())
    empty = next(probe.answer for probe in probes if probe.property_name == "empty")
    orders = {probe.answer for probe in probes if probe.property_name == "orders"}

    def believe_one(call: Call, items: list[Item]) -> list[Item]:
        return believe_everything(call) if call["answer"][0]["text"] == empty else items

    def decline_orders(call: Call, items: list[Item]) -> list[Item]:
        if call["answer"][0]["text"] in orders:
            raise ModelFailedError(failure=ModelFailure(code="content_filtered"))
        return items

    faults = {
        **MUTANTS,
        "believing one empty answer": believe_one,
        "declining orders": decline_orders,
        "lazy all": lambda call, items: [],
    }
    model = OracleLanguageModel(probes, faults[mutant] if mutant else None)
    check = check_with(installation, model)

    misses = await check()

    assert (misses or 0) >= 3 if is_suspended else misses == 0
    assert (await installation.permit()()).certificate_id is None or not is_suspended
    assert await check() is None, "it is due once a week"


async def test_a_weekly_check_without_an_answer_stays_due(installation: Installation) -> None:
    await installation.certify(age=timedelta(days=8))

    with pytest.raises(ModelUnavailableError):
        await check_with(installation, RefusingLanguageModel())()
    [unread] = await _own(installation, installation.certificates)
    misses = await check_with(installation, OracleLanguageModel(build_canary(load_material())))()

    assert unread.canary_at is None
    assert misses == 0


async def test_the_weekly_check_of_a_killed_process_is_due_again_in_an_hour(
    installation: Installation,
) -> None:
    """A killed process releases nothing; the claim is all that it leaves, and no check is shown for it."""
    certificate = UUID(await installation.certify(age=timedelta(days=8)))
    claim, at = installation.certificates.claim_canary, installation.ground.clock.now()

    was_claimed = await claim(certificate, at)
    during = await claim(certificate, at + timedelta(minutes=59))
    after = await claim(certificate, at + timedelta(hours=1))

    assert (was_claimed, during, after) == (True, False, True)
    [claimed] = await _own(installation, installation.certificates)
    assert claimed.canary_at is None
    await installation.certificates.record_canary(certificate, misses=0, at=at)
    assert not await claim(certificate, at + timedelta(days=6)), "a check that ended counts a week"


async def test_a_mix_of_models_suspends_a_certificate(installation: Installation) -> None:
    await installation.certify(age=timedelta(days=8))
    probes = build_canary(load_material())

    misses = await check_with(installation, MixedLanguageModel(probes))()

    assert misses == 3
    assert (await installation.permit()()).state == "suspended"


class RefusingLanguageModel:
    """A model whose endpoint refuses the key."""

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        raise ModelUnavailableError(failure=ModelFailure(code="key_refused"))


class MixedLanguageModel:
    """Two right readers with names of their own that answer in turn."""

    def __init__(self, probes: Sequence[Probe]) -> None:
        read = OracleLanguageModel(probes).read
        self._readers = cycle(
            [FunctionLanguageModel(read), FunctionLanguageModel(read, model="another")]
        )

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        return await next(self._readers).generate(task)


def check_with(installation: Installation, model: LanguageModel) -> CheckCertifiedModel:
    return CheckCertifiedModel(
        qualify=QualifyModel(
            read_evidence=ModelFinder(model, deadline_s=5), clock=installation.ground.clock
        ),
        certificates=installation.certificates,
        read_permit=installation.permit(),
        clock=installation.ground.clock,
    )


async def _own(installation: Installation, repository: PostgresCertificateRepository) -> list[Any]:
    return [
        stored
        for stored in await repository.list_newest()
        if stored.certificate.setup == installation.setup
    ]
