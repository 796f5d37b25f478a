"""The way out for addresses that a tenant gave us: resolved once, checked, pinned, never followed.

``target`` parses the address, ``address_policy`` says which ones we may not call, ``client`` makes the
call.
No other HTTP client may be handed a tenant's address.
"""
