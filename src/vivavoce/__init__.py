"""Vivavoce conducts interviews, from the request to an assessment that a person approved.

One core, five front doors. A *session* (live, event-sourced) carries out a *plan* (versioned
questions and rubric) for an *interview* (why we talk to this person) and yields an *assessment*
(evidence first, then arithmetic, then a named person's decision). What differs between hiring,
phone screens, panels, intake and practice is a row in ``contracts.profiles``, never a code path.

Read inward: ``cli`` starts roles, ``app`` wires them, the slices hold one subject each, ``infra``
is technology that knows nothing about interviews, ``contracts`` is the language the slices share,
``kernel`` is what every package may use.
"""

__version__ = "0.1.0"
