"""A German interview, English found in it, and the interviewer's sentences in the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from tests.fakes.live_session import a_plan
from tests.unit.live.talks import Talk

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain import events

STORY = PlanQuestion(
    id="q1",
    text="Erzählen Sie mir von einer Lieferung, die schiefging und die Sie retten mussten.",
    competency="Delivery",
)
PLAN = replace(
    a_plan(
        questions=(
            STORY,
            PlanQuestion(
                id="q2",
                text="Erzählen Sie mir von einem Fehler, der Ihnen bei der Arbeit passiert ist.",
                competency="Care",
                kind="failure",
            ),
            PlanQuestion(
                id="q3",
                text="Woran merken Sie, dass eine Palette sicher steht?",
                competency="Care",
                kind="knowledge",
            ),
        ),
        minutes=10,
    ),
    language="de",
    greeting_script="",
    closing_script="",
)
FACTS = events.SessionFacts(
    retention_days=90,
    decided_by="staff",
    reviewed_by="staff",
    can_request_person=True,
    attempts_left=1,
    return_method="link",
)
_SAID_IN = (
    "contracts/personas.py",
    "live/domain/",
    "planning/domain/intake_plan.py",
    "planning/domain/plan_parts.py",
    "planning/domain/practice/options.py",
    "voice/domain/phrases/",
)
_ENGLISH = """
the you your yours and what that this please question to of here with have is are we it for not don't can
let's thank thanks sure one minutes seconds about again
"""
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
"""Frequent words of English that are no words of German."""
_PLACE = re.compile(r"\{(\w+)\}")


@cache
def list_messages() -> Sequence[Message]:
    """Return the German catalog's entries for what an interviewer says and a room shows."""
    file = files("vivavoce") / "locale" / "de" / "LC_MESSAGES" / "vivavoce.po"
    with file.open("rb") as catalog:
        messages = list(read_po(catalog, locale="de"))  # type: ignore[arg-type]
    return [
        message
        for message in messages
        if message.id and any(path.startswith(_SAID_IN) for path, _ in message.locations)
    ]


def list_forms(text: object) -> tuple[str, ...]:
    """Return a text, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def list_english_texts() -> list[str]:
    """Return the English of all entries, with their placeholders."""
    return [text for message in list_messages() for text in list_forms(message.id)]


def find_places(text: str) -> set[str]:
    """Return the names of the placeholders of a text."""
    return set(_PLACE.findall(text))


def find_english(texts: Iterable[str]) -> list[str]:
    """Return the texts that hold a frequent word of English or an English sentence of the catalog."""
    return [
        text
        for text in texts
        if _ENGLISH_WORDS & set(re.findall(r"[\w']+", text.lower())) or _sentences().search(text)
    ]


@cache
def _sentences() -> re.Pattern[str]:
    patterns = (
        ".+?".join(map(re.escape, _PLACE.sub("\0", text).split("\0")))
        for text in list_english_texts()
    )
    return re.compile("|".join(rf"(?<!\w){pattern}(?!\w)" for pattern in patterns), re.DOTALL)


def a_talk(**changes: object) -> Talk:
    return Talk(PLAN, language="de", company_name="Acme", facts=FACTS, **changes)  # type: ignore[arg-type]
