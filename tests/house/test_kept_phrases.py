"""What voices keep as sound is what somebody says: no sentence is made, and paid for, in vain."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tests.fakes.live import a_plan

from vivavoce.contracts.personas import PERSONAS
from vivavoce.live.domain.mind import wording
from vivavoce.live.domain.mind.often import often_said
from vivavoce.live.domain.wire.notices import NOTICES, SPOKEN
from vivavoce.voice.domain.hearing.words import sentences
from vivavoce.voice.domain.phrases.around import PHRASES
from vivavoce.voice.domain.phrases.kept import Kept

ROOT = Path(__file__).parents[2]
LIVE = ROOT / "src" / "vivavoce" / "live" / "domain"
KEPT = set(Kept[bytes]((*PHRASES.values(), *often_said())).wanted)


def whole_texts() -> list[str]:
    """Return what the interviewer says around the plan's own words, in every manner it has."""
    plan = replace(a_plan(), greeting_script="", closing_script="")
    asked = [
        wording.question(
            plan.questions[1],
            session_id=str(number),
            turn=number,
            is_first=False,
            is_left=is_left,
            suggested_s=60,
            is_short=False,
            persona_id=persona,
        ).text
        for number in range(60)
        for is_left in (False, True)
        for persona in (None, *PERSONAS)
    ]
    closings = [wording.closing(plan, reason) for reason in wording.CLOSINGS]
    return [*asked, *closings, wording.greeting(plan, minutes=20)]


def said_in(texts: list[str]) -> set[str]:
    return {text[begin:end].strip() for text in texts for begin, end in sentences(text)}


def test_each_kept_sentence_is_said_by_somebody() -> None:
    notices = [*SPOKEN.values(), *(notice.text for notice in NOTICES.values())]

    said = said_in([*whole_texts(), *notices, *PHRASES.values()])

    assert said >= KEPT


def test_each_notice_is_told_by_somebody() -> None:
    tables = {LIVE / "wire" / "notices.py"}
    code = "".join(path.read_text() for path in LIVE.rglob("*.py") if path not in tables)

    told = {name for name in (*SPOKEN, *NOTICES) if re.search(rf'"{name}"', code)}

    assert told == {*SPOKEN, *NOTICES}


def test_a_sentence_that_is_said_in_one_piece_with_the_next_is_not_kept() -> None:
    assert "I see." not in KEPT
    assert "Thank you for telling me that." in KEPT
