"""Typed responses from a language model; nothing is loaded where no model is configured."""
