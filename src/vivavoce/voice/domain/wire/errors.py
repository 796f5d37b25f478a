"""What is said to a client whose sound cannot be taken: the talk goes on, and only too many end it."""

from __future__ import annotations

from vivavoce.kernel.errors import (
    ConflictError,
    ContentTooLargeError,
    InvalidRequestError,
    TooManyRequestsError,
)


class FrameSizeError(InvalidRequestError):
    """A frame of the microphone is 8 bytes of header and 640 bytes of sound: 20 ms at 16 kHz."""

    code = "sound_frame_size"


class FrameKindError(InvalidRequestError):
    """Clients send frames of kind 1, sound of the microphone."""

    code = "sound_frame_kind"


class FrameGenerationError(InvalidRequestError):
    """Frames of the microphone belong to generation 0."""

    code = "sound_frame_generation"


class FrameSequenceError(InvalidRequestError):
    """A frame's number is higher than that of the frame before."""

    code = "sound_frame_sequence"


class InvalidVoiceMessageError(InvalidRequestError):
    """A member of this message is missing or not what it should be."""

    code = "sound_message_malformed"


class UnknownPlaybackMarkError(InvalidRequestError):
    """More was reported as played than was sent."""

    code = "sound_mark_unknown"


class OddAudioLengthError(InvalidRequestError):
    """Sound is 16-bit samples, so its length in bytes is even."""

    code = "sound_odd_length"


class AudioFormatChangedError(InvalidRequestError):
    """This connection's sound began in another form. Open another connection to change it."""

    code = "sound_wrong_mode"


class AudioMessageTooLargeError(ContentTooLargeError):
    """This is more sound than we take in one message."""

    code = "sound_piece_too_large"


class AudioFloodError(TooManyRequestsError):
    """Sound arrives faster than it can have been spoken; what was too much is left out."""

    code = "sound_flood"


class AudioAheadOfTimeError(TooManyRequestsError):
    """This is longer than the connection is old. Send sound as it is recorded."""

    code = "sound_ahead_of_time"


class InvalidBase64AudioError(InvalidRequestError):
    """'data' must be base64."""

    code = "sound_not_base64"


class InvalidWebmError(InvalidRequestError):
    """This is not a piece of a WebM recording."""

    code = "webm_unreadable"


class MissingWebmHeaderError(InvalidWebmError):
    """A recording begins with its header; this piece has none, and none came before."""

    code = "webm_headless"


class UnsupportedWebmCodecError(InvalidWebmError):
    """The sound of a recording must be Opus, as browsers make it."""

    code = "webm_codec"


class UnsupportedWebmChannelsError(InvalidWebmError):
    """The sound of a recording has one channel or two."""

    code = "webm_channels"


class WebmWithoutAudioError(InvalidWebmError):
    """This recording has no sound."""

    code = "webm_no_audio"


class WebmLacingError(InvalidWebmError):
    """Blocks that hold several packets are not taken; browsers do not make them."""

    code = "webm_laced"


class WebmElementTooLargeError(InvalidWebmError):
    """One element of this recording is larger than we take."""

    code = "webm_element_too_large"


class InvalidOpusError(InvalidWebmError):
    """The sound in this recording cannot be decoded."""

    code = "opus_unreadable"


class UnknownOutputFormatError(ConflictError):
    """'out' must be wav, mp3 or pcm24k."""

    code = "out_unknown"


class Mp3EncoderMissingError(ConflictError):
    """This installation cannot make MP3. Ask for out=wav or out=pcm24k."""

    code = "mp3_unavailable"
