"""Greeting, closing and invitation of an interview; they disclose that a program asks."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.planning.domain.text_normalization import to_single_line

INTERVIEW_LINK_PLACEHOLDER = "{{INTERVIEW_LINK}}"


def write_greeting(brief: PlanBrief) -> str:
    """Return the greeting; it says that a computer asks and a person decides."""
    employer = format_company(brief)
    behalf = f" on behalf of {employer}" if employer else ""
    return (
        "Hello and welcome. I am a computer program, and I will ask you the questions in "
        f"this interview{behalf}. We will talk about the role of {format_position(brief)}"
        f". This takes {format_duration(brief.duration_minutes)}. I do not decide "
        "anything: a person reads your answers and decides. Please take your time. You "
        "can ask me to repeat a question, and you can stop at any time."
    )


def write_closing(brief: PlanBrief) -> str:
    """Return the closing words."""
    employer = format_company(brief)
    reader = f"A person at {employer}" if employer else "A person from the hiring team"
    return (
        f"Thank you for your time and for your answers. {reader} will read them and "
        "decide on the next steps. Goodbye, and all the best."
    )


def write_inmail(brief: PlanBrief) -> str:
    """Return the draft of an invitation, with ``INTERVIEW_LINK_PLACEHOLDER``."""
    employer = format_company(brief)
    at = f" at {employer}" if employer else ""
    return (
        "Hello,\n\n"
        f"We would like to talk with you about the role of {format_position(brief)}{at}. "
        f"The first interview takes {format_duration(brief.duration_minutes)}. A computer "
        "program asks the questions. A person reads your answers and decides.\n\n"
        f"You can start here: {INTERVIEW_LINK_PLACEHOLDER}\n\n"
        "If you would rather speak with a person, or if you need an adjustment for the "
        "interview, please reply to this message.\n\n"
        "Kind regards,\n"
        f"{employer or 'The hiring team'}"
    )


def format_duration(minutes: int) -> str:
    """Return the duration in the wording of all scripts."""
    return f"about {minutes} minutes"


def format_position(brief: PlanBrief) -> str:
    """Return the position for a script, at most 80 characters, or "this position"."""
    return to_single_line(brief.position, max_length=80) or "this position"


def format_company(brief: PlanBrief) -> str:
    """Return the company for a script, at most 80 characters, or an empty string."""
    return to_single_line(brief.company_name or "", max_length=80)
