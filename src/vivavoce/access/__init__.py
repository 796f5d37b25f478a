"""How a candidate gets into an interview: a link, a one-time code, consent, and joining the session.

Words: a *door* is one interview's open link (a row of ``access_grant``); its *token* is part of the link;
a *code* of six digits proves that the candidate reads the invited mailbox and earns a *session token*;
*consent* is what the candidate answered to a text of a known version. Consumes ``approval.approved``.
"""
