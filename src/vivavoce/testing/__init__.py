"""Imitated language models, to try the platform without one and to test programs around it.

``python -m vivavoce.testing`` serves them over HTTP: see ``server``. ``families`` are kinds of endpoints with
their protocol, ``faults`` what can go wrong and when, ``oracle`` readers that pass the qualification or fail
it in one way. Nothing here measures a model's ability.

The product imports nothing from here. A model of this package is named ``imitated-…``: its certificates
carry a public key, production refuses them, and each page and scorecard says that the model is imitated.
"""

from vivavoce.assessment.domain.qualification.certificate import IMITATED_PREFIX
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.faults import FAULT_NAMES, FaultSchedule
from vivavoce.testing.mutants import MUTANTS
from vivavoce.testing.oracle import OracleLanguageModel
from vivavoce.testing.protocol import Family
from vivavoce.testing.server import ImitatedModels, build_models, serve_imitated_models

__all__ = [
    "FAMILIES",
    "FAULT_NAMES",
    "IMITATED_PREFIX",
    "MUTANTS",
    "Family",
    "FaultSchedule",
    "ImitatedModels",
    "OracleLanguageModel",
    "build_models",
    "serve_imitated_models",
]
