"""The floor on LiveKit's AgentSession: its turns and interruptions, our sound, our words, no model.

Only ``guards`` may be imported before somebody speaks: the rest costs a second and 120 MiB.
"""
