"""The HTTP edge: strict bodies, one error body, the caller, and the frame around every request.

Kinds of path parameters must be known before the first route is written down, so they are
registered here, where whoever writes routes comes by.
"""

from vivavoce.infra.web.path_convertors import register_path_convertors

register_path_convertors()
