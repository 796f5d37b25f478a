"""The way out for addresses that a tenant gave us: resolved once, checked, pinned, never followed.

``target`` reads the address, ``guard`` knows where nobody may send us, ``client`` makes the call.
No other HTTP client may be handed a tenant's address.
"""
