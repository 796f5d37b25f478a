"""Practice is scored by the same certified model as hiring, with the same votes and guards."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.database import cloned_database, drop
from tests.fakes.certificates import certify_endpoint
from tests.fakes.practice_platform import a_practice_platform
from tests.integration.practice_journeys.test_from_assignment_to_results import (
    ANSWER,
    PATIENCE_S,
    Edge,
)

from vivavoce.testing.server import build_models, serve_imitated_models


@pytest.mark.parametrize("is_certified", [True, False])
async def test_a_review_is_scored_by_the_model_only_with_its_certificate(
    worker_id: str, tmp_path: Path, *, is_certified: bool
) -> None:
    made = cloned_database(f"{worker_id}_practice_model")
    imitated = build_models()
    family = imitated.families["openai-chat"]
    try:
        async with (
            serve_imitated_models(imitated) as models,
            a_practice_platform(
                made,
                tmp_path,
                LLM_BASE_URL=models.url_of("openai-chat"),
                LLM_API_KEY=family.key,
                LLM_MODEL=family.model,
                VIVAVOCE_PLANNER="builtin",
            ) as platform,
        ):
            model = await certify_endpoint(platform.on.settings) if is_certified else ""
            base = f"http://127.0.0.1:{platform.ports['gateway']}"
            async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_S) as http:
                edge = Edge(platform, http)
                session_id = await edge.configured()
                await edge.completed_session(session_id)
                review = await edge.reviewed(session_id)
                again = await edge.ask_json(
                    "seeker",
                    "POST",
                    f"/review/{session_id}/answers",
                    {"question_number": 1, "answer": f"{ANSWER} I wrote it down for the others."},
                )
    finally:
        drop(made)

    assert review["status"] == "completed", review
    kind = f"model {model}" if is_certified else "built-in rules"
    assert (review["scorer"]["kind"], again["scorer"]["kind"]) == (kind, kind)
    why = "A certified model found the evidence" if is_certified else "The model may not score."
    assert why in review["summary"]
    quotes = [quote for one in review["rubric_scores"] for quote in one["evidence"]]
    assert quotes
    assert all(quote["quote"] in ANSWER for quote in quotes)
