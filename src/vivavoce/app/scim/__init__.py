"""SCIM 2.0: an organization's provider adds, changes and deactivates people (RFC 7643, RFC 7644).

The endpoints are outside the API document, because the RFCs define them. The bearer token is an API key of
the organization with the permission 'user:provision'.
"""
