"""Greeting, closing words and invitation of a German interview; each says that a program asks."""

from __future__ import annotations

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.invitation import LINK_PLACEHOLDER, NAME_PLACEHOLDER
from vivavoce.planning.domain.plan_parts import format_company
from vivavoce.planning.domain.text_matching import to_single_line


def write_german_greeting(brief: PlanBrief) -> str:
    """Return the greeting; it says that a computer asks and a person decides."""
    employer = format_company(brief)
    behalf = f" im Auftrag von {employer}" if employer else ""
    return (
        "Guten Tag und herzlich willkommen. Ich bin ein Computerprogramm und stelle Ihnen in diesem "
        f"Gespräch{behalf} die Fragen. Es geht um die Stelle „{_position(brief)}“. Ich entscheide nichts: "
        "Ein Mensch liest Ihre Antworten und entscheidet. Nehmen Sie sich Zeit. Sie können mich bitten, "
        "eine Frage zu wiederholen, und Sie können jederzeit aufhören."
    )


def write_german_closing(brief: PlanBrief) -> str:
    """Return the closing words."""
    employer = format_company(brief)
    reader = f"Jemand bei {employer}" if employer else "Jemand aus dem Auswahlteam"
    return (
        f"Vielen Dank für Ihre Zeit und Ihre Antworten. {reader} liest sie und entscheidet, wie es "
        "weitergeht. Auf Wiedersehen und alles Gute."
    )


def write_german_inmail(brief: PlanBrief) -> str:
    """Return the message that invites a candidate, with ``NAME_PLACEHOLDER`` and ``LINK_PLACEHOLDER``."""
    employer = format_company(brief)
    at = f" bei {employer}" if employer else ""
    return (
        f"Guten Tag {NAME_PLACEHOLDER},\n\n"
        f"wir möchten gern mit Ihnen über die Stelle „{_position(brief)}“{at} sprechen. Das erste Gespräch "
        f"dauert {format_german_duration(brief.duration_minutes)}. Ein Computerprogramm stellt die Fragen. "
        "Ein Mensch liest Ihre Antworten und entscheidet.\n\n"
        f"Hier können Sie beginnen: {LINK_PLACEHOLDER}\n\n"
        "Wenn Sie lieber mit einem Menschen sprechen oder für das Gespräch etwas Besonderes brauchen, "
        "können Sie das auf dieser Seite sagen.\n\n"
        "Mit freundlichen Grüßen\n"
        f"{employer or 'Das Auswahlteam'}"
    )


def format_german_duration(minutes: int) -> str:
    """Return the duration in the wording of all German scripts."""
    return f"etwa {minutes} Minuten"


def _position(brief: PlanBrief) -> str:
    return to_single_line(brief.position, max_length=80) or "diese Stelle"
