"""Engines behind our ports: keyless ones in processes of their own, others by their keys over plain HTTP."""
