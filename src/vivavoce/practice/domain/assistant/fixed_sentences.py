"""The assistant's fixed sentences, and how its replies write times.

The sentences in ``FIXED_SENTENCES`` are exempt from the grounding check.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from vivavoce.kernel.translation import phrase, phrases

ASK_NEXT: Final = phrase("Would you like to approve it, edit it, regenerate it or start it?")
ASK_ROLE: Final = phrase(
    "What role is it for? You can also say 'approve', 'edit', 'regenerate' or 'start' to "
    "keep it as it is."
)
ASK_DRAFT: Final = phrase("Would you like me to prepare a new draft?")
ASK_FIRST_DRAFT: Final = phrase(
    "There is no draft in this conversation yet. What would you like to practice?"
)
ASK_WHICH_DRAFT: Final = phrase(
    "Which session do you mean? Please give me its id, or tell me what you want to practice."
)
ASK_WHICH_SESSION: Final = phrase(
    "Which session do you mean? Please give me its id; it starts with 'int_'."
)
ASK_CHANGE: Final = phrase(
    "Nothing was approved. What would you like to change: the role, length, difficulty, "
    "interviewer or questions?"
)
ASK_WHICH_ASSIGNMENT: Final = phrase("Which one would you like to set up?")
ASK_EMAILS: Final = phrase("Who is it for? Please give me their e-mail addresses.")
ASK_ASSIGN_ROLE: Final = phrase("What role is it for?")
ASK_ROUND: Final = phrase("Which round is it: warm-up, behavioral or technical?")
ASK_UNASSIGN: Final = phrase(
    "Whose assignments would you like to remove? Please give me their e-mail addresses."
)
ASK_WHICH_RESULTS: Final = phrase("Which assignments do you mean? Please give me their ids.")
ASK_UNCLEAR: Final = phrase(
    "I did not understand that. Would you like to set up a practice interview, look at a "
    "review, or something else?"
)
ASK_HELP: Final = phrase("What would you like to practice?")
ASK_INFORMAL: Final = phrase("Would you like me to set up a scored practice session instead?")
ASK_EDIT_TEXT: Final = phrase(
    "What should the question be? Please write it out, or send the whole list with one "
    "question per line."
)
DURATIONS_TEXT: Final = phrase("A practice interview can last 5, 10 or 15 minutes.")
LONGEST_DURATION_TEXT: Final = phrase("It already has the maximum length: 15 minutes.")
SHORTEST_DURATION_TEXT: Final = phrase("It already has the minimum length: 5 minutes.")
WEBM_ONLY_TEXT: Final = phrase(
    "Only WebM recordings (video/webm) are accepted, so I did not request an upload link."
)
PREPARATION_TEXT: Final = phrase(
    "Prepare examples of your own: what the situation was, what you did, and how it ended. A draft "
    "says which topics its questions are about."
)
HELP_TEXT: Final = phrase(
    "I set up, change and explain practice interviews. I follow fixed rules and use no "
    "language model. I can prepare a draft for a role or a job posting, change it and "
    "approve it. I can also get your reviews, your recordings and the leaderboard, and "
    "manage assignments if you have permission."
)
QUESTION_LIMITS_TEXT: Final = phrase(
    "A 5-minute draft has up to 3 questions, a 10-minute draft up to 5, and a 15-minute "
    "draft up to 7."
)
INFORMAL_LABEL: Final = phrase("Informal practice: nothing is recorded, reviewed or scored.")
INFORMAL_PROMPTS: Final = phrases(
    "Tell me about a piece of work that you are proud of. What was your part in it?",
    "Tell me about something that went wrong. What did you do, and how did it turn out?",
    "Tell me about a disagreement at work. How did you resolve it?",
    "What would you do in your first month in the job you want?",
)
UNVERIFIED_TEXT: Final = phrase(
    "I could not confirm my answer with the data I have, so I am not sending it. Please "
    "ask again, or open the session's page."
)
FIXED_SENTENCES: Final = tuple(
    sorted(
        (
            ASK_NEXT, ASK_ROLE, ASK_DRAFT, ASK_FIRST_DRAFT, ASK_WHICH_DRAFT, ASK_WHICH_SESSION, ASK_CHANGE,
            ASK_WHICH_ASSIGNMENT, ASK_EMAILS, ASK_ASSIGN_ROLE, ASK_ROUND, ASK_UNASSIGN, ASK_WHICH_RESULTS,
            ASK_UNCLEAR, ASK_HELP, ASK_INFORMAL, ASK_EDIT_TEXT, DURATIONS_TEXT,
            PREPARATION_TEXT, LONGEST_DURATION_TEXT, SHORTEST_DURATION_TEXT, QUESTION_LIMITS_TEXT,
            INFORMAL_LABEL, *INFORMAL_PROMPTS,
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
"""Longest first, so that removing a sentence never breaks a longer one that contains it."""


MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_timestamp(text: str) -> str:
    """Return an ISO 8601 timestamp like ``7 March 2025, 14:30 UTC``; other text is returned unchanged."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{utc.day} {MONTH_NAMES[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"
