"""Assessment: finds evidence, computes scores from it and raises flags for a person to decide on.

Consumes ``interview.completed`` and ``assessment.rejected``; publishes ``assessment.completed``. The hiring
slice decides about an assessment.
"""
