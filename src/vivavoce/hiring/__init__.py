"""Hiring: one interview from the request to a decision that a named person made.

Owns the interview, its workflow and the person it is about. Consumes ``plan.generated``,
``interview.completed``, ``interview.not_completed`` and ``assessment.completed``, and publishes every
other step of the workflow.
"""
