"""The assistant's fixed sentences. Those in ``FIXED_SENTENCES`` are exempt from the grounding check."""

from __future__ import annotations

from typing import Final

ASK_NEXT: Final = "Shall I approve it, or would you like to edit, regenerate or start it?"
ASK_ROLE: Final = (
    "Which role is it for? You can also say 'approve', 'edit', 'regenerate' or 'start' as it is."
)
ASK_DRAFT: Final = "Shall I prepare a new draft?"
ASK_FIRST_DRAFT: Final = (
    "There is no draft in this conversation yet. What would you like to practise?"
)
ASK_WHICH_DRAFT: Final = (
    "Which session do you mean? Please give me its id, or say what you want to practise."
)
ASK_WHICH_SESSION: Final = (
    "Which session is it about? Please give me its id; it begins with 'int_'."
)
ASK_CHANGE: Final = (
    "Nothing was approved. What should be different: role, length, difficulty, interviewer "
    "or questions?"
)
ASK_WHICH_ASSIGNMENT: Final = "Which of them shall I set up?"
ASK_EMAILS: Final = "Who is it for? Please give me the e-mail addresses."
ASK_ASSIGN_ROLE: Final = "Which role is it for?"
ASK_ROUND: Final = "Which round is it: warm-up, behavioral or technical?"
ASK_UNASSIGN: Final = "Whose assignments shall I take back? Please give me the e-mail addresses."
ASK_WHICH_RESULTS: Final = "Which assignments? Please give me their ids."
ASK_UNCLEAR: Final = (
    "I did not understand that. Would you like to set up a practice interview, look at a "
    "review, or something else?"
)
ASK_HELP: Final = "What would you like to practise?"
ASK_INFORMAL: Final = "Shall I set up a real practice session instead?"
ASK_EDIT_TEXT: Final = (
    "What should the question be? Please write it out, or send the whole list, one question a line."
)
DURATIONS_TEXT: Final = "A practice interview takes 5, 10 or 15 minutes."
LONGEST_DURATION_TEXT: Final = "It has the longest length there is: 15 minutes."
SHORTEST_DURATION_TEXT: Final = "It has the shortest length there is: 5 minutes."
WEBM_ONLY_TEXT: Final = (
    "Only WebM recordings (video/webm) can be taken, so I asked for no upload link."
)
HELP_TEXT: Final = (
    "I set up, change and explain practice interviews by fixed rules; no language model is behind me. "
    "I can prepare a draft for a role or a job posting, change it, approve it, fetch your review, recordings "
    "and the leaderboard, and handle assignments where you may."
)
QUESTION_LIMITS_TEXT: Final = (
    "A draft of 5 minutes holds up to 3 questions, 10 minutes up to 5, 15 minutes up to 7."
)
INFORMAL_LABEL: Final = (
    "Informal practice, outside the service: nothing is recorded, reviewed or scored."
)
INFORMAL_PROMPTS: Final = (
    "Tell me about a piece of work that you are proud of. What was your own part in it?",
    "Think of something that went wrong. What did you do, and what came of it?",
    "Tell me about a disagreement at work. How did it end?",
    "What would you do in your first month in the job you want?",
)
UNVERIFIED_TEXT: Final = (
    "I could not bear out what I was about to say from what the service answered, so I leave it unsaid. "
    "Please ask again, or look at the session's own page."
)
FIXED_SENTENCES: Final = tuple(
    sorted(
        (
            ASK_NEXT, ASK_ROLE, ASK_DRAFT, ASK_FIRST_DRAFT, ASK_WHICH_DRAFT, ASK_WHICH_SESSION, ASK_CHANGE,
            ASK_WHICH_ASSIGNMENT, ASK_EMAILS, ASK_ASSIGN_ROLE, ASK_ROUND, ASK_UNASSIGN, ASK_WHICH_RESULTS,
            ASK_UNCLEAR, ASK_HELP, ASK_INFORMAL, ASK_EDIT_TEXT, DURATIONS_TEXT,
            LONGEST_DURATION_TEXT, SHORTEST_DURATION_TEXT, QUESTION_LIMITS_TEXT, INFORMAL_LABEL,
            *INFORMAL_PROMPTS,
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
"""Longest first, so that removing a sentence never breaks a longer one that contains it."""
