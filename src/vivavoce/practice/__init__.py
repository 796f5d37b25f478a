"""Practice: mock interviews that a person sets up, approves, holds and learns from.

The interview, its plan, its session and its assessment are those of every other door; this slice adds
what only practice has: the one edit of a draft, assignments, reviews and the assistant.

Words: *seeker* (who practises), *draft* (an interview whose plan waits for its seeker's approval), *review*
(the assessment as its seeker reads it), *assignment* (practice that somebody else asked for).
"""
