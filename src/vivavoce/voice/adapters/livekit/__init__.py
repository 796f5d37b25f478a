"""A turn manager on LiveKit's AgentSession: its turns and interruptions, our audio, our words, no model.

Only ``guarded_loading`` may be imported before somebody speaks: the rest costs a second and 120 MiB.
"""
