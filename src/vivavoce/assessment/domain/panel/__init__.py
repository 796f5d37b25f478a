"""The panel: evaluators and perspectives that read one answer while the talk goes on, by rules."""
