"""One interview as it happens.

A *session* is a log of events that only grows. Its state is the fold of that log and nothing else;
what a candidate's socket shows is a projection of it. A *conductor* hosts one session: it decides,
appends, and only then lets anyone see. A *lease* with an epoch says which worker may append.

Out: ``interview.completed`` and ``interview.not_completed``. In: a plan, and a candidate's words.
"""
