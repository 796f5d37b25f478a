"""Sound in, sound out: turns, engines and fallbacks, sockets and telephone.

What is said and decided is the live session's; here words become sound and sound becomes words.
"""
