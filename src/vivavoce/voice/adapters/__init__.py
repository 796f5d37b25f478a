"""Adapters: speech engines, audio processing, telephony providers and storage."""
