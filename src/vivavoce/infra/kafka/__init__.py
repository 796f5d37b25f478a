"""Kafka as an optional carrier of integration events; the library is an optional extra.

The outbox stays the source of events. A relay publishes them to Kafka, a reader per group stores what it
receives in the same tables that the local bus uses, and the same consumers handle them. So retries, dead
letters, replay and order are the same code on both buses.
"""
