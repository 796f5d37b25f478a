"""The only module that loads the optional Kafka library."""

from __future__ import annotations

import importlib
from typing import Any

from vivavoce.infra.settings import InvalidSettingError

Library = Any  # Any: aiokafka has no types


def load_kafka_library() -> Library:
    """Return the Kafka library, or raise ``InvalidSettingError`` that says what to install."""
    try:
        library = importlib.import_module("aiokafka")
        importlib.import_module("aiokafka.admin")
    except ImportError as error:
        raise InvalidSettingError(
            "KAFKA_BROKER is set, but the Kafka library is not installed. "
            "Install it with: pip install 'vivavoce[kafka]'"
        ) from error
    return library


def load_kafka_errors() -> Any:  # Any: a module
    """Return the library's error module; for callers that have loaded the library already."""
    return importlib.import_module("aiokafka.errors")
