"""Read a job text before any question: statements, tasks, requirements, checks, skills and groups.

``analyze_job`` is a pure function: it uses no language model, no network and no clock. Every result says
which part of the text it comes from. A person's correction wins over the rules.
"""

from __future__ import annotations

from vivavoce.planning.domain.job_analysis.analysis import (
    AnalyzedTask,
    GroupChoice,
    JobAnalysis,
    JobStatement,
    analyze_job,
)
from vivavoce.planning.domain.job_analysis.task_phrases import phrase

__all__ = ["AnalyzedTask", "GroupChoice", "JobAnalysis", "JobStatement", "analyze_job", "phrase"]
