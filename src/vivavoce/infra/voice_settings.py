"""The settings of voice: speech engines, the telephone and LiveKit rooms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class VoiceSettings(BaseSettings):
    """How candidates can speak instead of type."""

    voice: Literal["auto", "off"] = Field(
        "auto",
        validation_alias="VIVAVOCE_VOICE",
        description="Voice interviews. 'auto' allows them if a speech engine is available; 'off' "
        "allows text only.",
    )
    voice_capacity: int = Field(
        0,
        ge=0,
        le=10_000,
        validation_alias="VIVAVOCE_VOICE_CAPACITY",
        description="Limit on simultaneous voice interviews in one process. Further candidates are "
        "asked to type. 0 is 50 per core, and fewer while the process is overloaded.",
    )
    voice_stt: str | None = Field(
        None,
        validation_alias="VIVAVOCE_STT",
        description="Speech-to-text engines in order of preference, separated by commas: deepgram, "
        "openai, azure, pocketsphinx. Default: all that are usable, in this order.",
    )
    voice_tts: str | None = Field(
        None,
        validation_alias="VIVAVOCE_TTS",
        description="Text-to-speech engines in order of preference, separated by commas: azure, "
        "openai, deepgram, espeak. Default: all that are usable, in this order.",
    )
    deepgram_api_key: SecretStr | None = Field(
        None,
        validation_alias="DEEPGRAM_API_KEY",
        description="API key for Deepgram speech-to-text and text-to-speech.",
    )
    deepgram_url: str | None = Field(
        None,
        validation_alias="DEEPGRAM_URL",
        description="Base URL of Deepgram. Default: the public one.",
    )
    openai_api_key: SecretStr | None = Field(
        None,
        validation_alias="OPENAI_API_KEY",
        description="API key for an OpenAI-compatible speech server.",
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias="OPENAI_BASE_URL",
        description="Base URL of an OpenAI-compatible speech server. Default: OpenAI's own. Your own "
        "server needs no key.",
    )
    openai_stt_model: str = Field(
        "whisper-1",
        validation_alias="OPENAI_STT_MODEL",
        description="Speech-to-text model of that server.",
    )
    openai_tts_model: str = Field(
        "gpt-4o-mini-tts",
        validation_alias="OPENAI_TTS_MODEL",
        description="Text-to-speech model of that server.",
    )
    openai_tts_voice: str = Field(
        "alloy", validation_alias="OPENAI_TTS_VOICE", description="Voice for that model."
    )
    azure_speech_key: SecretStr | None = Field(
        None, validation_alias="AZURE_SPEECH_KEY", description="API key for Azure Speech."
    )
    azure_speech_region: str | None = Field(
        None,
        validation_alias="AZURE_SPEECH_REGION",
        description="Region of Azure Speech, e.g. westeurope.",
    )
    twilio_account_sid: str | None = Field(
        None,
        validation_alias="TWILIO_ACCOUNT_SID",
        description="Account SID at the phone provider. With the two settings below, the platform "
        "calls candidates.",
    )
    twilio_auth_token: SecretStr | None = Field(
        None,
        validation_alias="TWILIO_AUTH_TOKEN",
        description="Auth token of that account; it verifies the provider's callbacks.",
    )
    twilio_from_number: str | None = Field(
        None,
        validation_alias="TWILIO_FROM_NUMBER",
        description="Phone number that calls candidates, e.g. +441134960000.",
    )
    twilio_api_url: str = Field(
        "https://api.twilio.com",
        validation_alias="TWILIO_API_URL",
        description="Base URL of the phone provider, or of a compatible server.",
    )
    livekit_url: str | None = Field(
        None,
        validation_alias="LIVEKIT_URL",
        description="URL of a LiveKit server, e.g. wss://livekit.example.org. With its key and "
        "secret, candidates can use WebRTC.",
    )
    livekit_api_key: str | None = Field(
        None, validation_alias="LIVEKIT_API_KEY", description="API key for that LiveKit server."
    )
    livekit_api_secret: SecretStr | None = Field(
        None,
        validation_alias="LIVEKIT_API_SECRET",
        description="API secret for that LiveKit server.",
    )
    livekit_sip_trunk: str | None = Field(
        None,
        validation_alias="LIVEKIT_SIP_TRUNK",
        description="Outbound SIP trunk of that LiveKit server. Calls use it if the three TWILIO_* "
        "settings are not set.",
    )
