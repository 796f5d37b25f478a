"""Run the A2A project's compatibility kit (a2aproject/a2a-tck) against the whole platform.

The kit expects an agent that knows its scenarios by the beginning of a message id. Ours does not: ``adapter``
stands between the two and turns a scenario into what a client of this agent would send. It never changes an
answer.
"""
