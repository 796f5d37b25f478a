"""Analytics: metrics and alerts for the operator, quality, latency and cost reports for staff.

Consumes integration events and publishes none. Reports are built from events only, never from other
slices' tables.
"""
