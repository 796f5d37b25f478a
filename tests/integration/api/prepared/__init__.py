"""A platform in which everything exists that a request can be about, and a valid request to each operation.

``world`` builds it; ``requests`` joins the tables of first requests, from an operation's id to what it sends.
"""
