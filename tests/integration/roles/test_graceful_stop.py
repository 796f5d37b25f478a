"""A platform stops cleanly, whenever it is told to."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from tests.fakes.platform_process import RealPlatform

from vivavoce.infra.embedded.cluster import EmbeddedPostgres
from vivavoce.infra.embedded.errors import ClusterNotRunningError

_PATIENCE_S = 60.0


def _until_it_writes_its_log(platform: RealPlatform) -> None:
    """Wait until the process has taken its signals: its log begins right before that."""
    until = time.monotonic() + _PATIENCE_S
    while not list(platform.folder.rglob("up.jsonl")) and time.monotonic() < until:
        time.sleep(0.01)


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGINT, marks=pytest.mark.soak), signal.SIGTERM]
)
@pytest.mark.parametrize("is_ready", [False, True], ids=["while it starts", "when it answers"])
def test_a_platform_stops_cleanly_at_any_time(
    tmp_path: Path, number: signal.Signals, is_ready: bool
) -> None:
    platform = RealPlatform(tmp_path / "platform")
    platform.start_all()
    if is_ready:
        platform.until_ready()
    else:
        _until_it_writes_its_log(platform)

    code = platform.tell("up", number, patience_s=_PATIENCE_S)

    assert (code, platform.said().splitlines()[-1].removeprefix("[up] ")) == (0, "Stopped.")
    data = Path(platform.own_settings.data_dir) / "postgres"
    with pytest.raises(ClusterNotRunningError):
        EmbeddedPostgres(data, superuser_password="of-nobody").attach()
