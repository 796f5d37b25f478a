import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { usePracticeApi } from "../calls";
import type { Draft, GivenQuestion, OutlineQuestion } from "../shapes";

interface QuestionsEditProps {
  draft: Draft;
  isOpen: boolean;
  onClose: () => void;
  onEdited: (draft: Draft) => void;
}

/** The one edit of a draft. What is refused uses nothing up, and says which line is meant. */
export function QuestionsEdit({ draft, isOpen, onClose, onEdited }: QuestionsEditProps) {
  const calls = usePracticeApi();
  const [texts, setTexts] = useState(() => draft.question_outline.map((one) => one.question));
  const save = useMutation({
    mutationFn: () => calls.editQuestions(draft.session_id, given(draft.question_outline, texts)),
    onSuccess: (edited) => {
      onClose();
      onEdited(edited);
    },
  });
  const problem = save.error ? asProblem(save.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={i18n._("Edit questions")}>
      <p className="text-text2">
        {i18n._("You can edit a draft once. Empty questions are removed.")}
      </p>
      <form onSubmit={submit} className="mt-4 grid gap-4">
        {texts.map((text, place) => (
          <Field
            // biome-ignore lint/suspicious/noArrayIndexKey: a question is known by its place
            key={place}
            label={i18n._("Question {place}", { place: place + 1 })}
            error={errorOf(problem, place, texts)}
          >
            {(control) => (
              <textarea
                {...control}
                rows={2}
                maxLength={500}
                className={`${inputLook} field-sizing-content font-voice`}
                value={text}
                onChange={(event) =>
                  setTexts(texts.map((old, at) => (at === place ? event.target.value : old)))
                }
              />
            )}
          </Field>
        ))}
        {problem && !problem.body.errors?.length ? (
          <Failure problem={problem} what={i18n._("The questions were not saved.")} />
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>{i18n._("Cancel")}</Button>
          <Button look="primary" type="submit" busy={save.isPending && i18n._("Saving…")}>
            {i18n._("Save questions")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** A question that was not touched keeps its topic and framework; a new one gets its own. */
function given(outline: OutlineQuestion[], texts: string[]): GivenQuestion[] {
  return texts.flatMap((text, place) => {
    const question = text.trim();
    if (!question) return [];
    const old = outline[place];
    if (!old || old.question !== question) return [{ question }];
    return [
      {
        question,
        ...(old.topic ? { topic: old.topic } : {}),
        ...(old.expected_framework ? { expected_framework: old.expected_framework } : {}),
      },
    ];
  });
}

/** Errors name the place in what was sent, which leaves empty lines out. */
function errorOf(problem: Problem | null, place: number, texts: string[]): string | null {
  const sent = texts.slice(0, place).filter((text) => text.trim()).length;
  const found = problem?.body.errors?.find((error) =>
    new RegExp(`(^|\\.)questions\\.${sent}(\\.|$)`).test(error.field),
  );
  return texts[place]?.trim() && found ? found.message : null;
}
