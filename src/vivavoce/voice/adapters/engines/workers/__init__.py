"""Standalone worker programs, started by path: no imports between them and this package.

espeak-ng is licensed under the GPL: it is loaded only in its own process and used through a pipe.
"""
