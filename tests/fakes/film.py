"""Films that are really films: made by ffmpeg, cut as a browser's recorder cuts them."""

from __future__ import annotations

import subprocess
from pathlib import Path

EBML = b"\x1a\x45\xdf\xa3"
_CLUSTER = b"\x1f\x43\xb6\x75"


def a_film(folder: Path, *, seconds: int = 3) -> bytes:
    """Return a real WebM film with picture and sound, written as a stream: no lengths, no index."""
    path = folder / "film.webm"
    subprocess.run(
        [
            *("ffmpeg", "-loglevel", "error", "-y"),
            *("-f", "lavfi", "-i", f"testsrc=duration={seconds}:size=160x120:rate=10"),
            *("-f", "lavfi", "-i", f"sine=frequency=300:duration={seconds}"),
            *("-c:v", "libvpx", "-b:v", "100k", "-g", "10", "-c:a", "libopus", "-b:a", "24k"),
            *("-f", "webm", "-live", "1", "-cluster_time_limit", "500", str(path)),
        ],
        check=True,
        timeout=60,
    )
    return path.read_bytes()


def cut(film: bytes, pieces: int) -> list[bytes]:
    """Return a film in pieces that begin at clusters; only the first has the file's beginning."""
    starts = [at for at in range(len(film)) if film.startswith(_CLUSTER, at)]
    assert len(starts) >= pieces, "The film has too few clusters to be cut so often."
    chosen = [starts[len(starts) * number // pieces] for number in range(1, pieces)]
    return [film[a:b] for a, b in zip([0, *chosen], [*chosen, len(film)], strict=True)]


def length_s(film: bytes, folder: Path) -> float:
    """Return how long a player plays ``film``; fail where it cannot read all of it."""
    path = folder / "played.webm"
    path.write_bytes(film)
    played = subprocess.run(
        [
            *("ffprobe", "-loglevel", "error", "-count_frames", "-select_streams", "v"),
            *("-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(path)),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert played.stderr == "", played.stderr
    return int(played.stdout.strip().split(",")[0]) / 10
