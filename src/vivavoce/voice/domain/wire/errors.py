"""Errors for clients whose audio cannot be processed. The interview continues unless there are too many."""

from __future__ import annotations

from vivavoce.kernel.errors import (
    ConflictError,
    ContentTooLargeError,
    InvalidRequestError,
    TooManyRequestsError,
)


class FrameSizeError(InvalidRequestError):
    """A microphone frame is 8 bytes of header and 640 bytes of audio: 20 ms at 16 kHz."""

    code = "audio_frame_size"


class FrameKindError(InvalidRequestError):
    """Clients must send frames of kind 1, microphone audio."""

    code = "audio_frame_kind"


class FrameGenerationError(InvalidRequestError):
    """Microphone frames must have generation 0."""

    code = "audio_frame_generation"


class FrameSequenceError(InvalidRequestError):
    """A frame's sequence number must be higher than that of the frame before."""

    code = "audio_frame_sequence"


class InvalidVoiceMessageError(InvalidRequestError):
    """A field of this message is missing or invalid."""

    code = "audio_message_malformed"


class UnknownPlaybackMarkError(InvalidRequestError):
    """The client reported more audio as played than was sent."""

    code = "audio_mark_unknown"


class OddAudioLengthError(InvalidRequestError):
    """Audio consists of 16-bit samples, so its length in bytes must be even."""

    code = "audio_odd_length"


class AudioFormatChangedError(InvalidRequestError):
    """The audio format cannot change during a connection. Open another connection to change it."""

    code = "audio_format_changed"


class AudioMessageTooLargeError(ContentTooLargeError):
    """This message contains too much audio."""

    code = "audio_message_too_large"


class AudioFloodError(TooManyRequestsError):
    """Audio arrives faster than real time; the excess was dropped."""

    code = "audio_too_fast"


class AudioAheadOfTimeError(TooManyRequestsError):
    """This audio is longer than the connection has lasted. Send audio as it is recorded."""

    code = "audio_ahead_of_time"


class InvalidBase64AudioError(InvalidRequestError):
    """'data' must be base64."""

    code = "audio_not_base64"


class InvalidWebmError(InvalidRequestError):
    """This is not a part of a WebM recording."""

    code = "webm_unreadable"


class MissingWebmHeaderError(InvalidWebmError):
    """A recording begins with a header; this part has none, and no header came before it."""

    code = "webm_header_missing"


class UnsupportedWebmCodecError(InvalidWebmError):
    """The audio of a recording must be Opus."""

    code = "webm_codec"


class UnsupportedWebmChannelsError(InvalidWebmError):
    """The audio of a recording must have one or two channels."""

    code = "webm_channels"


class WebmWithoutAudioError(InvalidWebmError):
    """This recording has no audio."""

    code = "webm_no_audio"


class WebmLacingError(InvalidWebmError):
    """Blocks with several packets (lacing) are not supported."""

    code = "webm_lacing_not_supported"


class WebmElementTooLargeError(InvalidWebmError):
    """An element of this recording is too large."""

    code = "webm_element_too_large"


class InvalidOpusError(InvalidWebmError):
    """The audio in this recording cannot be decoded."""

    code = "opus_unreadable"


class UnknownOutputFormatError(ConflictError):
    """'out' must be wav, mp3 or pcm24k."""

    code = "output_format_unknown"


class Mp3EncoderMissingError(ConflictError):
    """This installation cannot encode MP3. Use out=wav or out=pcm24k."""

    code = "mp3_unavailable"
