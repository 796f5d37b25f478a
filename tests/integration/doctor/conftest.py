from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.integration.doctor.patient import Patient, cloned_patient


@pytest.fixture
def patient() -> Iterator[Patient]:
    with cloned_patient() as patient:
        yield patient
