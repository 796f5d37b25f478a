"""The document is taken at its word: generated requests, every answer as the document says."""

from __future__ import annotations

import gc
import logging
import math
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from tests.database import TestDatabase, drop, quick_database
from tests.fakes.platform_process import RealPlatform, standing
from tests.integration.api.fuzzing import FOUND, Fuzzing, id_of, operations_at, sentence
from tests.integration.api.prepared.first_request import PreparedWorld
from tests.integration.api.prepared.requests import WITHOUT_SUCCESS, first_request
from tests.integration.api.prepared.world import open_world
from tests.integration.api.remembered_ids import RememberedIds

_BUDGET_S = 25.0
_MOST_EACH = 25
_NOT_GENERATED = {"test_webhook_config", "upload_media", "put_chunk"}
"""One posts to an address of an earlier request's choosing: tests/integration/delivery has that. The others
take a video, not JSON: tests/integration/media."""
_LEAST_SUCCESS = 0.9
"""The share of the operations that answer with 2xx at least once: what is prepared reaches all but a few."""
_CASES = int(os.environ.get("FUZZ_CASES", "0"))
"""About how many requests each seed sends (``make fuzz``); 0 is as many as fit the time."""


def _seeds() -> list[int]:
    """One that changes with the content of the checkout; with ``FUZZ_CASES``, two fixed ones, too."""
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    changing = int(asked.stdout[:7] or "0", 16)
    return [20261120, 20261124, changing] if _CASES else [changing]


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = quick_database(f"{worker_id}_schemathesis")
    yield made
    drop(made)


@pytest.fixture
def world(database: TestDatabase, tmp_path: Path) -> Iterator[PreparedWorld]:
    """A platform of its own for each seed: the requests use up what was prepared."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_world(database, tmp_path)) as made,
    ):
        yield made
    # A connection of the killed platform that a neighbor had just accepted is closed by nobody.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.soak
@pytest.mark.parametrize("number", _seeds())
def test_valid_and_generated_requests_get_documented_responses(
    world: PreparedWorld, number: int
) -> None:
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    asked = operations_at(world.url)
    fuzzing = Fuzzing(
        world.url, RememberedIds([one.path for one in asked]), world.people, world.proofs()
    )
    faults: dict[str, str] = {}
    refused: dict[str, int] = {}

    def note(label: str, error: BaseException) -> None:
        faults[label] = sentence(error)
        sys.stdout.write(f"{label}: {faults[label]}\n")

    for one in asked:
        try:
            status = fuzzing.ask_first(one, first_request(id_of(one), world))
            if status >= 300:
                refused[id_of(one)] = status
        except FOUND as error:
            note(f"first {one.label}", error)
    first = fuzzing.sent()
    share_s = math.inf if _CASES else _BUDGET_S / len(asked)
    each = math.ceil(1.1 * _CASES / len(asked)) if _CASES else _MOST_EACH
    for one in asked:
        if id_of(one) in _NOT_GENERATED:
            continue
        try:
            fuzzing.ask_generated(one, number, each, time.monotonic() + share_s)
        except FOUND as error:
            note(one.label, error)

    share = fuzzing.share_of_success()
    sys.stdout.write(
        f"seed {number}: {first} valid and {fuzzing.sent() - first} generated requests to"
        f" {len(asked)} operations, {share:.1%} with a 2xx answer\n"
        f"never: {fuzzing.without_success()}\n"
    )
    assert faults == {}
    assert set(refused) == set(WITHOUT_SUCCESS), (
        "a valid request was refused, or a row is no longer true"
    )
    assert world.interviews.left_over() == {}
    assert len(fuzzing.statuses) == len(asked) >= 250
    assert share >= _LEAST_SUCCESS
    assert fuzzing.sent() - first >= _CASES, "too few different requests can be generated"
    assert all(
        set(seen) != {401}
        for label, seen in fuzzing.statuses.items()
        if "/auth/" not in label and "/candidate-access/" not in label
    ), "the account that asks was signed out"


@pytest.mark.soak
def test_a_wrong_api_document_is_detected(database: TestDatabase, tmp_path: Path) -> None:
    quiet = {"VIVAVOCE_LOG_LEVEL": "error"}
    real = RealPlatform(
        tmp_path, roles=("gateway",), database_url=database.owner_url, settings=quiet
    )
    with standing(real):
        document = httpx.get(f"{real.url}/api/docs-json", timeout=60).json()
        item = document["paths"]["/api/v1/interviews/counts"]["get"]
        item["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "integer"}
        [lying] = [
            one for one in operations_at(real.url, document) if id_of(one) == "count_interviews"
        ]
        fuzzing = Fuzzing(real.url, RememberedIds([]))

        with pytest.raises((AssertionError, BaseExceptionGroup), match="schema"):
            fuzzing.ask_generated(lying, 1, _MOST_EACH, time.monotonic() + 5)
