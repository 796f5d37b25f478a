"""Media: what is kept of a session beside its words, and the signed links under which it is fetched or sent.

Words: *artifact* (something kept of one session: its transcript, its events, its video), *object* (the bytes
of an artifact in the store, sealed), *ticket* (the leave to upload one object), *link* (an address that
carries its own right and ends by itself).

An artifact is a row here and an object in the store. The object is written first and its row is committed
after it, so a row never names what is not there; what is to be deleted is first noted in the same transaction
and deleted afterwards. Every object is sealed under a key of its own, and that key under its person's:
erasing the person makes the object unreadable at once, and the sweep removes it.
"""
