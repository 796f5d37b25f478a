"""Outgoing requests to URLs supplied by tenants: resolved once, checked, pinned, no redirects.

``target`` parses the URL, ``address_policy`` decides which addresses may be called, and ``client`` sends
the request. No other HTTP client may be given a tenant's URL.
"""
