"""What the live and media slices exchange about a session that is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from vivavoce.contracts.profiles import ResultVisibility
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId

RecordingKind = Literal["video", "voice"]
"""What is recorded: the picture of the camera, or the sound of the voice. Each needs its own consent."""
RECORDING_ARTIFACTS: Mapping[RecordingKind, str] = MappingProxyType(
    {"video": "session_video", "voice": "candidate_audio"}
)
"""What a session's log calls each kind of recording."""


VoiceSetting = ResultVisibility | Literal["call"]
"""For whom the voice is recorded, or that the candidate is asked in a call, which is for staff."""
SPOKEN_OFFER_MARK = ".recording."
"""Before the version of the offer of a recording, in the version of a consent text that callers hear."""
VOICE_CONTENT_TYPE = "audio/ogg"
"""The media type in which the voice is stored."""


@dataclass(frozen=True, slots=True)
class VoiceRecordingSize:
    """How much of a person's voice is stored for one interview."""

    bytes: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class RecordingConsentText:
    """What a candidate reads before a recording; ``version`` identifies exactly this text."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSession:
    """A session as the storage of recordings needs it."""

    session_id: SessionId
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    language: str
    offered_kinds: frozenset[RecordingKind]
    """What the candidate may be asked for: what the organization allows, and video only by request."""
    visibility: ResultVisibility
    """For whom the voice is recorded: the organization's staff, or the person who practices."""
    ended_at: datetime | None
    """None while the session is running."""
    heard_offer: str | None = None
    """In a call, the version of the text that offered a recording of the voice aloud."""

    @property
    def voice_setting(self) -> VoiceSetting:
        """How the candidate is asked about a recording of the voice."""
        return self.visibility if self.heard_offer is None else "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingLogEntry:
    """An entry about a recording for the session's log; only 'stored' describes a chunk."""

    kind: Literal["started", "stored", "stopped"]
    artifact_type: str
    chunk: int = 0
    """With 'stored' the chunk's number, with 'stopped' the number of chunks."""
    size: int = 0
    duration_ms: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPassage:
    """One passage of a candidate's turn as it was heard, on the media clock of its connection."""

    turn: int
    connection_id: str
    start_ms: int
    end_ms: int
    span: tuple[int, int] | None
    """The code points ``[start:end]`` of the turn's text; None where the text was changed or erased."""
