"""What planning answers over HTTP: skills, intakes and templates."""

from vivavoce.planning.routes.intakes import IntakeCases, intake_router
from vivavoce.planning.routes.skills import router
from vivavoce.planning.routes.templates import template_router

__all__ = ["IntakeCases", "intake_router", "router", "template_router"]
