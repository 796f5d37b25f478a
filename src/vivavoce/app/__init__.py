"""Composition root: builds all slices, wires them together, and runs them role by role."""
