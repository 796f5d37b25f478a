"""Runs an async command and turns its errors into one plain sentence and an exit code."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import click

from vivavoce.kernel.errors import InvalidSettingError, VivavoceError

_Result = TypeVar("_Result")
EXIT_USAGE, EXIT_REFUSED, EXIT_UNAVAILABLE = 2, 1, 3


def run(
    coroutine: Coroutine[Any, Any, _Result],  # Any: what coroutines send is not used
    *,
    make_loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> _Result:
    """Run ``coroutine`` and return its result, or exit with a plain error message."""
    try:
        with asyncio.Runner(loop_factory=make_loop) as runner:
            return runner.run(coroutine)
    except KeyboardInterrupt:
        sys.exit(130)
    except VivavoceError as error:
        fail_with(error)
    except BaseExceptionGroup as group:
        known = _first_known_error(group)
        if known is None:
            raise
        fail_with(known)


def fail_with(error: VivavoceError) -> NoReturn:
    """Exit with the error's message; the exit code depends on the kind of error."""
    if isinstance(error, InvalidSettingError):
        fail(str(error), EXIT_USAGE)
    fail(str(error), EXIT_UNAVAILABLE if error.status >= 500 else EXIT_REFUSED)


def fail(sentence: str, code: int) -> NoReturn:
    """Print a message to standard error and exit with ``code``."""
    click.echo(f"vivavoce: {sentence}", err=True)
    sys.exit(code)


def _first_known_error(group: BaseExceptionGroup[BaseException]) -> VivavoceError | None:
    for error in group.exceptions:
        if isinstance(error, VivavoceError):
            return error
        if isinstance(error, BaseExceptionGroup):
            known_error = _first_known_error(error)
            if known_error is not None:
                return known_error
    return None
