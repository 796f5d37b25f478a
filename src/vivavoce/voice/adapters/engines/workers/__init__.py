"""Programs that run by themselves, started by path: they import nothing of ours, and we nothing of them.

espeak-ng is under the GPL: it is loaded in its own process only, and is spoken to through a pipe.
"""
