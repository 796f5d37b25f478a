"""The document is taken at its word: generated requests, every answer as the document says."""

from __future__ import annotations

import logging
import math
import os
import sys
import time

import pytest
from tests.fakes.platform_process import RealPlatform, standing
from tests.integration.api.first_answers import FirstAnswers
from tests.integration.api.fuzzing import (
    FOUND,
    Fuzzing,
    document_at,
    id_of,
    operations_at,
    sentence,
)
from tests.integration.api.prepared.requests import WITHOUT_SUCCESS
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


@pytest.mark.soak
def test_valid_and_generated_requests_get_documented_responses(asked: FirstAnswers) -> None:
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    fuzzing, operations, faults = asked.fuzzing, asked.operations, dict(asked.faults)
    first = fuzzing.sent()
    share_s = math.inf if _CASES else _BUDGET_S / len(operations)
    each = math.ceil(1.1 * _CASES / len(operations)) if _CASES else _MOST_EACH
    for one in operations:
        if id_of(one) in _NOT_GENERATED:
            continue
        try:
            fuzzing.ask_generated(one, asked.seed, each, time.monotonic() + share_s)
        except FOUND as error:
            faults[one.label] = sentence(error)
            sys.stdout.write(f"{one.label}: {sentence(error)}\n")

    share = fuzzing.share_of_success()
    sys.stdout.write(
        f"seed {asked.seed}: {first} valid and {fuzzing.sent() - first} generated requests to"
        f" {len(operations)} operations, {share:.1%} with a 2xx answer\n"
        f"never: {fuzzing.without_success()}\n"
    )
    assert faults == {}
    unexpected = {
        name: text for name, text in asked.refused().items() if name not in WITHOUT_SUCCESS
    }
    assert unexpected == {}, "a valid request was refused"
    assert set(asked.refused()) == set(WITHOUT_SUCCESS), "a row is no longer true"
    assert asked.world.interviews.left_over() == {}
    assert len(fuzzing.statuses) == len(operations) >= 250
    assert share >= _LEAST_SUCCESS
    assert fuzzing.sent() - first >= _CASES, "too few different requests can be generated"
    assert all(
        set(seen) != {401}
        for label, seen in fuzzing.statuses.items()
        if "/auth/" not in label and "/candidate-access/" not in label
    ), "the account that asks was signed out"


@pytest.mark.soak
def test_a_wrong_api_document_is_detected(gateway_alone: RealPlatform) -> None:
    with standing(gateway_alone) as real:
        document = document_at(real.url)
        item = document["paths"]["/api/v1/interviews/counts"]["get"]
        item["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "integer"}
        [lying] = [
            one for one in operations_at(real.url, document) if id_of(one) == "count_interviews"
        ]
        fuzzing = Fuzzing(real.url, RememberedIds([]))

        with pytest.raises((AssertionError, BaseExceptionGroup), match="schema"):
            fuzzing.ask_generated(lying, 1, _MOST_EACH, time.monotonic() + 5)
