"""What one answer names, the next request is about: the links of the API document hold, step by step."""

from __future__ import annotations

import logging
import os
import sys

import pytest
from tests.integration.api.first_answers import FirstAnswers, links_of, resolved_links
from tests.integration.api.fuzzing import Fuzzing, id_of
from tests.integration.api.linked_requests import (
    LinkedSteps,
    document_about,
    follow_links,
    list_sources,
)

pytestmark = pytest.mark.soak

_SCENARIOS = 20 if os.environ.get("FUZZ_CASES") else 2
"""With each operation that has links."""
_SHARE_FOLLOWED = 0.75
"""Of the links; the rest begins with what was used up, such as an interview that is not decided."""
_NOT_GENERATED = {"put_chunk"}
"""It takes a video, which is not generated."""


def test_every_link_resolves_in_a_real_answer(asked: FirstAnswers) -> None:
    seen, empty = set(), {}
    for one in asked.operations:
        step = asked.steps[id_of(one)]
        for target, values in resolved_links(one, step).items():
            seen.add((id_of(one), target))
            if not all(isinstance(value, str) and value for value in values.values()):
                empty[f"{id_of(one)} -> {target}"] = values

    assert empty == {}
    assert seen == _documented_links(asked)
    assert len(seen) > 70


def test_what_a_link_leads_to_can_be_read(asked: FirstAnswers) -> None:
    unreadable = {
        f"{source} -> {target}": status
        for (source, target), status in asked.followed.items()
        if status != 200 and (target, status) != ("get_plan", 404)
    }

    assert unreadable == {}, "a new interview may have no plan yet; everything else is there"
    assert len(asked.followed) > 30


def test_following_links_gets_documented_responses(asked: FirstAnswers) -> None:
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    first = asked.fuzzing
    sources = [name for name in list_sources(asked.document) if name not in _NOT_GENERATED]
    fuzzing = Fuzzing(first.url, first.ids)
    steps = LinkedSteps(fuzzing, asked.seed, fuzzing.headers_for(""), asked.steps)
    for source in sources:
        follow_links(steps, document_about(asked.document, source), scenarios=_SCENARIOS)

    documented = _documented_links(asked)
    followed = documented & set(steps.followed)
    sys.stdout.write(
        f"seed {asked.seed}: {fuzzing.sent()} requests, {len(followed)} of {len(documented)} links\n"
        f"not followed: {sorted(documented - followed)}\n"
    )
    sys.stdout.write("".join(f"{where}: {fault}\n" for where, fault in steps.faults.items()))
    assert steps.faults == {}
    assert len(followed) >= _SHARE_FOLLOWED * len(documented)


def _documented_links(asked: FirstAnswers) -> set[tuple[str, str]]:
    return {
        (id_of(one), link["operationId"])
        for one in asked.operations
        for status in one.definition.raw["responses"]
        for link in links_of(one, status).values()
    }
