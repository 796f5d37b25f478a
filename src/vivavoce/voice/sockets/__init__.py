"""Sockets that carry sound and belong to no browser."""
