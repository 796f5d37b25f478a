"""Use cases of assessment: request, complete and rank assessments, and run the panel."""
