"""Kafka as the carrier of integration events, for those who run it. The library is an optional extra.

The outbox stays the journal: a relay tells Kafka, a reader per group writes what it hears into the same
tables that the local bus uses, and the same consumers do the effects. So retries, dead letters, replay and
order are one code, whichever bus carries the events.
"""
