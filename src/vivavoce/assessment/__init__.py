"""Evidence found, scores computed from it, flags raised for a person to decide on.

Hears ``interview.completed`` and ``assessment.rejected``; publishes ``assessment.completed``. Decisions
about an assessment are hiring's.
"""
