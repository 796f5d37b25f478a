"""Names of languages as instructions for a model use them."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay", "mt": "Maltese", "nb": "Norwegian",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "ta": "Tamil", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_REGIONS: Mapping[str, str] = {
    "en-GB": "British English",
    "en-US": "American English",
    "pt-BR": "Brazilian Portuguese",
    "zh-TW": "Traditional Chinese",
}


def name_language(code: str) -> str:
    """Return the English name of a language code such as ``de-AT``, with the code: "German (de-AT)"."""
    primary = code.partition("-")[0].lower()
    name = _REGIONS.get(code) or _NAMES.get(primary)
    return f"{name} ({code})" if name else f"the language with the code {code}"
