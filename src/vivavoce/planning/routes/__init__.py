"""HTTP routes of planning: skills, competency groups, the question bank, intakes and templates."""

from vivavoce.planning.routes.documents import build_document_router
from vivavoce.planning.routes.groups import build_group_router
from vivavoce.planning.routes.intakes import IntakeUseCases, build_intake_router
from vivavoce.planning.routes.question_bank import build_question_bank_router
from vivavoce.planning.routes.skills import build_skill_router
from vivavoce.planning.routes.templates import build_template_router

__all__ = [
    "IntakeUseCases",
    "build_document_router",
    "build_group_router",
    "build_intake_router",
    "build_question_bank_router",
    "build_skill_router",
    "build_template_router",
]
