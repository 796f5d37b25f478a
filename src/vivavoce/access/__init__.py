"""Candidate access: the link, the one-time code, consent, and joining the session.

A *candidate link* belongs to one interview (a row of ``candidate_link``); its *token* is part of the URL.
A *one-time code* of six digits proves that the candidate reads the invited mailbox, and is exchanged
for a *session token*. *Consent* is the candidate's answer to a text of a known version. Consumes
``approval.approved``.
"""
