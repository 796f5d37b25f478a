"""Media: the files of a session (transcript, events, video), and the signed links to download or upload them.

Terms: *artifact* (a stored file of one session: its transcript, its events, its video), *object* (the
encrypted bytes of an artifact in the store), *ticket* (the permission to upload one object), *link* (a URL
that grants access by itself and expires).

An artifact is a row here and an object in the store. The object is written first and its row is committed
after it, so a row never names a missing object. An object to be deleted is first scheduled in the
transaction that deletes its row, and deleted from the store afterwards. Every object is encrypted under its
own key, and that key under the key of its person: erasing the person makes the object unreadable at once,
and the clean-up job then deletes it.
"""
