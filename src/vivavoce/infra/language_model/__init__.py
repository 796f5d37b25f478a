"""Typed responses from a language model; nothing is loaded where no model is configured.

Callers know ``port`` only. ``lazy`` opens the model of the process, and ``options`` reads its settings.
``openai_compatible`` asks the models of an endpoint in order and recovers from refusals over a
``connection``: what an endpoint accepts is an ``endpoint_profile``, why it did not answer a value of
``failures``. ``fallback`` asks a second endpoint, and ``budget`` decides who is next.
"""
