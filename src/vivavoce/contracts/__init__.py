"""The published language: frozen events and values that cross from one slice to another."""
