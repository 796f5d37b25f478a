"""Understands what a candidate says before anything is asked, and plans the interviewer's reply.

An utterance is mapped to acts: an answer, a wish such as a pause, a question about the interview, a refusal
with a reason, distress. It can hold an answer and a wish; each act has its span, and ``answer_end`` is where
the answer ends. Start here: ``understand`` in ``detection``, ``plan_reply`` in ``reply_planning``.
``utterance_reading`` calls the first one for text and speech; ``request_handling`` carries out the second.

How it decides: listed wordings (``patterns.toml``), the place in the text and reported speech
(``worded_acts``), acts in other words (``unworded_acts``), what the reply shares with its question
(``signals``), what was not said to the interviewer (``noise``), and a small trained classifier as second
opinion (``second_opinion``), which knows many words for the same thing (``concepts``). Where the classifier
is sure of a request, or of none, it decides. A doubtful case is an answer. All of it is pure and takes a
time proportional to the text.
"""
