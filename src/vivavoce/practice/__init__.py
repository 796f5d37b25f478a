"""Practice: mock interviews that a person sets up, approves, takes and gets a review of.

Interviews, plans, sessions and assessments work as in every other profile. This slice adds what only
practice has: the one edit of a draft, assignments, reviews and the assistant.

Terms: *seeker* (the person who practices), *draft* (an interview whose plan awaits the seeker's approval),
*review* (the assessment in the form that the seeker reads), *assignment* (practice that an organization
asks a person to do).
"""
