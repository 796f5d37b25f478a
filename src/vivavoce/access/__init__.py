"""The candidate's door: a link, a one-time code, consent, and going in.

Words: a *door* is one interview's open link (a row of ``access_grant``); its *token* stands in the link;
a *code* of six digits proves that the candidate reads the invited mailbox and earns a *session token*;
*consent* is what the candidate answered to a text of a known version. Hears ``approval.approved``.
"""
