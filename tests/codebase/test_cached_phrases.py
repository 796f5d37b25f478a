"""Every cached phrase is spoken by the interviewer: none is synthesized, and paid for, in vain."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tests.fakes.live_session import a_plan

from vivavoce.contracts.personas import PERSONAS
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.common_phrases import list_common_phrases
from vivavoce.live.domain.wire.notices import NOTICES, SPOKEN_PHRASES
from vivavoce.voice.domain.phrases.spoken_phrases import SYSTEM_PHRASES, AudioCache
from vivavoce.voice.domain.turns.word_alignment import find_sentence_spans

ROOT = Path(__file__).parents[2]
LIVE = ROOT / "src" / "vivavoce" / "live" / "domain"
KEPT = set(AudioCache[bytes]((*SYSTEM_PHRASES.values(), *list_common_phrases())).cacheable_texts)


def whole_texts() -> list[str]:
    """Return what the interviewer says around the plan's own words, in every manner it has."""
    plan = replace(a_plan(), greeting_script="", closing_script="")
    asked = [
        wording.question_wording(
            plan.questions[1],
            session_id=str(number),
            turn=number,
            is_first=False,
            is_after_skip=is_left,
            suggested_s=60,
            is_time_short=False,
            persona_id=persona,
        ).text
        for number in range(60)
        for is_left in (False, True)
        for persona in (None, *PERSONAS)
    ]
    closings = [
        wording.closing_text(plan, reason, has_answers=has_answers)
        for reason in wording.CLOSINGS
        for has_answers in (True, False)
    ]
    return [*asked, *closings, wording.greeting_text(plan, minutes=20)]


def said_in(texts: list[str]) -> set[str]:
    return {text[begin:end].strip() for text in texts for begin, end in find_sentence_spans(text)}


def test_each_cached_sentence_is_used_by_the_interviewer() -> None:
    notices = [*SPOKEN_PHRASES.values(), *(notice.text for notice in NOTICES.values())]

    said = said_in([*whole_texts(), *notices, *SYSTEM_PHRASES.values()])

    assert said >= KEPT


def test_each_notice_is_sent_by_the_code() -> None:
    tables = {LIVE / "wire" / "notices.py"}
    code = "".join(path.read_text() for path in LIVE.rglob("*.py") if path not in tables)

    used = {name for name in (*SPOKEN_PHRASES, *NOTICES) if re.search(rf'"{name}"', code)}

    assert used == {*SPOKEN_PHRASES, *NOTICES}


def test_a_sentence_spoken_together_with_the_next_is_not_cached() -> None:
    assert "I see." not in KEPT
    assert "Thank you for telling me that." in KEPT
