"""The HTTP layer: strict request bodies, one error format, the caller, and middleware for all requests.

Path parameter types must be registered before the first route is defined, so this package registers them on
import.
"""

from vivavoce.infra.web.path_convertors import register_path_convertors

register_path_convertors()
