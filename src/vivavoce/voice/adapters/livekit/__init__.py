"""Turn manager based on LiveKit's AgentSession: it decides turns and interruptions; no model replies.

Only ``guarded_loading`` may be imported at startup: the rest takes a second and 120 MiB.
"""
