"""Routes that affect all of a person's practice at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import make_strict_router
from vivavoce.practice.usecases.erase_own_practice import EraseOwnPractice


def build_own_practice_router(erase: EraseOwnPractice) -> APIRouter:
    """Return the route under ``/api/v1``."""
    routes = make_strict_router("practice")

    @routes.delete("/practice/me", status_code=204)
    async def erase_own_practice(
        caller: CurrentCaller,
        user_id: Annotated[
            str | None,
            Query(
                max_length=200,
                description="For API keys with 'practice:on_behalf': the person whose practice "
                "it is",
            ),
        ] = None,
    ) -> None:
        """Permanently erase all of your practice: sessions, answers, reviews, recordings, conversations.

        Open sessions end. Repeating the request has no further effect.
        """
        await erase(caller, user_id=user_id)

    return routes
