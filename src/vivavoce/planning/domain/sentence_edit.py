"""Edit what the interviewer says by itself in a plan's language, and find what is wrong with the edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from vivavoce.contracts.plan import InterviewPlan, SpokenSentence
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.spoken_sentences import (
    find_offered_replies,
    find_reply_faults,
    find_sentence_fault,
    keep_sayable_sentences,
    list_all_wordings,
    list_replies,
    needs_own_sentences,
)

SENTENCES_FIELD = "sentences"
KEPT_SENTENCES_PREFIX = "Sentences of the interviewer kept as a person wrote them: "


def edit_sentences(
    before: tuple[SpokenSentence, ...], edit: Mapping[str, str | None]
) -> tuple[SpokenSentence, ...]:
    """Return the sentences after an edit: changed ones in their place, new ones last."""
    wanted = {
        english: None if text is None else " ".join(text.split()) for english, text in edit.items()
    }
    said = {one.english: one for one in before}
    for english, text in wanted.items():
        if text is None:
            said.pop(english, None)
        elif english not in said or said[english].text != text:
            said[english] = SpokenSentence(english, text, is_edited=True)
    return tuple(said.values())


def find_sentence_edit_faults(
    plan: InterviewPlan, edit: Mapping[str, str | None]
) -> Iterator[FieldError]:
    """Yield what is wrong with edited sentences, and with others that an edited reply makes wrong.

    The field is ``sentences.`` and the English of the sentence, or ``sentences``.
    """
    if not edit:
        return
    if not needs_own_sentences(plan.language):
        yield FieldError(
            SENTENCES_FIELD,
            "sentences_not_needed",
            translatable("The interviewer has its own sentences in the language of this plan."),
        )
        return
    before = {one.english: one.text for one in plan.sentences}
    after = {one.english: one.text for one in edit_sentences(plan.sentences, edit)}
    changed = {english for english in edit if after.get(english) != before.get(english)}
    replies = {english: after[english] for english in list_replies() if english in after}
    if replies and not changed.isdisjoint(list_replies()):
        for english, message in find_reply_faults(replies):
            yield FieldError(_name_field(english), "reply_unclear", message)
    known = list_all_wordings()
    touched = changed | {
        english
        for english in known.intersection(after)
        if not find_offered_replies(english).isdisjoint(changed)
    }
    for english, text in after.items():
        if english not in touched:
            continue
        if english not in known:
            message = translatable("The interviewer has no such sentence.")
            yield FieldError(_name_field(english), "unknown", message)
        elif fault := find_sentence_fault(
            english,
            text,
            language=plan.language,
            replies={reply: replies.get(reply, reply) for reply in list_replies()},
        ):
            yield FieldError(_name_field(english), "sentence_differs", fault)


def keep_edited_sentences(plan: InterviewPlan, previous: InterviewPlan | None) -> InterviewPlan:
    """Return a newly written version with the sentences that a person wrote, and a note about them.

    They do not fit another language, nor a sentence that the product has no longer. The replies and the
    sentences that offer them name one another's words: if a person wrote one of them, all stay.
    """
    if (
        previous is None
        or previous.language != plan.language
        or not needs_own_sentences(plan.language)
        or not any(one.is_edited for one in previous.sentences)
    ):
        return plan
    keeps_replies = any(one.is_edited and _is_about_replies(one) for one in previous.sentences)
    kept = {
        one.english: one
        for one in previous.sentences
        if one.is_edited or (keeps_replies and _is_about_replies(one))
    }
    new = [one for one in plan.sentences if not (keeps_replies and _is_about_replies(one))]
    said = {one.english: one for one in new} | kept
    texts = {english: one.text for english, one in said.items()}
    sayable = keep_sayable_sentences(texts, plan.language) or {}
    lost = kept.keys() - sayable.keys()
    sentences = tuple(one for english, one in said.items() if english not in lost)
    notes = [note for note in plan.notes if not note.startswith(KEPT_SENTENCES_PREFIX)]
    return replace(
        plan, sentences=sentences, notes=(*notes, *_write_notes(sentences, kept.values(), lost))
    )


def _is_about_replies(one: SpokenSentence) -> bool:
    return one.english in list_replies() or bool(find_offered_replies(one.english))


def _write_notes(
    said: Iterable[SpokenSentence], kept: Iterable[SpokenSentence], lost: Set[str]
) -> Iterator[str]:
    if count := sum(one.is_edited for one in said):
        yield translatable(
            "Sentences of the interviewer kept as a person wrote them: {count}.", count=count
        )
    for one in kept:
        if one.is_edited and one.english in lost:
            yield translatable(
                "A sentence of the interviewer that a person wrote no longer fits, and is not said: "
                '"{text}".',
                text=one.text,
            )


def _name_field(english: str) -> str:
    return f"{SENTENCES_FIELD}.{english}"
