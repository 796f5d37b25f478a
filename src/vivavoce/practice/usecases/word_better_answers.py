"""Let a model word the better answers of a review; the rules' text stays wherever it does not do well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.review.rewording import (
    AnswerDraft,
    WordedAnswer,
    list_drafts,
    mask_lines,
    put_wordings,
)
from vivavoce.practice.domain.review.rewording_guard import (
    FindImproperWords,
    find_rewording_problem,
)
from vivavoce.practice.ports import AnswerWriter

MaskTexts = Callable[[Sequence[str], Sequence[str]], Sequence[str]]
"""Returns texts with names, schools and places as underscores of the same length, given the known names."""

_log = structlog.get_logger(__name__)


class WordBetterAnswers:
    """Asks for all answers of a review at once, within one time limit."""

    def __init__(
        self,
        writer: AnswerWriter,
        *,
        mask_texts: MaskTexts,
        find_improper: FindImproperWords,
        wait_s: float,
    ) -> None:
        self._writer = writer
        self._mask_texts = mask_texts
        self._find_improper = find_improper
        self._wait_s = wait_s

    async def __call__(self, review: Json, names: Sequence[str]) -> Json:
        """Return the review with the accepted wordings; scores and all other members stay as they are.

        An answer whose wording failed, was refused or did not come within the time limit keeps the rules'
        text.
        """
        drafts = list_drafts(review, self._find_improper)
        if not drafts:
            return review
        worded: list[WordedAnswer] = []
        try:
            async with asyncio.timeout(self._wait_s), asyncio.TaskGroup() as group:
                for draft in drafts:
                    group.create_task(self._word(draft, names, worded))
        except TimeoutError:
            _log.warning("review.wording_late", accepted=len(worded), asked=len(drafts))
        return put_wordings(review, worded)

    async def _word(
        self, draft: AnswerDraft, names: Sequence[str], worded: list[WordedAnswer]
    ) -> None:
        """Add the wording of one answer, if there is one. No failure may keep a review from its person."""
        try:
            masked_texts = await asyncio.to_thread(self._mask_texts, draft.lines, names)
            answer = await self._writer(
                draft,
                mask_lines(draft.lines, masked_texts),
                lambda lines: find_rewording_problem(lines, draft.lines, self._find_improper),
            )
        except Exception as error:  # noqa: BLE001 - the review is written without it
            _log.error("review.wording_failed", error=type(error).__name__)
            return
        if answer is not None:
            worded.append(answer)
