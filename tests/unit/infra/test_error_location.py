from __future__ import annotations

from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.session import fold

SAID = "I left because my manager shouted"


class Torn:
    """A record that cannot be read."""

    @property
    def event(self) -> object:
        raise RuntimeError(SAID)


def test_an_error_is_located_by_our_innermost_line_and_not_by_its_text() -> None:
    try:
        fold([Torn()])  # type: ignore[list-item]
    except RuntimeError as error:
        place = error_location(error)

    module, _, line = place.partition(":")
    assert module == "vivavoce.live.domain.session"
    assert int(line) > 0
    assert SAID not in place


def test_an_error_outside_our_code_has_no_location() -> None:
    assert error_location(VivavoceError("never raised")) == ""
